import type { Estimate } from '#model/sweep/estimate.ts'
import { counterpartId } from './comparedPairs.ts'

/** Tracks of sources that are not the first are moved on in the palette: equal numbers are not the same object. */
const PALETTE_STEP = 23

/**
 * Per estimate, instance id -> the track whose colour it takes. What the first one has keeps that colour in all of them; what only
 * later ones have, the colour of the first among them that has it.
 * @param estimates in the panes' order, each once
 */
export function paneColours(estimates: readonly Estimate[]): ReadonlyMap<Estimate, ReadonlyMap<number, number>> {
  const colours = new Map<Estimate, ReadonlyMap<number, number>>()
  estimates.forEach((estimate, place) => {
    const own = new Map<number, number>()
    for (const { id, track } of estimate.instances) {
      const earlier = estimates.slice(0, place).map(other => {
        const counterpart = counterpartId(estimate, other, id)
        return counterpart === null ? undefined : colours.get(other)?.get(counterpart)
      })
      own.set(id, earlier.find(colour => colour !== undefined) ?? track + PALETTE_STEP * place)
    }
    colours.set(estimate, own)
  })
  return colours
}
