import type { CoarseParameters, RigidMotionParameters } from '../src/model/coarse/parameters.ts'
import { type EvaluationSet, realSets, streetSets, TUNING_SEEDS } from './accuracy/evaluationSets.ts'
import { type LoadedPair, labelled, loadedPairs, Pool } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'ablation'

const RULES = [
  'splitLidars',
  'searchAlongWay',
  'followHidden',
  'tryMotionsBeside',
  'takeOutPeople',
  'gatherPieces',
  'divideClusters',
  'judgeAgainstOthers',
  'centreFit',
  'mergeFragments',
  'adoptFragments',
  'refusePieces',
  'absorbInside',
  'joinLoosePoints',
  'joinLowPoints',
  'partTows',
  'overInterval',
] as const

/** Thresholds at the value that switches their rule off. */
const OFF: Readonly<Record<string, Partial<RigidMotionParameters>>> = {
  'displacement votes': { votePeaks: 0 },
  'plane-aware residual': { alongLineWeight: 1, acrossLinesWeight: 1 },
  'cost of the way': { wayCost: 0 },
  'least gain': { minimumGain: 0, manyGainPoints: 0 },
  'left unexplained': { maximumLeftOver: 1, maximumLeftOverWithEvidence: 1 },
  'points gained': { minimumGainPoints: 0, minimumGainPointsWithEvidence: 0, minimumClearGainPoints: 0 },
  'scraps that slide': { minimumSlidingGainPoints: 0 },
  'seen along itself': { grazingSine: 0 },
  'doubtful objects': { leastObjectChance: 0 },
  'leniency with evidence': { evidenceShare: 2 },
  'hidden places': { hiddenShare: 1 },
  'far jumps': { minimumJumpPoints: 0 },
  'inliers forward': { minimumInlierShare: 0 },
  'inliers backward': { minimumReverseShare: 0 },
  'long and low': { longMetres: 1000 },
  'flat things': { minimumHeight: 0 },
  'hanging things': { maximumGroundClearance: 1000, maximumHiddenClearance: 1000 },
}

/** Every seventh pair of the drive: rules are switched off two dozen times. */
const DRIVE_STEP = 7

/** Each rule of the rigid stage switched off in turn: what it is worth, as the change against all rules. */
export async function run(): Promise<readonly Measurement[]> {
  const sets = [
    ...realSets().filter(set => !set.name.includes('0001')),
    ...streetSets(TUNING_SEEDS[0], TUNING_SEEDS[0] + 3),
  ]
  const results: Measurement[] = []
  for (const set of sets.map(thinned)) {
    console.log(`${set.name}, ${set.pairs.length} ${set.pairs.length === 1 ? 'pair' : 'pairs'} (av2-v1, poses given)`)
    const pairs: LoadedPair[] = []
    for await (const pair of loadedPairs(set)) pairs.push(pair)
    const whole = await measure(pairs, parameters => parameters)
    print('all rules', whole)
    results.push({ set: set.name, rule: 'all rules', ...whole })
    for (const [rule, parametersOf] of variants()) {
      const without = await measure(pairs, parametersOf)
      print(`without ${rule}`, without, whole)
      results.push({ set: set.name, rule, ...without })
    }
  }
  return results
}

function* variants(): Generator<[string, (parameters: CoarseParameters) => CoarseParameters]> {
  const changed = (parameters: CoarseParameters, change: Partial<RigidMotionParameters>): CoarseParameters => ({
    ...parameters,
    rigidMotion: { ...parameters.rigidMotion, ...change },
  })
  for (const rule of RULES)
    yield [rule, parameters => changed(parameters, { rules: { ...parameters.rigidMotion.rules, [rule]: false } })]
  for (const [rule, change] of Object.entries(OFF)) yield [rule, parameters => changed(parameters, change)]
}

interface Numbers {
  readonly fd: number
  readonly bs: number
  readonly iou: number
  readonly pq: number
}

async function measure(
  pairs: readonly LoadedPair[],
  parametersOf: (defaults: CoarseParameters) => CoarseParameters,
): Promise<Numbers> {
  const pool = new Pool()
  for (const pair of pairs) {
    const measured = await labelled(pair, parametersOf)
    pool.add(measured, measured.result.estimate)
  }
  const { epe, dynamic, instances } = pool.summary()
  return { fd: epe.fd, bs: epe.bs, iou: dynamic.iou, pq: instances.moving.pq }
}

function print(label: string, numbers: Numbers, whole?: Numbers): void {
  const cells = (['fd', 'bs', 'iou', 'pq'] as const).map(key => {
    const value = numbers[key]
    const change = whole ? ` (${value - whole[key] >= 0 ? '+' : ''}${(value - whole[key]).toFixed(4)})` : ''
    return `${key.toUpperCase()} ${value.toFixed(4)}${change}`.padEnd(24)
  })
  console.log(`  ${label.padEnd(32)} ${cells.join('')}`.trimEnd())
}

function thinned(set: EvaluationSet): EvaluationSet {
  return set.pairs.length > 10 ? { ...set, pairs: set.pairs.filter((_, k) => k % DRIVE_STEP === 0) } : set
}
