import { StudioError } from '#model/error/studioError.ts'

export interface PassOptions {
  /** What a pass does; it ends early, by throwing or not, when the signal fires. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** Told why a pass failed, not that it was called off. */
  readonly failed: (error: StudioError) => void
  /** Asked before each pass; what is not wanted now has to be asked for again. */
  readonly isWanted: () => boolean
  /** After each pass, also one that failed or was called off, unless a newer one runs. */
  readonly ended?: () => void
  /** Things come in one after another: this long after the first, a pass takes them all. */
  readonly restMilliseconds: number
}

/** Work over a sequence that follows what comes in: one pass at a time, and what comes in meanwhile is met by the next. */
export class BackgroundPass {
  readonly #options: PassOptions
  #timer: ReturnType<typeof setTimeout> | null = null
  #controller: AbortController | null = null
  #again = false

  constructor(options: PassOptions) {
    this.#options = options
  }

  /** Asks for a pass. */
  later(): void {
    if (this.#timer || !this.#options.isWanted()) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#pass()
    }, this.#options.restMilliseconds)
  }

  /** Calls off the pass that runs. */
  abort(): void {
    this.#controller?.abort()
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#again = false
    this.abort()
  }

  async #pass(): Promise<void> {
    if (!this.#options.isWanted()) return
    if (this.#controller && !this.#controller.signal.aborted) {
      this.#again = true
      return
    }
    this.#again = false
    const controller = new AbortController()
    this.#controller = controller
    try {
      await this.#options.run(controller.signal)
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (!controller.signal.aborted && error.code !== 'cancelled') this.#options.failed(error)
    } finally {
      controller.abort()
      if (this.#controller === controller) this.#options.ended?.()
      if (this.#again) {
        this.#again = false
        this.later()
      }
    }
  }
}
