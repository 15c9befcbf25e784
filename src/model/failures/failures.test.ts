import { describe, expect, test } from 'vitest'
import type { ClusterMotion } from '../coarse/coarseResult.ts'
import { fromYaw } from '../sweep/transform.ts'
import { connectedGroups } from './connectedGroups.ts'
import { egoDrift } from './egoDrift.ts'
import type { FailureInput } from './failure.ts'
import {
  appearing,
  falseMovers,
  labelStarvation,
  rejectedWithEvidence,
  slowMovers,
  unlabelledMovers,
} from './movers.ts'
import { atRangeEdge } from './rangeEdge.ts'
import { recogniseFailures } from './recogniseFailures.ts'
import { estimateOf, STANDING, sceneOf } from './scene.fixture.ts'
import { motionCollapsed, overSegmented, underSegmented } from './segmentation.ts'

const CAR = { at: [10, 0], motion: [1.2, 0] } as const
const OTHER = { at: [10, 12], motion: [0, -0.8] } as const
const PARKED = { at: [-8, 3] } as const

/** Two cars drive, one stands, and the estimate says exactly that. */
const right = () => sceneOf([CAR, OTHER, PARKED])
const without = <T extends FailureInput>(input: T): FailureInput => ({ ...input, truth: null })
/** Rows of block k. */
const rowsOf = (input: FailureInput & { truth: { instance: Int32Array } | null }, id: number) =>
  [...(input.truth ?? input.estimate).instance.keys()].filter(i => (input.truth ?? input.estimate).instance[i] === id)

function withMotion(input: FailureInput, cluster: number, change: Partial<ClusterMotion>): FailureInput {
  const motions = input.coarse.motions.map(motion => (motion.cluster === cluster ? { ...motion, ...change } : motion))
  return { ...input, coarse: { ...input.coarse, motions } }
}

function withEvidence(input: FailureInput, rows: readonly number[], kind: 'dynamic' | 'occupied'): FailureInput {
  const values = input.coarse.evidence0[kind].slice()
  for (const i of rows) values[i] = 1
  return { ...input, coarse: { ...input.coarse, evidence0: { ...input.coarse.evidence0, [kind]: values } } }
}

test('a right estimate shows no failure, with truth and without', async () => {
  expect(await recogniseFailures(right())).toEqual([])
  expect(await recogniseFailures(without(right()))).toEqual([])
})

describe('over-segmentation', () => {
  /** The first car in two halves, front and back. */
  const halved = () => {
    const scene = right()
    const instance = scene.truth.instance.map((id, i) => (id === 2 && (scene.positions[3 * i] as number) > 10 ? 5 : id))
    const estimate = estimateOf('prediction', scene.positions, instance, [CAR, OTHER, PARKED, CAR])
    return { ...scene, estimate }
  }
  test('a car in two halves, with truth', () => {
    const scene = halved()
    const [found, ...rest] = overSegmented(scene)
    expect(rest).toEqual([])
    expect(found).toMatchObject({ kind: 'over-segmentation', knownBy: 'truth', title: 'Car 1 is in 2 pieces' })
    expect([...(found?.points ?? [])]).toEqual(rowsOf(scene, 2))
    expect(found?.box?.center[0]).toBeCloseTo(10, 0)
  })
  test('the same without truth: halves that touch and move alike', () => {
    const [found, ...rest] = overSegmented(without(halved()))
    expect(rest).toEqual([])
    expect(found).toMatchObject({ knownBy: 'data', title: 'Car 1 and Car 4 may be one object' })
    expect(found?.points.length).toBe(60)
  })
  test('silent: two cars bumper to bumper that move differently', () => {
    const scene = sceneOf([CAR, { at: [14.5, 0], motion: [0.9, 0] }])
    expect(overSegmented(scene)).toEqual([])
    expect(overSegmented(without(scene))).toEqual([])
  })
})

describe('under-segmentation', () => {
  const joined = (gap: number) => {
    const scene = sceneOf([CAR, { ...CAR, at: [10 + 4 + gap, 0] }])
    const instance = scene.truth.instance.map(id => (id === 3 ? 2 : id))
    return { ...scene, estimate: estimateOf('prediction', scene.positions, instance, [CAR]) }
  }
  test('two cars under one name, with truth', () => {
    const [found] = underSegmented(joined(2))
    expect(found).toMatchObject({
      kind: 'under-segmentation',
      knownBy: 'truth',
      title: 'Car 1 holds 2 objects',
      instance: 2,
    })
    expect(found?.points.length).toBe(120)
  })
  test('without truth: metres of nothing between its parts', () => {
    const [found] = underSegmented(without(joined(2)))
    expect(found?.why).toMatch(/2\.\d m of nothing/)
  })
  test('without truth: its points do not move as one body', () => {
    const scene = right()
    const flow = scene.estimate.flow.slice()
    for (const i of rowsOf(scene, 2))
      if ((scene.positions[3 * i + 1] as number) > 0) flow[3 * i] = (flow[3 * i] as number) + 1
    const [found] = underSegmented({ ...without(scene), estimate: { ...scene.estimate, flow } })
    expect(found?.why).toMatch(/stray \d+/)
  })
  test('silent: a car whose turn is one rigid motion', () => {
    const scene = right()
    const flow = scene.estimate.flow.slice()
    for (const i of rowsOf(scene, 2)) {
      const [x, y] = [(scene.positions[3 * i] as number) - 10, scene.positions[3 * i + 1] as number]
      flow[3 * i] = (flow[3 * i] as number) + x * (Math.cos(0.3) - 1) - y * Math.sin(0.3)
      flow[3 * i + 1] = (flow[3 * i + 1] as number) + x * Math.sin(0.3) + y * (Math.cos(0.3) - 1)
    }
    expect(underSegmented({ ...without(scene), estimate: { ...scene.estimate, flow } })).toEqual([])
  })
})

describe('a moving object unlabelled', () => {
  test('with truth: the estimate has it stand', () => {
    const scene = right()
    const dynamic = scene.estimate.dynamic.map((value, i) => (scene.truth.instance[i] === 3 ? 0 : value))
    const input = withMotion({ ...scene, estimate: { ...scene.estimate, dynamic } }, 1, {
      accepted: false,
      reason: 'no-gain-over-static',
    })
    const [found, ...rest] = unlabelledMovers(input)
    expect(rest).toEqual([])
    expect(found).toMatchObject({ title: 'Car 2 moves unlabelled', cluster: 1, reason: 'no-gain-over-static' })
    expect([...(found?.points ?? [])]).toEqual(rowsOf(scene, 3))
  })
  test('without truth: loose points that rays passed through', () => {
    const rows = Array.from({ length: 12 }, (_, k) => k)
    const scene = without(sceneOf([CAR]))
    const positions = scene.positions.slice()
    for (const i of rows) positions.set([30 + 0.2 * i, 5, 1], 3 * i)
    const [found] = unlabelledMovers(withEvidence({ ...scene, positions }, rows, 'dynamic'))
    expect([...(found?.points ?? [])]).toEqual(rows)
  })
  test('silent: the same evidence strewn over the wall', () => {
    const scene = without(right())
    const strewn = Array.from({ length: 12 }, (_, k) => 25 * k)
    const far = scene.positions.slice()
    for (const [k, i] of strewn.entries()) far.set([5 * k, 40, 1], 3 * i)
    expect(unlabelledMovers(withEvidence({ ...scene, positions: far }, strewn, 'dynamic'))).toEqual([])
  })
})

describe('a rejected cluster with strong evidence', () => {
  test('is told with its reason', () => {
    const input = withMotion(right(), 2, { evidenceShare: 0.5, reason: 'long-and-low' })
    const [found, ...rest] = rejectedWithEvidence(input)
    expect(rest).toEqual([])
    expect(found).toMatchObject({ cluster: 2, reason: 'long-and-low', knownBy: 'data' })
    expect(found?.points.length).toBe(60)
  })
  test('silent: little evidence, or called moving after all by this estimate', () => {
    expect(rejectedWithEvidence(withMotion(right(), 2, { evidenceShare: 0.1 }))).toEqual([])
    const called = withMotion(right(), 0, { evidenceShare: 0.9, accepted: false, reason: 'too-fast' })
    expect(rejectedWithEvidence(called)).toEqual([])
  })
})

describe('what stands called moving', () => {
  const called = () => {
    const scene = right()
    const estimate = estimateOf('prediction', scene.positions, scene.truth.instance, [
      CAR,
      OTHER,
      { ...PARKED, motion: [3, 0] },
    ])
    return { ...scene, estimate }
  }
  test('with truth', () => {
    const [found, ...rest] = falseMovers(called())
    expect(rest).toEqual([])
    expect(found).toMatchObject({ title: 'Car 3 stands', instance: 4, knownBy: 'truth' })
  })
  test('without truth: its place is still taken', () => {
    const scene = called()
    const [found, ...rest] = falseMovers(withEvidence(without(scene), rowsOf(scene, 4), 'occupied'))
    expect(rest).toEqual([])
    expect(found).toMatchObject({ title: 'Car 3 may stand', knownBy: 'data' })
  })
  test('silent: a slow lorry whose place is taken by itself', () => {
    const scene = sceneOf([{ at: [10, 0], size: [12, 2.5, 3], motion: [0.8, 0] }])
    expect(falseMovers(withEvidence(without(scene), rowsOf(scene, 2), 'occupied'))).toEqual([])
    expect(falseMovers(scene)).toEqual([])
  })
})

describe('ego motion drift', () => {
  const drifted = (metres: number) => {
    const scene = right()
    const ego = fromYaw<'sweep1', 'sweep0'>(0.01, [-1 + metres, 0, 0])
    return { ...scene, estimate: estimateOf('noisy', scene.positions, scene.truth.instance, [CAR, OTHER, PARKED], ego) }
  }
  test('with truth and without', () => {
    for (const input of [drifted(0.08), without(drifted(0.08))]) {
      const [found] = egoDrift(input)
      expect(found?.title).toBe('The standing world drifts by 8.0 cm')
      expect(found?.points.length).toBe(STANDING + 60)
    }
  })
  test('the pair’s own ego motion does not fit', () => {
    const scene = without(right())
    const egoMotion = {
      ...scene.coarse.egoMotion,
      trust: 'doubtful',
      warning: 'Only 45 % of the points lie there.',
    } as const
    expect(egoDrift({ ...scene, coarse: { ...scene.coarse, egoMotion } })[0]?.why).toBe(egoMotion.warning)
  })
  test('silent: a centimetre', () => {
    expect(egoDrift(drifted(0.01))).toEqual([])
  })
})

describe('slow movers', () => {
  test('with truth', () => {
    const [found, ...rest] = slowMovers(sceneOf([CAR, { at: [0, -10], motion: [0.035, 0] }]))
    expect(rest).toEqual([])
    expect(found).toMatchObject({ title: 'Car 2 crawls' })
    expect(found?.why).toContain('0.35 m/s')
  })
  test('without truth: moving a little explains it better', () => {
    const scene = without(sceneOf([{ at: [0, -10], motion: [0.035, 0] }]))
    expect(slowMovers(withMotion(scene, 0, { inlierShare: 0.9, staticInlierShare: 0.8 }))).toHaveLength(1)
    expect(slowMovers(scene)).toEqual([])
  })
  test('silent: standing, and faster than the threshold', () => {
    expect(slowMovers(sceneOf([CAR, PARKED, { at: [0, -10], motion: [0.06, 0] }]))).toEqual([])
  })
})

describe('at the edge of the range', () => {
  test('a car that lies across it, and one that crosses it', () => {
    const found = atRangeEdge(
      without(
        sceneOf([
          { at: [51, 0], motion: [0.5, 0] },
          { at: [48, -12], size: [2, 1, 1], motion: [6, 0] },
        ]),
      ),
    )
    expect(found.map(({ title }) => title)).toEqual([
      'Car 1 is at the edge of the range',
      'Car 2 is at the edge of the range',
    ])
    expect(found[1]?.why).toMatch(/from 48\.\d m to 5\d\.\d m/)
  })
  test('silent: well inside', () => {
    expect(atRangeEdge(right())).toEqual([])
  })
})

describe('in one sweep only', () => {
  test('with truth: a track ends', () => {
    const scene = right()
    const valid = new Uint8Array(scene.truth.instance.length).fill(1)
    for (const i of rowsOf(scene, 3)) valid[i] = 0
    const [found, ...rest] = appearing({ ...scene, truth: { ...scene.truth, valid } })
    expect(rest).toEqual([])
    expect(found).toMatchObject({ title: 'Car 2 is not in the next sweep' })
  })
  test('without truth: its place is empty and nothing matches it', () => {
    const gone = {
      accepted: false,
      reason: 'too-few-inliers',
      evidenceShare: 0.8,
      inlierShare: 0.1,
      staticInlierShare: 0,
    } as const
    const input = withMotion(without(right()), 2, gone)
    expect(appearing(input)).toMatchObject([{ title: 'Cluster 2 vanishes', reason: 'too-few-inliers' }])
    expect(rejectedWithEvidence(input)).toEqual([])
  })
  test('silent: found elsewhere', () => {
    const moved = {
      accepted: false,
      reason: 'too-fast',
      evidenceShare: 0.8,
      inlierShare: 0.8,
      staticInlierShare: 0,
    } as const
    expect(appearing(withMotion(without(right()), 2, moved))).toEqual([])
  })
})

describe('motion collapse', () => {
  const cars = [0, 1, 2, 3].map(k => ({ at: [8 * k, 0] as const, motion: [Math.cos(k), Math.sin(k)] as const }))
  test('all objects have one motion that the true ones do not share', () => {
    const scene = sceneOf(cars)
    const collapsed = estimateOf(
      'prediction',
      scene.positions,
      scene.truth.instance,
      cars.map(car => ({ ...car, motion: [0.4, 0.2] })),
    )
    expect(motionCollapsed({ ...scene, estimate: collapsed })).toMatchObject([{ title: '4 objects share one motion' }])
    expect(motionCollapsed(without({ ...scene, estimate: collapsed }))).toHaveLength(1)
  })
  test('silent: a column of cars that really has one speed', () => {
    const column = cars.map(car => ({ ...car, motion: [1, 0] as const }))
    expect(motionCollapsed(sceneOf(column))).toEqual([])
    expect(motionCollapsed(sceneOf(cars))).toEqual([])
  })
})

describe('label starvation', () => {
  const starved = () => {
    const scene = right()
    return {
      ...scene,
      estimate: estimateOf('prediction', scene.positions, scene.truth.instance, [PARKED, PARKED, PARKED]),
    }
  }
  test('nothing moves, with truth and by evidence', () => {
    expect(labelStarvation(starved())).toMatchObject([{ knownBy: 'truth' }])
    const scene = starved()
    expect(labelStarvation(withEvidence(without(scene), rowsOf(scene, 2), 'dynamic'))).toMatchObject([
      { knownBy: 'data' },
    ])
  })
  test('silent: nothing moves in truth either', () => {
    expect(labelStarvation(sceneOf([PARKED]))).toEqual([])
    expect(labelStarvation(without(starved()))).toEqual([])
  })
})

test('groups are those that chains of neighbours make', () => {
  const positions = Float32Array.from([0, 0, 0, 0.7, 0, 0, 1.4, 0, 0, 9, 0, 0, 9.2, 0, 0])
  expect(connectedGroups(positions, [0, 1, 2, 3, 4], 0.8)).toEqual([
    [0, 1, 2],
    [3, 4],
  ])
})
