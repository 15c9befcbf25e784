import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'

type Objects = Pick<Estimate, 'instance' | 'instances'>

/** An object that holds less than this share of the points in question is a neighbour, not the same. */
const LEAST_SHARE = 0.3

/** The object of `other` that holds most points of `instance`: the same thing as another source sees it. Null when none does. */
export function sameObject(instance: EstimateInstance, of: Objects, other: Objects): EstimateInstance | null {
  const votes = new Map<number, number>()
  let points = 0
  for (let i = 0; i < of.instance.length; i++) {
    if (of.instance[i] !== instance.id) continue
    points++
    const id = other.instance[i]
    if (id !== undefined) votes.set(id, (votes.get(id) ?? 0) + 1)
  }
  let best: EstimateInstance | null = null
  let most = LEAST_SHARE * points
  for (const candidate of other.instances) {
    const count = votes.get(candidate.id) ?? 0
    if (count > 0 && count >= most) [best, most] = [candidate, count]
  }
  return best
}

/** The object that a point of sweep 0 belongs to. */
export function objectAt(estimate: Objects, point: number): EstimateInstance | null {
  const id = estimate.instance[point]
  return estimate.instances.find(instance => instance.id === id) ?? null
}
