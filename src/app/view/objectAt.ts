import type { Estimate, EstimateInstance } from '#model/sweep/estimate.ts'

/** The object that a point of sweep 0 belongs to. */
export function objectAt(estimate: Pick<Estimate, 'instance' | 'instances'>, point: number): EstimateInstance | null {
  const id = estimate.instance[point]
  return estimate.instances.find(instance => instance.id === id) ?? null
}
