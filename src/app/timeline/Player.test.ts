import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand'
import { createFastState } from '../stores/fastState.ts'
import { createFrameSlice } from '../stores/frameSlice.ts'
import { createPlaybackSlice } from '../stores/playbackSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { Player, type PlayerClock } from './Player.ts'

/** A clock that the test moves; painted at `paintMilliseconds` apart. */
function bench(count: number, ready: (position: number) => boolean = () => true) {
  let now = 0
  let callback: (() => void) | null = null
  const clock: PlayerClock = {
    now: () => now,
    nextFrame: run => {
      callback = run
      return () => {
        callback = null
      }
    },
  }
  const store = createStore<StudioState>()(
    (set, get) =>
      ({
        ...createPlaybackSlice(set, get),
        ...createFrameSlice(set, get, 0),
        activeId: 's',
        sequenceSettings: {
          s: {
            order: Array.from({ length: count }, (_, i) => i),
            intervalSeconds: 0.1,
            frame: 'ego',
            poseSource: null,
          },
        },
      }) as Partial<StudioState> as StudioState,
  )
  const fast = createFastState()
  new Player(store, fast, ready, () => 0.1, clock)
  const seen: number[] = []
  store.subscribe((state, before) => {
    if (state.position !== before.position) seen.push(state.position)
  })
  const run = (milliseconds: number, paintMilliseconds = 10) => {
    for (let t = 0; t < milliseconds; t += paintMilliseconds) {
      now += paintMilliseconds
      callback?.()
    }
  }
  return { store, fast, seen, run, state: () => store.getState() }
}

describe('playing', () => {
  it('keeps to the interval of the sweeps', () => {
    const { state, seen, run } = bench(20)
    state().setPlaying(true)
    run(1000)
    expect(state().position).toBe(10)
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it.each([
    [0.25, 2],
    [0.5, 5],
    [4, 40],
  ])('at %d times the speed comes to frame %d in a second', (speed, frame) => {
    const { state, run } = bench(100)
    state().setSpeed(speed)
    state().setPlaying(true)
    run(1000)
    expect(Math.abs(state().position - frame)).toBeLessThanOrEqual(speed === 0.25 ? 0 : 1)
  })

  it('skips frames rather than to slow down when painting is slow', () => {
    const { state, seen, run } = bench(50)
    state().setPlaying(true)
    run(1000, 250)
    expect(state().position).toBe(10)
    expect(seen).toEqual([2, 5, 7, 10])
  })

  it('waits for a frame that is not loaded, says so, and goes on when it is', () => {
    let loaded = 3
    const { state, run } = bench(20, position => position <= loaded)
    state().setPlaying(true)
    run(1000)
    expect(state().position).toBe(3)
    expect(state().buffering).toBe(true)
    loaded = 20
    run(200)
    expect(state().buffering).toBe(false)
    expect(state().position).toBeGreaterThan(3)
    expect(state().position).toBeLessThanOrEqual(6)
  })

  it('begins again after the last pair, or stops there without loop', () => {
    const looping = bench(5)
    looping.state().setPlaying(true)
    looping.run(900)
    expect(looping.seen.slice(0, 5)).toEqual([1, 2, 3, 0, 1])
    const once = bench(5)
    once.state().setLoop(false)
    once.state().setPlaying(true)
    once.run(900)
    expect(once.seen).toEqual([1, 2, 3])
    expect(once.state().playing).toBe(false)
    once.state().setPlaying(true)
    once.run(100)
    expect(once.state().position).toBe(1)
  })

  it('does not start on a single pair', () => {
    const { state } = bench(2)
    state().setPlaying(true)
    expect(state().playing).toBe(false)
  })

  it('goes on from where the user put the playhead', () => {
    const { state, run } = bench(50)
    state().setPlaying(true)
    run(300)
    state().setPosition(30)
    run(200)
    expect(state().position).toBe(32)
  })
})
