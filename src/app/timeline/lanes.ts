import { LANE, type Lanes } from '../stores/frameSlice.ts'

export interface LaneColours {
  readonly empty: string
  readonly loaded: string
  readonly labelled: string
  readonly stale: string
  readonly failed: string
  readonly busy: string
}

export const LANE_HEIGHT = 7
export const LANE_GAP = 5

/** Left edge and width of a position in a strip `width` pixels wide; neighbours touch when there is no room for gaps. */
export function cellOf(
  position: number,
  count: number,
  width: number,
): { readonly left: number; readonly width: number } {
  const pitch = width / count
  const gap = pitch >= 5 ? 1 : 0
  return { left: position * pitch, width: Math.max(1, pitch - gap) }
}

export function laneColour(value: number, present: string, colours: LaneColours): string {
  switch (value) {
    case LANE.present:
      return present
    case LANE.failed:
      return colours.failed
    case LANE.busy:
      return colours.busy
    case LANE.stale:
      return colours.stale
    default:
      return colours.empty
  }
}

export function drawLanes(
  context: CanvasRenderingContext2D,
  lanes: Lanes,
  count: number,
  width: number,
  colours: LaneColours,
): void {
  context.clearRect(0, 0, width, 2 * LANE_HEIGHT + LANE_GAP)
  for (let position = 0; position < count; position++) {
    const cell = cellOf(position, count, width)
    context.fillStyle = laneColour(lanes.loaded[position] ?? LANE.none, colours.loaded, colours)
    context.fillRect(cell.left, 0, cell.width, LANE_HEIGHT)
    if (position === count - 1) continue
    context.fillStyle = laneColour(lanes.labelled[position] ?? LANE.none, colours.labelled, colours)
    context.fillRect(cell.left, LANE_HEIGHT + LANE_GAP, cell.width, LANE_HEIGHT)
  }
}
