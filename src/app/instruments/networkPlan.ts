import { NOISE_LEVELS, type NoiseKind } from '#model/noise/degradation.ts'

export interface PlannedRun {
  readonly level: number
  readonly withContext: boolean
}

/** The context does not reach the network that has none; a wrong ego motion does. */
export function reachesTheNetworkAlone(kind: NoiseKind): boolean {
  return kind === 'ego-translation' || kind === 'ego-yaw'
}

/** The runs of a curve, those that tell most first: no noise, then the most, then between. Without context as soon as with it. */
export function networkPlan(kind: NoiseKind): readonly PlannedRun[] {
  const levels = NOISE_LEVELS[kind]
  return endsFirst(levels.length).flatMap(place => {
    const level = levels[place] as number
    const isAsked = place === 0 || reachesTheNetworkAlone(kind)
    return [{ level, withContext: true }, ...(isAsked ? [{ level, withContext: false }] : [])]
  })
}

/** 0..count - 1: both ends, then the middle of what lies between, and so on. */
export function endsFirst(count: number): readonly number[] {
  if (count < 2) return Array.from({ length: count }, (_, place) => place)
  const order = [0, count - 1]
  const gaps: [number, number][] = [[0, count - 1]]
  for (const [from, to] of gaps) {
    if (to - from < 2) continue
    const middle = Math.floor((from + to) / 2)
    order.push(middle)
    gaps.push([from, middle], [middle, to])
  }
  return order
}
