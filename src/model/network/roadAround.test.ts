import { expect, test } from 'vitest'
import { lowReturns } from './lowReturns.ts'
import { heightOf, roadAround } from './roadAround.ts'

// The training package has the same scenes (training/tests/test_road.py).
const box = { center: [10, 5, 0.8], size: [4, 2, 1.5], yaw: 0.3 } as const
const roadAt = (x: number, y: number) => 0.1 * (x - 10) - 0.05 * (y - 5) - 1.6

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step - 1e-9) }, (_, k) => from + k * step)
}

const road = range(-1, 11, 0.5).flatMap(y => range(4, 16, 0.5).map(x => [x, y, roadAt(x, y)]))
const roadOf = (points: readonly (readonly number[])[]) =>
  roadAround(Float32Array.from(points.flat()), new Uint8Array(points.length).fill(1), box)

test('a sloping road is found beside a kerb and under low returns', () => {
  const kerb = range(8, 14, 0.3).map(x => [x, 8.2, roadAt(x, 8.2) + 0.15])
  const sills = range(0, 20, 1).map(k => [10 + 0.1 * k, 5, -1.4])
  const plane = roadOf([...road, ...kerb, ...sills])
  expect(plane).not.toBeNull()
  if (!plane) return
  for (const [dx, dy] of [
    [0, 0],
    [1.5, 0.5],
    [-1.5, -0.5],
  ] as const)
    expect(Math.abs(heightOf(plane, dx, dy) - roadAt(10 + dx, 5 + dy))).toBeLessThan(0.02)
})

test('too few returns tell no road, and what is not called ground is none', () => {
  expect(roadOf(road.slice(0, 7))).toBeNull()
  expect(roadOf([])).toBeNull()
  expect(roadAround(Float32Array.from(road.flat()), new Uint8Array(road.length), box)).toBeNull()
})

test('low returns are those within the outline that lie above the road, however high the object is known from', () => {
  const within = [0.03, 0.09, 0.5, 3.5].map(above => [10.5, 5.2, roadAt(10.5, 5.2) + above])
  const beside = [[10, 7, roadAt(10, 7) + 0.2]]
  const points = [...within, ...beside, ...road]
  const ground = new Uint8Array(points.length).fill(1)
  const taken = new Int32Array(points.length)
  // Its top is at 1.55 m; of its own points the lowest is 1 m above the road.
  const found = lowReturns(Float32Array.from(points.flat()), ground, taken, { ...box, yaw: 0 }, -0.6)
  expect([...found]).toEqual([1, 2])
  // Without a road what lies hardly below that point is the object's.
  const few = points.slice(0, 5)
  const alone = lowReturns(
    Float32Array.from(few.flat()),
    ground.subarray(0, 5),
    taken.subarray(0, 5),
    { ...box, yaw: 0 },
    -1,
  )
  expect([...alone]).toEqual([2])
})
