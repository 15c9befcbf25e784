import { join } from 'node:path'
import { filesUnder } from '../cli/nodeInput.ts'
import { openInput } from '../src/model/formats/registry.ts'
import type { Truth } from '../src/model/sweep/estimate.ts'
import type { SensorClass, SequenceReader } from '../src/model/sweep/sequence.ts'
import type { Sweep } from '../src/model/sweep/sweep.ts'
import { kittiDrive, realDataFolder, realDataSkipMessage } from './realData.ts'

export interface RealPair {
  readonly sweep0: Sweep
  readonly sweep1: Sweep
  readonly truth: Truth
  readonly intervalSeconds: number
  readonly sensorClass: SensorClass
}

/** The annotated Argoverse 2 pair: ego frame, two lidars, ground from the map. */
export async function av2Pair(): Promise<RealPair> {
  if (!realDataFolder) throw new Error(realDataSkipMessage)
  const files = await filesUnder(join(realDataFolder, 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede'))
  return pairOf(await openInput(files.filter(file => !file.path.includes('derived'))).then(opened => opened.readers[0]))
}

/** A pair of a KITTI drive: sensor frame, one lidar; `index` is its first sweep. */
export async function kittiPair(drive: string, index: number): Promise<RealPair> {
  return pairOf((await openInput(await filesUnder(kittiDrive(drive)))).readers[0], index)
}

/** The first pair of whatever is at a path of the real data. */
export async function pairAt(path: string): Promise<RealPair> {
  return pairOf((await openInput(await filesUnder(path))).readers[0])
}

async function pairOf(reader: SequenceReader | undefined, index = 0): Promise<RealPair> {
  if (!reader) throw new Error('no sequence in the real data')
  const sweep0 = await reader.readSweep(index)
  const sweep1 = await reader.readSweep(index + 1)
  const truth = await reader.readTruth(index, index + 1)
  if (!truth) throw new Error('no truth for this pair')
  return { sweep0, sweep1, truth, intervalSeconds: reader.info.intervalSeconds, sensorClass: reader.info.sensorClass }
}
