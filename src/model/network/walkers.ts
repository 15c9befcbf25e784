import { type Extent, extentsOf } from './extents.ts'

/** Diagonal of a walker's footprint, metres: of the coarse stage's movers 9 pedestrians of 10 are below it and no vehicle. */
const WIDEST_METRES = 1
/** Taller than anybody: a pole of a vehicle's edge. */
const TALLEST_METRES = 2.2
/** Middles of people side by side are a shoulder's breadth apart, 0.59 m and more on simulated streets; those of one person's halves 0.41 m and less. */
const APART_METRES = 0.5
/** Fewer have no motion of their own. */
const FEWEST_POINTS = 5

/**
 * Takes people apart who walk side by side and vote for one centre: a group that walkers of the context hold half of becomes one group
 * a walker, and its other points go with the walker whose middle is nearest. Parts of one person, who stand too close for two, stay together.
 * @param instance n; 0 = none, from 1 on groups
 * @param object n; moving objects of the context, 0 = none
 * @param points n x 3, metres
 * @returns n; the first part keeps its group's number, the others have new ones; the parts may be smaller than a group of votes may be
 */
export function divideByWalkers(instance: Int32Array, object: Int32Array, points: Float32Array): Int32Array {
  const walkers = new Map([...extentsOf(object, points)].filter(([, extent]) => isWalker(extent)))
  let last = instance.reduce((most, group) => Math.max(most, group), 0)
  const partOf = new Map<number, Map<number, number>>()
  for (const [group, { size, counts }] of holdings(instance, object, walkers)) {
    const present = [...counts].filter(([, count]) => count >= FEWEST_POINTS).sort(([a], [b]) => a - b)
    const held = present.reduce((sum, [, count]) => sum + count, 0)
    if (held < size / 2) continue
    const people = joinClose(
      present.map(([walker]) => walker),
      walkers,
    )
    if (people.length < 2) continue
    const parts = new Map<number, number>()
    people.forEach((own, place) => {
      const part = place === 0 ? group : ++last
      for (const walker of own) parts.set(walker, part)
    })
    partOf.set(group, parts)
  }
  if (partOf.size === 0) return instance
  return instance.map((group, k) => {
    const parts = partOf.get(group)
    if (!parts) return group
    return parts.get(object[k] as number) ?? (parts.get(nearest(parts.keys(), walkers, points, k)) as number)
  })
}

interface Holding {
  size: number
  /** Points of each walker. */
  readonly counts: Map<number, number>
}

/** Size of each group and its points by walker, by the groups' numbers. */
function holdings(instance: Int32Array, object: Int32Array, walkers: ReadonlyMap<number, Extent>): [number, Holding][] {
  const found = new Map<number, Holding>()
  for (let k = 0; k < instance.length; k++) {
    const group = instance[k] as number
    if (group === 0) continue
    let holding = found.get(group)
    if (!holding) {
      holding = { size: 0, counts: new Map() }
      found.set(group, holding)
    }
    holding.size++
    const walker = object[k] as number
    if (walkers.has(walker)) holding.counts.set(walker, (holding.counts.get(walker) ?? 0) + 1)
  }
  return [...found].sort(([a], [b]) => a - b)
}

function isWalker({ low, high }: Extent): boolean {
  const side = (axis: number) => (high[axis] as number) - (low[axis] as number)
  const footprint = Math.hypot(side(0), side(1))
  return footprint < WIDEST_METRES && side(2) > footprint && side(2) < TALLEST_METRES
}

/** Walkers too close for two people are one, and so is a chain of them. In the order of each one's last walker. */
function joinClose(names: readonly number[], walkers: ReadonlyMap<number, Extent>): number[][] {
  let people: number[][] = []
  for (const name of names) {
    const [x, y] = middleOf(walkers.get(name) as Extent)
    const isClose = (other: number) => {
      const [otherX, otherY] = middleOf(walkers.get(other) as Extent)
      return Math.hypot(otherX - x, otherY - y) < APART_METRES
    }
    const close = people.filter(own => own.some(isClose))
    people = [...people.filter(own => !close.includes(own)), [...close.flat(), name]]
  }
  return people
}

function middleOf({ low, high }: Extent): [number, number] {
  return [((low[0] as number) + (high[0] as number)) / 2, ((low[1] as number) + (high[1] as number)) / 2]
}

/** Seen from above. */
function nearest(
  names: Iterable<number>,
  walkers: ReadonlyMap<number, Extent>,
  points: Float32Array,
  k: number,
): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const name of names) {
    const [x, y] = middleOf(walkers.get(name) as Extent)
    const distance = Math.hypot(x - (points[3 * k] as number), y - (points[3 * k + 1] as number))
    if (distance >= least) continue
    least = distance
    best = name
  }
  return best
}
