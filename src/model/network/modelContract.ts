import { StudioError } from '../error/studioError.ts'
import type { GraphName, ModelManifest } from './manifest.ts'
import type { Dimension, OnnxSummary } from './onnxSummary.ts'

/** The newest standard operators that the runtime knows. */
const NEWEST_OPSET = 24

/** Operators that onnxruntime's native WebGPU provider runs itself; others run on the processor, with copies there and back. */
const ON_WEBGPU = new Set(
  (
    'Abs Add And ArgMax ArgMin AveragePool BatchNormalization Cast Ceil Clip Concat Constant Conv ConvTranspose Cos CumSum ' +
    'DepthToSpace Div Einsum Elu Equal Erf Exp Expand Flatten Floor Gather GatherElements GatherND Gelu Gemm ' +
    'GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual GridSample GRU HardSigmoid HardSwish Identity ' +
    'InstanceNormalization LayerNormalization LeakyRelu Less LessOrEqual Log MatMul Max MaxPool Min Mul Neg Not Pad Pow ' +
    'PRelu Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ' +
    'ReduceSum ReduceSumSquare Relu Reshape Resize ScatterElements ScatterND Sigmoid Sin Slice Softmax Softplus Split Sqrt ' +
    'Squeeze Sub Tanh Tile TopK Transpose Unsqueeze Where'
  ).split(' '),
)

export interface GraphReport {
  /** Why it cannot be run. */
  readonly misfits: readonly string[]
  /** It runs, but these operators would keep it off the GPU. */
  readonly offTheGpu: readonly string[]
}

/** A graph's file against what its manifest says of it. */
export function checkGraph(manifest: ModelManifest, name: GraphName, found: OnnxSummary): GraphReport {
  const expected = manifest.graphs[name]
  const misfits: string[] = []
  if (found.opset > NEWEST_OPSET)
    misfits.push(`${expected.file} uses opset ${found.opset}; the runtime knows opsets up to ${NEWEST_OPSET}`)
  else if (found.opset !== manifest.opset)
    misfits.push(`${expected.file} uses opset ${found.opset}, manifest.json says ${manifest.opset}`)
  for (const [kind, wanted, has] of [
    ['input', expected.inputs, found.inputs],
    ['output', expected.outputs, found.outputs],
  ] as const) {
    for (const [value, shape] of Object.entries(wanted)) {
      const own = has.get(value)
      if (!own) misfits.push(`${expected.file} has no ${kind} ${value}; it has ${[...has.keys()].join(', ') || 'none'}`)
      else if (!fits(own, shape))
        misfits.push(`${kind} ${value} of ${expected.file} has the shape ${written(own)}, expected ${written(shape)}`)
    }
    if (kind === 'input')
      for (const value of has.keys())
        if (!(value in wanted)) misfits.push(`${expected.file} asks for an input ${value} that nothing fills`)
  }
  const offTheGpu = [...found.operators.keys()].filter(operator => !ON_WEBGPU.has(operator)).sort()
  return { misfits, offTheGpu }
}

/** Throws `file-malformed` with everything that does not fit, before any runtime sees the model. */
export function refuseMisfits(name: string, reports: readonly GraphReport[]): void {
  const misfits = reports.flatMap(report => report.misfits)
  if (misfits.length === 0) return
  throw new StudioError({
    code: 'file-malformed',
    message: `The model ${name} does not fit: ${misfits.join('; ')}.`,
    hint: 'docs/model-manifest.md describes inputs and outputs of both graphs.',
  })
}

/** A name fits any size; a size fits only itself, or a name where the file leaves it open. */
function fits(found: readonly Dimension[], expected: readonly Dimension[]): boolean {
  return (
    found.length === expected.length &&
    found.every(
      (size, axis) => typeof size === 'string' || typeof expected[axis] === 'string' || size === expected[axis],
    )
  )
}

function written(shape: readonly Dimension[]): string {
  return `[${shape.join(', ')}]`
}
