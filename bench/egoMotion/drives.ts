import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openReader } from '../../cli/evaluate/openReader.ts'
import { estimateEgoMotion } from '../../src/model/coarse/egoMotion/estimateEgoMotion.ts'
import { segmentGround } from '../../src/model/coarse/ground.ts'
import { defaultParameters } from '../../src/model/coarse/parameters.ts'
import { parsePoseRows } from '../../src/model/formats/kitti/poseRows.ts'
import type { Sweep } from '../../src/model/sweep/sweep.ts'
import { type Transform, transformPoints } from '../../src/model/sweep/transform.ts'
import { kittiDrive } from '../../tests/realData.ts'
import { type Measurement, spreadOf } from '../report.ts'

/** Metres: an error from which a motion that is called good is a silent failure. */
const FAILURE_METRES = 0.05

/** Every pair of a KITTI drive without poses: mean error over the points against `rel_icp.txt`, and what the estimate says of itself. */
export async function measureDrive(drive: string): Promise<Measurement | null> {
  const folder = kittiDrive(drive)
  const file = join(folder, 'rel_icp.txt')
  if (!existsSync(file)) return null
  const registered = rowsOf(readFileSync(file, 'utf8'))
  const { reader } = await openReader(folder, null, () => {}, {})
  const { info } = reader
  const parameters = defaultParameters(info.sensorClass).ground
  const errors: number[] = []
  const doubtful: number[] = []
  const silent: number[] = []
  let previous: Transform<'sweep1', 'sweep0'> | null = null
  let sweep0 = await reader.readSweep(0)
  let ground0 = (await segmentGround(sweep0, parameters)).mask
  for (let pair = 0; pair + 1 < info.frames.length; pair++) {
    const sweep1 = await reader.readSweep(pair + 1)
    const ground1 = (await segmentGround(sweep1, parameters)).mask
    const options = { previous, intervalSeconds: info.intervalSeconds }
    const found = await estimateEgoMotion(sweep0, sweep1, ground0, ground1, options)
    const icp = registered[pair]
    if (icp) {
      const metres = meanPointError(sweep0, found.sweep1FromSweep0, icp)
      errors.push(metres)
      if (found.trust !== 'good') doubtful.push(pair)
      else if (metres > FAILURE_METRES) silent.push(pair)
    }
    previous = found.trust === 'good' ? found.sweep1FromSweep0 : null
    sweep0 = sweep1
    ground0 = ground1
  }
  reader.close()
  const { median, p95 } = spreadOf(errors)
  const most = Math.max(...errors)
  const centimetres = (metres: number) => `${(100 * metres).toFixed(2)} cm`
  console.log(
    `KITTI ${drive}, ${errors.length} pairs without poses: mean point error against rel_icp.txt median ${centimetres(median)}, ` +
      `p95 ${centimetres(p95)}, most ${centimetres(most)}; ${errors.filter(metres => metres <= 0.01).length} within 1 cm; ` +
      `not trusted: ${doubtful.length}; silent failures: ${silent.length}`,
  )
  return { drive, pairs: errors.length, medianMetres: median, p95Metres: p95, mostMetres: most, doubtful, silent }
}

/** Twelve numbers of the transform, then the fit's own residual. */
function rowsOf(text: string) {
  const lines = text.trim().split('\n')
  return parsePoseRows('rel_icp.txt', lines.map(line => line.trim().split(/\s+/).slice(0, 12).join(' ')).join('\n'))
}

function meanPointError(sweep: Sweep, a: Transform, b: Transform): number {
  const [first, second] = [transformPoints(a, sweep.positions), transformPoints(b, sweep.positions)]
  let sum = 0
  for (let k = 0; k < first.length; k += 3)
    sum += Math.hypot(
      (first[k] as number) - (second[k] as number),
      (first[k + 1] as number) - (second[k + 1] as number),
      (first[k + 2] as number) - (second[k + 2] as number),
    )
  return sum / sweep.count
}
