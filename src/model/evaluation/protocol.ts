import { STATIC_RESIDUAL_METRES } from '../sweep/estimate.ts'
import { metaClass } from './categories.ts'
import type { EvaluationJob } from './summary.ts'

/**
 * Three different numbers are called "3-way EPE" in the field; each has its own name here and none is printed without it.
 * - `av2-v1`: Argoverse 2 scene flow challenge 2023 (PyPI `av2`): |x|,|y| <= 50 m, all points of the data set, every category is foreground
 * - `bucketed-35`: the three-way EPE of PyPI `bucketed-scene-flow-eval`: |x|,|y| < 35 m, road signs and the like left out
 * - `opensceneflow`: within 35 m radially, mean of per-frame means, a frame without points of a group counts 0
 */
export type ProtocolName = 'av2-v1' | 'bucketed-35' | 'opensceneflow'

export const PROTOCOLS: readonly ProtocolName[] = ['av2-v1', 'bucketed-35', 'opensceneflow']

/** Group of a point. */
export const LEFT_OUT = 0
export const FOREGROUND_DYNAMIC = 1
export const FOREGROUND_STATIC = 2
export const BACKGROUND_STATIC = 3
/** Background that moves: counted for the dynamic flag, in no three-way group. */
export const BACKGROUND_DYNAMIC = 4

/** Assigns every point of sweep 0 its group under a protocol: length N. */
export function groupsOf(job: EvaluationJob, protocol: ProtocolName): Uint8Array {
  const { sweep0, truth } = job
  const ground = truth.ground ?? job.ground0
  const groups = new Uint8Array(sweep0.count)
  const classes = truth.categories.map(name => metaClass(name))
  for (let i = 0; i < sweep0.count; i++) {
    if (ground?.[i] === 1 || truth.valid?.[i] === 0 || truth.labelledRegion?.[i] === 0) continue
    const x = sweep0.positions[3 * i] as number
    const y = sweep0.positions[3 * i + 1] as number
    if (!inRange(protocol, x, y)) continue
    const category = truth.category[i] as number
    if (protocol === 'bucketed-35' && category !== 0 && classes[category] === 'left-out') continue
    const moves =
      protocol === 'av2-v1' ? (truth.dynamic[i] as number) >= 0.5 : residualSpeed(job, i) >= STATIC_RESIDUAL_METRES
    if (category === 0) groups[i] = moves ? BACKGROUND_DYNAMIC : BACKGROUND_STATIC
    else groups[i] = moves ? FOREGROUND_DYNAMIC : FOREGROUND_STATIC
  }
  return groups
}

function inRange(protocol: ProtocolName, x: number, y: number): boolean {
  if (protocol === 'av2-v1') return Math.abs(x) <= 50 && Math.abs(y) <= 50
  if (protocol === 'bucketed-35') return Math.abs(x) < 35 && Math.abs(y) < 35
  return x * x + y * y <= 35 * 35
}

/** |true flow - true pose flow| of point i, metres per sweep interval. */
export function residualSpeed(job: EvaluationJob, i: number): number {
  const { positions } = job.sweep0
  const { flow, sweep1FromSweep0 } = job.truth
  const r = sweep1FromSweep0.rotation
  let squared = 0
  for (let row = 0; row < 3; row++) {
    let moved = sweep1FromSweep0.translation[row] as number
    for (let column = 0; column < 3; column++)
      moved += (r[3 * row + column] as number) * (positions[3 * i + column] as number)
    const residual = (flow[3 * i + row] as number) - (moved - (positions[3 * i + row] as number))
    squared += residual * residual
  }
  return Math.sqrt(squared)
}

/** |estimated - true| of point i, metres per sweep interval. */
export function endPointError(estimate: Float32Array, truth: Float32Array, i: number): number {
  const x = (estimate[3 * i] as number) - (truth[3 * i] as number)
  const y = (estimate[3 * i + 1] as number) - (truth[3 * i + 1] as number)
  const z = (estimate[3 * i + 2] as number) - (truth[3 * i + 2] as number)
  return Math.sqrt(x * x + y * y + z * z)
}
