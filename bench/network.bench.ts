import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as wasm from 'onnxruntime-web'
import { parseManifest } from '#model/network/manifest.ts'
import { OnnxGraphs } from '#model/network/onnxGraphs.ts'
import { pillarCanvas } from '#model/network/pillars.ts'
import { preparePair } from '#model/network/preparedPair.ts'
import { readLast, refinePair } from '#model/network/refinePair.ts'
import { av2Pairs } from './inputs.ts'
import { asMeasurement, type Measurement, measured, ratio, timing } from './report.ts'

export const name = 'network'

const RUNS = 7
const PUBLISHED_RUNS = 2
const THREADS = 2
const POINTS = 100_000
const ITERATIONS = 4
const TARGET_MILLISECONDS = 1500

const models = resolve(import.meta.dirname, '../public/models/street')
const published = resolve(import.meta.dirname, 'results/published.onnx')

/**
 * A pair of 100k kept points on the full grid, warm, four iterations, on the app's WASM runtime with two threads: the shipped network by
 * component, and the published architecture (171.5 GMAC, random weights) in the same run.
 */
export async function run(): Promise<Measurement[]> {
  wasm.env.wasm.numThreads = THREADS
  wasm.env.logLevel = 'error'
  const manifest = parseManifest(readFileSync(resolve(models, 'manifest.json'), 'utf8'))
  const bytes = (file: string) => new Uint8Array(readFileSync(resolve(models, file)))
  const graphs = await OnnxGraphs.open(wasm, 'wasm', { encoder: bytes('encoder.onnx'), step: bytes('step.onnx') })
  const pair = (await av2Pairs()).at(-1)
  if (!pair?.sweep1FromSweep0) return []
  const { positions } = pair.sweep0
  // Nothing is left out as ground: every point of the sweep costs its steps.
  const points = {
    positions0: positions,
    positions1: pair.sweep1.positions,
    ground0: new Uint8Array(pair.sweep0.count),
    ground1: new Uint8Array(pair.sweep1.count),
    sweep1FromSweep0: pair.sweep1FromSweep0,
    intervalSeconds: 0.1,
    context: null,
  }
  const times: Record<string, number[]> = {}
  const note = (what: string, milliseconds: number) => {
    const known = times[what]
    if (known) known.push(milliseconds)
    else times[what] = [milliseconds]
  }
  const ours = await measured(RUNS, 2, async () => {
    const refined = await refinePair(graphs, manifest, points, { iterations: ITERATIONS })
    const { steps, ...components } = refined.milliseconds
    for (const [what, milliseconds] of Object.entries(components)) note(what, milliseconds)
    for (const step of steps) note('step', step)
    for (const [what, milliseconds] of Object.entries(readLast(refined, manifest).milliseconds))
      note(what, milliseconds)
  })
  const prepared = preparePair(points, manifest.grid)
  const kept = prepared.rows0.length
  console.log(
    `${pair.label}, ${kept} of ${pair.sweep0.count} points on the grid; ${THREADS} WASM threads; target ${TARGET_MILLISECONDS} ms`,
  )
  console.log(`ours       ${timing(ours)}`)
  const results: Measurement[] = [{ what: 'pair', points: kept, threads: THREADS, ...asMeasurement('ours', ours) }]
  for (const [what, values] of Object.entries(times)) {
    const sorted = values.sort((a, b) => a - b)
    const median = sorted[sorted.length >> 1] as number
    const p95 = sorted[Math.floor(0.95 * sorted.length)] as number
    console.log(`  ${what.padEnd(9)}median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`)
    results.push({ what, medianMs: median, p95Ms: p95 })
  }
  await graphs.release()
  if (!existsSync(published)) {
    console.log(
      'published  skipped: python -m semanticflow_training export-published bench/results/published.onnx writes it',
    )
    return results
  }
  const session = await wasm.InferenceSession.create(new Uint8Array(readFileSync(published)), {
    executionProviders: ['wasm'],
  })
  const canvas = (values: Float32Array) =>
    new wasm.Tensor('float32', pillarCanvas(values, manifest.grid), [
      1,
      8,
      manifest.grid.pillars,
      manifest.grid.pillars,
    ])
  const padded = new Float32Array(3 * POINTS)
  padded.set(prepared.points0.subarray(0, padded.length))
  const theirs = await measured(PUBLISHED_RUNS, 1, async () => {
    const made = await session.run({
      canvas0: canvas(prepared.points0),
      canvas1: canvas(prepared.points1),
      points: new wasm.Tensor('float32', padded, [1, POINTS, 3]),
    })
    for (const tensor of Object.values(made)) tensor.dispose()
  })
  await session.release()
  console.log(`published  ${timing(theirs)}`)
  console.log(ratio(ours, theirs))
  results.push({ what: 'published', ...asMeasurement('theirs', theirs) })
  return results
}
