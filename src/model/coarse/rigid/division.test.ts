import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { identity } from '../../sweep/transform.ts'
import { runCoarseStage } from '../coarseStage.ts'
import { cloudSweep } from '../egoMotion/syntheticScene.fixture.ts'
import { defaultParameters, type RigidRules } from '../parameters.ts'

const parameters = defaultParameters('spinning-64')

/** Seen faces of upright posts on flat ground 1.7 m below the sensor: place, radius, height and the step that each takes. */
interface Post {
  readonly at: readonly [number, number]
  readonly radius: number
  readonly height: number
  readonly step: readonly [number, number]
}

/** One sweep of the posts `passed` intervals after the first, with noise of 1 cm. */
function sweepOf(seed: number, posts: readonly Post[], passed: number) {
  const random = new Random(seed)
  const points: number[] = []
  for (let r = 3; r < 30; r *= 1.04)
    for (let a = 0; a < 360; a++)
      points.push(
        r * Math.cos((a * Math.PI) / 180),
        r * Math.sin((a * Math.PI) / 180),
        -1.7 + random.range(-0.01, 0.01),
      )
  const owners = new Map<number, number>()
  for (const [owner, { at, radius, height, step }] of posts.entries())
    for (let z = 0.3; z < height; z += 0.06)
      // Evenly over what is seen of it, as a lidar scans.
      for (let side = -0.98; side <= 0.98; side += 0.08) {
        const x = at[0] + passed * step[0] - radius * Math.sqrt(1 - side * side)
        const y = at[1] + passed * step[1] + radius * side
        owners.set(points.length / 3, owner)
        points.push(x + random.range(-0.01, 0.01), y + random.range(-0.01, 0.01), z - 1.7)
      }
  return { sweep: cloudSweep(Float32Array.from(points)), owners }
}

async function labelled(posts: readonly Post[], rules: Partial<RigidRules> = {}) {
  const { rigidMotion } = parameters
  const first = sweepOf(1, posts, 0)
  const result = await runCoarseStage({
    sweep0: first.sweep,
    sweep1: sweepOf(2, posts, 1).sweep,
    givenSweep1FromSweep0: identity(),
    previousSweep1FromSweep0: null,
    context: [],
    intervalSeconds: 0.1,
    sensorClass: 'spinning-64',
    parameters: { ...parameters, rigidMotion: { ...rigidMotion, rules: { ...rigidMotion.rules, ...rules } } },
  })
  const instances = posts.map((_, owner) => {
    const ids = new Set<number>()
    for (const [i, own] of first.owners) if (own === owner) ids.add(result.estimate.instance[i]!)
    return [...ids]
  })
  return { result, instances }
}

/** A row of posts that touch, from one side of the road to the other: longer than anything that drives. */
const wall = Array.from({ length: 120 }, (_, k) => ({
  at: [5, -18 + 0.3 * k] as const,
  radius: 0.2,
  height: 1.9,
  step: [0, 0] as const,
}))

describe('taking people out of what stands', () => {
  it('finds somebody who walks along a wall, at arm’s length from it, and only by this rule', async () => {
    const walker = { at: [4.57, 0.1], radius: 0.22, height: 1.75, step: [-0.02, 0.14] } as const
    const found = await labelled([...wall, walker])
    expect(found.instances.at(-1)!).toHaveLength(1)
    expect(found.instances.at(-1)![0]).toBeGreaterThanOrEqual(2)
    for (const ids of found.instances.slice(0, -1)) expect(ids).toEqual([0])
    const missed = await labelled([...wall, walker], { takeOutPeople: false })
    expect(missed.instances.at(-1)).toEqual([0])
  })

  it('takes nothing out of a wall that somebody leans on', async () => {
    const leaning = { at: [4.57, 0.1], radius: 0.22, height: 1.75, step: [0, 0] } as const
    expect((await labelled([...wall, leaning])).result.estimate.instances).toHaveLength(0)
  })
})

describe('dividing clusters', () => {
  it('lets a person walk away from the pole that it was one cluster with', async () => {
    const pole = { at: [8, 0], radius: 0.15, height: 2.6, step: [0, 0] } as const
    const walker = { at: [8, 0.85], radius: 0.22, height: 1.75, step: [0.02, 0.14] } as const
    const { result, instances } = await labelled([pole, walker])
    expect(instances[0]).toEqual([0])
    expect(instances[1]).toHaveLength(1)
    expect(instances[1]![0]).toBeGreaterThanOrEqual(2)
    const [walked] = result.motions.filter(({ accepted }) => accepted)
    const [x, y] = walked!.residualMetres
    // Returns on a round trunk lie centimetres apart: so far the motion is free.
    expect(Math.hypot(x - walker.step[0], y - walker.step[1])).toBeLessThan(0.04)
  })

  it('keeps two people who walk side by side two', async () => {
    const step = [0.13, 0.02] as const
    const { instances } = await labelled([
      { at: [8, 0], radius: 0.22, height: 1.75, step },
      { at: [8, 0.85], radius: 0.22, height: 1.6, step },
    ])
    expect(instances.map(ids => ids.length)).toEqual([1, 1])
    expect(instances[0]![0]).toBeGreaterThanOrEqual(2)
    expect(instances[1]![0]).toBeGreaterThanOrEqual(2)
    expect(instances[0]![0]).not.toBe(instances[1]![0])
  })

  it('tells two people apart who walk so close that nothing is seen between them', async () => {
    const step = [0.13, 0.02] as const
    const { instances } = await labelled([
      { at: [8, 0], radius: 0.22, height: 1.75, step },
      { at: [8, 0.57], radius: 0.22, height: 1.7, step },
    ])
    expect(instances.map(ids => ids.length)).toEqual([1, 1])
    expect(instances[0]![0]).toBeGreaterThanOrEqual(2)
    expect(instances[0]![0]).not.toBe(instances[1]![0])
  })

  it('tells three apart', async () => {
    const step = [0.13, 0.02] as const
    const { instances } = await labelled([
      { at: [8, 0], radius: 0.22, height: 1.75, step },
      { at: [8, 0.57], radius: 0.22, height: 1.7, step },
      { at: [8, 1.14], radius: 0.22, height: 1.8, step },
    ])
    expect(instances.map(ids => ids.length)).toEqual([1, 1, 1])
    expect(new Set(instances.flat()).size).toBe(3)
  })

  it('does not divide one who is as wide as two', async () => {
    const { instances } = await labelled([{ at: [8, 0], radius: 0.45, height: 1.75, step: [0.13, 0.02] }])
    expect(instances[0]).toHaveLength(1)
    expect(instances[0]![0]).toBeGreaterThanOrEqual(2)
  })

  it('leaves what stands together alone', async () => {
    const step = [0, 0] as const
    const { result } = await labelled([
      { at: [8, 0], radius: 0.22, height: 1.75, step },
      { at: [8, 0.85], radius: 0.22, height: 1.6, step },
    ])
    expect(result.estimate.instances).toHaveLength(0)
    expect(result.motions).toHaveLength(1)
  })
})
