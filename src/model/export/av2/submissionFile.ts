import { StudioError } from '../../error/studioError.ts'
import { arrowFile, type ColumnToWrite } from '../../formats/arrow/arrowWriter.ts'
import type { FieldArray } from '../../sweep/sweep.ts'
import { type Transform, transformPoints } from '../../sweep/transform.ts'
import { checkExportFrame, type ExportFrame } from '../exportFrame.ts'
import { LEADERBOARD_FORMS, type Leaderboard } from './leaderboards.ts'
import { computedMask } from './submissionMask.ts'

/** A point counts as dynamic from here on. */
const DYNAMIC = 0.5

export interface SubmissionFile {
  /** Inside the archive: `<log>/<timestamp>.feather`. */
  readonly path: string
  readonly rows: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * One pair of a submission.
 * @param mask N; the evaluated points (official masks); null = computed. Of use for masked forms alone.
 * @throws StudioError when rows of the file were left out or the vehicle's axes are not known
 */
export function submissionFile(frame: ExportFrame, leaderboard: Leaderboard, mask: Uint8Array | null): SubmissionFile {
  checkExportFrame(frame)
  const form = LEADERBOARD_FORMS[leaderboard]
  const { sweep0, estimate, sequence, index } = frame
  if (sweep0.sourceRows)
    throw new StudioError({
      code: 'format-not-supported',
      message: `${sweep0.name} has rows that are not finite and were left out: a submission needs one row for each of the file's.`,
    })
  const flow = vehicleFlow(frame, form.flow)
  const rows = form.points === 'masked' ? rowsOf(mask ?? computedMask(frame)) : null
  const valid = estimate.valid ?? new Uint8Array(sweep0.count).fill(1)
  const columns = form.columns.map(([name, as]): ColumnToWrite => {
    const axis = ['flow_tx_m', 'flow_ty_m', 'flow_tz_m'].indexOf(name)
    const values =
      axis >= 0
        ? Float32Array.from({ length: sweep0.count }, (_, i) => flow[3 * i + axis] as number)
        : name === 'is_valid'
          ? valid
          : Uint8Array.from(estimate.dynamic, probability => (probability >= DYNAMIC ? 1 : 0))
    return { name, as, values: rows ? chosen(values, rows) : values }
  })
  const path = `${sequence}/${form.fileName(sweep0.timestampNanoseconds, index)}`
  return { path, rows: rows?.length ?? sweep0.count, bytes: arrowFile(columns) }
}

/** N x 3 along the vehicle's axes. */
function vehicleFlow({ sweep0, estimate }: ExportFrame, which: 'with ego motion' | 'without ego motion'): Float32Array {
  const flow = estimate.flow.slice()
  if (which === 'without ego motion') {
    const still = transformPoints(estimate.sweep1FromSweep0, sweep0.positions)
    // Differences of places, as the pose flow itself is stored nowhere.
    for (let k = 0; k < flow.length; k++)
      flow[k] = (flow[k] as number) - ((still[k] as number) - (sweep0.positions[k] as number))
  }
  if (sweep0.frame === 'ego') return flow
  if (!sweep0.egoFromSensor)
    throw new StudioError({
      code: 'pose-missing',
      message: `The points of ${sweep0.name} are in the sensor's frame and its mount is not known; a submission is in the vehicle's.`,
      hint: 'Mounts are known of Argoverse 2 logs (open the whole log) and of simulated streets.',
    })
  // A fixed mount: displacements turn with it and nothing else.
  const turned: Transform = { rotation: sweep0.egoFromSensor.rotation, translation: new Float64Array(3) }
  return transformPoints(turned, flow)
}

function rowsOf(mask: Uint8Array): Uint32Array {
  const rows: number[] = []
  for (let i = 0; i < mask.length; i++) if (mask[i]) rows.push(i)
  return Uint32Array.from(rows)
}

function chosen(values: FieldArray, rows: Uint32Array): FieldArray {
  const own = values.slice(0, rows.length)
  for (let i = 0; i < rows.length; i++) own[i] = values[rows[i] as number] as number
  return own
}
