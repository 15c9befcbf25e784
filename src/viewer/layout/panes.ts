/** A place in the canvas, device pixels, origin at the top left. */
export interface PaneRectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a pane is drawn: `rectangle` is what its camera fills, `clip` the part of it that is its own. */
export interface PanePlace {
  readonly rectangle: PaneRectangle
  readonly clip: PaneRectangle
}

/** Device-independent width of the line between panes. */
export const DIVIDER_PX = 2

/** Panes a row, from the top: all rows are of one height, so that the linked cameras show things in one size. */
const ROWS: readonly (readonly number[])[] = [[], [1], [2], [1, 2], [2, 2]]
export const MOST_PANES = ROWS.length - 1

function rowsOf(count: number): readonly number[] {
  return ROWS[Math.min(MOST_PANES, Math.max(0, count))] ?? []
}

/** Equal parts of a length, in whole pixels, the last one flush with the end. */
function parts(length: number, count: number, gap: number): { readonly start: number; readonly size: number }[] {
  const size = Math.max(1, Math.floor((length - gap * (count - 1)) / count))
  return Array.from({ length: count }, (_, i) => ({ start: i === count - 1 ? length - size : i * (size + gap), size }))
}

/** Panes row by row, left to right: one; two beside each other; one over two; two by two. */
export function layoutPanes(width: number, height: number, count: number, pixelRatio: number): PaneRectangle[] {
  const rows = rowsOf(count)
  if (rows.length === 0) return []
  const gap = Math.max(1, Math.round(DIVIDER_PX * pixelRatio))
  const heights = parts(Math.max(1, height), rows.length, gap)
  return rows.flatMap((columns, row) => {
    const { start: y, size: paneHeight } = heights[row] ?? { start: 0, size: height }
    return parts(width, columns, gap).map(({ start, size }) => ({ x: start, y, width: size, height: paneHeight }))
  })
}

/**
 * Where each pane is drawn. With a swipe, two panes lie over each other: the first is seen left of the divider, the second right.
 * @param swipe share of the width at which the divider stands, or null
 */
export function placePanes(
  width: number,
  height: number,
  count: number,
  pixelRatio: number,
  swipe: number | null,
): PanePlace[] {
  if (swipe === null || count !== 2) return layoutPanes(width, height, count, pixelRatio).map(whole)
  const rectangle = { x: 0, y: 0, width, height: Math.max(1, height) }
  const gap = Math.max(1, Math.round(DIVIDER_PX * pixelRatio))
  const end = Math.min(width - gap, Math.max(0, Math.round(swipe * width - gap / 2)))
  const second = end + gap
  return [
    { rectangle, clip: { ...rectangle, width: end } },
    { rectangle, clip: { ...rectangle, x: second, width: width - second } },
  ]
}

function whole(rectangle: PaneRectangle): PanePlace {
  return { rectangle, clip: rectangle }
}

/** Index of the pane at a place, the nearest one when on a divider. */
export function paneAt(places: readonly PanePlace[], x: number, y: number): number {
  let best = -1
  let bestGap = Number.POSITIVE_INFINITY
  places.forEach(({ clip }, i) => {
    const across = Math.max(clip.x - x, x - (clip.x + clip.width - 1), 0)
    const down = Math.max(clip.y - y, y - (clip.y + clip.height - 1), 0)
    const gap = across + down
    if (gap < bestGap) {
      bestGap = gap
      best = i
    }
  })
  return best
}

/** Shares of the canvas, for what lies over the panes in the document. */
export function paneShares(count: number, swipe: number | null): PaneRectangle[] {
  if (swipe !== null && count === 2)
    return [
      { x: 0, y: 0, width: swipe, height: 1 },
      { x: swipe, y: 0, width: 1 - swipe, height: 1 },
    ]
  const rows = rowsOf(count)
  return rows.flatMap((columns, row) =>
    Array.from({ length: columns }, (_, column) => ({
      x: column / columns,
      y: row / rows.length,
      width: 1 / columns,
      height: 1 / rows.length,
    })),
  )
}
