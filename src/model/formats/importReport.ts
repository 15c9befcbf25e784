import type { StudioErrorDetails } from '../error/studioError.ts'
import type { PointFrame } from '../sweep/sweep.ts'

export interface FieldReport {
  readonly name: string
  /** As stored in the file: `float16`, `uint8`, ... */
  readonly storedType: string
  readonly unit?: string | undefined
  readonly minimum: number
  readonly maximum: number
}

/** What was found in one file of a drop, or why it could not be read. */
export interface FileReport {
  readonly path: string
  readonly bytes: number
  readonly outcome: 'sweep' | 'sidecar' | 'ignored' | 'failed'
  /** The format as shown: "Argoverse 2 sweep (Arrow, LZ4)". */
  readonly format: string
  /** One line on what it was used for or why it was ignored. */
  readonly note: string
  /** Known once the points have been read. */
  readonly points?: number | undefined
  readonly frame?: PointFrame | undefined
  readonly notFiniteRows?: number | undefined
  readonly duplicateRows?: number | undefined
  readonly fields?: readonly FieldReport[] | undefined
  readonly error?: StudioErrorDetails | undefined
  readonly warnings: readonly string[]
}
