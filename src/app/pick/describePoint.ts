import {
  BACKGROUND,
  type Estimate,
  type EstimateInstance,
  type EstimateSource,
  MOVING_UNCLUSTERED,
} from '#model/sweep/estimate.ts'
import { transformPoint } from '#model/sweep/transform.ts'
import type { PickedPoint } from '#viewer/contract.ts'
import { type ComparedSources, estimateOf, nameOf, pairOf } from '../compare/comparedSides.ts'
import { differenceRows } from '../compare/differenceRows.ts'
import type { Fact } from '../controls/Facts.tsx'
import { formatCount, formatNumber } from '../controls/format.ts'
import { convergenceRows } from '../inference/convergenceRows.ts'
import { shownPrediction } from '../inference/paneConvergence.ts'
import { REASONS } from '../method/motionRows.ts'
import type { ShownFrame } from '../stores/frameSlice.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'
import { ESTIMATE_SOURCES, type EstimateOrigins } from '../view/estimateSources.ts'
import { objectAt } from '../view/objectAt.ts'

export interface PointDescription {
  readonly groups: readonly { readonly title: string; readonly rows: readonly Fact[] }[]
  /** The object that the point belongs to, by the pseudo-labels or else by the truth. */
  readonly instance: EstimateInstance | null
  readonly instanceSource: EstimateSource | null
}

/** Title of the group that says what the method saw of the point. */
export const COARSE_STAGE = 'Coarse stage'

const yesNo = (value: number | undefined) => (value ? 'yes' : 'no')

/** All that is known of a picked point; coordinates as in the file, in double precision. Null when the frame has no such point. */
export function describePoint(
  picked: PickedPoint,
  frame: ShownFrame,
  origins: EstimateOrigins,
  compared: ComparedSources | null = null,
): PointDescription | null {
  const sweep = picked.sweep === 0 ? frame.sweep0 : frame.sweep1
  const i = picked.index
  if (!sweep || i < 0 || i >= sweep.count) return null
  const [x, y, z] = [0, 1, 2].map(axis => sweep.positions[3 * i + axis] as number) as [number, number, number]
  const [ox, oy, oz] = sweep.lidars[0]?.origin ?? [0, 0, 0]
  const shifted = sweep.originShift.some(value => value !== 0)
  const place: Fact[] = (['x', 'y', 'z'] as const).map((axis, k) => [
    axis,
    `${((sweep.positions[3 * i + k] as number) + (sweep.originShift[k] as number)).toFixed(3)} m`,
  ])
  if (shifted) place.push(['Shown with a shift of', sweep.originShift.map(value => formatNumber(-value, 1)).join(', ')])
  place.push(['Range from the sensor', `${Math.hypot(x - ox, y - oy, z - oz).toFixed(2)} m`])
  place.push(['Row in the file', formatCount(sweep.sourceRows?.[i] ?? i)])
  place.push(['Sweep', sweep.name])
  const groups: { title: string; rows: readonly Fact[] }[] = [{ title: `Position (${sweep.frame} frame)`, rows: place }]
  if (sweep.fields.length > 0)
    groups.push({
      title: 'Fields',
      rows: sweep.fields.map(field => [
        field.name,
        `${formatNumber(field.values[i] as number)}${field.unit ? ` ${field.unit}` : ''}`,
      ]),
    })
  const method = methodRows(picked, origins.currentLabel)
  if (method.length > 0) groups.push({ title: COARSE_STAGE, rows: method })
  let instance: EstimateInstance | null = null
  let instanceSource: EstimateSource | null = null
  if (picked.sweep === 0)
    for (const source of ESTIMATE_SOURCES) {
      const estimate = source.pick(origins)
      if (!estimate) continue
      const prediction = source.id === 'prediction' ? shownPrediction(origins) : null
      groups.push({
        title: source.label,
        rows: [
          ...estimateRows(estimate, frame, i, [x, y, z]),
          ...(prediction ? convergenceRows(prediction.convergence, i) : []),
        ],
      })
      if (instance) continue
      instance = objectAt(estimate, i)
      instanceSource = instance && source.id
    }
  const pair =
    compared &&
    picked.sweep === 0 &&
    pairOf(estimateOf(compared.a, origins), estimateOf(compared.b, origins), frame.sweep0.positions)
  if (pair) {
    const names = { a: nameOf(compared.a), b: nameOf(compared.b) }
    groups.push({ title: `${names.a} against ${names.b}`, rows: differenceRows(pair, names, i) })
  }
  return { groups, instance, instanceSource }
}

function methodRows(picked: PickedPoint, label: PairLabel | null): Fact[] {
  const layers = label?.layers
  if (!layers) return []
  const i = picked.index
  const ground = picked.sweep === 0 ? layers.ground0 : layers.ground1
  const evidence = picked.sweep === 0 ? layers.evidence0 : layers.evidence1
  const rows: Fact[] = [
    ['Ground', yesNo(ground[i])],
    ['Rays that passed its place', String(evidence.free[i] ?? 0)],
    ['Returns at its place', String(evidence.occupied[i] ?? 0)],
    ['Evidence of motion', yesNo(evidence.dynamic[i])],
  ]
  if (picked.sweep === 1) return rows
  const cluster = layers.cluster0[i] ?? -1
  const motion = label.motions[cluster]
  rows.push(['Cluster', motion ? `${cluster} (${formatCount(motion.pointCount)} points)` : 'none'])
  if (!motion) return rows
  const reason = motion.reason && REASONS[motion.reason]
  rows.push(['Motion of the cluster', reason ? `rejected: ${reason.name}` : 'accepted'])
  if (reason) rows.push(['Why', reason.explanation])
  if (Number.isFinite(motion.speedMetresPerSecond))
    rows.push(['Best motion tried', `${motion.speedMetresPerSecond.toFixed(2)} m/s`])
  rows.push(['Points that it explains', `${Math.round(100 * motion.inlierShare)} %`])
  rows.push(['Explained standing still', `${Math.round(100 * motion.staticInlierShare)} %`])
  if (Number.isFinite(motion.rmsMetres)) rows.push(['Residual', `${(100 * motion.rmsMetres).toFixed(1)} cm`])
  return rows
}

function estimateRows(
  estimate: Estimate,
  frame: ShownFrame,
  i: number,
  [x, y, z]: readonly [number, number, number],
): Fact[] {
  if (!isKnown(estimate, i)) return [['Flow', 'not known: its object is gone in the next sweep']]
  const flow = [0, 1, 2].map(axis => estimate.flow[3 * i + axis] as number) as [number, number, number]
  const [sx, sy, sz] = transformPoint(estimate.sweep1FromSweep0, x, y, z)
  const residual = Math.hypot(flow[0] - (sx - x), flow[1] - (sy - y), flow[2] - (sz - z))
  const id = estimate.instance[i] ?? BACKGROUND
  const instance = objectAt(estimate, i)
  const rows: Fact[] = [
    ['Flow', `${flow.map(value => value.toFixed(3)).join(', ')} m`],
    ['Speed over ground', `${(residual / estimate.intervalSeconds).toFixed(2)} m/s`],
    ['Object', instance ? nameOfObject(instance) : id === MOVING_UNCLUSTERED ? 'moving, no object' : 'background'],
    ['Probability of moving', formatNumber(estimate.dynamic[i] as number, 2)],
  ]
  if (estimate.confidence) rows.push(['Confidence', formatNumber(estimate.confidence[i] as number, 2)])
  const { truth } = frame
  if (truth && estimate.source === 'truth') {
    const category = truth.categories[truth.category[i] ?? 0]
    if (category) rows.push(['Category', category])
  } else if (truth?.labelledRegion?.[i] === 0) {
    rows.push(['Error against truth', 'not known: nothing is labelled here'])
  } else if (truth && isKnown(truth, i)) {
    const error = Math.hypot(...flow.map((value, axis) => value - (truth.flow[3 * i + axis] as number)))
    rows.push(['Error against truth', `${error.toFixed(3)} m`])
  }
  return rows
}

/** Sources that name their objects by number alone ("Object 9") need no second number. */
function nameOfObject({ label, track }: EstimateInstance): string {
  return label.endsWith(` ${track}`) ? label : `${label} ${track}`
}

function isKnown(estimate: Estimate, i: number): boolean {
  return estimate.valid?.[i] !== 0
}
