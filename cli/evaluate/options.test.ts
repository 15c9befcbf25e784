import { describe, expect, it } from 'vitest'
import type { SequenceInfo } from '#model/sweep/sequence.ts'
import { CommandError } from '../exitCode.ts'
import { choosePairs } from './choosePairs.ts'
import { parseEvaluateOptions } from './options.ts'

describe('the options of evaluate', () => {
  it('have the defaults that the help names', () => {
    expect(parseEvaluateOptions(['log'])).toEqual({
      input: 'log',
      pairs: null,
      estimate: 'coarse',
      protocol: 'av2-v1',
      region: null,
      poses: 'given',
      model: 'street',
      seed: null,
      json: false,
      quiet: false,
    })
  })

  it('are read in any order and with =', () => {
    const argv = [
      '--json',
      '--pairs=0:48:2',
      '--estimate',
      'ego',
      'drive',
      '--protocol',
      'bucketed-35',
      '--poses',
      'own',
      '--region',
      'camera',
    ]
    expect(parseEvaluateOptions(argv)).toMatchObject({
      input: 'drive',
      pairs: { first: 0, last: 48, step: 2 },
      estimate: 'ego',
      protocol: 'bucketed-35',
      poses: 'own',
      region: 'camera',
      json: true,
    })
  })

  it('take a single pair and a range without a step', () => {
    expect(parseEvaluateOptions(['x', '--pairs', '7'])).toMatchObject({ pairs: { first: 7, last: 7, step: 1 } })
    expect(parseEvaluateOptions(['x', '--pairs', '7:9'])).toMatchObject({ pairs: { first: 7, last: 9, step: 1 } })
  })

  for (const [argv, message] of [
    [[], /INPUT is missing/],
    [['a', 'b'], /One INPUT is expected, but 2/],
    [['a', '--pairs', '3:1'], /LAST 1 lies before FIRST 3/],
    [['a', '--pairs', '0:4:0'], /STEP is 0/],
    [['a', '--pairs', '0:4:1:2'], /FIRST:LAST:STEP/],
    [['a', '--pairs', '-1:4'], /pairs/],
    [['a', '--pairs', '1.5'], /whole numbers/],
    [['a', '--estimate', 'magic'], /--estimate magic is not known; one of ego, coarse/],
    [['a', '--protocol', 'v1'], /one of av2-v1, bucketed-35, opensceneflow/],
    [['a', '--region', 'front'], /all, camera/],
    [['a', '--poses', 'mine'], /given, own/],
    [['a', '--seed', 'x'], /--seed takes whole numbers/],
    [['a', '--fast'], /--fast/],
  ] as const)
    it(`refuse ${JSON.stringify(argv)}`, () => {
      const run = () => parseEvaluateOptions(argv)
      expect(run).toThrow(CommandError)
      expect(run).toThrow(message)
    })
})

describe('the pairs that are measured', () => {
  const info = (hasTruth: readonly boolean[]): SequenceInfo => ({
    id: 'x',
    name: 'log',
    format: 'test',
    frames: hasTruth.map((has, index) => ({
      index,
      name: `${index}`,
      timestampNanoseconds: 0n,
      bytes: 0,
      hasTruth: has,
    })),
    frame: 'ego',
    frameIsGuessed: false,
    intervalSeconds: 0.1,
    intervalIsAssumed: false,
    poseSources: [],
    sensorClass: 'unknown',
  })
  const log = info([true, true, false, true, true, false])

  it('are all that have truth when none are named', () => {
    expect(choosePairs(log, null, false)).toEqual([0, 1, 3, 4])
  })

  it('are those named', () => {
    expect(choosePairs(log, { first: 1, last: 4, step: 3 }, false)).toEqual([1, 4])
  })

  it('name the last pair when the range goes beyond it', () => {
    expect(() => choosePairs(log, { first: 0, last: 5, step: 1 }, false)).toThrow(
      /6 sweeps, so its last pair is 4, but 5/,
    )
  })

  it('name the pairs without truth', () => {
    expect(() => choosePairs(log, { first: 0, last: 4, step: 1 }, false)).toThrow(/no truth for pair 2/)
  })
})
