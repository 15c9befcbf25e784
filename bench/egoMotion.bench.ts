import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openReader } from '../cli/evaluate/openReader.ts'
import { checkEgoMotion, estimateEgoMotion } from '../src/model/coarse/egoMotion/estimateEgoMotion.ts'
import { segmentGround } from '../src/model/coarse/ground.ts'
import { defaultParameters } from '../src/model/coarse/parameters.ts'
import { kittiDrive, realDataFolder, realDataSkipMessage } from '../tests/realData.ts'

export const name = 'ego-motion'

const RUNS = 7

/** Median time of estimating and of checking the ego motion of one pair, after warming up. */
export async function run(): Promise<void> {
  await measure('simulated street, AV2-like', 'simulate:av2:7')
  if (!realDataFolder) {
    console.log(realDataSkipMessage)
    return
  }
  const log = join(realDataFolder, 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede')
  if (existsSync(log)) await measure('Argoverse 2 pair', log)
  await measure('KITTI drive_0005, pair 0', kittiDrive('drive_0005'))
}

async function measure(label: string, input: string): Promise<void> {
  const { reader } = await openReader(input, null, () => {}, {})
  const sweep0 = await reader.readSweep(0)
  const sweep1 = await reader.readSweep(1)
  const truth = await reader.readTruth(0, 1)
  const parameters = defaultParameters(reader.info.sensorClass).ground
  const ground0 = (await segmentGround(sweep0, parameters, {})).mask
  const ground1 = (await segmentGround(sweep1, parameters, {})).mask
  const options = { previous: null, intervalSeconds: reader.info.intervalSeconds }
  const estimate: number[] = []
  const check: number[] = []
  for (let k = 0; k < RUNS; k++) {
    const start = performance.now()
    const found = await estimateEgoMotion(sweep0, sweep1, ground0, ground1, options)
    const middle = performance.now()
    checkEgoMotion(sweep0, sweep1, ground0, ground1, truth?.sweep1FromSweep0 ?? found.sweep1FromSweep0)
    estimate.push(middle - start)
    check.push(performance.now() - middle)
  }
  reader.close()
  console.log(
    `${label}: ${sweep0.count} points, estimate ${median(estimate)} ms, check ${median(check)} ms (median of ${RUNS})`,
  )
}

function median(values: number[]): string {
  values.sort((a, b) => a - b)
  return (values[values.length >> 1] ?? Number.NaN).toFixed(0)
}
