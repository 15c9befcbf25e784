import {
  type Estimate,
  type EstimateInstance,
  FIRST_INSTANCE,
  STATIC_RESIDUAL_METRES,
  type Truth,
} from '#model/sweep/estimate.ts'
import type { Sweep, SweepField } from '#model/sweep/sweep.ts'
import { compose, fromYaw, identity, inverse, type Transform, transformPoint } from '#model/sweep/transform.ts'
import type { FrameContent } from '#viewer/contract.ts'

/** mulberry32: small, seeded, good enough to scatter points. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function sweepOf(id: string, positions: Float32Array, fields: readonly SweepField[] = []): Sweep {
  return {
    id,
    name: id,
    count: positions.length / 3,
    positions,
    originShift: [0, 0, 0],
    frame: 'sensor',
    timestampNanoseconds: 0n,
    fields,
    roles: {},
    pose: null,
    lidars: [{ name: 'lidar', origin: [0, 0, 0], rings: null }],
    egoFromSensor: null,
    sourceRows: null,
  }
}

interface Block {
  readonly x: number
  readonly y: number
  readonly yaw: number
  readonly size: readonly [number, number, number]
  /** Metres per interval along the heading. */
  readonly step: number
  readonly label: string
}

const GROUND = -1.7

/** A street of boxes with exact flow: ground, walls, parked and moving blocks, a moving and turning sensor. */
export function blockStreet(points: number, seed: number, index = 0): FrameContent {
  const random = seeded(seed)
  const interval = 0.1
  const ego: Transform<'sweep1', 'sweep0'> = inverse(fromYaw<'sweep0', 'sweep1'>(0.02, [0.9, 0.02, 0]))
  const blocks: Block[] = []
  for (let i = 0; i < 24; i++) {
    const lane = i % 4
    const moving = lane === 1 || lane === 2
    blocks.push({
      x: -45 + i * 4.1 + random() * 2 + index * (moving ? (lane === 1 ? 1 : -1) : 0),
      y: [-6.5, -2.2, 2.6, 7.2][lane]!,
      yaw: lane === 2 ? Math.PI : 0,
      size: i % 7 === 5 ? [0.6, 0.6, 1.75] : i % 9 === 4 ? [8.5, 2.5, 3.1] : [4.4, 1.8, 1.5],
      step: moving ? 0.3 + random() * 1.2 : 0,
      label: i % 7 === 5 ? 'pedestrian' : i % 9 === 4 ? 'truck' : 'car',
    })
  }
  const positions = new Float32Array(3 * points)
  const positions1 = new Float32Array(3 * points)
  const flow = new Float32Array(3 * points)
  const instance = new Int32Array(points)
  const dynamic = new Float32Array(points)
  const ground = new Uint8Array(points)
  const intensity = new Uint8Array(points)
  const counts = new Map<number, number>()
  const motionOf = blocks.map(b =>
    compose(ego, fromYaw<'sweep0', 'sweep0'>(0, [b.step * Math.cos(b.yaw), b.step * Math.sin(b.yaw), 0])),
  )
  for (let i = 0; i < points; i++) {
    const kind = random()
    let p: [number, number, number]
    let owner = -1
    if (kind < 0.5) {
      const r = 3 / (1.001 - random()) ** 0.9
      const a = random() * 2 * Math.PI
      p = [Math.min(90, r) * Math.cos(a), Math.min(90, r) * Math.sin(a), GROUND + 0.02 * random()]
      ground[i] = 1
    } else if (kind < 0.75) {
      const side = random() < 0.5 ? -1 : 1
      p = [(random() - 0.5) * 120, side * (12 + random() * 0.1), GROUND + random() * 7]
    } else {
      owner = Math.floor(random() * blocks.length)
      p = surfacePoint(blocks[owner]!, random)
    }
    positions.set(p, 3 * i)
    intensity[i] = owner >= 0 ? 120 + 100 * random() : 20 + 60 * random()
    const motion = owner >= 0 ? motionOf[owner]! : ego
    const q = transformPoint(motion, ...p)
    flow.set([q[0] - p[0], q[1] - p[1], q[2] - p[2]], 3 * i)
    positions1.set([q[0] + 0.01 * random(), q[1] + 0.01 * random(), q[2]], 3 * i)
    if (owner >= 0) {
      instance[i] = owner + FIRST_INSTANCE
      counts.set(owner, (counts.get(owner) ?? 0) + 1)
      dynamic[i] = blocks[owner]!.step > STATIC_RESIDUAL_METRES ? 1 : 0
    }
  }
  const instances: EstimateInstance[] = blocks.map((b, i) => ({
    id: i + FIRST_INSTANCE,
    track: i + FIRST_INSTANCE,
    label: b.label,
    box: { center: [b.x, b.y, GROUND + b.size[2] / 2], size: b.size, yaw: b.yaw },
    sweep1FromSweep0: motionOf[i]!,
    speedMetresPerSecond: b.step / interval,
    moving: b.step > STATIC_RESIDUAL_METRES,
    pointCount: counts.get(i) ?? 0,
    confidence: null,
  }))
  const truth: Truth = {
    source: 'truth',
    name: 'Truth',
    flow,
    instance,
    dynamic,
    confidence: null,
    valid: null,
    instances,
    sweep1FromSweep0: ego,
    intervalSeconds: interval,
    category: new Uint8Array(points),
    categories: ['background'],
    ground,
    labelledRegion: null,
  }
  const field = { name: 'intensity', values: intensity }
  return {
    key: `blocks/${seed}/${index}`,
    sequence: `blocks/${seed}`,
    sweep0: sweepOf(`blocks ${index}`, positions, [field]),
    sweep1: sweepOf(`blocks ${index + 1}`, positions1, [field]),
    truth,
    coarse: {
      ground0: ground,
      ground1: ground,
      evidence0: evidenceOf(dynamic, random),
      evidence1: evidenceOf(dynamic, random),
      cluster0: Int32Array.from(instance, id => (id >= FIRST_INSTANCE ? id - FIRST_INSTANCE : -1)),
      egoMotion: {
        sweep1FromSweep0: ego,
        source: 'given',
        medianResidualMetres: 0.01,
        inlierShare: 0.9,
        trust: 'good',
        warning: null,
      },
    },
  }
}

function evidenceOf(dynamic: Float32Array, random: () => number) {
  return {
    free: Uint16Array.from(dynamic, d => (d > 0 ? 4 : random() < 0.1 ? 1 : 0)),
    occupied: Uint16Array.from(dynamic, d => (d > 0 ? 0 : random() < 0.6 ? 3 : 0)),
    dynamic: Uint8Array.from(dynamic, d => (d > 0 && random() < 0.7 ? 1 : 0)),
  }
}

function surfacePoint(b: Block, random: () => number): [number, number, number] {
  const [l, w, h] = b.size
  const side = Math.floor(random() * 5)
  const u = random() - 0.5
  const v = random() - 0.5
  const local: [number, number, number] =
    side === 0
      ? [l / 2, w * u, h * v]
      : side === 1
        ? [-l / 2, w * u, h * v]
        : side === 2
          ? [l * u, w / 2, h * v]
          : side === 3
            ? [l * u, -w / 2, h * v]
            : [l * u, w * v, h / 2]
  return transformPoint(fromYaw(b.yaw, [b.x, b.y, GROUND + h / 2]), ...local)
}

/** Ego motion only: every point static; shares the frame with `truth`. */
export function egoOnly(truth: Estimate, positions: Float32Array): Estimate {
  const flow = new Float32Array(positions.length)
  for (let i = 0; i < positions.length; i += 3) {
    const q = transformPoint(truth.sweep1FromSweep0, positions[i]!, positions[i + 1]!, positions[i + 2]!)
    flow.set([q[0] - positions[i]!, q[1] - positions[i + 1]!, q[2] - positions[i + 2]!], i)
  }
  const n = positions.length / 3
  return {
    source: 'ego-motion',
    name: 'Ego motion',
    flow,
    instance: new Int32Array(n),
    dynamic: new Float32Array(n),
    confidence: null,
    valid: null,
    instances: [],
    sweep1FromSweep0: truth.sweep1FromSweep0,
    intervalSeconds: truth.intervalSeconds,
  }
}

/** A round object 0.2 m across, away from the origin: a scan that is not a street. */
export function smallObject(points: number, seed: number): FrameContent {
  const random = seeded(seed)
  const positions = new Float32Array(3 * points)
  for (let i = 0; i < points; i++) {
    const z = 2 * random() - 1
    const a = 2 * Math.PI * random()
    const r = 0.1 * (1 + 0.15 * Math.sin(5 * a) * Math.sin(6 * z))
    const s = Math.sqrt(1 - z * z)
    positions.set([0.02 + r * s * Math.cos(a), 0.1 + r * s * Math.sin(a), r * z], 3 * i)
  }
  return { key: 'object/0', sweep0: sweepOf('object', positions), sweep1: null, truth: null, coarse: null }
}

/** An airborne tile: 400 m of hills, shifted from UTM coordinates, with a few absurd outliers. */
export function airborneTile(points: number, seed: number): FrameContent {
  const random = seeded(seed)
  const positions = new Float32Array(3 * points)
  for (let i = 0; i < points; i++) {
    const x = 400 * random()
    const y = 400 * random()
    positions.set([x, y, 12 * Math.sin(x / 60) * Math.cos(y / 45) + (random() < 0.2 ? 15 * random() : 0)], 3 * i)
  }
  positions.set([1e5, -1e5, 9e4], 0)
  const sweep = { ...sweepOf('tile', positions), originShift: [482_000, 5_455_000, 100] as const }
  return { key: 'tile/0', sweep0: sweep, sweep1: null, truth: null, coarse: null }
}

export const STANDING: Transform<'sweep1', 'sweep0'> = identity()
