import { describe, expect, it } from 'vitest'
import type { Estimate, Truth } from '../../sweep/estimate.ts'
import { fromYaw, transformPoint } from '../../sweep/transform.ts'
import { mulberry32 } from '../fixtures/randomFrames.ts'
import { motionCellMask, motionConfusion, objectCellMask, objectConfusion } from './confusion.ts'
import { type ComparedPair, DIFFERENCE_KINDS, differenceMap, differencesAt } from './differences.ts'
import { disagreementOf } from './disagreement.ts'
import { matchInstances } from './instanceMatching.ts'
import { splitsAndMerges } from './splits.ts'

const SEED = 7

function labelled(instance: readonly number[], patch: Partial<Truth> = {}): Estimate {
  const count = instance.length
  return {
    source: 'pseudo-labels',
    name: 'labels',
    flow: new Float32Array(3 * count),
    instance: Int32Array.from(instance),
    dynamic: new Float32Array(count),
    confidence: null,
    valid: null,
    instances: [],
    sweep1FromSweep0: fromYaw(0, [0, 0, 0]),
    intervalSeconds: 0.1,
    ...patch,
  } as Estimate
}

/** Blobs along the points whose borders two estimates draw differently. */
function randomPair(seed: number, count: number, objects: number): ComparedPair {
  const draw = mulberry32(seed)
  const positions = Float32Array.from({ length: 3 * count }, () => 80 * (draw() - 0.5))
  const side = (yaw: number, ahead: number): Estimate => {
    const instance = Array.from({ length: count }, (_, i) => {
      const id = Math.floor(((i + 40 * (draw() - 0.5)) / count) * objects)
      return draw() < 0.2 ? Math.floor(2 * draw()) : Math.max(0, id)
    })
    return labelled(instance, {
      flow: Float32Array.from({ length: 3 * count }, () => 2 * (draw() - 0.5)),
      dynamic: Float32Array.from({ length: count }, () => draw()),
      valid: Uint8Array.from({ length: count }, () => (draw() < 0.1 ? 0 : 1)),
      sweep1FromSweep0: fromYaw(yaw, [ahead, 0.2, 0]),
    })
  }
  const [a, b] = [side(0.03, -0.9), side(0.025, -1)]
  // One in three of A's points follows the static world, one in five of B's.
  for (const [estimate, every] of [
    [a, 3],
    [b, 5],
  ] as const)
    for (let i = 0; i < count; i += every) {
      const at = [0, 1, 2].map(k => positions[3 * i + k]!) as [number, number, number]
      const there = transformPoint(estimate.sweep1FromSweep0, ...at)
      for (const k of [0, 1, 2]) estimate.flow[3 * i + k] = there[k]! - at[k]!
    }
  const labelledRegion = Uint8Array.from({ length: count }, (_, i) => (i % 11 === 0 ? 0 : 1))
  const truth: Truth = {
    ...b,
    source: 'truth',
    category: new Uint8Array(count),
    categories: ['BACKGROUND'],
    ground: null,
    labelledRegion,
  }
  return { a, b: truth, positions }
}

const regionIn = (pair: ComparedPair, i: number) => (pair.b as Truth).labelledRegion?.[i] !== 0
const objectIn = (estimate: Estimate, i: number) => Math.max(1, estimate.instance[i]!)

/** IoU of two objects by counting sets of points. */
function plainIou(pair: ComparedPair, a: number, b: number): number {
  const all = [...pair.a.instance.keys()].filter(i => regionIn(pair, i))
  const inA = new Set(all.filter(i => pair.a.instance[i] === a))
  const inB = new Set(all.filter(i => pair.b.instance[i] === b))
  const both = [...inA].filter(i => inB.has(i)).length
  return both / new Set([...inA, ...inB]).size
}

/** The largest sum of IoU over all one-to-one assignments, by trying them. */
function plainBestSum(iou: readonly (readonly number[])[], row = 0, taken = 0): number {
  const scores = iou[row]
  if (!scores) return 0
  let best = plainBestSum(iou, row + 1, taken)
  scores.forEach((score, column) => {
    if ((taken >> column) & 1) return
    best = Math.max(best, score + plainBestSum(iou, row + 1, taken | (1 << column)))
  })
  return best
}

describe('objects of two estimates', () => {
  for (const seed of [SEED, 8, 9])
    it(`are assigned one to one with the largest sum of IoU (seed ${seed})`, () => {
      const pair = randomPair(seed, 500, 9)
      const matching = matchInstances(pair.a, pair.b)
      const ids = (estimate: Estimate) => [...new Set(estimate.instance)].filter(id => id > 1)
      const scores = ids(pair.a).map(a => ids(pair.b).map(b => plainIou(pair, a, b)))
      const pairs = [...matching.ofA.values()]
      expect(pairs.length).toBeGreaterThan(4)
      for (const { a, b, iou } of pairs) expect(iou).toBeCloseTo(plainIou(pair, a, b), 12)
      expect(new Set(pairs.map(it => it.b)).size).toBe(pairs.length)
      expect(new Map(pairs.map(it => [it.b, it]))).toEqual(matching.ofB)
      // What touches by less than a tenth is left out of the matches, and cannot weigh more than that each.
      const sum = pairs.reduce((total, it) => total + it.iou, 0)
      const best = plainBestSum(scores)
      expect(sum).toBeLessThanOrEqual(best + 1e-9)
      expect(sum).toBeGreaterThan(best - 0.1 * (ids(pair.a).length - pairs.length) - 1e-9)
    })

  it('prefer the best sum to the best single match', () => {
    // Object 2 of A meets 2 and 3 of B; alone it would take 2, but 3 of A has nothing else.
    const a = labelled([2, 2, 2, 2, 2, 3, 3, 3, 0])
    const b = labelled([3, 3, 2, 2, 2, 2, 2, 2, 0])
    const { ofA } = matchInstances(a, b)
    expect(ofA.get(2)?.b).toBe(3)
    expect(ofA.get(3)?.b).toBe(2)
  })

  it('are none where one of the two does not speak, and none when they hardly touch', () => {
    const a = labelled([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3])
    const b = labelled([9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8])
    const region = Uint8Array.from({ length: 12 }, (_, i) => (i === 11 ? 0 : 1))
    const { ofA, overlap } = matchInstances(a, { ...b, labelledRegion: region } as Estimate)
    expect(ofA.size).toBe(0)
    expect(overlap.points).toBe(11)
    expect(matchInstances(a, b).ofA.get(3)?.iou).toBe(1)
  })
})

describe('difference maps', () => {
  const pair = randomPair(SEED, 3000, 14)
  const matching = matchInstances(pair.a, pair.b)
  const map = (kind: (typeof DIFFERENCE_KINDS)[number]) => differenceMap(kind, pair, () => matching)
  const vector = (array: Float32Array, i: number) => [...array.subarray(3 * i, 3 * i + 3)]
  const residual = (estimate: Estimate, i: number) => {
    const [x, y, z] = vector(pair.positions, i) as [number, number, number]
    const there = transformPoint(estimate.sweep1FromSweep0, x, y, z)
    return vector(estimate.flow, i).map((value, k) => value - there[k]! + [x, y, z][k]!)
  }
  const known = (i: number) => pair.a.valid![i] !== 0 && pair.b.valid![i] !== 0 && regionIn(pair, i)

  it(`agree with plain vector arithmetic (seed ${SEED})`, () => {
    const [flow, angle, speed] = [map('flow'), map('angle'), map('speed')]
    const seen = { unknown: 0, standing: 0, moving: 0 }
    for (let i = 0; i < 3000; i++) {
      if (!known(i)) {
        expect([flow[i], angle[i], speed[i]]).toEqual([-1, -1, -1])
        seen.unknown++
        continue
      }
      const [fa, fb] = [vector(pair.a.flow, i), vector(pair.b.flow, i)]
      expect(flow[i]).toBeCloseTo(Math.hypot(...fa.map((value, k) => value - fb[k]!)), 5)
      const [ra, rb] = [residual(pair.a, i), residual(pair.b, i)]
      const [la, lb] = [Math.hypot(...ra), Math.hypot(...rb)]
      if (la < 0.05 || lb < 0.05) {
        expect(angle[i]).toBe(-1)
        seen.standing++
      } else {
        const cosine = ra.reduce((sum, value, k) => sum + value * rb[k]!, 0) / (la * lb)
        expect(angle[i]).toBeCloseTo((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI, 2)
        seen.moving++
      }
      if (la < 0.05 && lb < 0.05) expect(speed[i]).toBe(-1)
      else expect(speed[i]).toBeCloseTo(Math.fround(Math.min(1e3, Math.max(1e-3, la / lb))), 2)
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100)
  })

  it(`tell who moves and which object it is (seed ${SEED})`, () => {
    const [motion, object] = [map('motion'), map('object')]
    for (let i = 0; i < 3000; i++) {
      const moves = [pair.a, pair.b].map(estimate => estimate.dynamic[i]! >= 0.5)
      const code = [0, 2, 3, 1][Number(moves[0]) + 2 * Number(moves[1])]
      expect(motion[i]).toBe(known(i) ? code : 255)
      const [a, b] = [objectIn(pair.a, i), objectIn(pair.b, i)]
      const same = matching.ofA.get(a)?.b === b
      const expected = a === 1 ? (b === 1 ? 0 : 4) : b === 1 ? 3 : same ? 1 : 2
      expect(object[i]).toBe(regionIn(pair, i) ? expected : 255)
    }
  })

  it('say the same at one point as in the whole', () => {
    const maps = DIFFERENCE_KINDS.map(map)
    for (let i = 0; i < 3000; i += 7) {
      const at = differencesAt(pair, matching, i)
      const values = [at.flowMetres ?? -1, at.angleDegrees ?? -1, at.speedRatio ?? -1, at.motion, at.object]
      values.forEach((value, k) => {
        expect(maps[k]![i]).toBeCloseTo(Math.fround(value), 5)
      })
    }
  })

  it('are nothing between an estimate and itself', () => {
    const itself = { a: pair.a, b: pair.a, positions: pair.positions }
    const same = matchInstances(pair.a, pair.a)
    expect(Math.max(...differenceMap('flow', itself, () => same))).toBe(0)
    expect(Math.max(...differenceMap('angle', itself, () => same))).toBeLessThan(1e-3)
    const object = new Set(differenceMap('object', itself, () => same))
    expect([...object].sort()).toEqual([0, 1])
  })
})

describe('the matrices of confusion', () => {
  const pair = randomPair(11, 2000, 12)
  const matching = matchInstances(pair.a, pair.b)
  const motion = differenceMap('motion', pair, () => matching) as Uint8Array
  const matrix = objectConfusion(matching)

  it('count every compared point once, and each cell selects its points (seed 11)', () => {
    const counts = motionConfusion(motion)
    const compared = motion.filter(code => code !== 255).length
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(compared)
    for (const code of [0, 1, 2, 3]) {
      const name = (['bothStand', 'bothMove', 'onlyA', 'onlyB'] as const)[code]!
      expect(motionCellMask(motion, code).reduce((sum, value) => sum + value, 0)).toBe(counts[name])
    }
    let total = 0
    for (const row of matrix.rows)
      for (const column of matrix.columns) {
        const points = [...pair.a.instance.keys()].filter(
          i =>
            regionIn(pair, i) &&
            objectIn(pair.a, i) === Math.max(1, row.id) &&
            objectIn(pair.b, i) === Math.max(1, column.id),
        )
        expect(matrix.points(row.id, column.id)).toBe(points.length)
        const mask = objectCellMask(pair.a, pair.b, row.id, column.id)
        expect([...mask.keys()].filter(i => mask[i] === 1)).toEqual(points)
        total += points.length
      }
    expect(total).toBe(matching.overlap.points)
  })

  it('have the matched objects on the diagonal and the background last', () => {
    const matched = matrix.rows.filter(row => row.counterpart !== null)
    expect(matched.length).toBe(matching.ofA.size)
    matched.forEach((row, k) => {
      expect(matrix.columns[k]).toMatchObject({ id: row.counterpart, counterpart: row.id, iou: row.iou })
    })
    expect(matrix.rows.at(-1)?.id).toBe(0)
    expect(matrix.columns.at(-1)?.id).toBe(0)
  })
})

describe('splits and merges', () => {
  // Object 2 of A is 5 and 6 of B; 3 and 4 of A are 7 of B; 8 of B is half inside 2 only.
  const a = labelled([...Array(20).fill(2), ...Array(8).fill(3), ...Array(6).fill(4), ...Array(6).fill(0)])
  const parts = [
    ...Array(7).fill(5),
    ...Array(7).fill(6),
    ...Array(6).fill(8),
    ...Array(14).fill(7),
    ...Array(6).fill(8),
  ]
  const b = labelled(parts)
  const { splits, merges } = splitsAndMerges(matchInstances(a, b))

  it('name the whole, its pieces, their points and IoU', () => {
    expect(splits).toEqual([
      {
        id: 2,
        points: 20,
        pieces: [
          { id: 5, points: 7, iou: 7 / 20 },
          { id: 6, points: 7, iou: 7 / 20 },
        ],
      },
    ])
    expect(merges).toEqual([
      {
        id: 7,
        points: 14,
        pieces: [
          { id: 3, points: 8, iou: 8 / 14 },
          { id: 4, points: 6, iou: 6 / 14 },
        ],
      },
    ])
  })

  it('swap when the estimates do', () => {
    const swapped = splitsAndMerges(matchInstances(b, a))
    expect(swapped).toEqual({ splits: merges, merges: splits })
  })
})

describe('disagreement in numbers', () => {
  for (const seed of [SEED, 21])
    it(`is what a plain count says (seed ${seed})`, () => {
      const pair = randomPair(seed, 3000, 14)
      // One in four of B's points nearly follows A.
      for (let i = 0; i < 3 * 3000; i++) if (i % 12 < 3) pair.b.flow[i] = pair.a.flow[i]! + 0.02
      const { a, b } = pair
      const all = [...a.instance.keys()]
      const known = all.filter(i => a.valid![i] !== 0 && b.valid![i] !== 0 && regionIn(pair, i))
      const apart = (i: number) => Math.hypot(...[0, 1, 2].map(k => a.flow[3 * i + k]! - b.flow[3 * i + k]!))
      const moves = (estimate: Estimate, i: number) => estimate.dynamic[i]! >= 0.5
      const either = known.filter(i => moves(a, i) || moves(b, i))
      const found = disagreementOf(a, b)
      expect(found.points).toBe(known.length)
      expect(found.flowMetres).toBeCloseTo(either.reduce((sum, i) => sum + apart(i), 0) / either.length, 9)
      expect(found.farShare).toBeCloseTo(known.filter(i => apart(i) > 0.05).length / known.length, 12)
      expect(found.farShare).toBeLessThan(0.8)
      expect(found.motionShare).toBeCloseTo(either.filter(i => moves(a, i) !== moves(b, i)).length / either.length, 12)
      const matches = [...matchInstances(a, b).ofA.values()]
      const named = all.filter(i => regionIn(pair, i) && (a.instance[i]! > 1 || b.instance[i]! > 1))
      const same = named.filter(i => matches.some(match => match.a === a.instance[i] && match.b === b.instance[i]))
      const ious = matches.map(match => plainIou(pair, match.a, match.b))
      const sum = ious.reduce((total, iou) => total + iou, 0)
      const objects = [a, b].map(
        estimate =>
          new Set(all.filter(i => regionIn(pair, i) && estimate.instance[i]! > 1).map(i => estimate.instance[i])),
      )
      expect(found.objectShare).toBeCloseTo(1 - same.length / named.length, 12)
      expect(found.matchedIou).toBeCloseTo(sum / ious.length, 12)
      expect(found.objectAgreement).toBeCloseTo((2 * sum) / (objects[0]!.size + objects[1]!.size), 12)
      const swapped = disagreementOf(b, a)
      for (const [name, value] of Object.entries(found))
        expect(swapped[name as keyof typeof swapped]).toBeCloseTo(value, 9)
    })

  it('is none between an estimate and itself, and is not told where there is nothing to tell of', () => {
    const { a } = randomPair(SEED, 500, 6)
    expect(disagreementOf(a, a)).toMatchObject({
      flowMetres: 0,
      farShare: 0,
      motionShare: 0,
      objectShare: 0,
      matchedIou: 1,
      objectAgreement: 1,
    })
    const still = labelled([0, 0, 1, 0])
    const none = { points: 4, farShare: 0, flowMetres: NaN, motionShare: NaN, objectShare: NaN }
    expect(disagreementOf(still, still)).toEqual({ ...none, matchedIou: NaN, objectAgreement: NaN })
    // Objects that nothing matches agree in nothing, and there is no matched one to speak of.
    const one = labelled([0, 0, 2, 2])
    expect(disagreementOf(one, still)).toMatchObject({ objectShare: 1, matchedIou: NaN, objectAgreement: 0 })
  })
})
