/** What runs the graphs. */
export interface ProviderInUse {
  readonly name: 'webgpu' | 'wasm'
  /** WASM: threads of a graph's run; 1 on WebGPU. */
  readonly threads: number
  /** As the browser names the GPU; null on WASM. */
  readonly adapter: string | null
  /** Why it is not the provider that would be faster; null when it is. */
  readonly fallbackReason: string | null
}

export type ProviderWish = 'auto' | ProviderInUse['name']

interface AdapterInfo {
  readonly vendor: string
  readonly architecture: string
  readonly device: string
  readonly description: string
  readonly isFallbackAdapter?: boolean
}
interface Gpu {
  requestAdapter(options?: { powerPreference: 'high-performance' }): Promise<{ readonly info: AdapterInfo } | null>
}

export interface AdapterFound {
  readonly name: string
  /** Computed by the processor: slower than WASM. */
  readonly isSoftware: boolean
}

/** @returns the GPU, or why there is none */
export async function findAdapter(gpu: Gpu | undefined): Promise<AdapterFound | string> {
  if (!gpu) return 'this browser has no WebGPU'
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)
  if (!adapter) return 'WebGPU found no adapter'
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info
  const name = description || [vendor, architecture, device].filter(Boolean).join(' ') || 'unnamed adapter'
  return {
    name,
    isSoftware: isFallbackAdapter === true || /swiftshader|llvmpipe|softpipe/i.test(`${name} ${architecture}`),
  }
}

export interface ProviderChoice {
  readonly provider: 'webgpu' | 'wasm'
  readonly adapter: string | null
  readonly fallbackReason: string | null
}

/** WebGPU where a real GPU is behind it, else WASM with the reason. A wish that cannot be met is said as well. */
export function chooseProvider(wish: ProviderWish, found: AdapterFound | string): ProviderChoice {
  const wasm = (fallbackReason: string | null): ProviderChoice => ({ provider: 'wasm', adapter: null, fallbackReason })
  if (wish === 'wasm') return wasm(null)
  if (typeof found === 'string') return wasm(found)
  if (wish === 'auto' && found.isSoftware) return wasm(`WebGPU is emulated by the processor here (${found.name})`)
  return { provider: 'webgpu', adapter: found.name, fallbackReason: null }
}

/** Threads need cross-origin isolation; more than four would only compete for memory bandwidth. */
export function wasmThreads(isolated: boolean, cores: number): number {
  return isolated ? Math.max(1, Math.min(4, cores)) : 1
}
