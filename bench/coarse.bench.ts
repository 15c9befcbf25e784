import type { CoarseInput } from '../src/model/coarse/coarseInput.ts'
import type { CoarseResult } from '../src/model/coarse/coarseResult.ts'
import { runCoarseStage } from '../src/model/coarse/coarseStage.ts'
import { defaultParameters } from '../src/model/coarse/parameters.ts'
import { StageMemory } from '../src/model/coarse/stageMemory.ts'
import { av2Pairs, type BenchPair } from './inputs.ts'
import { asMeasurement, type Measurement, measured, milliseconds, spreadOf, type Timing, timing } from './report.ts'

export const name = 'coarse'

const RUNS = 20
const WARM_UP = 3

/** From points to pseudo-labels with poses given, one thread, stage by stage. */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  for (const pair of await av2Pairs()) results.push(await measure(pair))
  return results
}

async function measure(pair: BenchPair): Promise<Measurement> {
  const { sweep0, sweep1, info } = pair
  const input: CoarseInput = {
    sweep0,
    sweep1,
    givenSweep1FromSweep0: pair.sweep1FromSweep0,
    previousSweep1FromSweep0: null,
    context: [],
    intervalSeconds: info.intervalSeconds,
    sensorClass: info.sensorClass,
    parameters: defaultParameters(info.sensorClass),
  }
  const stages = new Map<string, number[]>()
  let result = null as CoarseResult | null
  let run = -WARM_UP
  const total = await measured(RUNS, WARM_UP, async () => {
    result = await runCoarseStage(input)
    if (run++ < 0) return
    for (const { stage, milliseconds: time } of result.timings) stages.set(stage, [...(stages.get(stage) ?? []), time])
  })
  const moving = result?.estimate.instances.length ?? 0
  console.log(`${pair.label}: ${sweep0.count} + ${sweep1.count} points, ${moving} moving objects`)
  console.log(`  points to pseudo-labels: ${timing(total)}`)
  const byStage: Record<string, number> = {}
  for (const [stage, times] of stages) {
    const spread = spreadOf(times)
    byStage[`${stage}MedianMs`] = spread.median
    byStage[`${stage}P95Ms`] = spread.p95
    const share = (100 * spread.median) / total.wall.median
    console.log(`    ${stage.padEnd(14)} ${milliseconds(spread)}, ${share.toFixed(0)} %`)
  }
  const slider = await sliderToClusters(input)
  console.log(`  a slider of the clustering to its clusters: ${timing(slider)}`)
  return {
    pair: pair.label,
    ...asMeasurement('ours', total),
    runs: RUNS,
    ...byStage,
    sliderMedianMs: slider.wall.median,
    sliderCpuMedianMs: slider.cpu.median,
  }
}

/** What a slider of the clustering waits for in the worker: a value that was never seen, on a pair that was. */
async function sliderToClusters(input: CoarseInput): Promise<Timing> {
  const memory = new StageMemory({ ground: 2, clustering: 2, 'ego-motion': 1, 'ray-casting': 1 })
  await runCoarseStage(input, { memory })
  const { clustering } = input.parameters
  let step = 0
  return measured(RUNS, WARM_UP, async () => {
    const controller = new AbortController()
    const parameters = { ...input.parameters, clustering: { ...clustering, epsMetres: 0.5 + 0.01 * ++step } }
    // What comes after the clusters is given up as in the app, where the next value follows.
    const run = runCoarseStage(
      { ...input, parameters },
      { memory, signal: controller.signal, onClusters: () => controller.abort() },
    )
    await run.catch(() => null)
  })
}
