import { BACKGROUND, FIRST_INSTANCE, MOVING_UNCLUSTERED } from '../sweep/estimate.ts'
import { type Transform, transformPoint } from '../sweep/transform.ts'
import type { CoarseInput } from './coarseInput.ts'
import type { CoarseResult } from './coarseResult.ts'

/** Largest distance, metres, between a point's flow and what a transform does to it. */
function flowError(positions: Float32Array, flow: Float32Array, i: number, transform: Transform): number {
  const p = [0, 1, 2].map(k => positions[3 * i + k] as number) as [number, number, number]
  return Math.hypot(
    ...transformPoint(transform, ...p).map((v, k) => v - (p[k] as number) - (flow[3 * i + k] as number)),
  )
}

/** Single-precision flow of up to tens of metres. */
const FLOW_METRES = 1e-5

/** Everything that must hold of a result whatever the sweeps and the thresholds are; empty = all of it holds. */
export function brokenInvariants(
  { sweep0, sweep1, givenSweep1FromSweep0 }: CoarseInput,
  result: CoarseResult,
): string[] {
  const broken = new Map<string, number>()
  const hold = (holds: boolean, sentence: string) => {
    if (!holds) broken.set(sentence, (broken.get(sentence) ?? 0) + 1)
  }
  const { estimate, egoEstimate, motions, cluster0, ground0, egoMotion } = result
  const { flow, instance, dynamic, instances } = estimate
  const n = sweep0.count
  const ego = egoMotion.sweep1FromSweep0

  hold(ground0.length === n && cluster0.length === n && instance.length === n, 'a value for every point of sweep 0')
  hold(dynamic.length === n && flow.length === 3 * n && egoEstimate.flow.length === 3 * n, 'a flow for every point')
  hold(result.ground1.length === sweep1.count, 'ground for every point of sweep 1')
  for (const [evidence, count] of [
    [result.evidence0, n],
    [result.evidence1, sweep1.count],
  ] as const)
    hold(
      evidence.free.length === count && evidence.occupied.length === count && evidence.dynamic.length === count,
      'votes for every point',
    )
  hold(givenSweep1FromSweep0 === null || ego === givenSweep1FromSweep0, 'given poses are used as they are')
  hold(egoMotion.source === (givenSweep1FromSweep0 === null ? 'estimated' : 'given'), 'the source of the ego motion')
  hold(egoMotion.trust === 'good' || egoMotion.warning !== null, 'a warning wherever trust is not good')
  hold(estimate.sweep1FromSweep0 === ego && egoEstimate.sweep1FromSweep0 === ego, 'one ego motion in all results')

  hold(
    instances.every((it, k) => it.id === FIRST_INSTANCE + k),
    'ids are contiguous from 2',
  )
  const counts = new Map<number, number>()
  const byId = new Map(instances.map(it => [it.id, it]))
  for (let i = 0; i < n; i++) {
    const id = instance[i] as number
    counts.set(id, (counts.get(id) ?? 0) + 1)
    const own = id >= FIRST_INSTANCE ? byId.get(id) : null
    hold(own !== undefined, 'every id in the labels is an instance')
    hold(flowError(sweep0.positions, flow, i, own?.sweep1FromSweep0 ?? ego) < FLOW_METRES, 'flow is its rigid motion')
    hold(flowError(sweep0.positions, egoEstimate.flow, i, ego) < FLOW_METRES, 'the ego estimate is pose flow')
    if (ground0[i] === 1) {
      hold(id !== MOVING_UNCLUSTERED, 'ground moves only with an object')
      hold(cluster0[i] === -1, 'ground is in no cluster')
      hold(result.evidence0.dynamic[i] === 0, 'ground is not judged by rays')
    }
    if (id === BACKGROUND) hold((dynamic[i] as number) < 0.5, 'background is rather static')
    else hold((dynamic[i] as number) >= 0.5, 'what moves is rather dynamic')
    if (id === MOVING_UNCLUSTERED) hold(cluster0[i] === -1, 'unclustered is in no cluster')
    const probability = dynamic[i] as number
    const trust = estimate.confidence?.[i] ?? 0
    hold(probability >= 0 && probability <= 1 && trust >= 0 && trust <= 1, 'probabilities lie in 0..1')
    const cluster = cluster0[i] as number
    hold(cluster >= -1 && cluster < motions.length, 'every cluster has a motion')
    if (cluster >= 0 && motions[cluster]?.accepted)
      hold(id === motions[cluster]?.instance, 'accepted clusters keep points')
  }
  for (const it of instances) {
    hold(it.pointCount === counts.get(it.id) && it.pointCount > 0, "an instance's points are counted")
    hold(it.moving, 'pseudo-instances move')
    hold(Number.isFinite(it.speedMetresPerSecond) && it.speedMetresPerSecond >= 0, 'speeds are numbers')
    const center = transformPoint(it.sweep1FromSweep0, ...it.box.center)
    const still = transformPoint(ego, ...it.box.center)
    const speed = Math.hypot(...center.map((v, k) => v - (still[k] as number))) / estimate.intervalSeconds
    hold(Math.abs(speed - it.speedMetresPerSecond) < 1e-6, "an instance's speed is that of its box's centre")
  }
  const sizes = new Int32Array(motions.length)
  for (const cluster of cluster0) if (cluster >= 0) sizes[cluster] = (sizes[cluster] as number) + 1
  for (const [k, motion] of motions.entries()) {
    hold(motion.cluster === k && motion.pointCount === sizes[k], 'motions are in cluster order and count points')
    hold(motion.accepted === (motion.reason === null), 'a motion is accepted or has a reason')
    hold(motion.accepted === (motion.instance !== null), 'accepted motions have an instance')
    hold(motion.instance === null || byId.has(motion.instance), "a motion's instance exists")
    hold(motion.confidence >= 0 && motion.confidence <= 1, 'confidences lie in 0..1')
    const numbers = [
      ...motion.box.center,
      ...motion.box.size,
      ...motion.residualMetres,
      motion.yawRate,
      motion.rmsMetres,
    ]
    hold(numbers.every(Number.isFinite) && Number.isFinite(motion.gain), 'motions are numbers')
  }
  hold(
    instances.every(it => motions.some(motion => motion.instance === it.id)),
    'every instance has a cluster',
  )
  return [...broken].map(([sentence, times]) => `${sentence}: broken ${times} times`)
}
