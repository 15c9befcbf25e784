import { z } from 'zod'
import { StudioError } from '../error/studioError.ts'

const shape = z.array(z.union([z.int().positive(), z.string().min(1)])).min(1)
const graph = z.object({
  file: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  inputs: z.record(z.string(), shape),
  outputs: z.record(z.string(), shape),
})
const metres = z.number().positive()
const share = z.number().min(0).max(1)

const schema = z.object({
  manifestVersion: z.literal(1),
  name: z.string().min(1),
  title: z.string().min(1),
  licence: z.string().min(1),
  trainingData: z.array(z.object({ name: z.string(), licence: z.string(), labels: z.string().optional() })),
  recipe: z.string(),
  training: z.record(z.string(), z.unknown()).optional(),
  opset: z.int().positive(),
  graphs: z.object({ encoder: graph, step: graph }),
  grid: z.object({
    cornerMetres: z.tuple([z.number(), z.number()]),
    pillarMetres: metres,
    pillars: z.int().positive(),
    mapMetres: metres,
    mapCells: z.int().positive(),
    rowOrder: z.literal('row = y * cells + x'),
  }),
  pillarFeatures: z.object({ names: z.array(z.string()), heightClampMetres: z.tuple([z.number(), z.number()]) }),
  head: z.object({ kind: z.enum(['votes', 'slots']), outputs: z.int().positive() }),
  iterations: z.object({
    default: z.int().positive(),
    trained: z.tuple([z.int().positive(), z.int().positive()]),
    most: z.int().positive(),
  }),
  foregroundThreshold: z.object({ alone: share, withContext: share }),
  grouping: z.object({
    cellMetres: metres,
    fewestVotesInCell: z.int().positive(),
    fewestPoints: z.int().positive(),
    connectivity: z.literal(8),
    stillMetres: z.number().min(0),
    fewestConfidence: share,
  }),
  intervalSeconds: z.number().positive(),
  golden: z.object({ file: z.string().min(1), sha256: z.string() }).optional(),
})

/** What a program has to know of a model to run it: docs/model-manifest.md. Fields that only people read may be added freely. */
export type ModelManifest = z.infer<typeof schema>
export type ModelGraph = ModelManifest['graphs']['encoder']
export type GraphName = keyof ModelManifest['graphs']

/** The features that `pillarCanvas` makes, as a manifest names them. */
export const PILLAR_FEATURES = 8
/** Numbers of context a point. */
export const PRIOR_CHANNELS = 9

/**
 * Reads `manifest.json`.
 * Throws `file-malformed` that lists everything that is wrong, with the place of each.
 */
export function parseManifest(text: string, file = 'manifest.json'): ModelManifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw malformed(file, [`it is not JSON (${cause instanceof Error ? cause.message : String(cause)})`])
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success)
    throw malformed(
      file,
      parsed.error.issues.map(issue => `${issue.path.join('.') || 'the whole'}: ${issue.message}`),
    )
  const problems = contradictions(parsed.data)
  if (problems.length > 0) throw malformed(file, problems)
  return parsed.data
}

/** What each part allows and the parts together do not: the graphs' shapes against grid, head and features. */
function contradictions(manifest: ModelManifest): string[] {
  const { grid, graphs, head, pillarFeatures } = manifest
  const problems: string[] = []
  const expect = (where: string, found: readonly (number | string)[] | undefined, expected: (number | string)[]) => {
    if (found?.join() === expected.join()) return
    problems.push(`${where}: expected [${expected.join(', ')}], found ${found ? `[${found.join(', ')}]` : 'nothing'}`)
  }
  const { encoder, step } = graphs
  const canvas = [1, PILLAR_FEATURES, grid.pillars, grid.pillars]
  const rows = grid.mapCells * grid.mapCells
  for (const name of ['canvas0', 'canvas1']) expect(`graphs.encoder.inputs.${name}`, encoder.inputs[name], canvas)
  for (const name of ['own', 'target'] as const) {
    const made = encoder.outputs[name]
    expect(`graphs.encoder.outputs.${name}`, made, [rows, made?.[1] ?? 'channels'])
    expect(`graphs.step.inputs.${name}`, step.inputs[name], [rows, made?.[1] ?? 'channels'])
  }
  const hidden = Number(encoder.outputs['start']?.[1]) - 2
  expect('graphs.encoder.outputs.start', encoder.outputs['start'], [rows, hidden + 2])
  const points = String(step.inputs['points']?.[0] ?? 'points')
  const states = { hidden, flow: 3, mask: head.outputs }
  expect('graphs.step.inputs.points', step.inputs['points'], [points, 3])
  expect('graphs.step.inputs.prior', step.inputs['prior'], [points, PRIOR_CHANNELS])
  for (const [name, channels] of Object.entries(states)) {
    expect(`graphs.step.inputs.${name}`, step.inputs[name], [points, channels])
    expect(`graphs.step.outputs.next_${name}`, step.outputs[`next_${name}`], [points, channels])
  }
  if (head.kind === 'votes' && head.outputs !== 4)
    problems.push(`head.outputs: the votes head has 4 (foreground logit and centre vote), found ${head.outputs}`)
  if (head.kind === 'slots' && head.outputs < 2)
    problems.push(`head.outputs: slots are the background and at least one object, found ${head.outputs}`)
  if (pillarFeatures.names.length !== PILLAR_FEATURES)
    problems.push(`pillarFeatures.names: expected ${PILLAR_FEATURES} names, found ${pillarFeatures.names.length}`)
  const side = grid.pillars * grid.pillarMetres
  if (Math.abs(side - grid.mapCells * grid.mapMetres) > 1e-6)
    problems.push(
      `grid: ${grid.pillars} pillars of ${grid.pillarMetres} m are ${side} m, ${grid.mapCells} cells of ${grid.mapMetres} m are not`,
    )
  return problems
}

function malformed(file: string, problems: readonly string[]): StudioError {
  return new StudioError({
    code: 'file-malformed',
    message: `${file} does not describe a model that can be run here: ${problems.join('; ')}.`,
    hint: 'docs/model-manifest.md describes each field; `python -m semanticflow_training export` writes the file.',
    file,
  })
}
