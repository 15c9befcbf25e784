import { describe, expect, test } from 'vitest'
import { Random } from '../simulator/random.ts'
import { evenSubset } from '../sweep/evenSubset.ts'
import { compose, fromYaw, transformPoint } from '../sweep/transform.ts'
import { truncatedChamfer } from './chamfer.ts'
import { computeLosses, type LossJob } from './computeLosses.ts'
import { judgedPoints } from './judgedPoints.ts'
import { masksFromInstances, type SoftMasks } from './softMasks.ts'
import { spatialLoss } from './spatial.ts'
import { LOSSES } from './terms.ts'

const SEED = 41
const EGO = fromYaw<'sweep1', 'sweep0'>(0.02, [-1, 0.1, 0])

/** A street of 3,000 points: two movers of 200 points, ground, a point out of range; the estimate is the labels, disturbed. */
function streetJob(disturbance: number, votes = false): LossJob {
  const random = new Random(SEED)
  const count = 3000
  const positions0 = new Float32Array(3 * count)
  const positions1 = new Float32Array(3 * count)
  const flow = new Float32Array(3 * count)
  const instance = new Int32Array(count)
  const dynamic = new Float32Array(count)
  const confidence = new Float32Array(count)
  const ground = new Uint8Array(count)
  const said = { flow: new Float32Array(3 * count), instance: new Int32Array(count), dynamic: new Float32Array(count) }
  const motions = [
    compose(fromYaw<'sweep1', 'sweep1'>(0, [1.2, 0, 0]), EGO),
    compose(fromYaw<'sweep1', 'sweep1'>(0, [0, -0.6, 0]), EGO),
  ]
  for (let i = 0; i < count; i++) {
    const object = i < 400 ? Math.floor(i / 200) : -1
    const place =
      object >= 0
        ? [8 + 12 * object + random.range(-2, 2), random.range(-1, 1), random.range(0, 1.5)]
        : [random.range(-45, 45), random.range(-45, 45), random.range(0, 3)]
    positions0.set(place, 3 * i)
    ground[i] = i >= 2500 ? 1 : 0
    confidence[i] = random.range(0.4, 1)
    if (object >= 0) {
      instance[i] = 2 + object
      dynamic[i] = 0.9
    }
    const [x = 0, y = 0, z = 0] = positions0.subarray(3 * i)
    const moved = transformPoint(object >= 0 ? (motions[object] ?? EGO) : EGO, x, y, z)
    for (let axis = 0; axis < 3; axis++) {
      flow[3 * i + axis] = (moved[axis] ?? 0) - (positions0[3 * i + axis] ?? 0)
      said.flow[3 * i + axis] = (flow[3 * i + axis] ?? 0) + disturbance * random.range(-1, 1)
      positions1[3 * i + axis] = (moved[axis] ?? 0) + random.range(-0.02, 0.02)
    }
    said.instance[i] = random.chance(disturbance) ? 2 + random.integer(3) : (instance[i] ?? 0)
    said.dynamic[i] = random.chance(disturbance) ? random.next() : (dynamic[i] ?? 0)
  }
  positions0.set([80, 0, 1], 3 * 2400)
  return {
    positions0,
    positions1,
    ground0: ground,
    ground1: ground,
    labels: { flow, instance, dynamic, confidence, sweep1FromSweep0: EGO },
    estimate: { ...said, valid: null },
    votes: votes ? new Float32Array(3 * count).fill(0.2) : null,
  }
}

const term = async (job: LossJob, name: string) => (await computeLosses(job)).terms.find(t => t.term === name)

describe('losses of a pair', () => {
  test(`the mean of what is drawn is the scalar, seed ${SEED}`, async () => {
    const { terms, weighted } = await computeLosses(streetJob(0.2, true))
    expect(terms.map(t => t.term)).toEqual([
      'foreground',
      'rigid',
      'spatial',
      'separation',
      'flow',
      'vote',
      'chamfer',
      'chamfer-back',
    ])
    for (const { values, points, mean } of terms) {
      let sum = 0
      let count = 0
      for (const value of values)
        if (value >= 0) {
          sum += value
          count++
        }
      expect(count).toBe(points)
      expect(mean).toBeGreaterThan(0)
      expect(sum / count / mean).toBeCloseTo(1, 5)
    }
    expect(weighted).toBeCloseTo(
      terms.reduce((sum, t) => sum + t.mean * (LOSSES[t.term].weight ?? 0), 0),
      10,
    )
  })

  test('judges what training would ask for: no ground, nothing out of range, nothing without trust', async () => {
    const job = streetJob(0.1)
    const doubted = job.labels.confidence?.slice() as Float32Array
    doubted[7] = 0
    const { rows, points } = judgedPoints({ ...job, labels: { ...job.labels, confidence: doubted } })
    expect(rows.length).toBe(2500 - 2)
    expect(rows.includes(7)).toBe(false)
    expect(rows.includes(2400)).toBe(false)
    const [x = 0, y = 0, z = 0] = job.positions0
    const still = transformPoint(EGO, x, y, z)
    expect(points[0]).toBeCloseTo(still[0], 10)
    expect((await term(job, 'foreground'))?.values[2600]).toBe(-1)
  })

  test('labels themselves cost next to nothing, and every disturbance costs', async () => {
    const perfect = await computeLosses(streetJob(0))
    const disturbed = await computeLosses(streetJob(0.2))
    for (const { term: name, mean } of perfect.terms) {
      const worse = disturbed.terms.find(t => t.term === name)?.mean ?? 0
      expect([name, worse > mean]).toEqual([name, true])
    }
    expect(perfect.terms.find(t => t.term === 'flow')?.mean).toBeLessThan(1e-4)
  })

  test('an estimate without votes has no vote loss, a pair without movers no separation', async () => {
    expect(await term(streetJob(0.1), 'vote')).toBeUndefined()
    const job = streetJob(0.1)
    const labels = { ...job.labels, dynamic: new Float32Array(3000), instance: new Int32Array(3000) }
    expect((await computeLosses({ ...job, labels })).terms.map(t => t.term)).toEqual([
      'foreground',
      'rigid',
      'spatial',
      'flow',
      'chamfer-back',
    ])
  })

  test('stops when it is told to', async () => {
    const controller = new AbortController()
    controller.abort()
    await expect(computeLosses(streetJob(0), { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('fast searches equal plain loops', () => {
  const random = new Random(5)
  const cloud = Float64Array.from({ length: 3 * 1500 }, (_, n) => random.range(0, n % 3 === 2 ? 2 : 9))
  const other = Float64Array.from({ length: 3 * 900 }, (_, n) => random.range(0, n % 3 === 2 ? 6 : 12))
  const squaredBetween = (a: Float64Array, i: number, b: Float64Array, j: number) => {
    let sum = 0
    for (let axis = 0; axis < 3; axis++) sum += ((a[3 * i + axis] ?? 0) - (b[3 * j + axis] ?? 0)) ** 2
    return sum
  }

  test('Chamfer, seed 5', () => {
    const values = truncatedChamfer(cloud, other)
    for (let i = 0; i < 1500; i++) {
      let best = Number.POSITIVE_INFINITY
      for (let j = 0; j < 900; j++) best = Math.min(best, squaredBetween(cloud, i, other, j))
      expect(values[i]).toBeCloseTo(best <= 4 ? best : 0, 10)
    }
  })

  test('spatial consistency where neighbours are more than are looked at, seed 5', () => {
    const masks: SoftMasks = masksFromInstances(
      Int32Array.from({ length: 1500 }, (_, i) => ((cloud[3 * i] ?? 0) > 4 ? 3 : 2)),
      Float64Array.from({ length: 1500 }, () => random.next()),
    )
    const values = spatialLoss(cloud, masks)
    let full = 0
    for (let i = 0; i < 1500; i += 7) {
      const order = [...Array(1500).keys()]
        .filter(j => j !== i)
        .map(j => ({ j, d: squaredBetween(cloud, i, cloud, j) }))
        .sort((a, b) => a.d - b.d)
      const ring = (count: number, radius: number) => {
        const inside = order.slice(0, count).filter(({ d }) => d <= radius * radius)
        if (inside.length === 64) full++
        const sum = inside.reduce(
          (total, { j }) =>
            total +
            [0, 1, 2].reduce(
              (s, k) => s + Math.abs((masks.values[3 * i + k] ?? 0) - (masks.values[3 * j + k] ?? 0)),
              0,
            ),
          0,
        )
        return sum / Math.max(1, inside.length)
      }
      expect(values[i]).toBeCloseTo((3 * ring(32, 1) + ring(64, 2)) / 4, 10)
    }
    expect(full).toBeGreaterThan(50)
  })

  test('an even subset is in order, without repetition, and as the training counts it', () => {
    expect([...evenSubset(10, 4)]).toEqual([0, 2, 5, 7])
    expect([...evenSubset(3, 9)]).toEqual([0, 1, 2])
    const many = evenSubset(100_003, 16_384)
    expect(many.length).toBe(16_384)
    expect(many.every((value, k) => k === 0 || value > (many[k - 1] ?? 0))).toBe(true)
    expect(many.at(-1)).toBeLessThan(100_003)
  })
})
