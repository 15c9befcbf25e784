import type { GetState, SetState } from './slice.ts'

export const PLAYBACK_SPEEDS = [0.25, 0.5, 1, 2, 4] as const

export interface PlaybackSlice {
  readonly playing: boolean
  /** Multiplies real time. */
  readonly speed: number
  readonly loop: boolean
  /** True while playing waits for a frame that is not loaded yet. */
  readonly buffering: boolean
  setPlaying(playing: boolean): void
  setSpeed(speed: number): void
  setLoop(loop: boolean): void
  setBuffering(buffering: boolean): void
  changeSpeed(steps: number): void
}

export function createPlaybackSlice(set: SetState, get: GetState): PlaybackSlice {
  return {
    playing: false,
    speed: 1,
    loop: true,
    buffering: false,
    setPlaying: playing => set(playing ? { playing } : { playing, buffering: false }),
    setSpeed: speed => set({ speed }),
    setLoop: loop => set({ loop }),
    setBuffering: buffering => {
      if (get().buffering !== buffering) set({ buffering })
    },
    changeSpeed: steps => {
      const at = PLAYBACK_SPEEDS.findIndex(speed => speed >= get().speed)
      const next = PLAYBACK_SPEEDS[Math.min(PLAYBACK_SPEEDS.length - 1, Math.max(0, at + steps))]
      if (next !== undefined) set({ speed: next })
    },
  }
}
