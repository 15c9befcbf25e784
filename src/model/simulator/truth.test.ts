import { describe, expect, it } from 'vitest'
import { AV2_CATEGORIES } from '../sweep/av2Categories.ts'
import { fieldOf, worldFromSweep } from '../sweep/sweep.ts'
import { transformPoint } from '../sweep/transform.ts'
import { compileScene } from './compiledScene.ts'
import { invertPose } from './detection.ts'
import { DEFAULT_SIMULATION, type SimulationOptions } from './options.ts'
import { POSE_LENGTH } from './scene.ts'
import { sensorModel } from './sensors.ts'
import { openSimulatedStreet } from './simulatedStreet.ts'
import { buildStreet } from './street.ts'

const options = (change: Partial<SimulationOptions>): SimulationOptions => ({ ...DEFAULT_SIMULATION, ...change })

/** A second copy of the same scene, to ask where things are without asking the truth. */
function sceneOf(simulation: SimulationOptions) {
  const sensor = sensorModel(simulation.sensor)
  const street = buildStreet(simulation.seed, simulation.frames * simulation.intervalSeconds, sensor)
  return { street, scene: compileScene(street.objects) }
}

/** Distance of a world point to the nearest surface of one object at a time, all its parts. */
function surfaceDistance(
  scene: ReturnType<typeof compileScene>,
  index: number,
  seconds: number,
  p: readonly number[],
): number {
  const entry = scene.objects[index]!
  const poses = new Float64Array(scene.largestPartCount * POSE_LENGTH)
  entry.object.pose(seconds, poses)
  let nearest = Infinity
  entry.parts.forEach((part, k) => {
    const inverse = invertPose(poses, k * POSE_LENGTH)
    const local = [0, 1, 2].map(
      row =>
        inverse[3 * row]! * p[0]! + inverse[3 * row + 1]! * p[1]! + inverse[3 * row + 2]! * p[2]! + inverse[9 + row]!,
    ) as [number, number, number]
    for (const primitive of part.primitives) nearest = Math.min(nearest, Math.abs(primitive.shape.distance(...local)))
  })
  return nearest
}

describe.each([17, 8, 14])('truth of street %i', seed => {
  it('takes every point of an object to its surface in the next sweep, limbs included', async () => {
    const simulation = options({ seed, sensor: 'hdl-64e', noise: false, rolling: false })
    const street = openSimulatedStreet(simulation)
    const { scene } = sceneOf(simulation)
    const [sweep0, sweep1] = [await street.readSweep(6), await street.readSweep(7)]
    const truth = (await street.readTruth(6, 7))!
    const world0 = worldFromSweep(sweep0)!
    const world1 = worldFromSweep(sweep1)!
    let moving = 0
    let limbs = 0
    for (let i = 0; i < sweep0.count; i++) {
      const id = truth.instance[i]!
      if (id === 0) continue
      if (!truth.dynamic[i] && i % 20 !== 0) continue
      const p = [0, 1, 2].map(k => sweep0.positions[3 * i + k]!) as [number, number, number]
      const q = p.map((v, k) => v + truth.flow[3 * i + k]!) as [number, number, number]
      // float32 positions at up to 120 m are good to 8 micrometres.
      expect(surfaceDistance(scene, id - 2, 0.6, transformPoint(world0, ...p))).toBeLessThan(1e-4)
      expect(surfaceDistance(scene, id - 2, 0.7, transformPoint(world1, ...q))).toBeLessThan(1e-4)
      if (truth.dynamic[i]) moving++
      const instance = truth.instances.find(entry => entry.id === id)!
      const body = transformPoint(instance.sweep1FromSweep0, ...p)
      const apart = Math.hypot(...body.map((v, k) => v - q[k]!))
      if (instance.label === 'PEDESTRIAN' || instance.label === 'BICYCLIST') {
        if (apart > 0.01) limbs++
        expect(apart).toBeLessThan(0.6)
      } else expect(apart).toBeLessThan(1e-4)
    }
    expect(moving).toBeGreaterThan(100)
    expect(limbs).toBeGreaterThan(5)
  })

  it('measures each point where its object was when its ray was fired', async () => {
    const simulation = options({ seed, sensor: 'av2', noise: false })
    const street = openSimulatedStreet(simulation)
    const { scene } = sceneOf(simulation)
    const sweep = await street.readSweep(3)
    const truth = (await street.readTruth(3, 4))!
    const offset = fieldOf(sweep, 'time')!.values
    const world = worldFromSweep(sweep)!
    let late = 0
    let checked = 0
    for (let i = 0; i < sweep.count; i += 3) {
      const id = truth.instance[i]!
      if (id === 0 || !truth.dynamic[i]) continue
      const p = transformPoint(world, ...([0, 1, 2].map(k => sweep.positions[3 * i + k]!) as [number, number, number]))
      expect(surfaceDistance(scene, id - 2, 0.3 + offset[i]! / 1e9, p)).toBeLessThan(1e-4)
      if (surfaceDistance(scene, id - 2, 0.3, p) > 0.05) late++
      checked++
    }
    expect(checked).toBeGreaterThan(50)
    // Had all rays been fired at the timestamp, nothing would be off.
    expect(late).toBeGreaterThan(checked / 10)
  })

  it('marks as ground exactly what lies on the ground', async () => {
    const simulation = options({ seed, sensor: 'av2', noise: false })
    const street = openSimulatedStreet(simulation)
    const { terrain } = sceneOf(simulation).street
    const sweep = await street.readSweep(2)
    const truth = (await street.readTruth(2, 3))!
    const world = worldFromSweep(sweep)!
    let ground = 0
    let high = 0
    for (let i = 0; i < sweep.count; i++) {
      const p = [0, 1, 2].map(k => sweep.positions[3 * i + k]!) as [number, number, number]
      const [x, y, z] = transformPoint(world, ...p)
      const above = z - terrain.base(x, y)
      if (truth.ground![i]) {
        ground++
        expect(above).toBeGreaterThan(-2e-3)
        expect(above).toBeLessThan(terrain.section.kerbHeight + 2e-3)
        expect(truth.instance[i]).toBe(0)
        expect(truth.dynamic[i]).toBe(0)
      } else if (above > terrain.section.kerbHeight + 0.02) high++
    }
    expect(ground).toBeGreaterThan(3000)
    expect(high).toBeGreaterThan((sweep.count - ground) * 0.95)
  })

  it('puts boxes around their points, and names the categories of Argoverse 2', async () => {
    const street = openSimulatedStreet(options({ seed, sensor: 'av2', noise: false }))
    const sweep = await street.readSweep(5)
    const truth = (await street.readTruth(5, 6))!
    const inside = new Map<number, number>()
    for (let i = 0; i < sweep.count; i++) {
      const id = truth.instance[i]!
      if (id === 0) continue
      const { box, label } = truth.instances.find(entry => entry.id === id)!
      expect(truth.categories[truth.category[i]!]).toBe(label)
      const d = [0, 1, 2].map(k => sweep.positions[3 * i + k]! - box.center[k]!) as [number, number, number]
      const x = d[0] * Math.cos(box.yaw) + d[1] * Math.sin(box.yaw)
      const y = -d[0] * Math.sin(box.yaw) + d[1] * Math.cos(box.yaw)
      // Motion within the sweep, mirrors and swinging arms reach a little beyond.
      const fits =
        Math.abs(x) < box.size[0] / 2 + 1 &&
        Math.abs(y) < box.size[1] / 2 + 0.35 &&
        Math.abs(d[2]) < box.size[2] / 2 + 0.3
      if (fits) inside.set(id, (inside.get(id) ?? 0) + 1)
    }
    for (const instance of truth.instances) {
      expect(AV2_CATEGORIES).toContain(instance.label)
      expect(inside.get(instance.id) ?? 0).toBeGreaterThanOrEqual(instance.pointCount * 0.97)
      expect(instance.moving).toBe(instance.speedMetresPerSecond >= 0.5)
    }
  })
})

describe('truth over other intervals', () => {
  it('composes: two steps of a car are one step of twice the length', async () => {
    const street = openSimulatedStreet(options({ seed: 17, sensor: 'spinning-32', noise: false }))
    const [one, two, both] = await Promise.all([street.readTruth(0, 1), street.readTruth(1, 2), street.readTruth(0, 2)])
    let compared = 0
    for (const first of one!.instances) {
      const second = two!.instances.find(entry => entry.track === first.track)
      const whole = both!.instances.find(entry => entry.track === first.track)
      if (!second || !whole) continue
      const p = first.box.center
      const q = transformPoint(second.sweep1FromSweep0, ...transformPoint(first.sweep1FromSweep0, ...p))
      const direct = transformPoint(whole.sweep1FromSweep0, ...p)
      for (let k = 0; k < 3; k++) expect(q[k]!).toBeCloseTo(direct[k]!, 8)
      compared++
    }
    expect(compared).toBeGreaterThan(5)
    expect(both!.intervalSeconds).toBeCloseTo(0.2, 12)
  })

  it('runs backwards as the inverse of forwards', async () => {
    const street = openSimulatedStreet(options({ seed: 8, sensor: 'spinning-32', noise: false }))
    const [forwards, backwards] = await Promise.all([street.readTruth(4, 5), street.readTruth(5, 4)])
    const p = transformPoint(forwards!.sweep1FromSweep0, 3, -2, 1)
    const back = transformPoint(backwards!.sweep1FromSweep0, ...p)
    for (const [k, v] of [3, -2, 1].entries()) expect(back[k]!).toBeCloseTo(v, 9)
  })
})

describe('ten streets (seeds 1 to 10)', () => {
  it('hold few movers among much that stands, of many kinds, and hills', async () => {
    let dynamic = 0
    let above = 0
    let moving = 0
    let standing = 0
    let largestGrade = 0
    const kinds = new Set<string>()
    for (let seed = 1; seed <= 10; seed++) {
      const street = openSimulatedStreet(options({ seed, sensor: 'spinning-32' }))
      const truth = (await street.readTruth(10, 11))!
      for (let i = 0; i < truth.instance.length; i++) {
        if (truth.ground![i]) continue
        above++
        dynamic += truth.dynamic[i]!
      }
      for (const instance of truth.instances) {
        kinds.add(instance.label)
        if (instance.moving) moving++
        else standing++
      }
      const sweep = await street.readSweep(10)
      largestGrade = Math.max(largestGrade, Math.abs(worldFromSweep(sweep)!.rotation[6]!))
    }
    const share = dynamic / above
    expect(share).toBeGreaterThan(0.03)
    expect(share).toBeLessThan(0.12)
    expect(standing).toBeGreaterThan(1.5 * moving)
    for (const kind of [
      'REGULAR_VEHICLE',
      'PEDESTRIAN',
      'BICYCLIST',
      'BICYCLE',
      'BUS',
      'BOX_TRUCK',
      'VEHICULAR_TRAILER',
    ])
      expect(kinds).toContain(kind)
    expect(largestGrade).toBeGreaterThan(0.02)
  })
})
