import { fieldOf, isCompensated, type Sweep } from '../sweep/sweep.ts'
import type { RayCastingParameters } from './parameters.ts'
import { type JudgedPoints, MINIMUM_JUDGED_RANGE_METRES } from './rayCasting.ts'

interface Ray {
  readonly origin: readonly [number, number, number]
  readonly direction: readonly [number, number, number]
  readonly length: number
  readonly endsOnGround: boolean
}

/** Votes with every threshold a little stricter and a little looser: what rounding may decide lies between. */
export interface PlainVotes {
  readonly freeAtLeast: number
  readonly freeAtMost: number
  readonly occupiedAtLeast: number
  readonly occupiedAtMost: number
  readonly blockedSurely: boolean
  readonly blockedPerhaps: boolean
}

/** The rays of a sweep from where each lidar stood when it fired; `travel` metres an interval. */
export function plainRays(
  sweep: Sweep,
  ground: Uint8Array,
  travel: readonly [number, number, number],
  intervalSeconds: number,
): Ray[] {
  const rings = fieldOf(sweep, 'ring')
  const time = fieldOf(sweep, 'time')
  const seconds = time?.unit === 'ns' ? 1e-9 : 1
  const rays: Ray[] = []
  for (let i = 0; i < sweep.count; i++) {
    for (const lidar of sweep.lidars) {
      const ring = (rings?.values[i] as number | undefined) ?? 0
      if (lidar.rings && rings && (ring < lidar.rings[0] || ring > lidar.rings[1])) continue
      const passed = isCompensated(sweep) && time ? ((time.values[i] as number) * seconds) / intervalSeconds : 0
      const origin = [0, 1, 2].map(k => (lidar.origin[k] as number) + passed * (travel[k] as number))
      const d = origin.map((o, k) => (sweep.positions[3 * i + k] as number) - o)
      const length = Math.hypot(...d)
      rays.push({
        origin: origin as [number, number, number],
        direction: d.map(v => v / length) as [number, number, number],
        length,
        endsOnGround: ground[i] === 1,
      })
    }
  }
  return rays
}

/**
 * The rule of `castRays` word for word, every ray against one point.
 * @param slack metres by which thresholds are moved either way
 */
export function plainVotes(
  rays: readonly Ray[],
  { positions, heightAboveGround }: JudgedPoints,
  i: number,
  parameters: RayCastingParameters,
  slack: number,
): PlainVotes {
  const clear = (heightAboveGround[i] as number) >= parameters.grazingClearanceMetres
  let [freeAtLeast, freeAtMost, occupiedAtLeast, occupiedAtMost] = [0, 0, 0, 0]
  let [blockedSurely, blockedPerhaps] = [false, false]
  for (const { origin, direction, length, endsOnGround } of rays) {
    const x = (positions[3 * i] as number) - origin[0]
    const y = (positions[3 * i + 1] as number) - origin[1]
    const z = (positions[3 * i + 2] as number) - origin[2]
    const distance = Math.sqrt(x * x + y * y + z * z)
    if (distance < MINIMUM_JUDGED_RANGE_METRES) continue
    const s = direction[0] * x + direction[1] * y + direction[2] * z
    // The ray begins at the lidar: nothing behind it is met.
    if (s <= 0) continue
    const across = Math.sqrt(Math.max(0, distance * distance - s * s))
    const beside = across - (parameters.rayRadiusMetres + parameters.beamDivergence * s)
    const short = s + parameters.marginMetres + parameters.marginPerMetre * s - length
    const returned = Math.hypot(across, length - s)
    const sees = clear || !endsOnGround
    if (sees && beside <= -slack && short <= -slack) freeAtLeast++
    if (sees && beside <= slack && short <= slack) freeAtMost++
    if (returned <= parameters.occupiedRadiusMetres - slack) occupiedAtLeast++
    if (returned <= parameters.occupiedRadiusMetres + slack) occupiedAtMost++
    const before = length - (s - parameters.marginMetres)
    if (before < -slack && beside <= -slack && returned > parameters.occupiedRadiusMetres + slack) blockedSurely = true
    if (before < slack && beside <= slack && returned > parameters.occupiedRadiusMetres - slack) blockedPerhaps = true
  }
  return { freeAtLeast, freeAtMost, occupiedAtLeast, occupiedAtMost, blockedSurely, blockedPerhaps }
}
