import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bitsOf } from './bits.fixture.ts'
import type { CoarseInput } from './coarseInput.ts'
import type { CoarseResult, CoarseStage, FoundClusters } from './coarseResult.ts'
import { runCoarseStage } from './coarseStage.ts'
import { type CoarseParameters, defaultParameters } from './parameters.ts'
import { simulatedPair } from './simulatedPair.fixture.ts'
import { contentKey, StageMemory } from './stageMemory.ts'

const CAPACITY = { ground: 8, clustering: 4, 'ego-motion': 4, 'ray-casting': 4 }

async function simulatedInput(seed: number, parameters?: CoarseParameters): Promise<CoarseInput> {
  const pair = await simulatedPair(seed, 'spinning-32')
  return {
    sweep0: pair.sweep0,
    sweep1: pair.sweep1,
    givenSweep1FromSweep0: pair.truth.sweep1FromSweep0,
    previousSweep1FromSweep0: null,
    context: [],
    intervalSeconds: pair.intervalSeconds,
    sensorClass: pair.sensorClass,
    parameters: parameters ?? defaultParameters(pair.sensorClass),
  }
}

/** Everything that a result says but its times, bit by bit. */
function said({ timings: _, ...rest }: CoarseResult): string {
  const { numbers, words } = bitsOf(rest)
  return createHash('sha256').update(numbers).update(words).digest('hex')
}
const reusedOf = ({ timings }: CoarseResult) => timings.filter(it => it.reused).map(it => it.stage)

/** As the page does: the large arrays of a result leave the worker's memory. */
function transferAway(result: CoarseResult): CoarseResult {
  const { estimate, egoEstimate, evidence0, evidence1 } = result
  const arrays: { readonly buffer: ArrayBufferLike }[] = [
    result.ground0,
    result.ground1,
    result.cluster0,
    estimate.flow,
    estimate.instance,
    egoEstimate.flow,
  ]
  for (const { free, occupied, dynamic } of [evidence0, evidence1]) arrays.push(free, occupied, dynamic)
  return structuredClone(result, { transfer: arrays.map(array => array.buffer as ArrayBuffer) })
}

describe('a run with a memory (seed 21)', () => {
  const change = (parameters: CoarseParameters, of: keyof CoarseParameters): CoarseParameters => {
    if (of === 'ground') return { ...parameters, ground: { ...parameters.ground, thresholdMetres: 0.25 } }
    if (of === 'clustering') return { ...parameters, clustering: { ...parameters.clustering, epsMetres: 0.9 } }
    if (of === 'rayCasting') return { ...parameters, rayCasting: { ...parameters.rayCasting, minimumVotes: 1 } }
    return { ...parameters, rigidMotion: { ...parameters.rigidMotion, maximumSpeed: 3 } }
  }
  const early: readonly CoarseStage[] = ['ground', 'clustering', 'ego-motion', 'ray-casting']

  for (const [group, reused] of [
    ['rigidMotion', early],
    ['rayCasting', ['ground', 'clustering', 'ego-motion']],
    ['clustering', ['ground', 'ego-motion', 'ray-casting']],
    ['ground', []],
  ] as const)
    it(`after a change of ${group} runs again from there, and gives the same bits as a fresh run`, async () => {
      const memory = new StageMemory(CAPACITY)
      const input = await simulatedInput(21)
      const first = transferAway(await runCoarseStage(input, { memory }))
      expect(reusedOf(first)).toEqual([])
      const changed = { ...input, parameters: change(input.parameters, group) }
      const next = transferAway(await runCoarseStage(changed, { memory }))
      expect(reusedOf(next)).toEqual(reused)
      const fresh = await runCoarseStage(changed)
      expect(said(next)).toBe(said(fresh))
      expect(said(next)).not.toBe(said(first))
      // Undo: everything that was known before still is.
      const back = await runCoarseStage(input, { memory })
      expect(reusedOf(back)).toEqual(early)
      expect(said(back)).toBe(said(first))
    })

  it('knows sweeps by what they hold, not by what they are called', async () => {
    const memory = new StageMemory(CAPACITY)
    const input = await simulatedInput(21)
    await runCoarseStage(input, { memory })
    const copied = structuredClone({ ...input, sweep0: { ...input.sweep0, id: 'other', name: 'other' } })
    expect(reusedOf(await runCoarseStage(copied, { memory }))).toEqual(early)
    const positions = input.sweep0.positions.slice()
    positions[3] = Math.fround(positions[3]! + 1e-3)
    const moved = { ...input, sweep0: { ...input.sweep0, positions } }
    const result = await runCoarseStage(moved, { memory })
    expect(reusedOf(result)).toEqual([])
    expect(said(result)).toBe(said(await runCoarseStage(moved)))
  })

  it('finds the ego motion again where no pose is given, and other evidence beside other sweeps', async () => {
    const memory = new StageMemory(CAPACITY)
    const given = await simulatedInput(21)
    const own: CoarseInput = { ...given, givenSweep1FromSweep0: null }
    await runCoarseStage(given, { memory })
    const estimated = await runCoarseStage(own, { memory })
    expect(reusedOf(estimated)).toEqual(['ground', 'clustering'])
    expect(said(estimated)).toBe(said(await runCoarseStage(own)))
    const sweep0FromContext = { rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), translation: new Float64Array(3) }
    const context: CoarseInput = { ...given, context: [{ sweep: given.sweep0, sweep0FromContext }] }
    const beside = await runCoarseStage(context, { memory })
    expect(reusedOf(beside)).toEqual(['ground', 'clustering', 'ego-motion'])
    expect(said(beside)).toBe(said(await runCoarseStage(context)))
  })

  it('tells the clusters before the motions, as they were found', async () => {
    const input = await simulatedInput(21)
    const told: FoundClusters[] = []
    const stages: string[] = []
    const result = await runCoarseStage(input, {
      onClusters: found => {
        told.push(found)
        stages.push('clusters told')
      },
      onProgress: ({ stage }) => stages.push(stage),
    })
    expect(stages.slice(0, 4)).toEqual(['Ground', 'Clustering', 'clusters told', 'Ego motion'])
    const [found] = told
    expect(found!.ground0).toEqual(result.ground0)
    // Dividing them and putting pieces together takes no point out, but may take in what was in none.
    expect(found!.cluster0.every((label, i) => label < 0 || result.cluster0[i]! >= 0)).toBe(true)
    expect(found!.cluster0.filter((label, i) => label < 0 && result.cluster0[i]! >= 0).length).toBeLessThan(60)
    expect(Math.max(...found!.cluster0)).toBe(found!.clusterCount - 1)
  })
})

describe('the memory itself', () => {
  it('keeps the most recently used of each stage', () => {
    const memory = new StageMemory({ ...CAPACITY, clustering: 2 })
    const product = (count: number) => ({ labels: new Int32Array(0), core: new Uint8Array(0), clusterCount: count })
    memory.remember('clustering', 'a', product(1))
    memory.remember('clustering', 'b', product(2))
    expect(memory.recall('clustering', 'a')?.clusterCount).toBe(1)
    memory.remember('clustering', 'c', product(3))
    expect(memory.recall('clustering', 'b')).toBeUndefined()
    expect(memory.recall('clustering', 'a')?.clusterCount).toBe(1)
    expect(memory.recall('ground', 'a')).toBeUndefined()
    const none = new StageMemory({ ...CAPACITY, clustering: 0 })
    none.remember('clustering', 'a', product(1))
    expect(none.recall('clustering', 'a')).toBeUndefined()
  })

  it('tells sweeps apart by points, order, rings and lidars (seed 22)', async () => {
    const { sweep0 } = await simulatedInput(22)
    const swapped = sweep0.positions.slice()
    swapped.set(sweep0.positions.subarray(0, 3), 3)
    swapped.set(sweep0.positions.subarray(3, 6), 0)
    const [lidar] = sweep0.lidars
    const variants = [
      sweep0,
      { ...sweep0, positions: swapped },
      { ...sweep0, roles: {} },
      { ...sweep0, lidars: [{ ...lidar!, origin: [0, 0, 1] as const }] },
      { ...sweep0, frame: sweep0.frame === 'ego' ? ('sensor' as const) : ('ego' as const) },
    ]
    expect(new Set(variants.map(contentKey)).size).toBe(variants.length)
    expect(contentKey({ ...sweep0, name: 'x' })).toBe(contentKey(sweep0))
  })
})
