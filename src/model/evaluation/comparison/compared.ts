import { type Estimate, FIRST_INSTANCE, type Truth } from '../../sweep/estimate.ts'

/** Anything that can be compared point by point with another of the same sweep. N = points of sweep 0. */
export type ComparedEstimate = Estimate | Truth

/** What of it is compared. */
export type ComparedPoints = Pick<Estimate, 'flow' | 'instance' | 'dynamic' | 'valid'> &
  Partial<Pick<Truth, 'labelledRegion'>>

/** N; 0 where the estimate does not speak at all; null = it speaks everywhere. */
export function regionOf(estimate: ComparedPoints): Uint8Array | null {
  return estimate.labelledRegion ?? null
}

/** N; 0 where one of the two does not speak; null = both speak everywhere. */
export function commonRegion(a: ComparedPoints, b: ComparedPoints): Uint8Array | null {
  const [first, second] = [regionOf(a), regionOf(b)]
  if (!first || !second) return first ?? second
  return first.map((value, i) => (value !== 0 && second[i] !== 0 ? 1 : 0))
}

/** What is no object counts as background here: also what moves without belonging to any. */
export function objectOf(id: number): number {
  return id >= FIRST_INSTANCE ? id : 0
}

/** Probability of moving from which a point counts as moving (METRICS). */
export const MOVING_FROM = 0.5
