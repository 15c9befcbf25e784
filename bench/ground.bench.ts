import { segmentGround } from '../src/model/coarse/ground.ts'
import { defaultParameters } from '../src/model/coarse/parameters.ts'
import { av2Pairs, type BenchPair } from './inputs.ts'
import { runPeer } from './python.ts'
import { asMeasurement, type Measurement, measured, ratio, timing } from './report.ts'

export const name = 'ground'

const RUNS = 15
/** Argoverse 2's vehicle frame stands on the rear axle, this far above the road (the simulated sensor has the same). */
const EGO_HEIGHT_METRES = 0.33

/** Ground of one sweep: ours knows neither map nor sensor height, Patchwork++ is told the height. */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  for (const pair of await av2Pairs()) results.push(await compare(pair))
  return results
}

async function compare({ label, sweep0, truth, info }: BenchPair): Promise<Measurement> {
  const parameters = defaultParameters(info.sensorClass).ground
  const ours = await measured(RUNS, 3, () => segmentGround(sweep0, parameters))
  const { mask } = await segmentGround(sweep0, parameters)
  const known = truth?.ground ?? null
  const oursIou = known && iou(mask, known)
  console.log(`${label}: ${sweep0.count} points; truth: ${known ? 'the ground labels of the input' : 'none'}`)
  console.log(`  ours: ${timing(ours)}; IoU ${oursIou?.toFixed(4)}`)
  const base = { pair: label, points: sweep0.count, ...asMeasurement('ours', ours), oursIou }

  const [ox, oy, oz] = sweep0.lidars[0]?.origin ?? [0, 0, 0]
  const points = new Float64Array(4 * sweep0.count)
  for (let i = 0; i < sweep0.count; i++) {
    points[4 * i] = (sweep0.positions[3 * i] as number) - ox
    points[4 * i + 1] = (sweep0.positions[3 * i + 1] as number) - oy
    points[4 * i + 2] = (sweep0.positions[3 * i + 2] as number) - oz
  }
  const height = Float64Array.of(oz + (sweep0.frame === 'ego' ? EGO_HEIGHT_METRES : 0))
  const peer = runPeer('ground.py', ['pypatchworkpp'], { points, height })
  if (!peer) return { ...base, peer: null }
  const theirMask = new Uint8Array(sweep0.count)
  for (const i of peer.more['ground'] as number[]) theirMask[i] = 1
  const theirsIou = known && iou(theirMask, known)
  console.log(`  ${peer.version}: ${timing(peer.timing)}; IoU ${theirsIou?.toFixed(4)}`)
  console.log(`  ${ratio(ours, peer.timing)}`)
  return { ...base, peer: peer.version, ...asMeasurement('theirs', peer.timing), theirsIou }
}

function iou(mask: Uint8Array, truth: Uint8Array): number {
  let both = 0
  let either = 0
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 1 && truth[i] === 1) both++
    if (mask[i] === 1 || truth[i] === 1) either++
  }
  return both / either
}
