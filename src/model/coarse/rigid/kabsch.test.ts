import { determinant, Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { fromQuaternion, fromYaw, type Transform, transformPoint } from '../../sweep/transform.ts'
import { normal } from '../seededClouds.fixture.ts'
import { addCorrespondence, kabschSums, planarYaw, solveKabsch } from './kabsch.ts'

type Point = readonly [number, number, number]
interface Match {
  readonly p: Point
  readonly q: Point
  readonly weight: number
}

function solveFast(matches: readonly Match[]): Transform | null {
  const sums = kabschSums()
  for (const { p, q, weight } of matches) addCorrespondence(sums, ...p, ...q, weight)
  const rotation = new Float64Array(9)
  const translation = new Float64Array(3)
  return solveKabsch(sums, rotation, translation) ? { rotation, translation } : null
}

/** The textbook way: SVD of the cross-covariance, the determinant mends a reflection. */
function solveBySvd(matches: readonly Match[]): Transform {
  const total = matches.reduce((sum, { weight }) => sum + weight, 0)
  const mean = (of: (match: Match) => Point) =>
    [0, 1, 2].map(k => matches.reduce((sum, m) => sum + m.weight * of(m)[k]!, 0) / total)
  const mp = mean(m => m.p)
  const mq = mean(m => m.q)
  const H = Matrix.zeros(3, 3)
  for (const { p, q, weight } of matches)
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) H.set(i, j, H.get(i, j) + weight * (p[i]! - mp[i]!) * (q[j]! - mq[j]!))
  const svd = new SingularValueDecomposition(H)
  const V = svd.rightSingularVectors
  const U = svd.leftSingularVectors
  const sign = Math.sign(determinant(V.mmul(U.transpose())))
  const R = V.mmul(Matrix.diag([1, 1, sign])).mmul(U.transpose())
  const t = Matrix.sub(Matrix.columnVector(mq), R.mmul(Matrix.columnVector(mp)))
  return { rotation: Float64Array.from(R.to1DArray()), translation: Float64Array.from(t.to1DArray()) }
}

function cost(matches: readonly Match[], t: Transform): number {
  return matches.reduce((sum, { p, q, weight }) => {
    const [x, y, z] = transformPoint(t, ...p)
    return sum + weight * ((x - q[0]) ** 2 + (y - q[1]) ** 2 + (z - q[2]) ** 2)
  }, 0)
}

function expectProper(t: Transform) {
  const R = new Matrix([0, 3, 6].map(row => Array.from(t.rotation.slice(row, row + 3))))
  expect(Matrix.sub(R.mmul(R.transpose()), Matrix.eye(3)).norm('frobenius')).toBeLessThan(1e-12)
  expect(determinant(R)).toBeCloseTo(1, 12)
}

/** Matches of a random rigid motion with noise; `shape` squeezes the cloud along its axes, `mirror` reflects the target. */
function noisyMatches(seed: number, count: number, shape: Point, mirror: boolean, noise: number): Match[] {
  const random = new Random(seed)
  const unit = (): Point => [random.range(-1, 1), random.range(-1, 1), random.range(-1, 1)]
  const pose = fromQuaternion([random.range(-1, 1), ...unit()], [random.range(-30, 30), random.range(-30, 30), 1])
  const tilt = fromQuaternion([random.range(-1, 1), ...unit()], [12, -7, 0.5])
  return Array.from({ length: count }, () => {
    const local = unit().map((v, k) => v * shape[k]!) as [number, number, number]
    const p = transformPoint(tilt, ...local)
    const seen = transformPoint(tilt, mirror ? -local[0] : local[0], local[1], local[2])
    const q = transformPoint(pose, ...seen).map(v => v + noise * normal(random)) as [number, number, number]
    return { p, q, weight: random.range(0.05, 2) }
  })
}

describe('weighted Kabsch', () => {
  it.each([1, 2, 3, 4])('equals the SVD with the determinant mended (seed %i, 20 noisy clouds)', seed => {
    for (let k = 0; k < 20; k++) {
      const matches = noisyMatches(100 * seed + k, 4 + 5 * k, [2, 1, 0.7], false, 0.05)
      const fast = solveFast(matches)!
      const slow = solveBySvd(matches)
      expectProper(fast)
      for (let i = 0; i < 9; i++) expect(fast.rotation[i]).toBeCloseTo(slow.rotation[i]!, 9)
      for (let i = 0; i < 3; i++) expect(fast.translation[i]).toBeCloseTo(slow.translation[i]!, 8)
    }
  })

  it.each([5, 6])('never reflects: of a mirrored cloud it gives the best proper rotation (seed %i)', seed => {
    for (let k = 0; k < 20; k++) {
      const matches = noisyMatches(100 * seed + k, 40, [0.5, 2, 1], true, 0.01)
      const fast = solveFast(matches)!
      const slow = solveBySvd(matches)
      expectProper(fast)
      for (let i = 0; i < 9; i++) expect(fast.rotation[i]).toBeCloseTo(slow.rotation[i]!, 7)
      expect(cost(matches, fast)).toBeGreaterThan(0.1)
    }
  })

  it.each([
    ['coplanar', [2, 1, 0]],
    ['collinear', [2, 0, 0]],
    ['one place', [0, 0, 0]],
  ] as const)('of %s points it is a proper minimiser (seeds 700 to 719)', (_, shape) => {
    for (let seed = 700; seed < 720; seed++) {
      const matches = noisyMatches(seed, 30, shape, false, 0)
      const fast = solveFast(matches)!
      expectProper(fast)
      // Without noise the minimum is zero whatever the free turn is.
      expect(cost(matches, fast)).toBeLessThan(1e-18 * 1e4 * matches.length)
    }
  })

  it('a match of weight 0 counts for nothing, and no weight gives no motion (seed 8)', () => {
    const matches = noisyMatches(8, 20, [1, 1, 1], false, 0.02)
    const outlier: Match = { p: [0, 0, 0], q: [500, -300, 20], weight: 0 }
    expect(solveFast([...matches, outlier])).toEqual(solveFast(matches))
    expect(solveFast([])).toBeNull()
    expect(solveFast([outlier])).toBeNull()
  })

  it.each([9, 10])('planar yaw is the best turn about +z, whatever the heights do (seed %i)', seed => {
    const random = new Random(seed)
    for (let k = 0; k < 20; k++) {
      const yaw = random.range(-3, 3)
      const move = fromYaw(yaw, [random.range(-9, 9), random.range(-9, 9), 0])
      const matches = Array.from({ length: 25 }, (): Match => {
        const p = [random.range(-2, 2) + 8, random.range(-1, 1), random.range(0, 2)] as const
        const [x, y] = transformPoint(move, ...p)
        return {
          p,
          q: [x + 0.05 * normal(random), y + 0.05 * normal(random), random.range(-5, 5)],
          weight: random.next(),
        }
      })
      const sums = kabschSums()
      for (const { p, q, weight } of matches) addCorrespondence(sums, ...p, ...q, weight)
      const flat = matches.map(({ p, q, weight }): Match => ({ p: [p[0], p[1], 0], q: [q[0], q[1], 0], weight }))
      const slow = solveBySvd(flat)
      // In the plane the SVD may answer with a turn upside down; yaw is then not in its first column.
      if (slow.rotation[8]! > 0)
        expect(planarYaw(sums)).toBeCloseTo(Math.atan2(slow.rotation[3]!, slow.rotation[0]!), 9)
      expect(Math.abs(planarYaw(sums) - yaw)).toBeLessThan(0.1)
    }
    expect(planarYaw(kabschSums())).toBe(0)
  })
})
