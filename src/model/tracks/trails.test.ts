import { describe, expect, it } from 'vitest'
import { Random } from '../simulator/random.ts'
import type { EstimateInstance } from '../sweep/estimate.ts'
import { compose, fromQuaternion, inverse, type Transform, transformPoint } from '../sweep/transform.ts'
import { between, placesFromMotions, placesFromPoses } from './framePlaces.ts'
import { objectTracks, seenAt } from './objectTracks.ts'
import { trailsAt } from './trails.ts'

type Point = readonly [number, number, number]
type Pose = Transform<'world', 'sweep'>

function instanceOf(track: number, center: Point, patch: Partial<EstimateInstance> = {}): EstimateInstance {
  const still = fromQuaternion<'sweep1', 'sweep0'>([1, 0, 0, 0], [0, 0, 0])
  return {
    id: track,
    track,
    label: 'car',
    box: { center, size: [4, 2, 1.5], yaw: 0 },
    sweep1FromSweep0: still,
    speedMetresPerSecond: 8,
    moving: true,
    pointCount: 50,
    confidence: null,
    ...patch,
  }
}

/** A vehicle that turns on a slope, far from the world's origin; objects on straight ways, each seen for a part of the frames. */
function drive(seed: number, frames: number, objects: number) {
  const random = new Random(seed)
  const between = (low: number, high: number) => low + (high - low) * random.next()
  const poses = Array.from({ length: frames }, (_, p): Pose => {
    const yaw = 0.04 * p
    const q = [Math.cos(yaw / 2), 0.01 * Math.sin(p), 0.02, Math.sin(yaw / 2)] as const
    return fromQuaternion(q, [583_000 + 1.1 * p, -4_712_000 + 0.02 * p * p, 30 + 0.05 * p])
  })
  const ways = Array.from({ length: objects }, (_, k) => {
    const start: Point = [583_000 + between(-30, 30), -4_712_000 + between(-30, 30), 30]
    const step: Point = [between(-1.5, 1.5), between(-1.5, 1.5), 0]
    const first = Math.floor(between(0, frames / 2))
    return { track: 10 + k, start, step, first, last: Math.floor(between(first, frames)) }
  })
  const worldOf = (way: (typeof ways)[number], p: number): Point => [
    way.start[0] + p * way.step[0],
    way.start[1] + p * way.step[1],
    way.start[2],
  ]
  const seen = poses.map((pose, p) =>
    ways
      .filter(({ first, last }) => p >= first && p <= last)
      .map(way => instanceOf(way.track, transformPoint(inverse(pose), ...worldOf(way, p)))),
  )
  return { poses, ways, worldOf, seen }
}

describe('trails', () => {
  for (const seed of [3, 17])
    it(`lie where the world has each object, in the frame that is looked from (seed ${seed})`, () => {
      const [frames, sweeps] = [24, 7]
      const { poses, ways, worldOf, seen } = drive(seed, frames, 12)
      const tracks = objectTracks(seen)
      const places = placesFromPoses(poses)
      let drawn = 0
      for (const ahead of [true, false])
        for (let position = 0; position < frames; position++) {
          const trails = new Map(
            trailsAt(tracks, places, { position, sweeps, ahead }).map(trail => [trail.track, trail]),
          )
          for (const way of ways) {
            const expected: number[] = []
            const ages: number[] = []
            for (let p = position - sweeps; p <= position + (ahead ? sweeps : 0); p++) {
              if (p < way.first || p > way.last) continue
              expected.push(...transformPoint(inverse(poses[position]!), ...worldOf(way, p)))
              ages.push(position - p)
            }
            const trail = trails.get(way.track)
            if (ages.length < 2 || ages[0]! < 0) {
              expect(trail).toBeUndefined()
              continue
            }
            expect([...trail!.ages]).toEqual(ages)
            // Coordinates of millions of metres leave a tenth of a millimetre in single precision near the vehicle.
            for (const [k, value] of expected.entries()) expect(Math.abs(trail!.points[k]! - value)).toBeLessThan(1e-4)
            drawn++
          }
        }
      expect(drawn).toBeGreaterThan(50)
    })

  it('are the same when the motions between the sweeps stand in for poses, and end where one is missing', () => {
    const { poses, seen } = drive(5, 16, 8)
    const tracks = objectTracks(seen)
    const motions = poses.slice(1).map((pose, p) => {
      const motion: Transform = compose(inverse(pose) as Transform, poses[p] as Transform)
      return motion as Transform<'sweep1', 'sweep0'>
    })
    const options = { position: 9, sweeps: 6, ahead: true }
    const posed = trailsAt(tracks, placesFromPoses(poses), options)
    const chained = trailsAt(tracks, placesFromMotions(motions, 16), options)
    expect(chained.map(({ ages }) => [...ages])).toEqual(posed.map(({ ages }) => [...ages]))
    for (const [k, { points }] of posed.entries())
      for (const [c, value] of points.entries()) expect(Math.abs(chained[k]!.points[c]! - value)).toBeLessThan(1e-4)
    const gap = placesFromMotions(
      motions.map((motion, p) => (p === 7 ? null : motion)),
      16,
    )
    expect(between(gap[9], gap[7])).toBeNull()
    expect(between(gap[9], gap[8])).not.toBeNull()
    const short = trailsAt(tracks, gap, options)
    expect(short.length).toBeGreaterThan(0)
    for (const { ages } of short) expect(Math.max(...ages)).toBe(1)
  })

  it('are none without a place, of what stands, and of what has only just begun', () => {
    const still = placesFromPoses(Array.from({ length: 4 }, (): Pose => fromQuaternion([1, 0, 0, 0], [0, 0, 0])))
    const parked = objectTracks([0, 1, 2, 3].map(() => [instanceOf(2, [5, 0, 0], { moving: false })]))
    expect(trailsAt(parked, still, { position: 2, sweeps: 5, ahead: true })).toEqual([])
    const late = objectTracks([[], [], [], [instanceOf(2, [5, 0, 0])]])
    expect(trailsAt(late, still, { position: 2, sweeps: 5, ahead: true })).toEqual([])
    const moving = objectTracks([0, 1, 2, 3].map(p => [instanceOf(2, [p, 0, 0])]))
    expect(trailsAt(moving, [null, null, null, null], { position: 2, sweeps: 5, ahead: true })).toEqual([])
    expect(trailsAt(moving, still, { position: 2, sweeps: 5, ahead: true })).toHaveLength(1)
  })

  it('stop where a number goes over to something far away', () => {
    const still = placesFromPoses(Array.from({ length: 6 }, (): Pose => fromQuaternion([1, 0, 0, 0], [0, 0, 0])))
    const jumping = objectTracks([0, 1, 60, 61, 62, 150].map(x => [instanceOf(2, [x, 0, 0])]))
    const [trail] = trailsAt(jumping, still, { position: 3, sweeps: 5, ahead: true })
    expect([...trail!.ages]).toEqual([1, 0, -1])
  })
})

describe('tracks of objects', () => {
  it('take the larger of two pieces of one frame, and know where they were seen', () => {
    const tracks = objectTracks([
      [instanceOf(4, [0, 0, 0]), instanceOf(4, [1, 0, 0], { id: 9, pointCount: 80, label: 'bus' })],
      null,
      [instanceOf(4, [2, 0, 0], { pointCount: 10 })],
    ])
    expect(tracks).toHaveLength(1)
    expect(tracks[0]).toMatchObject({ number: 4, label: 'bus', positions: [0, 2] })
    expect(seenAt(tracks[0]!, 0)?.id).toBe(9)
    expect(seenAt(tracks[0]!, 1)).toBeNull()
    expect(seenAt(tracks[0]!, 2)?.box.center[0]).toBe(2)
    expect(seenAt(tracks[0]!, 3)).toBeNull()
  })
})
