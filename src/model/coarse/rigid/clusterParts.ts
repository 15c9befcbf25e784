/** Metres; side of a ground cell, growing with range as returns of one scan line lie farther apart. */
const CELL_METRES = 0.13
const CELL_PER_METRE = 0.005
/** Parts of fewer points are no objects: they go to the nearest part. */
const FEWEST_POINTS = 15
/** More parts than this are a hedge. */
const MOST_PARTS = 12

/**
 * The parts of a cluster that a gap divides when it is seen from above: a person beside a pole, a car beside a lorry, two people
 * side by side. DBSCAN's radius must bridge the gap between scan lines and so bridges such gaps too; from above lines leave none.
 * Cells of the ground that touch are one part.
 * @param positions N x 3, metres
 * @param points indices of the cluster's points
 * @param origin the sensor's place
 * @returns the parts (each ascending), none smaller than 15 points, all points given to one; null when there is but one
 */
export function clusterParts(
  positions: Float32Array,
  points: Int32Array,
  origin: readonly [number, number],
): Int32Array[] | null {
  if (points.length < 2 * FEWEST_POINTS) return null
  const first = points[0] as number
  const range = Math.hypot(
    (positions[3 * first] as number) - origin[0],
    (positions[3 * first + 1] as number) - origin[1],
  )
  const grid = new GroundCells(positions, points, CELL_METRES + CELL_PER_METRE * range)
  const count = grid.label()
  if (count < 2) return null
  const sizes = new Int32Array(count)
  for (let k = 0; k < points.length; k++) sizes[grid.partOf(k)] = (sizes[grid.partOf(k)] as number) + 1
  const large: number[] = []
  for (let part = 0; part < count; part++) if ((sizes[part] as number) >= FEWEST_POINTS) large.push(part)
  if (large.length < 2 || large.length > MOST_PARTS) return null
  const home = grid.nearestOf(large)
  return large.map(part => points.filter((_, k) => home[grid.partOf(k)] === part))
}

/** Occupied cells of the ground under a cluster. */
class GroundCells {
  /** Cell of each point, then its part. */
  private readonly cellOf: Int32Array
  private readonly keys: number[] = []
  private readonly at = new Map<number, number>()
  private readonly part: number[] = []

  constructor(positions: Float32Array, points: Int32Array, side: number) {
    this.cellOf = new Int32Array(points.length)
    for (let k = 0; k < points.length; k++) {
      const i = points[k] as number
      const key = keyOf(
        Math.floor((positions[3 * i] as number) / side),
        Math.floor((positions[3 * i + 1] as number) / side),
      )
      let cell = this.at.get(key)
      if (cell === undefined) {
        cell = this.keys.length
        this.at.set(key, cell)
        this.keys.push(key)
        this.part.push(-1)
      }
      this.cellOf[k] = cell
    }
  }

  /** Numbers the connected parts (8 neighbours) from 0; returns how many. */
  label(): number {
    let count = 0
    const open: number[] = []
    for (let seed = 0; seed < this.keys.length; seed++) {
      if ((this.part[seed] as number) >= 0) continue
      this.part[seed] = count
      open.push(seed)
      for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
        const [x, y] = placeOf(this.keys[cell] as number)
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++) {
            const next = this.at.get(keyOf(x + dx, y + dy))
            if (next === undefined || (this.part[next] as number) >= 0) continue
            this.part[next] = count
            open.push(next)
          }
      }
      count++
    }
    return count
  }

  /** Part of the cluster's k-th point. */
  partOf(k: number): number {
    return this.part[this.cellOf[k] as number] as number
  }

  /** For each part the nearest of the `large` ones, by their closest cells; a large one is its own. */
  nearestOf(large: readonly number[]): Int32Array {
    const isLarge = new Set(large)
    const home = new Int32Array(Math.max(...this.part) + 1).fill(-1)
    const nearest = new Float64Array(home.length).fill(Number.POSITIVE_INFINITY)
    for (const part of large) home[part] = part
    for (let a = 0; a < this.keys.length; a++) {
      const part = this.part[a] as number
      if (isLarge.has(part)) continue
      const [ax, ay] = placeOf(this.keys[a] as number)
      for (let b = 0; b < this.keys.length; b++) {
        const other = this.part[b] as number
        if (!isLarge.has(other)) continue
        const [bx, by] = placeOf(this.keys[b] as number)
        const distance = (ax - bx) ** 2 + (ay - by) ** 2
        if (distance >= (nearest[part] as number)) continue
        nearest[part] = distance
        home[part] = other
      }
    }
    return home
  }
}

const HALF = 1 << 20

function keyOf(x: number, y: number): number {
  return (x + HALF) * 2 * HALF + (y + HALF)
}

function placeOf(key: number): [number, number] {
  const x = Math.floor(key / (2 * HALF))
  return [x - HALF, key - x * 2 * HALF - HALF]
}
