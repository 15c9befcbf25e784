import type { ClusterMotion } from '../coarse/coarseResult.ts'
import { poseFlow } from '../coarse/pseudoLabels.ts'
import { fitOrientedBox } from '../coarse/rigid/orientedBox.ts'
import { Random } from '../simulator/random.ts'
import type { Estimate, EstimateInstance, Truth } from '../sweep/estimate.ts'
import { compose, fromYaw, type Transform } from '../sweep/transform.ts'
import type { FailureInput } from './failure.ts'

export const EGO = fromYaw<'sweep1', 'sweep0'>(0.01, [-1, 0, 0])

/** A box of points and how it moves beyond the ego motion, metres a sweep. */
export interface Block {
  readonly at: readonly [number, number]
  readonly size?: readonly [number, number, number]
  readonly points?: number
  readonly motion?: readonly [number, number]
}

export const STANDING = 300

/** 300 standing points along a wall, then the points of each block: block k is instance and cluster k + 2 and k, all found rightly. */
export function sceneOf(blocks: readonly Block[], seed = 1): FailureInput & { readonly truth: Truth } {
  const random = new Random(seed)
  const places: number[] = []
  for (let i = 0; i < STANDING; i++) places.push(-20 + random.range(-15, 15), 20, random.range(0, 3))
  const ids: number[] = new Array(STANDING).fill(0)
  blocks.forEach(({ at, size = [4, 1.8, 1.5], points = 60 }, k) => {
    for (let i = 0; i < points; i++) {
      places.push(
        at[0] + size[0] * (random.next() - 0.5),
        at[1] + size[1] * (random.next() - 0.5),
        size[2] * random.next(),
      )
      ids.push(k + 2)
    }
  })
  const positions = Float32Array.from(places)
  const instance = Int32Array.from(ids)
  const count = instance.length
  const estimate = estimateOf('pseudo-labels', positions, instance, blocks)
  const truth: Truth = {
    ...estimateOf('truth', positions, instance, blocks),
    source: 'truth',
    category: Uint8Array.from(instance, id => (id > 1 ? 1 : 0)),
    categories: ['BACKGROUND', 'REGULAR_VEHICLE'],
    ground: null,
    labelledRegion: null,
  }
  const motions = blocks.map((block, k) => motionOf(positions, instance, block, k))
  return {
    positions,
    estimate,
    truth,
    coarse: {
      ground0: new Uint8Array(count),
      evidence0: { free: new Uint16Array(count), occupied: new Uint16Array(count), dynamic: new Uint8Array(count) },
      cluster0: instance.map(id => id - 2).map(id => Math.max(-1, id)),
      motions,
      egoMotion: {
        sweep1FromSweep0: EGO,
        source: 'given',
        medianResidualMetres: 0.01,
        inlierShare: 0.8,
        trust: 'good',
        warning: null,
      },
    },
  }
}

/** The estimate that says this instance of each point, each moving like its block. */
export function estimateOf(
  source: Estimate['source'],
  positions: Float32Array,
  instance: Int32Array,
  blocks: readonly Block[],
  ego: Transform<'sweep1', 'sweep0'> = EGO,
): Estimate {
  const flow = poseFlow(positions, ego)
  const dynamic = new Float32Array(instance.length)
  const instances: EstimateInstance[] = []
  blocks.forEach(({ motion = [0, 0] }, k) => {
    const rows = Int32Array.from(instance.keys()).filter(i => instance[i] === k + 2)
    if (rows.length === 0) return
    const speed = Math.hypot(...motion)
    for (const i of rows) {
      for (const axis of [0, 1] as const) flow[3 * i + axis] = (flow[3 * i + axis] as number) + motion[axis]
      dynamic[i] = speed >= 0.05 ? 1 : 0
    }
    instances.push({
      id: k + 2,
      track: k + 2,
      label: `Car ${k + 1}`,
      box: fitOrientedBox(positions, rows, 0),
      sweep1FromSweep0: compose(fromYaw<'sweep1', 'sweep1'>(0, [...motion, 0]), ego),
      speedMetresPerSecond: 10 * speed,
      moving: speed >= 0.05,
      pointCount: rows.length,
      confidence: 1,
    })
  })
  return {
    source,
    name: source,
    flow,
    instance,
    dynamic,
    confidence: null,
    valid: null,
    instances,
    sweep1FromSweep0: ego,
    intervalSeconds: 0.1,
  }
}

function motionOf(
  positions: Float32Array,
  instance: Int32Array,
  { motion = [0, 0] }: Block,
  cluster: number,
): ClusterMotion {
  const rows = Int32Array.from(instance.keys()).filter(i => instance[i] === cluster + 2)
  const moves = Math.hypot(...motion) >= 0.05
  return {
    cluster,
    pointCount: rows.length,
    box: fitOrientedBox(positions, rows, null),
    accepted: moves,
    reason: moves ? null : 'static',
    sweep1FromSweep0: EGO,
    residualMetres: [...motion, 0],
    speedMetresPerSecond: 10 * Math.hypot(...motion),
    yawRate: 0,
    rmsMetres: 0.03,
    inlierShare: 0.9,
    staticInlierShare: moves ? 0.2 : 0.9,
    gain: moves ? 0.7 : 0,
    evidenceShare: 0,
    degreesOfFreedom: 'planar',
    confidence: 0.9,
    instance: moves ? cluster + 2 : null,
  }
}
