import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openReader } from '../cli/evaluate/openReader.ts'
import type { Truth } from '../src/model/sweep/estimate.ts'
import type { SequenceInfo } from '../src/model/sweep/sequence.ts'
import type { Sweep } from '../src/model/sweep/sweep.ts'
import type { Transform } from '../src/model/sweep/transform.ts'
import { kittiDrive, realDataFolder, realDataSkipMessage } from '../tests/realData.ts'

export interface BenchPair {
  readonly label: string
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  readonly truth: Truth | null
  readonly info: SequenceInfo
  /** From the poses of the input, by which its truth was made; null when it has none. */
  readonly sweep1FromSweep0: Transform<'sweep1', 'sweep0'> | null
}

export const SIMULATED_AV2 = { label: 'simulated street, AV2 sensors, seed 7', input: 'simulate:av2:7' }

/** Path of the real Argoverse 2 log, null (and a message) when it is not at hand. */
export function av2Log(): string | null {
  const log = realDataFolder && join(realDataFolder, 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede')
  if (log && existsSync(log)) return log
  console.log(`Argoverse 2 pair: skipped, ${realDataSkipMessage}`)
  return null
}

/** The pairs that most benchmarks look at: the simulated one always, the real one when at hand. */
export async function av2Pairs(): Promise<BenchPair[]> {
  const pairs = [await readPair(SIMULATED_AV2.label, SIMULATED_AV2.input)]
  const log = av2Log()
  if (log) pairs.push(await readPair('Argoverse 2 pair 7fab2350', log))
  return pairs
}

export async function kittiPair(): Promise<BenchPair | null> {
  if (realDataFolder) return readPair('KITTI drive_0005, pair 0', kittiDrive('drive_0005'))
  console.log(`KITTI pair: skipped, ${realDataSkipMessage}`)
  return null
}

export async function readPair(label: string, input: string): Promise<BenchPair> {
  const { reader } = await openReader(input, null, () => {}, {})
  const sweep0 = await reader.readSweep(0)
  const sweep1 = await reader.readSweep(1)
  const truth = await reader.readTruth(0, 1)
  const { info } = reader
  reader.close()
  return { label, sweep0, sweep1, truth, info, sweep1FromSweep0: truth?.sweep1FromSweep0 ?? null }
}
