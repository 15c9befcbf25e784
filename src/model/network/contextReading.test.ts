import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { identity } from '../sweep/transform.ts'
import { contextObjects } from './contextObjects.ts'
import { parseManifest } from './manifest.ts'
import { type PredictedPair, readState } from './prediction.ts'
import { polishRigidly } from './rigidPolish.ts'

type Rows = readonly (readonly number[])[]

/** What the training package reads from a scene (training/semanticflow_training/evaluation/fixture.py). */
interface Scene {
  readonly kind: readonly string[]
  readonly points0: Rows
  readonly points1: Rows
  readonly flow: Rows
  readonly mask: Rows
  readonly object: readonly number[]
  readonly confidence: readonly number[]
  readonly context_flow: Rows
  readonly groups: readonly number[]
  readonly instance: readonly number[]
  readonly said_flow: Rows
  readonly polished_instance: readonly number[]
  readonly polished_flow: Rows
}

const scene: Scene = JSON.parse(readFileSync(new URL('./fixtures/contextReading.json', import.meta.url), 'utf8'))
const manifest = parseManifest(readFileSync('public/models/street/manifest.json', 'utf8'))
const floats = (rows: Rows) => Float32Array.from(rows.flat())
const state = { flow: floats(scene.flow), mask: floats(scene.mask) }
const points0 = floats(scene.points0)
const points1 = floats(scene.points1)

function pairWith(context: PredictedPair['context']): PredictedPair {
  return {
    positions0: points0,
    ground0: new Uint8Array(scene.kind.length),
    sweep1FromSweep0: identity(),
    intervalSeconds: 0.1,
    prepared: { points0, points1, rows0: Int32Array.from(scene.kind.keys()) },
    context,
  }
}

const context = {
  object: Int32Array.from(scene.object),
  confidence: Float32Array.from(scene.confidence),
  flow: floats(scene.context_flow),
}

/** The same partition, whatever its parts are called. */
function canonical(names: ArrayLike<number>): number[] {
  const seen = new Map<number, number>([[0, 0]])
  return Array.from(names, name => {
    if (!seen.has(name)) seen.set(name, seen.size)
    return seen.get(name) as number
  })
}

test('with context a state is read as the training package reads it', () => {
  const reading = readState(pairWith(context), state, manifest)
  expect(canonical(reading.instance)).toEqual(canonical(scene.instance))
  expect([...reading.foreground]).toEqual(scene.instance.map(name => (name > 0 ? 1 : 0)))
  expect(reading.flow).toEqual(floats(scene.said_flow))
})

test('and polished as the training package polishes it', () => {
  const pair = pairWith(context)
  const reading = readState(pair, state, manifest)
  const polished = polishRigidly({ ...reading, points0, points1, context, stillMetres: manifest.grouping.stillMetres })
  expect(canonical(polished.instance)).toEqual(canonical(scene.polished_instance))
  const wanted = floats(scene.polished_flow)
  polished.flow.forEach((value, k) => {
    expect(value).toBeCloseTo(wanted[k] as number, 4)
  })
})

test('without context the groups of votes stay whole, and doubted ones that sweep 1 does not confirm stand', () => {
  const reading = readState(pairWith(null), state, manifest)
  const unconfirmed = new Set(['doubted post', 'sure creeper', 'unsure creeper'])
  expect(canonical(reading.instance)).toEqual(
    canonical(scene.groups.map((group, k) => (unconfirmed.has(scene.kind[k] as string) ? 0 : group))),
  )
})

test('objects of the context are those of whose kept points at least half move', () => {
  const labels = {
    instance: Int32Array.of(2, 2, 2, 3, 3, 1, 0, 3),
    dynamic: Float32Array.of(0.9, 0.1, 0.9, 0.9, 0.1, 1, 0, 0.1),
    confidence: Float32Array.of(0.5, 0.6, 0.7, 0.8, 0.9, 1, 1, 1),
    flow: Float32Array.from({ length: 24 }, (_, i) => i + 1),
    sweep1FromSweep0: identity<'sweep1', 'sweep0'>(),
  }
  // The last row of object 3, which would tip the balance, is not among the kept ones.
  const kept = contextObjects(labels, new Float32Array(24), { rows0: Int32Array.of(0, 1, 3, 4, 5, 6) })
  expect([...kept.object]).toEqual([2, 2, 3, 3, 0, 0])
  expect([...kept.confidence]).toEqual([...Float32Array.of(0.5, 0.6, 0.8, 0.9, 1, 1)])
  // The second of these rows is called static: it has no motion of its own.
  expect([...kept.flow.subarray(0, 9)]).toEqual([1, 2, 3, 0, 0, 0, 10, 11, 12])
  const all = contextObjects(labels, new Float32Array(24), { rows0: Int32Array.from(labels.instance.keys()) })
  expect([...all.object]).toEqual([2, 2, 2, 0, 0, 0, 0, 0])
})
