import { DEFAULT_MODEL, openModel } from '../cli/network/openModel.ts'
import type { EvaluationSummary } from '../src/model/evaluation/summary.ts'
import { type EvaluationSet, realSets, streetSets, TEST_SEEDS } from './accuracy/evaluationSets.ts'
import { labelled, labelledInSequence, loadedPairs, Pool, predicted } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'accuracy'

const HEAD = '| data | estimate | 3-way | FD | FS | BS | dynamic IoU | PQ moving | moving objects |'

/** The table of README: protocol av2-v1, poses given, metres per sweep interval. Takes a quarter of an hour. */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  const model = await openModel(DEFAULT_MODEL)
  console.log(HEAD)
  console.log(HEAD.replace(/[^|]+/g, ' --- '))
  for (const set of [...realSets(), ...streetSets(...TEST_SEEDS)]) {
    const pools = new Map<string, Pool>()
    const pool = (estimate: string) => {
      const known = pools.get(estimate) ?? new Pool()
      pools.set(estimate, known)
      return known
    }
    for await (const loaded of loadedPairs(set)) {
      const measured = await labelled(loaded)
      pool('ego motion').add(measured, measured.result.egoEstimate)
      pool('pair').add(measured, measured.result.estimate)
      for (const withContext of [false, true]) {
        const { prediction, polished } = await predicted(model, loaded, measured, withContext)
        pool(withContext ? 'network, given the pair' : 'network alone').add(measured, prediction)
        pool(withContext ? 'polished, given the pair' : 'polished alone').add(measured, polished)
      }
    }
    for (const [estimate, pooled] of pools) results.push(row(set, estimate, pooled.summary()))
    // One pair alone has no neighbours in time.
    if (set.pairs.length === 1) continue
    const sequence = new Pool()
    for await (const measured of labelledInSequence(set)) sequence.add(measured, measured.result.estimate)
    results.push(row(set, 'sequence', sequence.summary()))
  }
  return results
}

function row(set: EvaluationSet, estimate: string, { epe, dynamic, instances }: EvaluationSummary): Measurement {
  const { pq, objects } = instances.moving
  // Without a moving object of 50 points there is nothing that a prediction could match.
  const shown = [epe.threeWay, epe.fd, epe.fs, epe.bs, dynamic.iou, objects > 0 ? pq : Number.NaN]
  console.log(
    `| ${set.name} | ${estimate} | ${shown.map(v => (Number.isNaN(v) ? '-' : v.toFixed(3))).join(' | ')} | ${objects} |`,
  )
  return { set: set.name, estimate, ...epe, dynamicIou: dynamic.iou, pqMoving: pq, movingObjects: objects }
}
