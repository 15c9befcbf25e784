import type { PredictionTimings } from '#workers/inference/inferenceContract.ts'

export interface TimingRow {
  readonly name: string
  readonly last: number
  readonly median: number
  readonly p95: number
}

const COMPONENTS: readonly (readonly [name: string, of: (timings: PredictionTimings) => number])[] = [
  ['Prepare', timings => timings.prepare],
  ['Voxelise', timings => timings.voxelise],
  ['Encoder', timings => timings.encoder],
  ['A step', timings => timings.steps.reduce((sum, step) => sum + step, 0) / Math.max(1, timings.steps.length)],
  ['All steps', timings => timings.steps.reduce((sum, step) => sum + step, 0)],
  ['Grouping', timings => timings.grouping],
  ['Polish', timings => timings.polish],
  ['Together', totalOf],
]

function totalOf({ prepare, voxelise, encoder, steps, grouping, polish }: PredictionTimings): number {
  return prepare + voxelise + encoder + steps.reduce((sum, step) => sum + step, 0) + grouping + polish
}

/** Milliseconds by component over all predictions; empty before the first. */
export function timingRows(timings: readonly PredictionTimings[]): readonly TimingRow[] {
  const last = timings.at(-1)
  if (!last) return []
  return COMPONENTS.map(([name, of]) => {
    const sorted = timings.map(of).sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] as number
    return { name, last: of(last), median: at(0.5), p95: at(0.95) }
  })
}
