import { beforeAll, describe, expect, it } from 'vitest'
import { realDataFolder, realDataSkipMessage } from '../../../tests/realData.ts'
import { av2Pair } from '../../../tests/realSweeps.ts'
import { Random } from '../simulator/random.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { plainDbscan } from './dbscan.fixture.ts'
import { dbscan } from './dbscan.ts'
import { type ClusteringParameters, defaultParameters } from './parameters.ts'
import { blobs, everyIndex } from './seededClouds.fixture.ts'

const base: ClusteringParameters = { epsMetres: 0.6, minimumPoints: 6, zScale: 1, epsPerMetre: 0 }

/** Everything that the definition fixes, and that border points go to their nearest claimant. */
async function expectExact(
  positions: Float32Array,
  selection: Int32Array,
  parameters: ClusteringParameters,
  origin: readonly [number, number] = [0, 0],
) {
  const found = await dbscan(positions, selection, parameters, origin)
  const plain = plainDbscan(positions, selection, parameters, origin)
  // Otherwise single-precision rounding, not the algorithm, would be what is compared.
  expect(plain.closestCall).toBeGreaterThan(1e-7)
  const selected = new Set(selection)
  expect(found.core).toEqual(plain.core)
  const labelOfComponent = new Map<number, number>()
  const componentOfLabel = new Map<number, number>()
  let borders = 0
  let contested = 0
  let noise = 0
  for (let i = 0; i < positions.length / 3; i++) {
    const label = found.labels[i]!
    if (!selected.has(i)) expect(label).toBe(-1)
    else if (plain.core[i] === 1) {
      const component = plain.component[i]!
      // One label a component and one component a label.
      expect(labelOfComponent.get(component) ?? label).toBe(label)
      expect(componentOfLabel.get(label) ?? component).toBe(component)
      labelOfComponent.set(component, label)
      componentOfLabel.set(label, component)
    }
  }
  for (const i of selection) {
    if (plain.core[i] === 1) continue
    const claims = plain.claims[i]!
    if (claims.length === 0) {
      noise++
      expect(found.labels[i]).toBe(-1)
      continue
    }
    borders++
    const labels = new Set(claims.map(j => labelOfComponent.get(plain.component[j]!)!))
    if (labels.size > 1) contested++
    expect(labels).toContain(found.labels[i])
    const distance = (j: number) =>
      Math.hypot(
        positions[3 * i]! - positions[3 * j]!,
        positions[3 * i + 1]! - positions[3 * j + 1]!,
        parameters.zScale * (positions[3 * i + 2]! - positions[3 * j + 2]!),
      )
    const nearest = Math.min(...claims.map(distance))
    const own = Math.min(...claims.filter(j => found.labels[j] === found.labels[i]).map(distance))
    expect(own).toBeLessThan(nearest + 1e-5)
  }
  expect(found.clusterCount).toBe(labelOfComponent.size)
  // Numbered from 0 by each cluster's lowest point index.
  const firsts: number[] = []
  found.labels.forEach(label => {
    if (label >= 0 && !firsts.includes(label)) firsts.push(label)
  })
  expect(firsts).toEqual(Array.from({ length: found.clusterCount }, (_, k) => k))
  return { clusters: found.clusterCount, borders, contested, noise, cores: plain.core.reduce((a, b) => a + b, 0) }
}

describe('dbscan equals the definition', () => {
  for (const [seed, change] of [
    [1, {}],
    [2, { minimumPoints: 12, epsMetres: 0.8 }],
    [3, { zScale: 0.5 }],
    [4, { zScale: 0.7, epsMetres: 0.35, minimumPoints: 4 }],
    [5, { epsPerMetre: 0.02 }],
    [6, { epsPerMetre: 0.05, zScale: 0.4, epsMetres: 0.3 }],
    [7, { minimumPoints: 3, epsMetres: 0.2 }],
  ] as const)
    it(`seed ${seed}, ${JSON.stringify(change)}`, async () => {
      const positions = blobs(seed, 1000, 14)
      const random = new Random(seed + 100)
      // Some points are not selected, and the selection is in any order.
      const selection = everyIndex(1000).filter(() => random.chance(0.9))
      for (let k = selection.length - 1; k > 0; k--) {
        const other = random.integer(k + 1)
        const kept = selection[k]!
        selection[k] = selection[other]!
        selection[other] = kept
      }
      const seen = await expectExact(positions, selection, { ...base, ...change }, [1.5, -2])
      expect(seen.clusters).toBeGreaterThan(3)
      expect(seen.cores).toBeGreaterThan(30)
      expect(seen.borders).toBeGreaterThan(5)
      expect(seen.noise).toBeGreaterThan(5)
    })

  it('border points that several clusters claim occur and go to the nearest (seeds 20 to 27)', async () => {
    let contested = 0
    for (let seed = 20; seed < 28; seed++) {
      const parameters = { ...base, minimumPoints: 14, epsMetres: 0.7 }
      contested += (await expectExact(blobs(seed, 700, 5), everyIndex(700), parameters)).contested
    }
    expect(contested).toBeGreaterThan(10)
  })

  it('with minimumPoints 1 every point is a core and clusters are the connected parts (seed 8)', async () => {
    const seen = await expectExact(blobs(8, 600, 14), everyIndex(600), { ...base, minimumPoints: 1 })
    expect(seen.cores).toBe(600)
    expect(seen.noise).toBe(0)
    expect(seen.clusters).toBeGreaterThan(20)
  })

  it('holds hundreds of kilometres apart and with sub-metre detail at 20 km (seed 9)', async () => {
    const positions = blobs(9, 900, 10)
    for (let i = 0; i < 900; i++) {
      // Float32 steps of 2 mm at 20 km: duplicates and ties of their own kind.
      if (i % 3 === 1) positions[3 * i]! += 20_000
      if (i % 3 === 2) positions[3 * i + 1]! -= 300_000
    }
    const seen = await expectExact(positions, everyIndex(900), { ...base, epsMetres: 0.7123, minimumPoints: 4 })
    expect(seen.clusters).toBeGreaterThan(6)
  })

  it('the smaller range of two points decides their reach, counted from the given origin', async () => {
    // 10 m out from (100, 0) with 0.05 m/m: reach 0.1 + 0.5.
    const positions = Float32Array.of(110, 0, 0, 110.55, 0, 0, 100.2, 0, 0, 100.5, 0, 0)
    const parameters = { epsMetres: 0.1, minimumPoints: 2, zScale: 1, epsPerMetre: 0.05 }
    const found = await dbscan(positions, everyIndex(4), parameters, [100, 0])
    expect(Array.from(found.labels)).toEqual([0, 0, -1, -1])
    // From (0, 0) all four are 100 m out.
    expect(Array.from((await dbscan(positions, everyIndex(4), parameters)).labels)).toEqual([0, 0, 1, 1])
  })

  it('counts copies of one point as its neighbours', async () => {
    const positions = new Float32Array(3 * 9).fill(2)
    positions.set([50, 0, 0], 24)
    const found = await dbscan(positions, everyIndex(9), { ...base, minimumPoints: 8 })
    expect(Array.from(found.labels)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, -1])
    expect((await dbscan(positions, everyIndex(9), { ...base, minimumPoints: 9 })).clusterCount).toBe(0)
  })

  it('a distance of exactly eps is a neighbour, across any number of cells', async () => {
    const positions = Float32Array.of(0, 0, 0, 0.5, 0, 0, 1, 0, 0, 1, 0.5, 0, 1, 0.5, 1, 1, 0.5, 2.5)
    const found = await dbscan(positions, everyIndex(6), {
      epsMetres: 0.5,
      minimumPoints: 2,
      zScale: 0.5,
      epsPerMetre: 0,
    })
    expect(Array.from(found.labels)).toEqual([0, 0, 0, 0, 0, -1])
  })

  it('nothing selected gives no cluster, and no points at all neither', async () => {
    const found = await dbscan(blobs(1, 50, 3), new Int32Array(0), base)
    expect(found.clusterCount).toBe(0)
    expect(found.labels.every(label => label === -1)).toBe(true)
    expect(found.labels).toHaveLength(50)
    expect((await dbscan(new Float32Array(0), new Int32Array(0), base)).labels).toHaveLength(0)
  })

  it('stops with `cancelled`', async () => {
    const controller = new AbortController()
    controller.abort()
    const task = { signal: controller.signal }
    await expect(dbscan(blobs(1, 500, 9), everyIndex(500), base, [0, 0], task)).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describe.skipIf(!realDataFolder)(`dbscan on a real sweep (${realDataFolder ? 'AV2' : realDataSkipMessage})`, () => {
  let sweep: Sweep

  beforeAll(async () => {
    sweep = (await av2Pair()).sweep0
  })

  it.each([0, 0.01])('equals the definition on 2,500 neighbouring points, epsPerMetre %f', async epsPerMetre => {
    const { positions } = sweep
    // A sector of the street: dense enough that borders, contested ones and noise all occur.
    const sector = everyIndex(sweep.count)
      .filter(i => positions[3 * i + 2]! > 0.3 && positions[3 * i]! > 5 && Math.abs(positions[3 * i + 1]!) < 15)
      .slice(0, 2500)
    const { clustering } = defaultParameters('av2-dual-32')
    const seen = await expectExact(positions, sector, { ...clustering, epsPerMetre })
    expect(seen.clusters).toBeGreaterThan(4)
    expect(seen.borders).toBeGreaterThan(20)
    expect(seen.noise).toBeGreaterThan(10)
  })
})
