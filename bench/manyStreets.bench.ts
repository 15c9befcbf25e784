import type { EvaluationSummary } from '../src/model/evaluation/summary.ts'
import { type EvaluationSet, MORE_SEEDS, streetSets } from './accuracy/evaluationSets.ts'
import { labelled, loadedPairs, Pool } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'many-streets'

/** As many streets as the table of README has of a sensor. */
const STREETS_A_PART = 20

/**
 * Pseudo-labels of pairs on a hundred further streets a sensor, poses given, protocol av2-v1: all of them, and between what the five
 * times twenty of them lie.
 * Twenty streets have some fifty objects of a sparse sensor, of which one more or less is two hundredths of PQ.
 */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  for (const set of streetSets(...MORE_SEEDS)) results.push(await measure(set))
  return results
}

async function measure(set: EvaluationSet): Promise<Measurement> {
  const all = new Pool()
  const parts: Pool[] = []
  let count = 0
  for await (const loaded of loadedPairs(set)) {
    const measured = await labelled(loaded)
    if (count++ % STREETS_A_PART === 0) parts.push(new Pool())
    for (const pool of [all, parts.at(-1) as Pool]) pool.add(measured, measured.result.estimate)
  }
  const whole = all.summary()
  const summaries = parts.map(pool => pool.summary())
  const told = (value: (of: EvaluationSummary) => number, name: string) => {
    const values = summaries.map(value)
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return `${name} ${value(whole).toFixed(3)} (${least.toFixed(3)} to ${most.toFixed(3)})`
  }
  console.log(
    `${set.name}, ${whole.instances.moving.objects} moving objects: ${[
      told(({ epe }) => epe.fd, 'FD'),
      told(({ epe }) => epe.bs, 'BS'),
      told(({ dynamic }) => dynamic.iou, 'IoU'),
      told(({ instances }) => instances.moving.pq, 'PQ'),
    ].join(', ')}`,
  )
  const { epe, dynamic, instances } = whole
  return { set: set.name, ...epe, dynamicIou: dynamic.iou, pqMoving: instances.moving.pq }
}
