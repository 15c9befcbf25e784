import { describe, expect, it } from 'vitest'
import { Random } from '../simulator/random.ts'
import { type Estimate, type EstimateInstance, FIRST_INSTANCE, type OrientedBox } from '../sweep/estimate.ts'
import { fromYaw, identity, inverse, type Transform, transformPoint } from '../sweep/transform.ts'
import { assignTracks, boxOverlap, linkInstances, movedBox, trackNumbers } from './tracking.ts'

const SECONDS = 0.1

interface Car {
  readonly name: string
  readonly x: number
  readonly y: number
  /** Metres a second and the heading that goes with them. */
  readonly vx: number
  readonly vy: number
  readonly size?: readonly [number, number, number]
  /** Frames in which nothing is seen of it. */
  readonly hidden?: readonly number[]
}

/** Estimates of frames 0.. of cars on straight ways, seen from an ego vehicle that drives along x; ids in the given order. */
function frames(
  cars: readonly Car[],
  count: number,
  egoSpeed: number,
  order: (frame: number, cars: Car[]) => Car[] = (_, list) => list,
): { estimates: Estimate[]; names: Map<number, string>[] } {
  const estimates: Estimate[] = []
  const names: Map<number, string>[] = []
  for (let frame = 0; frame < count; frame++) {
    const sweep1FromSweep0: Transform<'sweep1', 'sweep0'> = fromYaw(0, [-egoSpeed * SECONDS, 0, 0])
    const named = new Map<number, string>()
    const seen = order(frame, [...cars]).filter(car => !car.hidden?.includes(frame))
    const instances = seen.map((car, k): EstimateInstance => {
      const id = FIRST_INSTANCE + k
      named.set(id, car.name)
      const center = [car.x + (car.vx - egoSpeed) * SECONDS * frame, car.y + car.vy * SECONDS * frame, 0.8] as const
      return {
        id,
        track: id,
        label: car.name,
        box: { center, size: car.size ?? [4.4, 1.8, 1.5], yaw: Math.atan2(car.vy, car.vx) },
        sweep1FromSweep0: fromYaw(0, [(car.vx - egoSpeed) * SECONDS, car.vy * SECONDS, 0]),
        speedMetresPerSecond: Math.hypot(car.vx, car.vy),
        moving: true,
        pointCount: 100,
        confidence: 0.8,
      }
    })
    names.push(named)
    estimates.push({
      source: 'pseudo-labels',
      name: 'Pseudo-labels',
      flow: new Float32Array(0),
      instance: new Int32Array(0),
      dynamic: new Float32Array(0),
      confidence: null,
      valid: null,
      instances,
      sweep1FromSweep0,
      intervalSeconds: SECONDS,
    })
  }
  return { estimates, names }
}

/** Track numbers of each car by frame, null where it is not seen. */
function byCar(tracks: readonly ReadonlyMap<number, number>[], names: readonly Map<number, string>[], car: string) {
  return tracks.map((map, frame) => {
    for (const [id, name] of names[frame]!) if (name === car) return map.get(id) ?? null
    return null
  })
}

const shuffled = (seed: number) => (frame: number, list: Car[]) => {
  const random = new Random(seed + 31 * frame)
  return list
    .map(car => ({ car, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ car }) => car)
}

const street: Car[] = [
  { name: 'ahead', x: 12, y: 0, vx: 9, vy: 0 },
  { name: 'behind it', x: 5, y: 0, vx: 9.5, vy: 0 },
  { name: 'oncoming', x: 30, y: 3.4, vx: -12, vy: 0 },
  { name: 'walker', x: 10, y: -6, vx: 0.3, vy: 1.4, size: [0.6, 0.6, 1.7] },
  { name: 'cyclist', x: 6, y: -3, vx: 5, vy: 0, size: [1.8, 0.6, 1.7] },
]

describe('track numbers', () => {
  it.each([1, 2, 3])('are carried along whatever the ids of each frame are (seed %i)', seed => {
    const { estimates, names } = frames(street, 12, 7, shuffled(seed))
    const tracks = trackNumbers(estimates)
    const numbers = street.map(car => {
      const line = byCar(tracks, names, car.name)
      expect(new Set(line).size).toBe(1)
      return line[0]
    })
    // As many numbers as cars, from 1.
    expect([...numbers].sort()).toEqual([1, 2, 3, 4, 5])
  })

  it('keep two cars apart that cross each other, and two that meet head on', () => {
    const crossing: Car[] = [
      { name: 'east', x: -5, y: 0.6, vx: 10, vy: 0 },
      { name: 'north', x: 0.2, y: -5.5, vx: 0, vy: 10 },
      { name: 'west', x: 6, y: 3, vx: -10, vy: 0 },
    ]
    const { estimates, names } = frames(crossing, 12, 0, shuffled(4))
    const tracks = trackNumbers(estimates)
    for (const car of crossing) expect(new Set(byCar(tracks, names, car.name)).size).toBe(1)
    expect(new Set(crossing.map(car => byCar(tracks, names, car.name)[0])).size).toBe(3)
  })

  it('end at a gap: what is not seen for a frame comes back under a new number, and others keep theirs', () => {
    const cars: Car[] = [{ ...street[0]!, hidden: [4] }, street[2]!]
    const { estimates, names } = frames(cars, 8, 7)
    const tracks = trackNumbers(estimates)
    const line = byCar(tracks, names, 'ahead')
    expect(new Set(line.slice(0, 4)).size).toBe(1)
    expect(line[4]).toBeNull()
    expect(new Set(line.slice(5)).size).toBe(1)
    expect(line[5]).not.toBe(line[3])
    expect(new Set(byCar(tracks, names, 'oncoming')).size).toBe(1)
    // A frame that is not computed yet breaks every track.
    const broken = trackNumbers(estimates.map((estimate, k) => (k === 2 ? null : estimate)))
    expect(broken[2]!.size).toBe(0)
    const oncoming = byCar(broken, names, 'oncoming')
    expect(oncoming[3]).not.toBe(oncoming[1])
  })

  it('count up in order of first appearance (frame, then id), and do not depend on the order of instances', () => {
    const { estimates } = frames(
      [...street, { ...street[1]!, name: 'late', x: -20, hidden: [0, 1, 2] }],
      6,
      7,
      shuffled(5),
    )
    const tracks = trackNumbers(estimates)
    let highest = 0
    for (const map of tracks)
      for (const [, number] of [...map].sort((a, b) => a[0] - b[0])) {
        expect(number).toBeLessThanOrEqual(highest + 1)
        highest = Math.max(highest, number)
      }
    const turned = estimates.map(estimate => ({ ...estimate, instances: [...estimate.instances].reverse() }))
    const sorted = (list: readonly ReadonlyMap<number, number>[]) =>
      list.map(map => [...map].sort((a, b) => a[0] - b[0]))
    expect(sorted(trackNumbers(turned))).toEqual(sorted(tracks))
  })

  it('are written into the instances and nothing else changes', () => {
    const { estimates } = frames(street, 5, 7, shuffled(6))
    const tracks = trackNumbers(estimates)
    const assigned = assignTracks([...estimates, null])
    expect(assigned[5]).toBeNull()
    estimates.forEach((estimate, frame) => {
      const after = assigned[frame]!
      expect(after.flow).toBe(estimate.flow)
      expect(after.instances.map(it => it.track)).toEqual(estimate.instances.map(it => tracks[frame]!.get(it.id)))
      expect(after.instances.map(it => ({ ...it, track: it.id }))).toEqual(estimate.instances)
    })
    expect(trackNumbers([])).toEqual([])
  })
})

describe('links of two frames', () => {
  it('join each object once and never one that moves to one that stands', () => {
    const { estimates } = frames(street, 2, 7)
    const twice = (estimate: Estimate): Estimate => ({
      ...estimate,
      instances: estimate.instances.flatMap(it => [it, { ...it, id: it.id + 100 }]),
    })
    // Copies on either side: each is taken once, and those that are left over have nobody.
    expect(linkInstances(twice(estimates[0]!), estimates[1]!)).toHaveLength(5)
    expect(linkInstances(twice(estimates[0]!), twice(estimates[1]!))).toHaveLength(10)
    const links = linkInstances(estimates[0]!, twice(estimates[1]!))
    expect(new Set(links.map(link => link.from)).size).toBe(links.length)
    expect(new Set(links.map(link => link.to)).size).toBe(links.length)
    expect(links).toHaveLength(5)
    const standing = { ...estimates[1]!, instances: estimates[1]!.instances.map(it => ({ ...it, moving: false })) }
    expect(linkInstances(estimates[0]!, standing)).toEqual([])
  })
})

describe('boxes', () => {
  it.each([1, 2, 3])('overlap as a fine grid of samples says (seed %i)', seed => {
    const random = new Random(seed)
    for (let k = 0; k < 12; k++) {
      const box = (): OrientedBox => ({
        center: [random.range(-1.5, 1.5), random.range(-1.5, 1.5), 0],
        size: [random.range(1, 5), random.range(0.5, 2), 1],
        yaw: random.range(-4, 4),
      })
      const [a, b] = [box(), box()]
      const inside = ({ center, size, yaw }: OrientedBox, x: number, y: number) => {
        const [dx, dy] = [x - center[0], y - center[1]]
        const [u, v] = [Math.cos(yaw) * dx + Math.sin(yaw) * dy, Math.cos(yaw) * dy - Math.sin(yaw) * dx]
        return Math.abs(u) < size[0] / 2 && Math.abs(v) < size[1] / 2
      }
      let [both, either] = [0, 0]
      for (let x = -5; x < 5; x += 0.025)
        for (let y = -5; y < 5; y += 0.025) {
          const [p, q] = [inside(a, x, y), inside(b, x, y)]
          if (p && q) both++
          if (p || q) either++
        }
      expect(Math.abs(boxOverlap(a, b) - both / either)).toBeLessThan(0.01)
      expect(boxOverlap(b, a)).toBeCloseTo(boxOverlap(a, b), 9)
      expect(boxOverlap(a, a)).toBeCloseTo(1, 9)
      expect(boxOverlap(a, { ...a, center: [50, 0, 0] })).toBe(0)
    }
    const point: OrientedBox = { center: [0, 0, 0], size: [0, 0, 0], yaw: 0 }
    expect(boxOverlap(point, point)).toBe(0)
  })

  it('move with their points, and back with the inverse (seed 4)', () => {
    const random = new Random(4)
    const box: OrientedBox = { center: [5, -3, 1], size: [4, 2, 1.5], yaw: 0.4 }
    for (let k = 0; k < 20; k++) {
      const motion = fromYaw(random.range(-3, 3), [random.range(-9, 9), random.range(-9, 9), random.range(-1, 1)])
      const after = movedBox(box, motion)
      const corner = (it: OrientedBox) =>
        [it.center[0] + 2 * Math.cos(it.yaw), it.center[1] + 2 * Math.sin(it.yaw), it.center[2]] as const
      transformPoint(motion, ...corner(box)).forEach((v, axis) => {
        expect(corner(after)[axis]).toBeCloseTo(v, 9)
      })
      const back = movedBox(after, inverse(motion))
      expect(boxOverlap(back, box)).toBeCloseTo(1, 9)
    }
    expect(movedBox(box, identity())).toEqual(box)
  })
})
