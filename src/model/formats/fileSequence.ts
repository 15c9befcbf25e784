import { StudioError } from '../error/studioError.ts'
import type { Truth } from '../sweep/estimate.ts'
import type { FrameInfo, ReadSweepOptions, SequenceInfo, SequenceReader } from '../sweep/sequence.ts'
import { type PointFrame, type Sweep, type SweepPose, worldFromSweep } from '../sweep/sweep.ts'
import { compose, identity, inverse, type Transform } from '../sweep/transform.ts'
import { throwIfCancelled } from '../task/task.ts'
import { decoding } from './formatErrors.ts'
import type { FileReport } from './importReport.ts'
import type { PointTable } from './pointTable.ts'
import type { PoseTrack, SequencePlan, SweepSource } from './sequencePlan.ts'
import { type AssembledPoints, assemblePoints, mayNeedShift, type OriginShift, originShiftOf } from './sweepAssembly.ts'

/** A sequence that was opened from files; reports complete themselves as sweeps are read. */
export interface OpenedSequence extends SequenceReader {
  /** Report of frame `index`'s file: what is known from its header, completed once that sweep was read. */
  reportOf(index: number): FileReport
}

const ASSUMED_INTERVAL_SECONDS = 0.1
let opened = 0

/** Reads the sweeps and the truth of a plan; points are decoded at each call, nothing is cached. */
export class FileSequence implements OpenedSequence {
  readonly info: SequenceInfo
  private readonly plan: SequencePlan
  private readonly reports: FileReport[]
  /** One shift for all sweeps, or poses between them would not hold; decided by the first frame that can be decoded. */
  private shift: OriginShift | null = null
  private closed = false

  constructor(plan: SequencePlan, baseReports: readonly FileReport[]) {
    this.plan = plan
    this.reports = [...baseReports]
    this.info = sequenceInfo(plan)
  }

  reportOf(index: number): FileReport {
    const report = this.reports[index]
    if (!report) throw outOfRange(index, this.plan.sources.length)
    return report
  }

  async readSweep(index: number, options: ReadSweepOptions = {}): Promise<Sweep> {
    throwIfCancelled(options.signal)
    const source = this.sourceAt(index)
    options.onProgress?.({ stage: `Reading ${source.name}`, done: 0, total: 1 })
    try {
      const table = await decoding(source.path, source.format, () => source.decode(options))
      throwIfCancelled(options.signal)
      const shift = await this.shiftFor(table, index, options)
      const points = await assemblePoints(source.path, table, shift, options.signal)
      const frame = options.frame ?? this.plan.frame
      this.reports[index] = completed(this.reportOf(index), points, frame)
      options.onProgress?.({ stage: `Reading ${source.name}`, done: 1, total: 1 })
      return this.sweepOf(index, points, shift, frame, options.poseSource)
    } catch (thrown) {
      const error = StudioError.from(thrown, source.path)
      if (error.code !== 'cancelled')
        this.reports[index] = { ...this.reportOf(index), outcome: 'failed', error: error.toDetails() }
      throw error
    }
  }

  async readTruth(index0: number, index1: number, options: ReadSweepOptions = {}): Promise<Truth | null> {
    const truth = this.plan.truth
    this.sourceAt(index0)
    this.sourceAt(index1)
    if (!truth?.has(index0, index1)) return null
    const { poseSource: _, ...withDefaultPoses } = options
    const sweep0 = await this.readSweep(index0, withDefaultPoses)
    const pose1 = this.poseAt(index1, undefined, sweep0.originShift, sweep0.frame)
    const world0 = worldFromSweep(sweep0)
    const world1 = pose1 ? worldFromSweep({ ...sweep0, pose: pose1 }) : null
    if (!world0 || !world1) return null
    const times = [this.info.frames[index0], this.info.frames[index1]].map(f => f?.timestampNanoseconds ?? 0n)
    const gap = Math.abs(Number((times[1] ?? 0n) - (times[0] ?? 0n))) / 1e9
    const interval = gap > 0 ? gap : this.info.intervalSeconds * Math.max(1, Math.abs(index1 - index0))
    return decoding(this.sourceAt(index0).path, 'The annotation', () =>
      truth.read({
        sweep0,
        index0,
        index1,
        sweep1FromSweep0: egoMotion(world0, world1),
        intervalSeconds: interval,
        task: options,
      }),
    )
  }

  close(): void {
    if (!this.closed) this.plan.close?.()
    this.closed = true
  }

  private sourceAt(index: number): SweepSource {
    if (this.closed)
      throw new StudioError({ code: 'file-unreadable', message: `The sequence ${this.info.name} was closed.` })
    const source = this.plan.sources[index]
    if (!source) throw outOfRange(index, this.plan.sources.length)
    return source
  }

  private async shiftFor(table: PointTable, index: number, options: ReadSweepOptions): Promise<OriginShift> {
    if (this.shift) return this.shift
    if (index !== 0 && !mayNeedShift(table)) return [0, 0, 0]
    for (let first = 0; first < index; first++) {
      try {
        const source = this.sourceAt(first)
        const decoded = await decoding(source.path, source.format, () => source.decode({ signal: options.signal }))
        if (decoded.count === 0) continue
        this.shift = originShiftOf(decoded)
        return this.shift
      } catch (thrown) {
        // A damaged first frame reports itself when it is read; the next one decides the shift.
        if (StudioError.from(thrown).code === 'cancelled') throw thrown
      }
    }
    this.shift = originShiftOf(table)
    return this.shift
  }

  private poseAt(
    index: number,
    poseSource: string | null | undefined,
    shift: OriginShift,
    sweepFrame: PointFrame,
  ): SweepPose | null {
    if (poseSource === null) return null
    const track = poseSource === undefined ? this.plan.poses[0] : this.plan.poses.find(({ id }) => id === poseSource)
    if (!track) {
      if (poseSource === undefined) return null
      const known = this.plan.poses.map(({ id }) => id).join(', ') || 'none'
      throw new StudioError({
        code: 'pose-missing',
        message: `There is no pose source "${poseSource}"; found: ${known}.`,
        hint: 'Choose one of the pose sources that were found, or estimate the ego motion.',
      })
    }
    const pose = track.poseOf(index)
    if (!pose) return null
    const frame = track.frame === 'sweep' ? sweepFrame : track.frame
    return {
      worldFromPoseFrame: frame === sweepFrame ? afterShift(pose, shift) : pose,
      frame,
      source: track.id,
    }
  }

  private sweepOf(
    index: number,
    points: AssembledPoints,
    shift: OriginShift,
    frame: PointFrame,
    poseSource: string | null | undefined,
  ): Sweep {
    const info = this.info.frames[index] as FrameInfo
    const { egoFromSensor } = this.plan
    return {
      id: `${this.info.id}/${index}`,
      name: info.name,
      count: points.count,
      positions: points.positions,
      originShift: shift,
      frame,
      timestampNanoseconds: info.timestampNanoseconds,
      fields: points.fields,
      roles: points.roles,
      pose: this.poseAt(index, poseSource, shift, frame),
      lidars: this.plan.lidarsIn(frame),
      egoFromSensor: egoFromSensor && frame === 'sensor' ? afterShift(egoFromSensor, shift) : egoFromSensor,
      sourceRows: points.sourceRows,
    }
  }
}

function egoMotion(
  worldFromSweep0: Transform<'world', 'sweep'>,
  worldFromSweep1: Transform<'world', 'sweep'>,
): Transform<'sweep1', 'sweep0'> {
  const later: Transform<'sweep1', 'world'> = inverse(worldFromSweep1 as Transform as Transform<'world', 'sweep1'>)
  return compose(later, worldFromSweep0 as Transform as Transform<'world', 'sweep0'>)
}

/** The transform of the original coordinates, for coordinates from which `shift` was taken. */
function afterShift<To extends string, From extends string>(
  t: Transform<To, From>,
  shift: OriginShift,
): Transform<To, From> {
  if (shift.every(value => value === 0)) return t
  const back: Transform<From, From> = { ...identity<From, From>(), translation: Float64Array.from(shift) }
  return compose(t, back)
}

function completed(report: FileReport, points: AssembledPoints, frame: PointFrame): FileReport {
  const { error: _, ...rest } = report
  return {
    ...rest,
    outcome: 'sweep',
    points: points.count,
    notFiniteRows: points.notFiniteRows,
    duplicateRows: points.duplicateRows,
    fields: points.fieldReports,
    frame,
    warnings: [...new Set([...report.warnings, ...points.warnings])],
  }
}

function sequenceInfo(plan: SequencePlan): SequenceInfo {
  const times = plan.sources.map(source => source.timestampNanoseconds)
  const measured = measuredInterval(times)
  const interval = measured ?? ASSUMED_INTERVAL_SECONDS
  const frames = plan.sources.map((source, index): FrameInfo => {
    const time = times[index] ?? null
    const assumed = BigInt(Math.round(index * interval * 1e9))
    return {
      index,
      name: source.name,
      timestampNanoseconds: measured !== null || plan.sources.length === 1 ? (time ?? assumed) : assumed,
      bytes: source.bytes,
      hasTruth: index + 1 < plan.sources.length && (plan.truth?.has(index, index + 1) ?? false),
    }
  })
  opened++
  return {
    id: `files-${opened}`,
    name: plan.name,
    format: plan.format,
    frames,
    frame: plan.frame,
    frameIsGuessed: plan.frameIsGuessed,
    intervalSeconds: interval,
    intervalIsAssumed: measured === null,
    poseSources: plan.poses.map(track => ({
      id: track.id,
      label: track.label,
      frames: coverage(track, frames.length),
    })),
    sensorClass: plan.sensorClass,
  }
}

function coverage(track: PoseTrack, frames: number): number {
  let covered = 0
  for (let index = 0; index < frames; index++) if (track.poseOf(index)) covered++
  return covered
}

/** Median step in seconds; null unless every frame has a time and they rise. */
function measuredInterval(times: readonly (bigint | null)[]): number | null {
  const steps: number[] = []
  for (let i = 1; i < times.length; i++) {
    const [before, after] = [times[i - 1] ?? null, times[i] ?? null]
    if (before === null || after === null || after <= before) return null
    steps.push(Number(after - before) / 1e9)
  }
  steps.sort((a, b) => a - b)
  return steps[steps.length >> 1] ?? null
}

function outOfRange(index: number, frames: number): StudioError {
  return new StudioError({
    code: 'parameter-out-of-range',
    message: `Frame ${index} was asked for, but the sequence has frames 0 to ${frames - 1}.`,
  })
}
