import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CoarseResult } from '#model/coarse/coarseResult.ts'
import { runCoarseStage } from '#model/coarse/coarseStage.ts'
import { defaultParameters } from '#model/coarse/parameters.ts'
import { SequenceStage, type SweepSource } from '#model/coarse/sequence/sequenceStage.ts'
import { H5Writer } from '#model/formats/h5/h5Writer.ts'
import { storedFrameOf, writeSweepGroup } from '#model/formats/h5/openSceneFlowGroups.ts'
import type { Transform } from '#model/sweep/transform.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { sequenceSource } from '../sequenceSource.ts'
import { readIfThere, writeWholeFile } from '../wholeFile.ts'
import { SIDECAR_VERSION, writeGround, writeLabelGroup } from './labelGroups.ts'
import type { SequenceToLabel } from './openSequences.ts'
import type { LabelEstimateName } from './options.ts'
import { TrackRun } from './trackRun.ts'

/** Pairs between two savings: a minute of work at most is lost. */
const SAVE_EVERY = 5

/** What numbering the objects goes on from; means nothing in a finished file. */
const TRACKS_ATTRIBUTE = 'label_track_state'

export interface LabelJob {
  readonly sequence: SequenceToLabel
  readonly out: string
  /** 0 = all. */
  readonly frames: number
  /** Every which pair; 1 = all. */
  readonly step: number
  readonly poses: 'given' | 'own'
  readonly estimate: LabelEstimateName
  /** Whether annotated truth may be written: the file is then marked and training refuses it. */
  readonly truth: boolean
  readonly say: (text: string) => void
}

/** Labels one sequence; what an earlier run has done of it is kept when it was done in the same way. */
export async function labelSequence(job: LabelJob, task: TaskOptions): Promise<'done' | 'was there'> {
  const { sequence, out, say } = job
  const { reader, name } = sequence
  const labelsPath = join(out, `${name}.labels.h5`)
  if (await readIfThere(labelsPath)) return 'was there'
  const partialPath = `${labelsPath}.partial`
  const writer = await takeUp(partialPath, signatureOf(job))
  const pairs = Math.min(job.frames || reader.info.frames.length, reader.info.frames.length) - 1
  try {
    if (!sequence.isHdf5) await writeSweeps(job, pairs + 1, task)
    let previous: Transform<'sweep1', 'sweep0'> | null = null
    const source = sequenceSource(reader, job.poses)
    const tracks = new TrackRun(writer.attribute(TRACKS_ATTRIBUTE))
    const labeller = labellerOf(job, source)
    const done = new Set(writer.groups())
    let unsaved = 0
    try {
      for (let index = 0; index < pairs; index += job.step) {
        const frame = reader.info.frames[index]
        if (done.has(`${frame?.timestampNanoseconds}`)) continue
        say(`${name}: pair ${index + 1} of ${pairs}\n`)
        const sweep0 = await source.readSweep(index, task)
        const sweep1 = await source.readSweep(index + 1, task)
        const result = await labeller(index, previous, task)
        const { trust, sweep1FromSweep0, warning } = result.egoMotion
        // Motions far apart in time say nothing of each other.
        previous = trust === 'good' && job.step === 1 ? sweep1FromSweep0 : null
        if (warning) say(`${name}: ego motion of pair ${index + 1} is ${trust}: ${warning}\n`)
        if (trust === 'bad') {
          say(`${name}: pair ${index + 1} gets no labels\n`)
          // It is also the second sweep of the pair before, whose labels need its ground.
          writeGround(writer, sweep0, result.ground0)
        } else {
          writeLabelGroup(writer, sweep0, result, tracks.number(index, result.estimate))
          writer.setAttribute(TRACKS_ATTRIBUTE, tracks.state)
        }
        if (index + job.step >= pairs || job.step > 1) writeGround(writer, sweep1, result.ground1)
        unsaved++
        if (unsaved >= SAVE_EVERY) {
          await writeWholeFile(partialPath, writer.bytes())
          unsaved = 0
        }
      }
    } catch (thrown) {
      // Also when interrupted: the next run goes on from here.
      if (unsaved > 0) await writeWholeFile(partialPath, writer.bytes())
      throw thrown
    }
    await writeWholeFile(labelsPath, writer.bytes())
    await rm(partialPath, { force: true })
    return 'done'
  } finally {
    writer.close()
  }
}

type Labeller = (
  index: number,
  previous: Transform<'sweep1', 'sweep0'> | null,
  task: TaskOptions,
) => Promise<CoarseResult>

function labellerOf({ estimate }: LabelJob, source: SweepSource): Labeller {
  const parameters = defaultParameters(source.sensorClass)
  if (estimate === 'coarse-sequence') {
    const stage = new SequenceStage(source, parameters)
    return (index, _previous, task) => stage.label(index, task)
  }
  return async (index, previous, task) => {
    const sweep0 = await source.readSweep(index, task)
    const sweep1 = await source.readSweep(index + 1, task)
    const motion: Transform | null = source.motionBetween(sweep0, sweep1)
    return runCoarseStage(
      {
        sweep0,
        sweep1,
        givenSweep1FromSweep0: motion as Transform<'sweep1', 'sweep0'> | null,
        previousSweep1FromSweep0: previous,
        context: [],
        intervalSeconds: source.intervalSeconds,
        sensorClass: source.sensorClass,
        parameters,
      },
      task,
    )
  }
}

async function takeUp(partialPath: string, signature: string): Promise<H5Writer> {
  const bytes = await readIfThere(partialPath)
  if (bytes) {
    const writer = await H5Writer.open(bytes)
    if (writer.attribute('label_method') === signature) return writer
    writer.close()
  }
  const writer = await H5Writer.open()
  writer.setAttribute('label_version', SIDECAR_VERSION)
  writer.setAttribute('label_method', signature)
  return writer
}

/** Labels made with other parameters are other labels. */
function signatureOf({ sequence, poses, step, estimate }: LabelJob): string {
  const { sensorClass } = sequence.reader.info
  const method = estimate === 'coarse' ? 'coarse-pair' : estimate
  return JSON.stringify({ method, sensorClass, poses, step, parameters: defaultParameters(sensorClass) })
}

async function writeSweeps(
  { sequence, out, truth: withTruth, say }: LabelJob,
  frames: number,
  task: TaskOptions,
): Promise<void> {
  const { reader, name, isSimulated } = sequence
  const path = join(out, `${name}.h5`)
  if (await readIfThere(path)) return
  const writer = await H5Writer.open()
  try {
    for (let index = 0; index < frames; index++) {
      const sweep = await reader.readSweep(index, task)
      const truth =
        (isSimulated || withTruth) && index + 1 < frames ? await reader.readTruth(index, index + 1, task) : null
      writeSweepGroup(writer, { sweep, ground: null, truth })
      if (index === 0) {
        writer.setAttribute('sweeps_frame', storedFrameOf(sweep))
        writer.setAttribute('sweeps_sensor', reader.info.sensorClass)
        if (withTruth && !isSimulated) writer.setAttribute('evaluation_only', 'annotated truth')
      }
    }
    await writeWholeFile(path, writer.bytes())
    say(`${path}\n`)
  } finally {
    writer.close()
  }
}
