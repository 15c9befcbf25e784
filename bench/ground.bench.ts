import { segmentGround } from '../src/model/coarse/ground.ts'
import { defaultParameters } from '../src/model/coarse/parameters.ts'
import { FIRST_INSTANCE, type Truth } from '../src/model/sweep/estimate.ts'
import { mapCoverage } from './ground/mapCoverage.ts'
import { av2Log, av2Pairs, type BenchPair, SIMULATED_AV2 } from './inputs.ts'
import { runPeer } from './python.ts'
import { asMeasurement, type Measurement, measured, ratio, timing } from './report.ts'

export const name = 'ground'

const RUNS = 15
/** Argoverse 2's vehicle frame stands on the rear axle, this far above the road (the simulated sensor has the same). */
const EGO_HEIGHT_METRES = 0.33

/** Both are told the sensor's height, ours is not. */
const PEERS = [
  { script: 'ground_patchworkpp.py', packages: ['pypatchworkpp'] },
  { script: 'ground_linefit.py', packages: ['linefit'] },
] as const

/** Ground of one sweep: ours knows neither map nor sensor height. */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  const log = av2Log()
  for (const pair of await av2Pairs())
    results.push(
      ...(await compare(pair, log && pair.label !== SIMULATED_AV2.label ? mapCoverage(log, pair.sweep0) : null)),
    )
  return results
}

async function compare({ label, sweep0, truth, info }: BenchPair, covered: Uint8Array | null): Promise<Measurement[]> {
  const parameters = defaultParameters(info.sensorClass).ground
  const ours = await measured(RUNS, 3, () => segmentGround(sweep0, parameters))
  const { mask } = await segmentGround(sweep0, parameters)
  console.log(`${label}: ${sweep0.count} points; truth: ${truth?.ground ? 'the ground labels of the input' : 'none'}`)
  const right = truth?.ground ? rightness(mask, truth, covered) : null
  console.log(`  ours: ${timing(ours)}; ${told(right)}`)
  const base = { pair: label, points: sweep0.count, ...asMeasurement('ours', ours), ...prefixed('ours', right) }

  const [ox, oy, oz] = sweep0.lidars[0]?.origin ?? [0, 0, 0]
  const points = new Float64Array(4 * sweep0.count)
  for (let i = 0; i < sweep0.count; i++) {
    points[4 * i] = (sweep0.positions[3 * i] as number) - ox
    points[4 * i + 1] = (sweep0.positions[3 * i + 1] as number) - oy
    points[4 * i + 2] = (sweep0.positions[3 * i + 2] as number) - oz
  }
  const height = Float64Array.of(oz + (sweep0.frame === 'ego' ? EGO_HEIGHT_METRES : 0))
  return PEERS.map(({ script, packages }) => {
    const peer = runPeer(script, packages, { points, height })
    if (!peer) return { ...base, peer: null }
    const theirMask = new Uint8Array(sweep0.count)
    for (const i of peer.more['ground'] as number[]) theirMask[i] = 1
    const theirs = truth?.ground ? rightness(theirMask, truth, covered) : null
    console.log(`  ${peer.version}: ${timing(peer.timing)}; ${told(theirs)}`)
    console.log(`  ${ratio(ours, peer.timing)}`)
    return { ...base, peer: peer.version, ...asMeasurement('theirs', peer.timing), ...prefixed('theirs', theirs) }
  })
}

interface Rightness {
  readonly iou: number
  /** The same over the points that the map has a ground height for; null without a map. */
  readonly iouCovered: number | null
  /** Share of the points of annotated objects that are called ground. */
  readonly lost: number
}

function rightness(mask: Uint8Array, truth: Truth, covered: Uint8Array | null): Rightness {
  let [both, either, eitherCovered, objects, lost] = [0, 0, 0, 0, 0]
  for (let i = 0; i < mask.length; i++) {
    const ground = truth.ground?.[i] === 1
    if (mask[i] === 1 && ground) both++
    if (mask[i] === 1 || ground) {
      either++
      eitherCovered += covered?.[i] ?? 0
    }
    if (ground || (truth.instance[i] as number) < FIRST_INSTANCE) continue
    objects++
    lost += mask[i] as number
  }
  // What the map calls ground is covered by it.
  return { iou: both / either, iouCovered: covered && both / eitherCovered, lost: lost / objects }
}

const told = (right: Rightness | null) =>
  right
    ? `IoU ${right.iou.toFixed(4)}${right.iouCovered === null ? '' : ` (${right.iouCovered.toFixed(4)} where the map has a height)`}, ${(100 * right.lost).toFixed(2)} % of the objects' points lost`
    : 'no truth'

const prefixed = (who: 'ours' | 'theirs', right: Rightness | null) => ({
  [`${who}Iou`]: right?.iou ?? null,
  [`${who}IouCovered`]: right?.iouCovered ?? null,
  [`${who}Lost`]: right?.lost ?? null,
})
