import { type EvaluationSet, realSets, streetSets, TEST_SEEDS } from './accuracy/evaluationSets.ts'
import { labelledPairs, measureSet } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'accuracy'

const HEAD = '| data | estimate | 3-way | FD | FS | BS | dynamic IoU | PQ moving | moving objects |'

/** The table of README: protocol av2-v1, poses given, metres per sweep interval. Takes a quarter of an hour. */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  console.log(HEAD)
  console.log(HEAD.replace(/[^|]+/g, ' --- '))
  for (const set of realSets()) results.push(...(await rows(set, true)))
  for (const set of streetSets(...TEST_SEEDS)) results.push(...(await rows(set, true)))
  return results
}

async function rows(set: EvaluationSet, sequence: boolean): Promise<Measurement[]> {
  const made: Measurement[] = []
  const estimates = [
    { estimate: 'ego motion', summary: () => measureSet(labelledPairs(set), result => result.egoEstimate) },
    { estimate: 'pair', summary: () => measureSet(labelledPairs(set)) },
    { estimate: 'sequence', summary: () => measureSet(labelledPairs(set, undefined, sequence)) },
  ]
  for (const { estimate, summary: measure } of estimates) {
    // One pair alone has no neighbours in time.
    if (estimate === 'sequence' && set.pairs.length === 1) continue
    const { epe, dynamic, instances } = await measure()
    const { pq, objects } = instances.moving
    const cells = [epe.threeWay, epe.fd, epe.fs, epe.bs, dynamic.iou, pq].map(v =>
      Number.isNaN(v) ? '-' : v.toFixed(3),
    )
    console.log(`| ${set.name} | ${estimate} | ${cells.join(' | ')} | ${objects} |`)
    made.push({ set: set.name, estimate, ...epe, dynamicIou: dynamic.iou, pqMoving: pq, movingObjects: objects })
  }
  return made
}
