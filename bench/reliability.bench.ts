import { streetSets } from './accuracy/evaluationSets.ts'
import { labelled, loadedPairs, type MeasuredPair } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'reliability'

/** Streets that neither thresholds nor confidences were chosen on. */
const SEEDS = [221, 230] as const
const RIGHT_METRES = 0.05
const EDGES = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 1]

interface Label {
  readonly what: 'object' | 'static'
  readonly confidence: number
  /** Share of its points whose flow is right. */
  readonly right: number
  readonly points: number
}

/** Of the labels with confidence c, which share is right within 5 cm? An object is one label; static points count each. */
export async function run(): Promise<readonly Measurement[]> {
  const labels: Label[] = []
  for (const set of streetSets(...SEEDS))
    for await (const pair of loadedPairs(set)) labels.push(...labelsOf(await labelled(pair)))
  console.log(`simulated streets, seeds ${SEEDS.join('-')}, three sensors; right = flow within ${RIGHT_METRES} m`)
  console.log('| labels | confidence | mean confidence | right | number |')
  console.log('| --- | --- | --- | --- | --- |')
  const results: Measurement[] = []
  const objects = labels.filter(label => label.what === 'object')
  for (let k = 0; k + 1 < EDGES.length; k++) {
    const [low, high] = [EDGES[k] as number, EDGES[k + 1] as number]
    const held = objects.filter(({ confidence }) => confidence >= low && (confidence < high || high === 1))
    results.push(...row('objects', `${low}-${high}`, held, () => 1))
  }
  const levels = new Map<string, Label[]>()
  for (const label of labels.filter(({ what }) => what === 'static')) {
    const level = label.confidence.toFixed(3)
    levels.set(level, [...(levels.get(level) ?? []), label])
  }
  for (const [level, held] of [...levels].sort())
    results.push(...row('static points', level, held, ({ points }) => points))
  return results
}

function row(labels: string, bin: string, held: readonly Label[], weightOf: (label: Label) => number): Measurement[] {
  if (held.length === 0) return []
  let [weight, confidence, right] = [0, 0, 0]
  for (const label of held) {
    weight += weightOf(label)
    confidence += weightOf(label) * label.confidence
    right += weightOf(label) * label.right
  }
  const [stated, found] = [confidence / weight, right / weight]
  console.log(`| ${labels} | ${bin} | ${stated.toFixed(3)} | ${found.toFixed(3)} | ${weight} |`)
  return [{ labels, bin, stated, found, weight }]
}

function labelsOf({ sweep0, truth, result }: MeasuredPair): Label[] {
  const { flow, instance, confidence, instances } = result.estimate
  const byKey = new Map<string, { confidence: number; points: number; right: number }>()
  for (let i = 0; i < sweep0.count; i++) {
    if (truth.valid?.[i] === 0) continue
    const id = instance[i] as number
    const own = confidence?.[i] ?? Number.NaN
    const key = id >= 2 ? `object ${id}` : `static ${own.toFixed(4)}`
    const sum = byKey.get(key) ?? { confidence: own, points: 0, right: 0 }
    const off = [0, 1, 2].map(axis => (flow[3 * i + axis] as number) - (truth.flow[3 * i + axis] as number))
    sum.points++
    if (Math.hypot(...off) < RIGHT_METRES) sum.right++
    byKey.set(key, sum)
  }
  return [...byKey].map(([key, { points, right, ...sum }]) => ({
    what: key.startsWith('object') ? 'object' : 'static',
    confidence: instances.find(({ id }) => key === `object ${id}`)?.confidence ?? sum.confidence,
    right: right / points,
    points,
  }))
}
