/** Every code that an error of this project can carry; the interface and the tests switch on it, never on the text. */
export type StudioErrorCode =
  | 'cancelled'
  | 'format-unknown'
  | 'format-not-supported'
  | 'file-truncated'
  | 'file-malformed'
  | 'file-unreadable'
  | 'field-missing'
  | 'compression-not-supported'
  | 'no-points'
  | 'pose-missing'
  | 'pair-incomplete'
  | 'parameter-out-of-range'
  | 'worker-crashed'
  | 'worker-disposed'
  | 'gpu-unavailable'
  | 'internal'

export interface StudioErrorDetails {
  readonly code: StudioErrorCode
  /** One plain sentence with numbers: what is wrong, where (byte or line), what was expected and what was found. */
  readonly message: string
  /** What the user can do about it. */
  readonly hint?: string | undefined
  /** Path of the file inside the drop, when a file is at fault. */
  readonly file?: string | undefined
  readonly cause?: unknown
}

/** The one error class of the project; plain details survive a worker's boundary through `toDetails` and `fromDetails`. */
export class StudioError extends Error {
  readonly code: StudioErrorCode
  readonly hint: string | undefined
  readonly file: string | undefined

  constructor(details: StudioErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'StudioError'
    this.code = details.code
    this.hint = details.hint
    this.file = details.file
  }

  /** Structured-cloneable form; the cause is kept as text. */
  toDetails(): StudioErrorDetails {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      file: this.file,
      cause: this.cause === undefined ? undefined : String(this.cause),
    }
  }

  static fromDetails(details: StudioErrorDetails): StudioError {
    return new StudioError(details)
  }

  /** Wraps anything that was thrown; a StudioError passes through, an AbortError becomes `cancelled`. */
  static from(thrown: unknown, file?: string): StudioError {
    if (thrown instanceof StudioError) {
      return file !== undefined && thrown.file === undefined
        ? new StudioError({ ...thrown.toDetails(), file, cause: thrown.cause })
        : thrown
    }
    if (thrown instanceof Error && thrown.name === 'AbortError')
      return new StudioError({ code: 'cancelled', message: 'The task was cancelled.', file })
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new StudioError({ code: 'internal', message, file, cause: thrown })
  }
}
