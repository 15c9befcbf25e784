/** A pane in the canvas, device pixels, origin at the top left. */
export interface PaneRectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Device-independent width of the line between panes. */
export const DIVIDER_PX = 2

/** Panes left to right, equal in width to a pixel so that the linked cameras show the same field of view. */
export function layoutPanes(width: number, height: number, count: number, pixelRatio: number): PaneRectangle[] {
  if (count <= 0) return []
  const gap = count > 1 ? Math.max(1, Math.round(DIVIDER_PX * pixelRatio)) : 0
  const paneWidth = Math.max(1, Math.floor((width - gap * (count - 1)) / count))
  return Array.from({ length: count }, (_, i) => ({
    x: i === count - 1 ? width - paneWidth : i * (paneWidth + gap),
    y: 0,
    width: paneWidth,
    height: Math.max(1, height),
  }))
}

/** Index of the pane at a place, the nearest one when on a divider. */
export function paneAt(panes: readonly PaneRectangle[], x: number): number {
  let best = -1
  let bestGap = Number.POSITIVE_INFINITY
  panes.forEach((pane, i) => {
    const gap = Math.max(pane.x - x, x - (pane.x + pane.width - 1), 0)
    if (gap < bestGap) {
      bestGap = gap
      best = i
    }
  })
  return best
}
