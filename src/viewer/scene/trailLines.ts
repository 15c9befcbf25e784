import type { Trail } from '#model/tracks/trails.ts'
import { type Rgb, rgbFromHex } from '../colour/oklab.ts'
import { instanceColour } from '../colour/palette.ts'
import type { PaneContent, ViewSettings } from '../contract.ts'
import { LineBuffers, type LineSink, type Point3 } from '../gpu/lineBuffers.ts'
import type { ScreenUniforms } from '../gpu/overlayMaterial.ts'
import { colourOf } from './paneOverlays.ts'

/** What is left of a trail where it ends. */
const FADED = 0.15
const BEHIND = { alpha: 1, widthPx: 3.6 } as const
/** Still to come: there, but not to be taken for what was. */
const AHEAD = { alpha: 0.7, widthPx: 1.6 } as const
/** A frame in which it was not seen is bridged by dashes. */
const DASH_PX = 4
/** Wider for the selected object. */
const CHOSEN = 1.6

/** How much a segment at that age has faded: evenly from 1 now to little at the trail's end. */
export function fading(age: number, sweeps: number): number {
  return 1 - (1 - FADED) * Math.min(1, Math.abs(age) / sweeps)
}

export function addTrail(
  sink: LineSink,
  { points, ages }: Trail,
  sweeps: number,
  colour: Rgb,
  isChosen: boolean,
): void {
  const at = (k: number): Point3 => [points[3 * k] as number, points[3 * k + 1] as number, points[3 * k + 2] as number]
  for (let k = 1; k < ages.length; k++) {
    const [from, to] = [ages[k - 1] as number, ages[k] as number]
    const middle = (from + to) / 2
    const { alpha, widthPx } = middle > 0 ? BEHIND : AHEAD
    const width = isChosen ? CHOSEN * widthPx : widthPx
    sink.segment(at(k - 1), at(k), colour, alpha * fading(middle, sweeps), width, from - to > 1 ? DASH_PX : 0)
  }
}

/** The trails of one pane. Owns lines of its own: what else changes in the view leaves them on the GPU. */
export class TrailLines {
  readonly lines: LineBuffers
  private drawn: readonly unknown[] = []

  constructor(screen: ScreenUniforms) {
    this.lines = new LineBuffers(screen)
    this.lines.object.visible = false
  }

  update(pane: PaneContent, { trails: { shown, sweeps } }: ViewSettings, selected: number | null): void {
    const trails = shown ? (pane.trails ?? null) : null
    const inputs = [trails, sweeps, trails && pane.estimate, trails && pane.colourTracks, trails && selected]
    if (inputs.every((input, k) => input === this.drawn[k]) && this.drawn.length > 0) return
    this.drawn = inputs
    const here = new Map(pane.estimate?.instances.map(instance => [instance.track, instance]))
    this.lines.begin()
    for (const trail of trails ?? []) {
      const instance = here.get(trail.track)
      const colour = instance ? colourOf(instance, pane) : rgbFromHex(instanceColour(trail.track))
      addTrail(this.lines, trail, sweeps, colour, trail.track === selected)
    }
    this.lines.end()
  }
}
