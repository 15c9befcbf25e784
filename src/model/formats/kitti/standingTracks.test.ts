import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { fromYaw, inverse, type Transform, transformPoint } from '../../sweep/transform.ts'
import { BoxTable } from './boxTables.ts'
import { isStanding } from './standingTracks.ts'

const FRAMES = 40

/** A drive at 10 m/s past a track whose centre in the world is `at(frame)`, labelled in the frames that `labelled` lets through. */
function drive(at: (frame: number) => readonly [number, number, number], labelled = (_frame: number) => true) {
  const pose = (frame: number) => fromYaw<'world', 'sweep'>(0.02 * frame, [frame, 0.1 * frame, 0])
  const table = new BoxTable()
  for (let frame = 0; frame < FRAMES; frame++) {
    const center = transformPoint(inverse(pose(frame)), ...at(frame))
    if (labelled(frame)) table.add('boxes.csv', `row ${frame}`, frame, '7', 'Car', center, [4, 2, 1.5], 0)
  }
  const worldFromSweep = (frame: number): Transform | null => (frame < FRAMES ? pose(frame) : null)
  return { boxes: table.frames, worldFromSweep, secondsPerFrame: 0.1 }
}

describe('standing tracks', () => {
  it('stand although their boxes wander by 0.2 m from frame to frame (seed 3)', () => {
    const random = new Random(3)
    const input = drive(() => [30 + random.range(-0.1, 0.1), 5 + random.range(-0.1, 0.1), 0])
    for (let frame = 0; frame < FRAMES - 1; frame++) expect(isStanding(input, 0, frame)).toBe(true)
  })

  it('move when they walk at 1 m/s, also where the labels begin and end', () => {
    const input = drive(frame => [30 + 0.1 * frame, 5, 0])
    for (const frame of [0, 1, 20, FRAMES - 1]) expect(isStanding(input, 0, frame)).toBe(false)
  })

  it('are judged by the two seconds around the frame: a car that drives off stood before', () => {
    const input = drive(frame => [30 + 0.8 * Math.max(0, frame - 20), 5, 0])
    expect(isStanding(input, 0, 5)).toBe(true)
    expect(isStanding(input, 0, 30)).toBe(false)
  })

  it('are not claimed of what was labelled once, or not at all', () => {
    const once = drive(
      () => [30, 5, 0],
      frame => frame === 12,
    )
    expect(isStanding(once, 0, 12)).toBe(false)
    expect(isStanding(once, 0, 13)).toBe(false)
    expect(isStanding(once, 4, 12)).toBe(false)
  })
})
