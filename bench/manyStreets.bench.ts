import { DEFAULT_MODEL, openModel } from '../cli/network/openModel.ts'
import type { EvaluationSummary } from '../src/model/evaluation/summary.ts'
import { type EvaluationSet, MORE_SEEDS, streetSets } from './accuracy/evaluationSets.ts'
import { labelled, loadedPairs, Pool, predicted } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'many-streets'

/** As many streets as the table of README has of a sensor. */
const STREETS_A_PART = 20
const ESTIMATES = ['pair', 'network, given the pair', 'polished, given the pair'] as const

/**
 * Pseudo-labels of pairs, and what the network makes of them, on a hundred further streets a sensor, poses given, protocol av2-v1: all of
 * them, and between what the five times twenty of them lie.
 * Twenty streets have some fifty objects of a sparse sensor, of which one more or less is two hundredths of PQ.
 */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  for (const set of streetSets(...MORE_SEEDS)) results.push(...(await measure(set)))
  return results
}

async function measure(set: EvaluationSet): Promise<Measurement[]> {
  const model = await openModel(DEFAULT_MODEL)
  const pools = ESTIMATES.map(() => ({ all: new Pool(), parts: [] as Pool[] }))
  let count = 0
  for await (const loaded of loadedPairs(set)) {
    const measured = await labelled(loaded)
    const { prediction, polished } = await predicted(model, loaded, measured, true)
    const begins = count++ % STREETS_A_PART === 0
    for (const [k, estimate] of [measured.result.estimate, prediction, polished].entries()) {
      const { all, parts } = pools[k] as (typeof pools)[number]
      if (begins) parts.push(new Pool())
      for (const pool of [all, parts.at(-1) as Pool]) pool.add(measured, estimate)
    }
  }
  return ESTIMATES.map((estimate, k) => {
    const { all, parts } = pools[k] as (typeof pools)[number]
    return summarised(
      set.name,
      estimate,
      all.summary(),
      parts.map(pool => pool.summary()),
    )
  })
}

function summarised(
  set: string,
  estimate: string,
  whole: EvaluationSummary,
  parts: readonly EvaluationSummary[],
): Measurement {
  const told = (value: (of: EvaluationSummary) => number, name: string) => {
    const values = parts.map(value)
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return `${name} ${value(whole).toFixed(4)} (${least.toFixed(4)} to ${most.toFixed(4)})`
  }
  console.log(
    `${set}, ${whole.instances.moving.objects} moving objects, ${estimate}: ${[
      told(({ epe }) => epe.threeWay, '3-way'),
      told(({ epe }) => epe.fd, 'FD'),
      told(({ epe }) => epe.bs, 'BS'),
      told(({ dynamic }) => dynamic.iou, 'IoU'),
      told(({ instances }) => instances.moving.pq, 'PQ'),
    ].join(', ')}`,
  )
  const { epe, dynamic, instances } = whole
  return { set, estimate, ...epe, dynamicIou: dynamic.iou, pqMoving: instances.moving.pq }
}
