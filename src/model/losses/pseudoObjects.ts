/** What the losses need to know of the pseudo-labels' moving objects. P points, K objects. */
export interface PseudoObjects {
  /** K x 3, metres: the middles of the objects' extents. */
  readonly centres: Float64Array
  /** P x 3: from the point to its object's centre; 0 without one. */
  readonly votes: Float64Array
  /** P metres: diagonal of the object's extent; 0 without one. */
  readonly extent: Float64Array
}

/** @param points P x 3; instance P, 0 = none */
export function pseudoObjects(points: Float64Array, instance: Int32Array): PseudoObjects {
  const boxes = new Map<number, Float64Array>()
  instance.forEach((id, i) => {
    if (id === 0) return
    let box = boxes.get(id)
    if (!box) {
      box = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity)
      boxes.set(id, box)
    }
    for (let axis = 0; axis < 3; axis++) {
      const value = points[3 * i + axis] as number
      box[axis] = Math.min(box[axis] as number, value)
      box[3 + axis] = Math.max(box[3 + axis] as number, value)
    }
  })
  const middle = (box: Float64Array, axis: number) => ((box[axis] as number) + (box[3 + axis] as number)) / 2
  const ids = [...boxes.keys()].sort((a, b) => a - b)
  const centres = Float64Array.from(
    ids.flatMap(id => [0, 1, 2].map(axis => middle(boxes.get(id) as Float64Array, axis))),
  )
  const votes = new Float64Array(points.length)
  const extent = new Float64Array(instance.length)
  instance.forEach((id, i) => {
    const box = boxes.get(id)
    if (!box) return
    let squared = 0
    for (let axis = 0; axis < 3; axis++) {
      votes[3 * i + axis] = middle(box, axis) - (points[3 * i + axis] as number)
      squared += ((box[3 + axis] as number) - (box[axis] as number)) ** 2
    }
    extent[i] = Math.sqrt(squared)
  })
  return { centres, votes, extent }
}
