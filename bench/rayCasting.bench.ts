import { segmentGround } from '../src/model/coarse/ground.ts'
import { defaultParameters } from '../src/model/coarse/parameters.ts'
import { freeSpaceEvidence } from '../src/model/coarse/rayCasting.ts'
import { inverse, transformPoints } from '../src/model/sweep/transform.ts'
import { av2Pairs, type BenchPair } from './inputs.ts'
import { runPeer } from './python.ts'
import { asMeasurement, type Measurement, measured, ratio, timing } from './report.ts'

export const name = 'ray-casting'

const RUNS = 9

/**
 * Free-space evidence of a pair: ours for the points of both sweeps by each other's rays, DUFOMap for those of sweep 0 after
 * integrating both into its map (0.1 m, its own defaults, one thread).
 */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  for (const pair of await av2Pairs()) results.push(...(await compare(pair)))
  return results
}

async function compare(pair: BenchPair): Promise<Measurement[]> {
  const { label, sweep0, sweep1, sweep1FromSweep0, info, truth } = pair
  if (!sweep1FromSweep0) {
    console.log(`${label}: skipped, it has no poses`)
    return []
  }
  const parameters = defaultParameters(info.sensorClass)
  const judged = async (sweep: typeof sweep0) => {
    const { mask, heightAboveGround } = await segmentGround(sweep, parameters.ground)
    return { sweep, ground: mask, heightAboveGround }
  }
  const input = {
    sweep0: await judged(sweep0),
    sweep1: await judged(sweep1),
    sweep1FromSweep0,
    intervalSeconds: info.intervalSeconds,
    context: [],
  }
  const ours = await measured(RUNS, 3, () => freeSpaceEvidence(input, parameters.rayCasting))
  const { evidence0 } = await freeSpaceEvidence(input, parameters.rayCasting)
  console.log(`${label}: ${sweep0.count} + ${sweep1.count} points`)
  console.log(`  ours: ${timing(ours)}; ${recall(evidence0.dynamic, truth?.dynamic)}`)
  const base = { pair: label, ...asMeasurement('ours', ours) }

  const origin = sweep0.lidars[0]?.origin ?? [0, 0, 0]
  const back = inverse(sweep1FromSweep0)
  const points1 = new Float32Array(sweep1.positions.length)
  transformPoints(back, sweep1.positions, points1)
  const origin1 = new Float32Array(3)
  transformPoints(back, Float32Array.from(origin), origin1)
  const poses = Float64Array.of(...origin, 1, 0, 0, 0, ...origin1, 1, 0, 0, 0)
  const peer = runPeer('ray_casting.py', ['dufomap'], { points0: sweep0.positions, points1, poses })
  if (!peer) return [{ ...base, peer: null }]
  const theirs = Uint8Array.from(peer.more['dynamic'] as number[])
  console.log(`  ${peer.version}: ${timing(peer.timing)}; ${recall(theirs, truth?.dynamic)}`)
  console.log(`  ${ratio(ours, peer.timing)}`)
  return [{ ...base, peer: peer.version, ...asMeasurement('theirs', peer.timing) }]
}

/** How many of the points that move were found, and how many of the found ones move. */
function recall(found: Uint8Array, truth: Float32Array | undefined): string {
  let moving = 0
  let marked = 0
  let both = 0
  for (let i = 0; i < found.length; i++) {
    const moves = truth !== undefined && (truth[i] as number) > 0.5
    if (moves) moving++
    if (found[i] === 1) marked++
    if (moves && found[i] === 1) both++
  }
  return `${marked} points marked dynamic, ${both} of the ${moving} that move`
}
