export interface Quality {
  /** Whether eye-dome lighting is drawn: two more passes over every pixel. */
  readonly depthCue: boolean
  /** One point in this many is drawn. */
  readonly thinning: 1 | 2 | 4
}

const LEVELS: readonly Quality[] = [
  { depthCue: true, thinning: 1 },
  { depthCue: false, thinning: 1 },
  { depthCue: false, thinning: 2 },
  { depthCue: false, thinning: 4 },
]
/** Slower than this while moving: draw less; faster: try more again. Milliseconds a picture. */
const TOO_SLOW = 70
const FAST_AGAIN = 28
/** Pictures between two changes, so that a level is judged by its own pace. */
const PATIENCE = 4
/** Longer gaps are pauses, not slow pictures. */
const PAUSE = 1000

/** Trades sharpness for pace while the view moves; at rest everything is drawn in full. */
export class RenderQuality {
  private level = 0
  private average = 0
  private counted = 0
  private last = 0

  /** To be called for each picture, `now` in milliseconds. */
  next(now: number, moving: boolean): Quality {
    const gap = now - this.last
    this.last = now
    if (!moving) {
      this.counted = 0
      return LEVELS[0] as Quality
    }
    if (gap < PAUSE) {
      this.average = this.counted === 0 ? gap : 0.7 * this.average + 0.3 * gap
      this.counted++
    }
    if (this.counted >= PATIENCE) {
      if (this.average > TOO_SLOW && this.level < LEVELS.length - 1) this.change(1)
      else if (this.average < FAST_AGAIN && this.level > 0) this.change(-1)
    }
    return LEVELS[this.level] as Quality
  }

  private change(by: 1 | -1): void {
    this.level += by
    this.counted = 0
  }
}
