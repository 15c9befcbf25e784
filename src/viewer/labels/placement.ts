/** A label that wants to be shown; pixels of the pane, origin at its top left. */
export interface LabelCandidate {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Higher wins. */
  readonly priority: number
}

/** Least gap between two labels. */
const GAP_PX = 3

/** Indices of the labels to show: by priority, none touching another, none cut by the pane's edge, at most `limit`. */
export function placeLabels(
  candidates: readonly LabelCandidate[],
  width: number,
  height: number,
  limit: number,
): number[] {
  const order = candidates.map((_, i) => i)
  order.sort((a, b) => (candidates[b]?.priority ?? 0) - (candidates[a]?.priority ?? 0) || a - b)
  const kept: number[] = []
  for (const i of order) {
    if (kept.length >= limit) break
    const label = candidates[i] as LabelCandidate
    if (label.x < 0 || label.y < 0 || label.x + label.width > width || label.y + label.height > height) continue
    if (kept.some(k => touch(candidates[k] as LabelCandidate, label))) continue
    kept.push(i)
  }
  return kept
}

function touch(a: LabelCandidate, b: LabelCandidate): boolean {
  return (
    a.x < b.x + b.width + GAP_PX &&
    b.x < a.x + a.width + GAP_PX &&
    a.y < b.y + b.height + GAP_PX &&
    b.y < a.y + a.height + GAP_PX
  )
}
