import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'

type Objects = Pick<Estimate, 'instance' | 'instances'>

/** An object that holds less than this share of the points in question is a neighbour, not the same. */
const LEAST_SHARE = 0.3

/** For each object of `of`, by id, the object of `other` that holds most of its points: the same thing as another source sees it. */
export function sameObjects(of: Objects, other: Objects): ReadonlyMap<number, EstimateInstance> {
  const known = new Map(other.instances.map(instance => [instance.id, instance]))
  const votes = new Map(of.instances.map(({ id }) => [id, { points: 0, by: new Map<number, number>() }]))
  for (let i = 0; i < of.instance.length; i++) {
    const tally = votes.get(of.instance[i] as number)
    if (!tally) continue
    tally.points++
    const id = other.instance[i] as number
    if (known.has(id)) tally.by.set(id, (tally.by.get(id) ?? 0) + 1)
  }
  const same = new Map<number, EstimateInstance>()
  for (const [id, { points, by }] of votes) {
    let most = LEAST_SHARE * points
    for (const [candidate, count] of by) {
      const instance = known.get(candidate)
      if (!instance || count < most) continue
      most = count
      same.set(id, instance)
    }
  }
  return same
}

/** The object that a point of sweep 0 belongs to. */
export function objectAt(estimate: Objects, point: number): EstimateInstance | null {
  const id = estimate.instance[point]
  return estimate.instances.find(instance => instance.id === id) ?? null
}
