import type { Estimate, EstimateInstance, OrientedBox } from '#model/sweep/estimate.ts'
import type { Transform } from '#model/sweep/transform.ts'
import type { SceneExtent } from '../camera/framing.ts'
import { mix, type Rgb, rgbFromHex } from '../colour/oklab.ts'
import { instanceColour } from '../colour/palette.ts'
import type { FrameContent, PaneContent, ViewSettings } from '../contract.ts'
import type { LineSink, Point3 } from '../gpu/lineBuffers.ts'
import { lengthText } from '../labels/gridStep.ts'
import type { Label } from '../labels/labelSprites.ts'
import { THEMES } from '../theme.ts'
import { addBox, boxCorners, warpedBox } from './boxLines.ts'

type ViewFromSweep1 = Transform<'sweep0', 'sweep1'> | null

/** Boxes of the estimate in their objects' colours; standing objects thin and pale. */
export function addEstimateBoxes(
  sink: LineSink,
  pane: PaneContent,
  ego: ViewFromSweep1,
  settings: ViewSettings,
  selected: number | null,
): void {
  const muted = rgbFromHex(THEMES[settings.theme].muted)
  for (const instance of pane.estimate?.instances ?? []) {
    const own = colourOf(instance, pane)
    const chosen = instance.track === selected
    const colour = instance.moving || chosen ? own : mix(muted, own, 0.35)
    addBox(sink, warpedBox(instance, ego, settings.warp), {
      colour,
      alpha: instance.moving || chosen ? 1 : 0.55,
      widthPx: chosen ? 3 : instance.moving ? 1.6 : 1,
      dashPx: 0,
    })
  }
}

/** As in the points, the boxes and every list. */
export function colourOf({ id, track }: Pick<EstimateInstance, 'id' | 'track'>, pane: PaneContent): Rgb {
  return rgbFromHex(instanceColour(pane.colourTracks?.get(id) ?? track))
}

/** Truth boxes: dashed and neutral, so that they are never taken for an estimate's. */
export function addTruthBoxes(sink: LineSink, truth: Estimate, ego: ViewFromSweep1, settings: ViewSettings): void {
  const colour = rgbFromHex(THEMES[settings.theme].truthBox)
  for (const instance of truth.instances)
    addBox(sink, warpedBox(instance, ego, settings.warp), {
      colour,
      alpha: instance.moving ? 0.9 : 0.4,
      widthPx: 1.2,
      dashPx: 4,
    })
}

/** The box that is looked at, whatever the panes show. */
export function addMarkedBox(sink: LineSink, box: OrientedBox, settings: ViewSettings): void {
  const colour = rgbFromHex(THEMES[settings.theme].highlight)
  addBox(sink, box, { colour, alpha: 1, widthPx: 2.2, dashPx: 6 })
}

/** An arrowhead on the ground where the vehicle stands, pointing ahead; nothing round a cloud without a vehicle. */
export function addEgoMark(sink: LineSink, extent: SceneExtent, settings: ViewSettings): void {
  if (!extent.egoCentred) return
  const [x, y, z] = extent.centre
  const colour = rgbFromHex(THEMES[settings.theme].ego)
  // Of a car's size on a street; smaller where the whole scene is.
  const k = Math.min(1, extent.radius / 16)
  const at = (dx: number, dy: number): Point3 => [x + k * dx, y + k * dy, z]
  const outline = [at(1.7, 0), at(-0.9, 0.85), at(-0.45, 0), at(-0.9, -0.85)]
  outline.forEach((start, i) => {
    const end = outline[(i + 1) % outline.length] as Point3
    sink.segment(start, end, colour, 0.85, 1.6, 0)
  })
}

/** Beyond this many metres from the vehicle a label says nothing that can be seen. */
const FARTHEST_LABEL_METRES = 90

/** Speeds of what moves, above each box; the selected object always, with its name. */
export function speedLabels(
  pane: PaneContent,
  frame: FrameContent,
  ego: ViewFromSweep1,
  settings: ViewSettings,
  selected: number | null,
): Label[] {
  const theme = THEMES[settings.theme]
  const ink = rgbFromHex(theme.ink)
  const plate = rgbFromHex(theme.labelBackground)
  const origin = frame.sweep0.lidars[0]?.origin ?? [0, 0, 0]
  const labels: Label[] = []
  for (const instance of pane.estimate?.instances ?? []) {
    const chosen = instance.track === selected
    if (!instance.moving && !chosen) continue
    const box = warpedBox(instance, ego, settings.warp)
    const range = Math.hypot(box.center[0] - origin[0], box.center[1] - origin[1])
    if (range > FARTHEST_LABEL_METRES && !chosen) continue
    labels.push({
      text: labelText(instance, chosen),
      at: boxCorners(box),
      priority: (chosen ? 1e6 : 0) + instance.pointCount + 1000 / (1 + range),
      bead: colourOf(instance, pane),
      ink,
      plate,
    })
  }
  return labels
}

function labelText(instance: EstimateInstance, chosen: boolean): string {
  const speed = `${instance.speedMetresPerSecond.toFixed(1)} m/s`
  return chosen && instance.label !== '' ? `${instance.label}  ${speed}` : speed
}

const RING_LABELS = 8

/** Distances along the axes of the rings or the grid. */
export function ringLabels(extent: SceneExtent, stepMetres: number, settings: ViewSettings): Label[] {
  const theme = THEMES[settings.theme]
  const ink: Rgb = mix(rgbFromHex(theme.grid), rgbFromHex(theme.ink), 0.35)
  const [x, y] = extent.centre
  const labels: Label[] = []
  for (let k = 1; k <= RING_LABELS; k++) {
    const text = lengthText(k * stepMetres)
    const directions = extent.egoCentred ? [1, -1] : [1]
    for (const direction of directions)
      labels.push({
        text,
        at: [[x + direction * k * stepMetres, y, extent.ground]],
        priority: -k,
        bead: null,
        ink,
        plate: ink,
      })
  }
  return labels
}
