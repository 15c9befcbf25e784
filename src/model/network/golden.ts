import { z } from 'zod'
import { StudioError } from '../error/studioError.ts'
import type { ModelManifest } from './manifest.ts'
import type { NetworkGraphs } from './networkGraphs.ts'
import { pillarCanvas } from './pillars.ts'
import { refine } from './refinement.ts'

const rows = z.array(z.array(z.number())).transform(values => Float32Array.from(values.flat()))
const outputs = z.object({ prior: rows, first_flow: rows, first_mask: rows, flow: rows, mask: rows })
const schema = z.object({
  tolerance: z.number().positive(),
  iterations: z.int().positive(),
  points0: rows,
  points1: rows,
  canvas0_sum_by_feature: z.array(z.number()),
  canvas1_sum_by_feature: z.array(z.number()),
  map_rows: z.array(z.int()),
  maps: z.object({ own: rows, target: rows, start: rows }),
  without_context: outputs,
  with_context: outputs,
})

/** A small scene with what the training package's PyTorch said of it: docs/model-manifest.md. */
export type Golden = z.infer<typeof schema>

/** Throws `file-malformed`. */
export function parseGolden(text: string, file = 'golden.json'): Golden {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new StudioError({
      code: 'file-malformed',
      message: `${file} does not hold the golden outputs of a model: ${cause instanceof Error ? cause.message : cause}.`,
      hint: 'Export the model again.',
      file,
    })
  }
}

/**
 * Runs a model on its golden scene.
 * @returns greatest absolute difference to PyTorch by what was compared; canvases by their sums over each feature
 */
export async function goldenDifferences(
  graphs: NetworkGraphs,
  manifest: ModelManifest,
  golden: Golden,
  chunkPoints?: number,
): Promise<Readonly<Record<string, number>>> {
  const { grid, pillarFeatures } = manifest
  const canvas = (points: Float32Array) => pillarCanvas(points, grid, pillarFeatures.heightClampMetres)
  const canvas0 = canvas(golden.points0)
  const canvas1 = canvas(golden.points1)
  const start = await graphs.encode(canvas0, canvas1)
  const width = start.length / (grid.mapCells * grid.mapCells)
  const kept = golden.map_rows.flatMap(row => [...start.subarray(width * row, width * (row + 1))])
  const differences: Record<string, number> = {
    canvas0: largest(sumsByFeature(canvas0), golden.canvas0_sum_by_feature),
    canvas1: largest(sumsByFeature(canvas1), golden.canvas1_sum_by_feature),
    start: largest(kept, golden.maps.start),
  }
  const prepared = {
    points0: golden.points0,
    points1: golden.points1,
    rows0: Int32Array.from({ length: golden.points0.length / 3 }, (_, i) => i),
  }
  for (const [name, expected, prior] of [
    ['without context', golden.without_context, null],
    ['with context', golden.with_context, golden.with_context.prior],
  ] as const) {
    const { iterations } = await refine(graphs, manifest, prepared, {
      prior,
      iterations: golden.iterations,
      chunkPoints,
      everyPoint: true,
    })
    const first = iterations[0]
    const last = iterations.at(-1)
    if (!first || !last) continue
    const firstDifference = Math.max(largest(first.flow, expected.first_flow), largest(first.mask, expected.first_mask))
    differences['first state'] = Math.max(differences['first state'] ?? 0, firstDifference)
    differences[`flow ${name}`] = largest(last.flow, expected.flow)
    differences[`mask ${name}`] = largest(last.mask, expected.mask)
  }
  return differences
}

function sumsByFeature(canvas: Float32Array): number[] {
  const area = canvas.length / 8
  return Array.from({ length: 8 }, (_, feature) => {
    let sum = 0
    for (const value of canvas.subarray(area * feature, area * (feature + 1))) sum += value
    return sum
  })
}

/** Infinity where the lengths differ or something is not a number. */
function largest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs((found[i] as number) - (expected[i] as number))
    if (!(difference <= most)) most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
  }
  return most
}
