import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { truncatedChamfer } from './chamfer.ts'
import { flowLoss, voteLoss } from './flow.ts'
import { foregroundLoss } from './foreground.ts'
import { pseudoObjects } from './pseudoObjects.ts'
import { rigidLoss } from './rigidity.ts'
import { separationLoss } from './separation.ts'
import { maskRows, masksFromInstances, masksFromVotes, type SoftMasks } from './softMasks.ts'
import { spatialLoss } from './spatial.ts'

type Rows = readonly number[] | readonly (readonly number[])[]
type Scene = Readonly<Record<string, Rows>> & {
  readonly seed: number
  readonly flow_loss: number
  readonly vote_loss: number
}

const scenes: Readonly<Record<'votes' | 'hard', Scene>> = JSON.parse(
  readFileSync(new URL('./fixtures/losses.json', import.meta.url), 'utf8'),
)

const array = (rows: Rows | undefined) => Float64Array.from((rows ?? []).flat())
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, relative = 1e-5) {
  expect(actual.length).toBe(expected.length)
  const worst = Array.from(actual, (value, i) => {
    const wanted = expected[i] as number
    return Math.abs(value - wanted) / Math.max(Math.abs(wanted), 1e-6)
  }).reduce((a, b) => Math.max(a, b), 0)
  expect(worst).toBeLessThanOrEqual(relative)
}

function inputs(scene: Scene) {
  const probability = array(scene['probability'])
  const dynamic = Uint8Array.from(array(scene['dynamic']))
  const foreground = Int32Array.from(dynamic.keys()).filter(i => dynamic[i] === 1)
  const points = array(scene['points'])
  return {
    points,
    flow: array(scene['flow']),
    probability,
    logit: probability.map(p => Math.log(p / (1 - p))),
    vote: array(scene['vote']),
    dynamic,
    foreground,
    instance: Int32Array.from(array(scene['instance'])),
    confidence: array(scene['confidence']),
    extent: array(scene['extent']),
    claimed: Int32Array.from(array(scene['claimed'])),
    surface: array(scene['surface']),
    moved: points.map((value, n) => value + (array(scene['flow'])[n] as number)),
  }
}

const rowsOf = (values: Float64Array, at: Int32Array) =>
  Float64Array.from([...at].flatMap(i => [...values.subarray(3 * i, 3 * i + 3)]))

describe('losses equal those of the training package', () => {
  for (const name of ['votes', 'hard'] as const) {
    const scene = scenes[name]
    const given = inputs(scene)
    const masks: SoftMasks =
      name === 'votes'
        ? masksFromVotes(given.points, given.logit, given.vote, pseudoObjects(given.points, given.instance).centres)
        : masksFromInstances(given.claimed, given.probability)

    describe(`${name} scene, seed ${scene.seed}`, () => {
      test('masks', () => expectClose(masks.values, array(scene['masks']), 1e-5))
      test('background-foreground', () =>
        expectClose(foregroundLoss(given.logit, given.dynamic, given.confidence), array(scene['foreground_loss'])))
      test('rigid object consistency', () =>
        expectClose(rigidLoss(given.points, given.flow, masks), array(scene['rigid_loss'])))
      test('spatial mask consistency', () =>
        expectClose(spatialLoss(given.points, masks), array(scene['spatial_loss'])))
      test('dynamic object mask', () => {
        const { foreground } = given
        const values = separationLoss(
          rowsOf(given.points, foreground),
          maskRows(masks, foreground),
          foreground.map(i => given.instance[i] as number),
          Float64Array.from(foreground, i => given.extent[i] as number),
        )
        expectClose(values, array(scene['separation_loss']))
      })
      test('flow, whose mean is the scalar', () => {
        const values = flowLoss(given.flow, array(scene['target_flow']), given.dynamic, given.confidence)
        expectClose([mean(values)], [scene.flow_loss])
      })
      test('votes, whose mean is the scalar', () => {
        const member = given.dynamic
        expectClose(
          [mean(voteLoss(given.vote, array(scene['target_vote']), member, given.confidence))],
          [scene.vote_loss],
        )
      })
      test('truncated Chamfer both ways', () => {
        expectClose(truncatedChamfer(given.moved, given.surface), array(scene['chamfer']))
        expectClose(truncatedChamfer(given.surface, given.moved), array(scene['chamfer_back']))
        expect(array(scene['chamfer_back']).filter(value => value === 0).length).toBeGreaterThan(5)
      })
      test('centres and extents of the pseudo-objects', () => {
        const objects = pseudoObjects(given.points, given.instance)
        expectClose(objects.extent, given.extent)
        expectClose(objects.votes, array(scene['target_vote']), 1e-4)
      })
    })
  }
})
