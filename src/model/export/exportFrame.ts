import { StudioError } from '../error/studioError.ts'
import type { Estimate } from '../sweep/estimate.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { toMatrix } from '../sweep/transform.ts'

/** One pair as every writer takes it: the points of sweep 0 and what an estimate says of them. N = points of sweep 0. */
export interface ExportFrame {
  /** Name of the sequence; of an Argoverse 2 log its id. */
  readonly sequence: string
  /** Place of sweep 0 in its sequence, counted from 0. */
  readonly index: number
  readonly sweep0: Sweep
  readonly sweep1: Sweep | null
  readonly estimate: Estimate
  /** N; 1 = ground. Null when nobody has told. */
  readonly ground0: Uint8Array | null
}

type Coordinates = Float32Array | Float64Array

/** @throws StudioError `internal` when the estimate is of another sweep */
export function checkExportFrame({ sweep0, estimate, ground0 }: ExportFrame): void {
  const n = sweep0.count
  const lengths = [estimate.flow.length / 3, estimate.instance.length, estimate.dynamic.length, ground0?.length ?? n]
  if (lengths.some(length => length !== n))
    throw new StudioError({
      code: 'internal',
      message: `${sweep0.name} has ${n} points, ${estimate.name} speaks of ${lengths.find(length => length !== n)}.`,
    })
}

export function isShifted(sweep: Sweep): boolean {
  return sweep.originShift.some(metres => metres !== 0)
}

/** N x 3 in the file's own coordinates: double precision where a shift was taken off, else float32 as read. */
export function originalPositions(sweep: Sweep): Coordinates {
  if (!isShifted(sweep)) return sweep.positions
  return Float64Array.from(sweep.positions, (metres, k) => metres + (sweep.originShift[k % 3] as number))
}

/** Flow between original coordinates: sweeps that were shifted differently move by the difference of their shifts. */
export function originalFlow({ sweep0, sweep1, estimate }: ExportFrame): Coordinates {
  const by = shiftStep(sweep0, sweep1)
  if (by.every(metres => metres === 0)) return estimate.flow
  return Float64Array.from(estimate.flow, (metres, k) => metres + (by[k % 3] as number))
}

/** Row-major 4 x 4: takes original coordinates of sweep 0 to where the static world has them in those of sweep 1. */
export function originalEgoMotion({ sweep0, sweep1, estimate }: ExportFrame): Float64Array {
  const matrix = toMatrix(estimate.sweep1FromSweep0)
  const shift0 = sweep0.originShift
  const shift1 = (sweep1 ?? sweep0).originShift
  for (let row = 0; row < 3; row++) {
    let turned = 0
    for (let column = 0; column < 3; column++)
      turned += (matrix[4 * row + column] as number) * (shift0[column] as number)
    matrix[4 * row + 3] = (matrix[4 * row + 3] as number) + (shift1[row] as number) - turned
  }
  return matrix
}

function shiftStep(sweep0: Sweep, sweep1: Sweep | null): readonly number[] {
  const to = (sweep1 ?? sweep0).originShift
  return sweep0.originShift.map((metres, axis) => (to[axis] as number) - metres)
}

/** What must be known to read an exported file; written into the headers of those formats that have room for it. */
export function describeFrame(frame: ExportFrame): Readonly<Record<string, string>> {
  const { sweep0, sweep1, estimate } = frame
  return {
    written_by: 'SemanticFlow Studio',
    sequence: frame.sequence,
    sweep: `${sweep0.name} (index ${frame.index})`,
    timestamp_ns: `${sweep0.timestampNanoseconds}`,
    next_timestamp_ns: sweep1 ? `${sweep1.timestampNanoseconds}` : 'unknown',
    estimate: `${estimate.source} (${estimate.name})`,
    frame: `${sweep0.frame}; x forward, y left, z up; original coordinates in metres`,
    flow: `metres in ${estimate.intervalSeconds} s, ego motion included; point + flow lies in the frame of the next sweep`,
    instance: '0 background, 1 moving but unclustered, 2.. objects',
    dynamic: 'probability of moving, 0..1',
    ego_motion: `next sweep from this one, 4 x 4 row-major: ${Array.from(originalEgoMotion(frame)).join(' ')}`,
  }
}

/** Stem of a file of a pair: the time of its first sweep, else the sweep's number. */
export function frameStem(sweep0: { readonly index: number; readonly timestampNanoseconds: bigint }): string {
  const { timestampNanoseconds: t, index } = sweep0
  // Assumed clocks begin at zero and count intervals: a number says as much and sorts better.
  return t > 1_000_000_000_000_000n ? `${t}` : `${index}`.padStart(6, '0')
}
