import { poseFlow } from '../src/model/coarse/pseudoLabels.ts'
import { FIRST_INSTANCE } from '../src/model/sweep/estimate.ts'
import { streetSets } from './accuracy/evaluationSets.ts'
import { labelled, loadedPairs, type MeasuredPair } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'hard-cases'

/** Streets that nothing was chosen on. */
const SEEDS = [231, 240] as const
/** Objects with fewer returns are nobody's: METRICS asks for as many. */
const FEWEST_POINTS = 5
const FOUND_IOU = 0.5
/** Metres between an object and what stands, below which it is beside it. */
const BESIDE_METRES = 0.5

interface Mover {
  /** Metres per sweep, ego motion removed. */
  readonly displacement: number
  readonly isPerson: boolean
  /** Metres from the sensor. */
  readonly range: number
  readonly points: number
  /** Metres to the nearest standing point that is not ground. */
  readonly clearance: number
  readonly iou: number
  /** Share of its points that any moving label covers. */
  readonly covered: number
  /** Mean end-point error over its points, metres. */
  readonly error: number
}

interface FalseObject {
  readonly length: number
  readonly points: number
}

/**
 * What becomes of the movers that two sweeps hardly show: slow ones, people beside walls, far small ones; and how often long standing
 * things (hedges, walls) are called moving. Pseudo-labels of pairs, poses given.
 */
export async function run(): Promise<readonly Measurement[]> {
  const movers: Mover[] = []
  const falseObjects: FalseObject[] = []
  let pairs = 0
  for (const set of streetSets(...SEEDS))
    for await (const pair of loadedPairs(set)) {
      const measured = await labelled(pair)
      movers.push(...moversOf(measured))
      falseObjects.push(...falseObjectsOf(measured))
      pairs++
    }
  console.log(`simulated streets, seeds ${SEEDS.join('-')}, three sensors, ${pairs} pairs; found = IoU >= ${FOUND_IOU}`)
  console.log('| movers | number | found | points covered | error, m | displacement, m |')
  console.log('| --- | --- | --- | --- | --- | --- |')
  const isFast = ({ displacement }: Mover) => displacement >= 0.1
  const results = [
    row('0.05 to 0.10 m a sweep', movers, ({ displacement }) => displacement >= 0.05 && displacement < 0.1),
    row('0.10 to 0.20 m a sweep', movers, ({ displacement }) => displacement >= 0.1 && displacement < 0.2),
    row('0.20 to 0.50 m a sweep', movers, ({ displacement }) => displacement >= 0.2 && displacement < 0.5),
    row('0.50 m a sweep and more', movers, ({ displacement }) => displacement >= 0.5),
    row('people beside what stands', movers, it => it.isPerson && isFast(it) && it.clearance < BESIDE_METRES),
    row('people on their own', movers, it => it.isPerson && isFast(it) && it.clearance >= BESIDE_METRES),
    row('fewer than 30 points, beyond 25 m', movers, it => isFast(it) && it.points < 30 && it.range >= 25),
    row('fewer than 30 points, nearer', movers, it => isFast(it) && it.points < 30 && it.range < 25),
    row('30 points and more', movers, it => isFast(it) && it.points >= 30),
  ].flat()
  console.log('| standing things called moving | number | a pair | points |')
  console.log('| --- | --- | --- | --- |')
  for (const [what, low, high] of [
    ['shorter than 2 m', 0, 2],
    ['2 to 6 m', 2, 6],
    ['longer than 6 m', 6, Infinity],
  ] as const) {
    const held = falseObjects.filter(({ length }) => length >= low && length < high)
    const points = held.reduce((sum, object) => sum + object.points, 0)
    console.log(`| ${what} | ${held.length} | ${(held.length / pairs).toFixed(3)} | ${points} |`)
    results.push({ what, number: held.length, aPair: held.length / pairs, points })
  }
  return results
}

function row(what: string, movers: readonly Mover[], belongs: (mover: Mover) => boolean): Measurement[] {
  const held = movers.filter(belongs)
  if (held.length === 0) return []
  const mean = (of: (mover: Mover) => number) => held.reduce((sum, mover) => sum + of(mover), 0) / held.length
  const found = mean(({ iou }) => (iou >= FOUND_IOU ? 1 : 0))
  const [covered, error, displacement] = [mean(it => it.covered), mean(it => it.error), mean(it => it.displacement)]
  const numbers = [found, covered, error, displacement].map(value => value.toFixed(3)).join(' | ')
  console.log(`| ${what} | ${held.length} | ${numbers} |`)
  return [{ what, number: held.length, found, covered, error, displacement }]
}

function moversOf({ sweep0, truth, result }: MeasuredPair): Mover[] {
  const { positions } = sweep0
  const { flow, instance } = result.estimate
  const still = poseFlow(positions, truth.sweep1FromSweep0)
  const labelSizes = new Map<number, number>()
  for (const label of instance) labelSizes.set(label, (labelSizes.get(label) ?? 0) + 1)
  const standing = standingPlaces(sweep0.positions, truth.instance, truth.ground)
  const rowsOf = new Map<number, number[]>()
  for (const [i, id] of truth.instance.entries()) {
    const known = rowsOf.get(id)
    if (known) known.push(i)
    else rowsOf.set(id, [i])
  }
  return truth.instances.flatMap(({ id }) => {
    const rows = rowsOf.get(id) ?? []
    if (rows.length < FEWEST_POINTS) return []
    const lengthOf = (i: number, a: Float32Array, b: Float32Array) =>
      Math.hypot(...[0, 1, 2].map(axis => (a[3 * i + axis] as number) - (b[3 * i + axis] as number)))
    const displacement = mean(rows, i => lengthOf(i, truth.flow, still))
    const overlaps = new Map<number, number>()
    for (const i of rows) {
      const label = instance[i] as number
      if (label >= FIRST_INSTANCE) overlaps.set(label, (overlaps.get(label) ?? 0) + 1)
    }
    const ious = [...overlaps].map(([label, both]) => both / (rows.length + (labelSizes.get(label) as number) - both))
    const category = truth.categories[truth.category[rows[0] as number] as number]
    return {
      displacement,
      isPerson: category === 'PEDESTRIAN',
      range: Math.min(...rows.map(i => Math.hypot(positions[3 * i] as number, positions[3 * i + 1] as number))),
      points: rows.length,
      clearance: standing.clearanceOf(rows, positions),
      iou: Math.max(0, ...ious),
      covered: mean(rows, i => ((instance[i] as number) > 0 ? 1 : 0)),
      error: mean(rows, i => lengthOf(i, flow, truth.flow)),
    }
  })
}

function mean(rows: readonly number[], of: (row: number) => number): number {
  return rows.reduce((sum, i) => sum + of(i), 0) / rows.length
}

/** Cells of the bird's-eye view with something that stands and is not ground. */
function standingPlaces(positions: Float32Array, instance: Int32Array, ground: Uint8Array | null) {
  const cell = 0.1
  const key = (x: number, y: number) => Math.round(x / cell) * 100_003 + Math.round(y / cell)
  const taken = new Set<number>()
  for (let i = 0; i < instance.length; i++)
    if (instance[i] === 0 && ground?.[i] !== 1)
      taken.add(key(positions[3 * i] as number, positions[3 * i + 1] as number))
  const reach = Math.round(BESIDE_METRES / cell)
  return {
    /** Metres to the nearest such cell; infinite beyond `BESIDE_METRES`. */
    clearanceOf(rows: readonly number[], of: Float32Array): number {
      let least = Infinity
      for (const i of rows)
        for (let dx = -reach; dx <= reach; dx++)
          for (let dy = -reach; dy <= reach; dy++) {
            const away = Math.hypot(dx, dy) * cell
            if (away >= Math.min(least, BESIDE_METRES)) continue
            if (taken.has(key((of[3 * i] as number) + dx * cell, (of[3 * i + 1] as number) + dy * cell))) least = away
          }
      return least
    },
  }
}

/** Labelled objects of which nine points in ten stand. */
function falseObjectsOf({ truth, result }: MeasuredPair): FalseObject[] {
  const { instance, instances } = result.estimate
  return instances.flatMap(({ id, box, pointCount }) => {
    let standing = 0
    for (let i = 0; i < instance.length; i++) if (instance[i] === id && truth.instance[i] === 0) standing++
    return standing >= 0.9 * pointCount ? [{ length: box.size[0], points: pointCount }] : []
  })
}
