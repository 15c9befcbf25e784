import { PROTOCOLS, type ProtocolName } from '#model/evaluation/protocol.ts'
import { DEFAULT_MODEL } from '../network/openModel.ts'
import { oneOf, readOptions, usageOf, wholeNumber } from '../options.ts'
import { type PairRange, parsePairs } from '../pairRange.ts'

export const ESTIMATES = ['ego', 'coarse', 'coarse-sequence', 'network', 'network+context', 'polished'] as const
export type EstimateName = (typeof ESTIMATES)[number]

export const REGIONS = ['all', 'camera'] as const
export type RegionName = (typeof REGIONS)[number]

export const POSES = ['given', 'own'] as const
export type PosesName = (typeof POSES)[number]

export interface EvaluateOptions {
  readonly input: string
  /** null = every pair that has truth. */
  readonly pairs: PairRange | null
  readonly estimate: EstimateName
  readonly protocol: ProtocolName
  /** null = where the truth speaks. */
  readonly region: RegionName | null
  readonly poses: PosesName
  /** Of the network: a shipped one's name or a folder. */
  readonly model: string
  readonly seed: number | null
  readonly json: boolean
  readonly quiet: boolean
}

export const EVALUATE_HELP = `usage: semanticflow evaluate INPUT [options]

Measures an estimate of the motion between sweeps against truth.

INPUT
  a file or folder with truth     Argoverse 2 log, KITTI folder with boxes, OpenSceneFlow .h5, .npz pair
  simulate:SENSOR[:SEED]          a simulated street; SENSOR is av2, hdl-64e, spinning-32 or solid-state

options
  --pairs FIRST:LAST:STEP   first sweeps of the pairs, LAST included (default: every pair with truth; simulated: every 10th)
  --estimate NAME           ${ESTIMATES.join(' | ')} (default coarse)
                            polished: the network with context, then one rigid motion an instance
  --protocol NAME           ${PROTOCOLS.join(' | ')} (default av2-v1)
  --region all|camera       camera: only where the camera's view is labelled (default: camera where labels end there, else all)
  --poses given|own         poses of the input, or ego motion estimated from the points (default given)
  --model NAME|FOLDER       network of the estimates that need one (default ${DEFAULT_MODEL})
  --seed N                  seed of a simulated street
  --json                    one JSON object instead of a table
  --quiet                   no progress
  --help

All distances are metres per sweep interval. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 unusable input,
130 interrupted.
`

/** @throws CommandError `usage` for anything that is not understood */
export function parseEvaluateOptions(argv: readonly string[]): EvaluateOptions | 'help' {
  const parsed = readOptions(argv, OPTIONS, usage)
  const { values, positionals } = parsed
  if (values.help) return 'help'
  const [input, ...more] = positionals
  if (input === undefined) throw usage('INPUT is missing: name a file, a folder or simulate:SENSOR:SEED.')
  if (more.length > 0)
    throw usage(`One INPUT is expected, but ${positionals.length} were given: ${positionals.join(', ')}.`)
  return {
    input,
    pairs: values.pairs === undefined ? null : parsePairs(values.pairs, usage),
    estimate: oneOf('--estimate', values.estimate ?? 'coarse', ESTIMATES, usage),
    protocol: oneOf('--protocol', values.protocol ?? 'av2-v1', PROTOCOLS, usage),
    region: values.region === undefined ? null : oneOf('--region', values.region, REGIONS, usage),
    poses: oneOf('--poses', values.poses ?? 'given', POSES, usage),
    model: values.model ?? DEFAULT_MODEL,
    seed: values.seed === undefined ? null : wholeNumber('--seed', values.seed, usage),
    json: values.json ?? false,
    quiet: values.quiet ?? false,
  }
}

const OPTIONS = {
  pairs: { type: 'string' },
  estimate: { type: 'string' },
  protocol: { type: 'string' },
  region: { type: 'string' },
  poses: { type: 'string' },
  model: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const usage = usageOf('evaluate')
