import { beforeAll, describe, expect, test } from 'vitest'
import { poseFlow } from '../coarse/pseudoLabels.ts'
import { type SimulatedPair, simulatedPair } from '../coarse/simulatedPair.fixture.ts'
import { Random } from '../simulator/random.ts'
import type { Estimate } from '../sweep/estimate.ts'
import { transformPoint, yawOf } from '../sweep/transform.ts'
import { egoError, type Noise, noisyEstimate, QUIET } from './coarseNoise.ts'
import { degradation, NOISE_LEVELS, noiseOf } from './degradation.ts'

const STREET = 7

let pair: SimulatedPair
let estimate: Estimate
let ground: Uint8Array
beforeAll(async () => {
  pair = await simulatedPair(STREET, 'spinning-32')
  estimate = pair.truth
  ground = pair.truth.ground as Uint8Array
})

const noisy = (noise: Noise, seed = 1) => noisyEstimate(estimate, pair.sweep0.positions, ground, noise, seed)
const segmentation = (change: Partial<Noise['segmentation']>): Noise => ({
  ...QUIET,
  segmentation: { ...QUIET.segmentation, ...change },
})
const residualOf = (of: Estimate) => {
  const still = poseFlow(pair.sweep0.positions, of.sweep1FromSweep0)
  return of.flow.map((value, n) => value - (still[n] as number))
}
const movers = () => estimate.instances.filter(object => object.moving && object.pointCount > 0)
const rows = (of: Estimate, id: number) => [...of.instance.keys()].filter(i => of.instance[i] === id)

describe(`noise of the coarse segmentation, street ${STREET}`, () => {
  test('none changes nothing', () => {
    const same = noisy(QUIET)
    expect(same.instance).toEqual(estimate.instance)
    expect(same.dynamic).toEqual(estimate.dynamic)
    let worst = 0
    same.flow.forEach((value, n) => {
      worst = Math.max(worst, Math.abs(value - (estimate.flow[n] as number)))
    })
    expect(worst).toBeLessThan(1e-5)
    expect(same.instances.filter(object => object.moving).map(object => object.id)).toEqual(
      movers()
        .map(object => object.id)
        .sort((a, b) => a - b),
    )
  })

  test('dropping all leaves ego motion alone where movers were', () => {
    expect(movers().length).toBeGreaterThan(1)
    const dropped = noisy(segmentation({ drop: 1 }))
    const residual = residualOf(dropped)
    for (const { id } of movers())
      for (const i of rows(estimate, id)) {
        expect(dropped.instance[i]).toBe(0)
        expect(dropped.dynamic[i]).toBe(0)
        expect(Math.hypot(...residual.subarray(3 * i, 3 * i + 3))).toBeLessThan(1e-5)
        expect(dropped.confidence?.[i]).toBeCloseTo(0.95, 6)
      }
    expect(dropped.instances.some(object => object.moving)).toBe(false)
  })

  test('splitting all halves each object at the median of one direction and leaves its motion', () => {
    const split = noisy(segmentation({ split: 1 }))
    const ids = new Set<number>()
    for (const { id, pointCount } of movers()) {
      const parts = new Map<number, number>()
      for (const i of rows(estimate, id))
        parts.set(split.instance[i] as number, (parts.get(split.instance[i] as number) ?? 0) + 1)
      if (pointCount < 4) continue
      expect(parts.size).toBe(2)
      const [a = 0, b = 0] = parts.values()
      expect(Math.abs(a - b)).toBeLessThanOrEqual(0.1 * pointCount + 2)
      for (const part of parts.keys()) {
        expect(ids.has(part)).toBe(false)
        ids.add(part)
      }
    }
    expect(split.dynamic).toEqual(estimate.dynamic)
    for (const part of ids) expect(split.instances.find(object => object.id === part)?.moving).toBe(true)
  })

  test('merging all gives objects the name and the mean motion of another', () => {
    const merged = noisy(segmentation({ merge: 1 }), 3)
    const names = new Set(movers().flatMap(({ id }) => rows(estimate, id).map(i => merged.instance[i])))
    expect(names.size).toBeLessThan(movers().length)
    expect(merged.dynamic).toEqual(estimate.dynamic)
  })

  test('flipping calls one blob of what stands moving', () => {
    const flipped = noisy(segmentation({ flip: 1 }), 4)
    const changed = [...flipped.dynamic.keys()].filter(i => flipped.dynamic[i] !== estimate.dynamic[i])
    expect(changed.length).toBeGreaterThan(0)
    const { positions } = pair.sweep0
    for (const i of changed) {
      expect(estimate.dynamic[i]).toBeLessThan(0.5)
      expect(ground[i]).toBe(0)
      expect(flipped.instance[i]).toBe(flipped.instance[changed[0] as number])
      for (const axis of [0, 1, 2])
        expect(
          Math.abs((positions[3 * i + axis] as number) - (positions[3 * (changed[0] as number) + axis] as number)),
        ).toBeLessThan(3)
    }
  })

  test('jitter is normal along x and y, one error an object: seeds 1 to 60', () => {
    const object = movers().reduce((most, next) => (next.pointCount > most.pointCount ? next : most))
    const i = rows(estimate, object.id)[0] as number
    const before = residualOf(estimate)
    const errors: number[] = []
    for (let seed = 1; seed <= 60; seed++) {
      const after = residualOf(noisy(segmentation({ jitterMetres: 0.2 }), seed))
      for (const axis of [0, 1]) errors.push((after[3 * i + axis] as number) - (before[3 * i + axis] as number))
      expect(after[3 * i + 2]).toBeCloseTo(before[3 * i + 2] as number, 5)
    }
    const deviation = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length)
    expect(deviation).toBeGreaterThan(0.16)
    expect(deviation).toBeLessThan(0.24)
  })

  test('the same seed draws the same, another draws another', () => {
    const noise = segmentation({ drop: 0.3, split: 0.3, merge: 0.3, flip: 0.5, jitterMetres: 0.1 })
    expect(noisy(noise, 9).flow).toEqual(noisy(noise, 9).flow)
    expect(noisy(noise, 9).flow).not.toEqual(noisy(noise, 10).flow)
  })

  test('more of a noise only adds to what less of it did', () => {
    const droppedBy = (drop: number) =>
      noisy(segmentation({ drop }), 5)
        .instances.filter(object => object.moving)
        .map(o => o.id)
    const [few, many] = [droppedBy(0.2), droppedBy(0.6)]
    expect(many.length).toBeLessThanOrEqual(few.length)
    for (const id of many) expect(few).toContain(id)
  })
})

describe('noise of the ego motion', () => {
  test('is a shift of the given length and a turn of the given angle', () => {
    for (const seed of [1, 2, 3]) {
      const error = egoError({ translationMetres: 0.05, yawRadians: 0.01 }, new Random(seed))
      expect(Math.hypot(...error.translation)).toBeCloseTo(0.05, 12)
      expect(Math.abs(yawOf(error))).toBeCloseTo(0.01, 12)
    }
  })

  test('moves every point by the error that it makes there', () => {
    const wrong = noisy({ ...QUIET, ego: { translationMetres: 0.1, yawRadians: 0.01 } })
    const { positions } = pair.sweep0
    for (const i of [0, 500, 5000]) {
      const place = [0, 1, 2].map(axis => positions[3 * i + axis] as number) as [number, number, number]
      if (estimate.dynamic[i] !== 0) continue
      const moved = transformPoint(wrong.sweep1FromSweep0, ...place)
      for (const axis of [0, 1, 2] as const) expect(wrong.flow[3 * i + axis]).toBeCloseTo(moved[axis] - place[axis], 3)
    }
  })
})

describe('degradation', () => {
  test('of dropping: the same seed gives the same curve, and it falls', { timeout: 60_000 }, async () => {
    const job = {
      sweep0: pair.sweep0,
      ground0: ground,
      truth: pair.truth,
      estimate,
      kind: 'drop',
      seed: 11,
      seeds: 3,
    } as const
    const heard: number[] = []
    const first = await degradation(job, { onProgress: ({ done, total }) => heard.push(done / total) })
    expect(first).toEqual(await degradation(job))
    expect(first.levels.map(level => level.level)).toEqual(NOISE_LEVELS.drop)
    const iou = first.levels.map(level => level.metrics['dynamic-iou'])
    expect(iou[0]?.mean).toBeCloseTo(1, 2)
    expect(iou[4]?.mean).toBeLessThan(0.8)
    for (const band of iou) {
      expect(band.least).toBeLessThanOrEqual(band.mean)
      expect(band.most).toBeGreaterThanOrEqual(band.mean)
    }
    expect(heard.every((value, k) => k === 0 || value > (heard[k - 1] ?? 0))).toBe(true)
  })

  test('each kind is nothing but itself', () => {
    expect(noiseOf('drop', 0.4)).toEqual(segmentation({ drop: 0.4 }))
    expect(noiseOf('jitter', 0.1)).toEqual(segmentation({ jitterMetres: 0.1 }))
    expect(noiseOf('ego-yaw', 0.1).ego).toEqual({ translationMetres: 0, yawRadians: 0.1 })
  })

  test('stops when it is told to', async () => {
    const controller = new AbortController()
    const job = {
      sweep0: pair.sweep0,
      ground0: ground,
      truth: pair.truth,
      estimate,
      kind: 'drop',
      seed: 1,
      seeds: 3,
    } as const
    const run = degradation(job, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
  })
})
