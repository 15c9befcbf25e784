import type * as OnnxRuntime from 'onnxruntime-web'
import asyncifyGlue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url'
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'
import jspiGlue from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url'
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url'
import plainGlue from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'

export type Runtime = Pick<typeof OnnxRuntime, 'InferenceSession' | 'Tensor' | 'env'>

/**
 * onnxruntime with one provider. WebGPU is its native one, with JavaScript Promise Integration where the browser has it; for WASM the
 * build without either, which is the smallest and the fastest. The package's default import is never used: its WebGPU provider is
 * deprecated and gives wrong numbers for some operators.
 */
export async function loadRuntime(provider: 'webgpu' | 'wasm', threads: number): Promise<Runtime> {
  const [runtime, glue, wasm] = await files(provider)
  // Read once, when the first session is made.
  runtime.env.wasm.wasmPaths = { mjs: glue, wasm }
  runtime.env.wasm.numThreads = threads
  runtime.env.wasm.proxy = false
  runtime.env.logLevel = 'error'
  return runtime
}

async function files(provider: 'webgpu' | 'wasm'): Promise<[Runtime, glue: string, wasm: string]> {
  if (provider === 'wasm') return [await import('onnxruntime-web/wasm'), plainGlue, plainWasm]
  if ('Suspending' in WebAssembly) return [await import('onnxruntime-web/jspi'), jspiGlue, jspiWasm]
  return [await import('onnxruntime-web/webgpu'), asyncifyGlue, asyncifyWasm]
}
