import { expect, it } from 'vitest'
import { NOISE_KINDS, NOISE_LEVELS } from '#model/noise/degradation.ts'
import { endsFirst, networkPlan } from './networkPlan.ts'

it('takes the ends first, then the middles, and everything once', () => {
  expect(endsFirst(5)).toEqual([0, 4, 2, 1, 3])
  expect(endsFirst(1)).toEqual([0])
  expect(endsFirst(0)).toEqual([])
  for (const count of [2, 3, 6, 9])
    expect([...endsFirst(count)].sort((a, b) => a - b)).toEqual([...Array(count).keys()])
})

it('runs the network with context at each level, without it where something reaches it', () => {
  for (const kind of NOISE_KINDS) {
    const plan = networkPlan(kind)
    const levels = (withContext: boolean) =>
      plan
        .filter(run => run.withContext === withContext)
        .map(run => run.level)
        .sort((a, b) => a - b)
    expect(levels(true)).toEqual([...NOISE_LEVELS[kind]])
    expect(levels(false)).toEqual(kind.startsWith('ego') ? [...NOISE_LEVELS[kind]] : [0])
    expect(plan.slice(0, 2)).toEqual([
      { level: 0, withContext: true },
      { level: 0, withContext: false },
    ])
  }
})
