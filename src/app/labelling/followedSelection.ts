import type { Estimate } from '#model/sweep/estimate.ts'
import type { SelectedObject } from '../stores/selectionSlice.ts'

/**
 * What is selected when the pseudo-labels that are looked at change from `before` to `now`: where only their tracks were renumbered (two
 * tracks can turn out to be one), the same object under its new number; otherwise what was selected.
 */
export function followedSelection(
  selected: SelectedObject | null,
  before: Estimate | undefined,
  now: Estimate | undefined,
): SelectedObject | null {
  if (selected?.source !== 'pseudo-labels' || before === now || before?.flow !== now?.flow) return selected
  const object = before?.instances.find(({ track }) => track === selected.track)
  const track = now?.instances.find(({ id }) => id === object?.id)?.track ?? selected.track
  return track === selected.track ? selected : { ...selected, track }
}
