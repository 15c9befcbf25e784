import type { StudioErrorCode } from '#model/error/studioError.ts'

/** What a script sees of a run. */
export const EXIT = {
  done: 0,
  /** Something went wrong while working: a damaged file, an internal error. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The input cannot be used: not found, no sequence, no truth, no poses. */
  input: 3,
  /** As a shell reports an interrupt. */
  cancelled: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A reason to stop that the user can act on; anything else that is thrown is a failure. */
export class CommandError extends Error {
  readonly exitCode: ExitCode
  readonly hint: string | undefined

  constructor(exitCode: ExitCode, message: string, hint?: string) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
    this.hint = hint
  }
}

/** Exit code of an error of the model. */
export function exitCodeOf(code: StudioErrorCode): ExitCode {
  switch (code) {
    case 'cancelled':
      return EXIT.cancelled
    case 'format-unknown':
    case 'format-not-supported':
    case 'file-truncated':
    case 'file-malformed':
    case 'file-unreadable':
    case 'field-missing':
    case 'compression-not-supported':
    case 'no-points':
    case 'pose-missing':
    case 'pair-incomplete':
      return EXIT.input
    case 'parameter-out-of-range':
      return EXIT.usage
    default:
      return EXIT.failed
  }
}
