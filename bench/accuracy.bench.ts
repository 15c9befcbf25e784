import { DEFAULT_MODEL, openModel } from '../cli/network/openModel.ts'
import type { EvaluationSummary } from '../src/model/evaluation/summary.ts'
import type { Estimate } from '../src/model/sweep/estimate.ts'
import { type EvaluationSet, realSets, streetSets, TEST_SEEDS } from './accuracy/evaluationSets.ts'
import { labelled, labelledInSequence, loadedPairs, type MeasuredPair, Pool, predicted } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'accuracy'

const HEAD = '| data | estimate | 3-way | FD | FS | BS | dynamic IoU | PQ moving | moving objects |'
const OTHERS_HEAD = '| data | estimate | bucketed-35 | FD | FS | BS | opensceneflow | FD | FS | BS | dynamic bucketed |'
const OTHERS = ['bucketed-35', 'opensceneflow'] as const

/**
 * The tables of README, poses given, metres per sweep interval: protocol av2-v1 with objects, then the other protocols' errors. Takes a
 * quarter of an hour.
 */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  const others: string[] = []
  const model = await openModel(DEFAULT_MODEL)
  printHead(HEAD)
  for (const set of [...realSets(), ...streetSets(...TEST_SEEDS)]) {
    const pools = new Map<string, Pools>()
    const add = (estimate: string, measured: MeasuredPair, said: Estimate) => {
      const known = pools.get(estimate) ?? new Pools()
      pools.set(estimate, known)
      known.add(measured, said)
    }
    for await (const loaded of loadedPairs(set)) {
      const measured = await labelled(loaded)
      add('ego motion', measured, measured.result.egoEstimate)
      add('pair', measured, measured.result.estimate)
      for (const withContext of [false, true]) {
        const { prediction, polished } = await predicted(model, loaded, measured, withContext)
        add(withContext ? 'network, given the pair' : 'network alone', measured, prediction)
        add(withContext ? 'polished, given the pair' : 'polished alone', measured, polished)
      }
    }
    // One pair alone has no neighbours in time.
    if (set.pairs.length > 1)
      for await (const measured of labelledInSequence(set)) add('sequence', measured, measured.result.estimate)
    for (const [estimate, { main, others: byOthers }] of pools) {
      results.push(row(set, estimate, main.summary()))
      others.push(otherRow(set, estimate, byOthers))
    }
  }
  printHead(OTHERS_HEAD)
  for (const line of others) console.log(line)
  return results
}

function printHead(head: string): void {
  console.log(head)
  console.log(head.replace(/[^|]+/g, ' --- '))
}

/** One estimate under every protocol. */
class Pools {
  readonly main = new Pool()
  readonly others = OTHERS.map(protocol => new Pool(protocol))

  add(measured: MeasuredPair, estimate: Estimate): void {
    for (const pool of [this.main, ...this.others]) pool.add(measured, estimate)
  }
}

function row(set: EvaluationSet, estimate: string, { epe, dynamic, instances }: EvaluationSummary): Measurement {
  const { pq, objects } = instances.moving
  // Without a moving object of 50 points there is nothing that a prediction could match.
  const shown = [epe.threeWay, epe.fd, epe.fs, epe.bs, dynamic.iou, objects > 0 ? pq : Number.NaN]
  console.log(`| ${set.name} | ${estimate} | ${shown.map(told).join(' | ')} | ${objects} |`)
  return { set: set.name, estimate, ...epe, dynamicIou: dynamic.iou, pqMoving: pq, movingObjects: objects }
}

function otherRow(set: EvaluationSet, estimate: string, pools: readonly Pool[]): string {
  const summaries = pools.map(pool => pool.summary())
  const errors = summaries.flatMap(({ epe }) => [epe.threeWay, epe.fd, epe.fs, epe.bs])
  const normalised = summaries[0]?.bucketed.meanDynamic ?? Number.NaN
  return `| ${set.name} | ${estimate} | ${[...errors, normalised].map(told).join(' | ')} |`
}

function told(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(3)
}
