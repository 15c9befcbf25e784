import { StudioError } from '../error/studioError.ts'
import { H5Writer } from '../formats/h5/h5Writer.ts'
import {
  addTruth,
  groupName,
  rotated,
  storedFrameOf,
  storedFromSweep,
  storedMotion,
  writeSweepGroup,
} from '../formats/h5/openSceneFlowGroups.ts'
import type { Estimate, Truth } from '../sweep/estimate.ts'
import { toMatrix } from '../sweep/transform.ts'
import { checkExportFrame, type ExportFrame, isShifted } from './exportFrame.ts'

/**
 * A sequence in OpenSceneFlow's layout, one group a sweep. Truth is the data set `flow` and what belongs to it; any other estimate
 * stands beside it under its source's name, as that tool keeps the results of methods: `flow_pseudo_labels`,
 * `instance_pseudo_labels`, `dynamic_pseudo_labels`, `confidence_pseudo_labels`. Both sweeps of a pair are written.
 */
export class OpenSceneFlowFile {
  readonly #writer: H5Writer
  readonly #swept: Set<string>

  private constructor(writer: H5Writer) {
    this.#writer = writer
    this.#swept = new Set(writer.groups())
  }

  /** An empty file, or one that goes on where `start` ends. */
  static async open(start: Uint8Array | null = null): Promise<OpenSceneFlowFile> {
    return new OpenSceneFlowFile(await H5Writer.open(start))
  }

  /** Text at the root, for a run that is taken up again and for whoever reads the file. */
  note(name: string, text: string): void {
    this.#writer.setAttribute(name, text)
  }

  noted(name: string): string | null {
    return this.#writer.attribute(name)
  }

  add(frame: ExportFrame): void {
    checkExportFrame(frame)
    const { sweep0, sweep1, estimate, ground0 } = frame
    if (sweep1 && groupName(sweep1) === groupName(sweep0))
      throw new StudioError({
        code: 'file-malformed',
        message: `${sweep0.name} and ${sweep1.name} have the same timestamp, by which this layout names its groups.`,
      })
    this.#describe(frame)
    if (!this.#swept.has(groupName(sweep0))) writeSweepGroup(this.#writer, { sweep: sweep0, ground: null, truth: null })
    if (sweep1 && !this.#swept.has(groupName(sweep1)))
      writeSweepGroup(this.#writer, { sweep: sweep1, ground: null, truth: null })
    this.#swept.add(groupName(sweep0))
    if (sweep1) this.#swept.add(groupName(sweep1))
    const group = this.#writer.group(groupName(sweep0))
    if (ground0) group.put('ground_mask', ground0, [sweep0.count])
    if (isTruth(estimate)) addTruth(this.#writer, sweep0, estimate)
    else this.#addEstimate(frame)
  }

  bytes(): Uint8Array {
    return this.#writer.bytes()
  }

  close(): void {
    this.#writer.close()
  }

  #addEstimate({ sweep0, estimate }: ExportFrame): void {
    const group = this.#writer.group(groupName(sweep0))
    const n = sweep0.count
    const toStored = storedFromSweep(sweep0)
    const name = datasetSuffix(estimate)
    group.put(`flow_${name}`, toStored ? rotated(estimate.flow, toStored) : estimate.flow, [n, 3])
    group.put(`instance_${name}`, estimate.instance, [n])
    group.put(`dynamic_${name}`, estimate.dynamic, [n])
    if (estimate.confidence) group.put(`confidence_${name}`, estimate.confidence, [n])
    const motion = storedMotion(estimate.sweep1FromSweep0, toStored)
    group.put('ego_motion', Float32Array.from(toMatrix(motion)), [4, 4])
  }

  #describe({ sweep0, estimate }: ExportFrame): void {
    this.#writer.setAttribute('sweeps_frame', storedFrameOf(sweep0))
    this.#writer.setAttribute('estimate', `${estimate.source} (${estimate.name})`)
    // Annotations evaluate and never train: training refuses files that carry this mark.
    if (isTruth(estimate) && sweep0.pose?.source !== 'simulator') this.#writer.setAttribute('evaluation_only', 'truth')
    // This layout stores float32: original coordinates of such a size would be rounded to centimetres or worse.
    if (isShifted(sweep0))
      this.#writer.setAttribute(
        'origin_shift_metres',
        `${sweep0.originShift.join(' ')} (add to lidar for original coordinates)`,
      )
  }
}

/** `pseudo-labels` -> `pseudo_labels`. */
export function datasetSuffix({ source }: Estimate): string {
  return source.replaceAll('-', '_')
}

function isTruth(estimate: Estimate): estimate is Truth {
  return estimate.source === 'truth'
}
