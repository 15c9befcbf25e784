import { dbscan } from '../src/model/coarse/dbscan.ts'
import { segmentGround } from '../src/model/coarse/ground.ts'
import { defaultParameters } from '../src/model/coarse/parameters.ts'
import { av2Pairs, type BenchPair } from './inputs.ts'
import { runPeer } from './python.ts'
import { asMeasurement, type Measurement, measured, ratio, timing } from './report.ts'

export const name = 'dbscan'

const RUNS = 9
const EPS_METRES = [0.5, 0.8]

/** Exact DBSCAN of a sweep's points without its ground, and of all of them, beside scikit-learn on the same points. */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  for (const pair of await av2Pairs()) {
    const { mask } = await segmentGround(pair.sweep0, defaultParameters(pair.info.sensorClass).ground)
    const aboveGround = Int32Array.from(mask.keys()).filter(i => mask[i] === 0)
    for (const eps of EPS_METRES) results.push(await compare(pair, 'without ground', aboveGround, eps))
    results.push(await compare(pair, 'ground left in', Int32Array.from(mask.keys()), EPS_METRES[0] ?? 0.5))
  }
  return results
}

async function compare(pair: BenchPair, what: string, selection: Int32Array, eps: number): Promise<Measurement> {
  const { positions } = pair.sweep0
  const { minimumPoints } = defaultParameters(pair.info.sensorClass).clustering
  // Plain Euclidean neighbourhoods, as the peer has them.
  const parameters = { epsMetres: eps, minimumPoints, zScale: 1, epsPerMetre: 0 }
  const ours = await measured(RUNS, 3, () => dbscan(positions, selection, parameters))
  const found = await dbscan(positions, selection, parameters)
  console.log(`${pair.label}, ${what}: ${selection.length} points, eps ${eps} m, minPts ${minimumPoints}`)
  console.log(`  ours: ${timing(ours)}, ${found.clusterCount} clusters`)
  const base = { pair: pair.label, what, points: selection.length, eps, minimumPoints, ...asMeasurement('ours', ours) }

  const points = new Float64Array(3 * selection.length)
  selection.forEach((i, k) => {
    for (let axis = 0; axis < 3; axis++) points[3 * k + axis] = positions[3 * i + axis] as number
  })
  const peer = runPeer('dbscan.py', ['scikit-learn'], { points, parameters: Float64Array.of(eps, minimumPoints) })
  if (!peer) return { ...base, peer: null }
  const theirs = peer.timing
  const equal = sameCorePartition(selection, found, peer.more['labels'] as number[], peer.more['core'] as number[])
  console.log(`  ${peer.version}: ${timing(theirs)}`)
  console.log(`  ${ratio(ours, theirs)}; core points and their partition are ${equal ? 'equal' : 'NOT equal'}`)
  return { ...base, peer: peer.version, ...asMeasurement('theirs', theirs), equal }
}

/** The same core points, and two of them together in ours exactly when they are in theirs. Border points are free in both. */
function sameCorePartition(
  selection: Int32Array,
  ours: { readonly labels: Int32Array; readonly core: Uint8Array },
  labels: readonly number[],
  core: readonly number[],
): boolean {
  const theirCore = new Set(core)
  const there = new Map<number, number>()
  const back = new Map<number, number>()
  for (const [k, i] of selection.entries()) {
    if ((ours.core[i] === 1) !== theirCore.has(k)) return false
    if (ours.core[i] !== 1) continue
    const a = ours.labels[i] as number
    const b = labels[k] as number
    if ((there.get(a) ?? b) !== b || (back.get(b) ?? a) !== a) return false
    there.set(a, b)
    back.set(b, a)
  }
  return true
}
