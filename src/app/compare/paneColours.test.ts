import { describe, expect, it } from 'vitest'
import type { Estimate } from '#model/sweep/estimate.ts'
import { fakeEstimate, fakeInstance } from '../testing/fakeData.ts'
import { counterpartId, matchingOf } from './comparedPairs.ts'
import { paneColours } from './paneColours.ts'

function estimate(ids: readonly number[], trackOf: (id: number) => number): Estimate {
  const known = [...new Set(ids)].filter(id => id > 1)
  const made = fakeEstimate(
    'truth',
    ids.length,
    known.map(id => fakeInstance(id, { track: trackOf(id) })),
  )
  made.instance.set(ids)
  return made
}

describe('colours of objects over panes', () => {
  // One object in all four, one in the first two, one in the last three, and one of the third alone.
  const labels = estimate([2, 2, 2, 0, 0, 0, 3, 3, 0, 0], id => id)
  const truth = estimate([7, 7, 7, 8, 8, 8, 9, 9, 0, 0], id => 10 * id)
  const prediction = estimate([4, 4, 4, 5, 5, 5, 0, 0, 6, 6], id => 100 * id)
  const polished = estimate([3, 3, 3, 2, 2, 2, 0, 0, 0, 0], id => 1000 * id)
  const colours = paneColours([labels, truth, prediction, polished])
  const colourOf = (of: Estimate, id: number) => colours.get(of)?.get(id)

  it('are one for an object wherever it is seen', () => {
    expect([colourOf(truth, 7), colourOf(prediction, 4), colourOf(polished, 3)]).toEqual([2, 2, 2])
    expect(colourOf(truth, 9)).toBe(3)
    expect(colourOf(prediction, 5)).toBe(colourOf(truth, 8))
    expect(colourOf(polished, 2)).toBe(colourOf(truth, 8))
  })

  it('are different for different objects of one pane', () => {
    for (const own of colours.values()) expect(new Set(own.values()).size).toBe(own.size)
  })

  it('do not depend on who was matched with whom first', () => {
    const again = estimate([...labels.instance], id => id)
    const other = estimate([...truth.instance], id => 10 * id)
    matchingOf(again, other)
    expect(counterpartId(other, again, 7)).toBe(2)
    expect(counterpartId(again, other, 2)).toBe(7)
    expect(counterpartId(other, again, 8)).toBeNull()
  })
})
