import { StudioError } from '#model/error/studioError.ts'

export interface LabellingJobs {
  /** Pairs of the sequence; 0 when nothing is open. */
  count(): number
  isDone(position: number): boolean
  /** Whether the result would find room; the current position always does. */
  admits(position: number): boolean
  /** Must reject once the signal fires. */
  run(position: number, signal: AbortSignal): Promise<void>
}

export type SchedulerStatus = 'idle' | 'running' | 'paused' | 'cancelled' | 'done'

/** Before the work of a far frame is thrown away for the frame shown, it must have been shown for this long. */
const PREEMPT_AFTER_MILLISECONDS = 120

/** The nearest first, the next before the previous at equal distance: 5, 6, 4, 7, 3, ... */
export function* outwardFrom(current: number, count: number): Generator<number> {
  if (current >= 0 && current < count) yield current
  for (let distance = 1; distance <= Math.max(current, count - 1 - current); distance++) {
    if (current + distance < count) yield current + distance
    if (current - distance >= 0 && current - distance < count) yield current - distance
  }
}

/** Decides which pair is labelled next: from the current frame outwards, `parallelism` at a time. */
export class LabellingScheduler {
  readonly #jobs: LabellingJobs
  readonly #parallelism: number
  readonly #onChange: () => void
  readonly #running = new Map<number, AbortController>()
  readonly #failures = new Map<number, StudioError>()
  #current = 0
  #wish: 'run' | 'pause' | 'cancel' = 'run'
  #preemption: ReturnType<typeof setTimeout> | null = null
  #mayPreempt = true
  #onlyCurrent = false
  #reserved = 0

  constructor(jobs: LabellingJobs, parallelism: number, onChange: () => void) {
    this.#jobs = jobs
    this.#parallelism = parallelism
    this.#onChange = onChange
  }

  get status(): SchedulerStatus {
    if (this.#jobs.count() === 0) return 'idle'
    if (this.#wish === 'cancel') return 'cancelled'
    if (this.#wish === 'pause') return 'paused'
    return this.#running.size > 0 || this.#next() !== null ? 'running' : 'done'
  }

  get running(): readonly number[] {
    return [...this.#running.keys()]
  }

  get failures(): ReadonlyMap<number, StudioError> {
    return this.#failures
  }

  /** `mayPreempt`: false while playing, when frames pass too fast to compute any of them in time. */
  setCurrent(position: number, mayPreempt = true): void {
    this.#current = position
    this.#mayPreempt = mayPreempt
    if (this.#preemption) clearTimeout(this.#preemption)
    this.#preemption = setTimeout(() => {
      this.#preemption = null
      this.#preempt()
    }, PREEMPT_AFTER_MILLISECONDS)
    this.pump()
  }

  /** Pause lets what runs finish; cancel stops it at once; run goes on from where it was. */
  setWish(wish: 'run' | 'pause' | 'cancel'): void {
    this.#wish = wish
    if (wish === 'cancel') this.#abortAll()
    this.pump()
    this.#onChange()
  }

  /** The inputs changed: what runs is out of date, what failed may work now. */
  invalidate(): void {
    this.#onlyCurrent = false
    this.#failures.clear()
    this.#abortAll()
    this.pump()
    this.#onChange()
  }

  /**
   * The inputs are changing, as under a slider: only the current pair is worked on until they rest (`invalidate`, `resume`).
   * `finishing` = its run may go on for what it has yet to tell; `restart` ends it.
   */
  follow(finishing: boolean): void {
    this.#onlyCurrent = true
    this.#failures.clear()
    for (const position of this.running) if (position !== this.#current || !finishing) this.#abort(position)
    this.pump()
    this.#onChange()
  }

  restart(position: number): void {
    this.#abort(position)
    this.pump()
  }

  /** The inputs rest: the other pairs follow. What runs goes on. */
  resume(): void {
    this.#onlyCurrent = false
    this.pump()
    this.#onChange()
  }

  retry(): void {
    this.#failures.clear()
    this.pump()
    this.#onChange()
  }

  /**
   * Keeps one place free for something that the user waits for, at the cost of the farthest pair that is worked on; never of the
   * current one. Call what is returned when it is done.
   */
  makeRoom(): () => void {
    this.#reserved++
    const farthest = this.#farthestRunning()
    if (this.#running.size > this.#places && farthest !== null && farthest !== this.#current) this.#abort(farthest)
    let done = false
    return () => {
      if (done) return
      done = true
      this.#reserved--
      this.pump()
    }
  }

  get #places(): number {
    return Math.max(0, this.#parallelism - this.#reserved)
  }

  #farthestRunning(): number | null {
    let farthest: number | null = null
    for (const position of this.#running.keys())
      if (farthest === null || Math.abs(position - this.#current) > Math.abs(farthest - this.#current))
        farthest = position
    return farthest
  }

  pump(): void {
    while (this.#wish === 'run' && this.#running.size < this.#places) {
      const next = this.#next()
      if (next === null) return
      this.#start(next)
    }
  }

  dispose(): void {
    this.#wish = 'cancel'
    if (this.#preemption) clearTimeout(this.#preemption)
    this.#abortAll()
  }

  #next(): number | null {
    for (const position of outwardFrom(this.#current, this.#jobs.count())) {
      if (this.#onlyCurrent && position !== this.#current) return null
      if (this.#running.has(position) || this.#failures.has(position) || this.#jobs.isDone(position)) continue
      if (position === this.#current || this.#jobs.admits(position)) return position
    }
    return null
  }

  #preempt(): void {
    const current = this.#current
    if (!this.#mayPreempt || this.#wish !== 'run' || this.#running.size < this.#parallelism) return
    const waits = current < this.#jobs.count() && !this.#running.has(current) && !this.#failures.has(current)
    if (!waits || this.#jobs.isDone(current)) return
    const farthest = this.#farthestRunning()
    if (farthest !== null) this.#abort(farthest)
    this.pump()
  }

  #abortAll(): void {
    for (const position of [...this.#running.keys()]) this.#abort(position)
  }

  #abort(position: number): void {
    this.#running.get(position)?.abort()
    this.#running.delete(position)
  }

  async #start(position: number): Promise<void> {
    const controller = new AbortController()
    this.#running.set(position, controller)
    this.#onChange()
    try {
      await this.#jobs.run(position, controller.signal)
    } catch (thrown) {
      const error = StudioError.from(thrown)
      if (!controller.signal.aborted) this.#failures.set(position, error)
    } finally {
      if (this.#running.get(position) === controller) this.#running.delete(position)
      this.pump()
      this.#onChange()
    }
  }
}
