import { VoxelHash } from './voxelHash.ts'

/**
 * At most one point a voxel (the first met), at most `limit` points in all, evenly strided.
 * `points`: M x 3; the result is a new K x 3 array. Real returns are kept rather than means: means of a voxel cut
 * surfaces short at its border, differently in each sweep.
 */
export function thin(
  points: Float32Array,
  voxelMetres: number,
  origin: readonly [number, number, number],
  limit: number,
): Float32Array {
  const count = points.length / 3
  const seen = new VoxelHash(voxelMetres, origin, count)
  const kept = new Uint32Array(count)
  let n = 0
  for (let i = 0; i < count; i++) {
    const before = seen.count
    seen.insert(
      seen.coordinate(0, points[3 * i] as number),
      seen.coordinate(1, points[3 * i + 1] as number),
      seen.coordinate(2, points[3 * i + 2] as number),
    )
    if (seen.count > before) kept[n++] = i
  }
  const out = new Float32Array(3 * Math.min(n, limit))
  for (let k = 0; k < out.length / 3; k++) {
    const i = kept[n <= limit ? k : Math.floor((k * n) / limit)] as number
    out[3 * k] = points[3 * i] as number
    out[3 * k + 1] = points[3 * i + 1] as number
    out[3 * k + 2] = points[3 * i + 2] as number
  }
  return out
}
