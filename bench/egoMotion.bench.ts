import { checkEgoMotion, estimateEgoMotion } from '../src/model/coarse/egoMotion/estimateEgoMotion.ts'
import { segmentGround } from '../src/model/coarse/ground.ts'
import { defaultParameters } from '../src/model/coarse/parameters.ts'
import { compose, fromMatrix, inverse, type Transform } from '../src/model/sweep/transform.ts'
import { measureDrive } from './egoMotion/drives.ts'
import { av2Pairs, type BenchPair, kittiPair } from './inputs.ts'
import { runPeer } from './python.ts'
import { asMeasurement, type Measurement, measured, ratio, timing } from './report.ts'

export const name = 'ego-motion'

const RUNS = 7

/** Estimating and checking the ego motion of one pair, without poses; KISS-ICP registers the same pair from standing still. Then whole drives. */
export async function run(): Promise<readonly Measurement[]> {
  const kitti = await kittiPair()
  const results: Measurement[] = []
  for (const pair of [...(await av2Pairs()), ...(kitti ? [kitti] : [])]) results.push(await compare(pair))
  if (kitti)
    for (const drive of ['drive_0001', 'drive_0005']) {
      const measurement = await measureDrive(drive)
      if (measurement) results.push(measurement)
    }
  return results
}

async function compare(pair: BenchPair): Promise<Measurement> {
  const { label, sweep0, sweep1, info, sweep1FromSweep0: truth } = pair
  const parameters = defaultParameters(info.sensorClass).ground
  const ground0 = (await segmentGround(sweep0, parameters)).mask
  const ground1 = (await segmentGround(sweep1, parameters)).mask
  const options = { previous: null, intervalSeconds: info.intervalSeconds }
  const estimate = () => estimateEgoMotion(sweep0, sweep1, ground0, ground1, options)
  const ours = await measured(RUNS, 2, estimate)
  const found = await estimate()
  const given = truth ?? found.sweep1FromSweep0
  const check = await measured(RUNS, 2, () => checkEgoMotion(sweep0, sweep1, ground0, ground1, given))
  const oursError = truth && difference(found.sweep1FromSweep0, truth)
  console.log(`${label}: ${sweep0.count} + ${sweep1.count} points`)
  console.log(`  ours, estimated: ${timing(ours)}; ${error(oursError)}`)
  console.log(`  ours, a given pose checked: ${timing(check)}`)
  const base = { pair: label, ...asMeasurement('ours', ours), oursErrorMetres: oursError?.metres ?? null }

  const peer = runPeer('ego_motion.py', ['kiss-icp'], {
    points0: Float64Array.from(sweep0.positions),
    points1: Float64Array.from(sweep1.positions),
  })
  if (!peer) return { ...base, peer: null }
  const theirs = inverse(fromMatrix<'sweep0', 'sweep1'>(peer.more['pose'] as number[]))
  const theirsError = truth && difference(theirs, truth)
  console.log(`  ${peer.version}: ${timing(peer.timing)}; ${error(theirsError)}`)
  console.log(`  ${ratio(ours, peer.timing)}`)
  const theirsErrorMetres = theirsError?.metres ?? null
  return { ...base, peer: peer.version, ...asMeasurement('theirs', peer.timing), theirsErrorMetres }
}

function difference(found: Transform<'sweep1', 'sweep0'>, truth: Transform<'sweep1', 'sweep0'>) {
  const { rotation, translation } = compose(found, inverse(truth))
  const trace = (rotation[0] as number) + (rotation[4] as number) + (rotation[8] as number)
  return {
    metres: Math.hypot(...translation),
    degrees: (Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2))) * 180) / Math.PI,
  }
}

function error(off: { readonly metres: number; readonly degrees: number } | null): string {
  return off
    ? `off the poses by ${off.metres.toFixed(3)} m, ${off.degrees.toFixed(3)} degrees`
    : 'no poses to compare with'
}
