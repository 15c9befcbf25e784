/** Axis-aligned bounds, metres. */
export interface Extent {
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * Bounds of each object's points.
 * @param objects n; 0 = none
 * @param points n x 3
 */
export function extentsOf(objects: Int32Array, points: Float32Array): Map<number, Extent> {
  const extents = new Map<number, Extent>()
  for (let k = 0; k < objects.length; k++) {
    const id = objects[k] as number
    if (id === 0) continue
    let extent = extents.get(id)
    if (!extent) {
      extent = { low: new Float64Array(3).fill(Infinity), high: new Float64Array(3).fill(-Infinity) }
      extents.set(id, extent)
    }
    const { low, high } = extent
    for (let axis = 0; axis < 3; axis++) {
      const value = points[3 * k + axis] as number
      if (value < (low[axis] as number)) low[axis] = value
      if (value > (high[axis] as number)) high[axis] = value
    }
  }
  return extents
}
