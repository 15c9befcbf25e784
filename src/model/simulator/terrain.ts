import { type MaterialName, material } from './materials.ts'
import type { RoadFrame } from './roadFrame.ts'

/** Cross-section of the street and of the road that crosses it; metres, street coordinates. */
export interface StreetSection {
  readonly laneWidth: number
  readonly lanesPerDirection: number
  readonly parkingWidth: number
  readonly sidewalkWidth: number
  /** Half of the carriageway, parking lanes included. */
  readonly halfWidth: number
  /** Where the crossing road's centre line meets the street, and half its width. */
  readonly crossingAt: number
  readonly crossingHalfWidth: number
  /** Radius of the kerb at the junction's corners. */
  readonly cornerRadius: number
  readonly kerbHeight: number
  /** Lawn beyond the pavement on the left (+d) and right side: 0 paved, 1 lawn. */
  readonly lawnLeft: boolean
  readonly lawnRight: boolean
}

export interface Relief {
  /** Hills along and across the street: amplitude (m), wave number (rad/m), phase. */
  readonly along: readonly [readonly [number, number, number], readonly [number, number, number]]
  readonly across: readonly [number, number, number]
  /** Steady grade along the street. */
  readonly grade: number
}

const CROWN = 0.018

/** Ground of the street: smooth hills, a crowned carriageway, and pavements one kerb higher. */
export class Terrain {
  readonly road: RoadFrame
  readonly section: StreetSection
  private readonly grade: number
  /** Amplitude, wave number and phase of the two hills along and the one across the street. */
  private readonly waves: Float64Array
  private readonly scratch = new Float64Array(2)

  constructor(road: RoadFrame, section: StreetSection, relief: Relief) {
    this.road = road
    this.section = section
    this.grade = relief.grade
    this.waves = Float64Array.of(...relief.along[0], ...relief.along[1], ...relief.across)
  }

  /** Height of the carriageway's level at (s, d), continued under the pavements; metres. */
  baseAt(s: number, d: number): number {
    const wave = this.waves
    const height =
      this.grade * s +
      (wave[0] as number) * Math.sin((wave[1] as number) * s + (wave[2] as number)) +
      (wave[3] as number) * Math.sin((wave[4] as number) * s + (wave[5] as number)) +
      (wave[6] as number) * Math.sin((wave[7] as number) * d + (wave[8] as number))
    const off = Math.abs(d)
    return height - CROWN * Math.min(off, this.section.halfWidth)
  }

  /** Carriageway's level at a place of the world, metres. */
  base(x: number, y: number): number {
    this.road.toStreet(x, y, this.scratch)
    return this.baseAt(this.scratch[0] as number, this.scratch[1] as number)
  }

  /** Signed distance to the kerb line, metres: negative on the carriageway, positive on the pavement. */
  edgeAt(s: number, d: number): number {
    const section = this.section
    const a = Math.abs(d) - section.halfWidth
    const b = Math.abs(s - section.crossingAt) - section.crossingHalfWidth
    const r = section.cornerRadius
    // Inside the corner's square the kerb is an arc about the point (r, r).
    if (a < r && b < r && a > -r && b > -r) return r - Math.hypot(r - a, r - b)
    return Math.min(a, b)
  }

  /** Height of the ground itself at a place of the world, kerb included. */
  height(x: number, y: number): number {
    this.road.toStreet(x, y, this.scratch)
    const s = this.scratch[0] as number
    const d = this.scratch[1] as number
    return this.baseAt(s, d) + (this.edgeAt(s, d) > 0 ? this.section.kerbHeight : 0)
  }

  /** Material of the horizontal ground at (s, d); `edge` is the signed distance to the kerb there. */
  materialAt(s: number, d: number, edge: number): number {
    const section = this.section
    if (edge > 0) {
      if (edge < 0.15) return KERB
      const lawn = d > 0 ? section.lawnLeft : section.lawnRight
      return lawn && edge > section.sidewalkWidth ? LAWN : PAVEMENT
    }
    const fromCrossing = s - section.crossingAt
    const alongCrossing = Math.abs(fromCrossing)
    const mouth = section.crossingHalfWidth + section.cornerRadius
    if (alongCrossing < mouth && Math.abs(d) < section.halfWidth + section.cornerRadius) return this.junction(s, d)
    if (Math.abs(d) > section.halfWidth) {
      // The crossing road: a dashed centre line and edge lines.
      if (alongCrossing < 0.07 && mod(d, 6) < 3) return MARKING
      return ASPHALT
    }
    if (alongCrossing < mouth + 3.5) {
      // Zebra stripes along the street before the junction.
      if (alongCrossing > mouth + 0.4) return mod(d, 1) < 0.5 ? MARKING : ASPHALT
      return ASPHALT
    }
    const driving = section.laneWidth * section.lanesPerDirection
    // Stop lines on the lanes that come to the junction.
    if (alongCrossing > mouth + 4.6 && alongCrossing < mouth + 5 && Math.abs(d) < driving && fromCrossing * d > 0)
      return MARKING
    const off = Math.abs(d)
    if (off < 0.08) return mod(s, 9) < 4.5 || alongCrossing < mouth + 20 ? MARKING : ASPHALT
    if (section.lanesPerDirection > 1 && Math.abs(off - section.laneWidth) < 0.07)
      return mod(s, 12) < 4 ? MARKING : ASPHALT
    if (Math.abs(off - driving) < 0.06) return mod(s, 3) < 1.5 ? MARKING : ASPHALT
    // Bays of the parking lane.
    if (off > driving && mod(s, 6.2) < 0.1) return MARKING
    return ASPHALT
  }

  private junction(s: number, d: number): number {
    const section = this.section
    const off = Math.abs(d)
    // Zebra stripes over the crossing road's mouths.
    if (off > section.halfWidth + 0.3 && off < section.halfWidth + 3.3) return mod(s, 1) < 0.5 ? MARKING : ASPHALT
    return ASPHALT
  }
}

const name = (it: MaterialName) => material(it)
const ASPHALT = name('asphalt')
const MARKING = name('lane marking')
const KERB = name('kerb')
const PAVEMENT = name('pavement')
const LAWN = name('lawn')

function mod(value: number, period: number): number {
  return value - Math.floor(value / period) * period
}
