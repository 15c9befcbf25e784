import { readOptions, usageOf } from '../options.ts'
import { DEFAULT_FRAMES, parseCount } from '../simulate/options.ts'
import { parseStreets } from '../simulate/streetNames.ts'

export const POSES = ['given', 'own'] as const
export type PosesName = (typeof POSES)[number]

export const LABEL_ESTIMATES = ['coarse', 'coarse-sequence'] as const
export type LabelEstimateName = (typeof LABEL_ESTIMATES)[number]

export interface LabelOptions {
  /** Paths, or `simulate:SENSOR:SEED` with one seed each. */
  readonly inputs: readonly string[]
  readonly out: string
  readonly frames: number
  /** Every which pair is labelled. */
  readonly step: number
  readonly jobs: number
  readonly poses: PosesName
  readonly estimate: LabelEstimateName
  /** Annotated truth is written too, for evaluation. */
  readonly truth: boolean
  readonly quiet: boolean
}

export const LABEL_HELP = `usage: semanticflow label INPUT... --out DIR [options]

Runs the coarse stage over every pair of consecutive sweeps and writes pseudo-labels beside the data: DIR/NAME.labels.h5.
Inputs are never written. Inputs that are not HDF5 already are written as DIR/NAME.h5 too, so that training finds the points
(simulated streets with their truth, real ones without any).

INPUT
  a file or folder               OpenSceneFlow .h5, KITTI folder, Argoverse 2 log, ...
  simulate:SENSOR:SEED           a simulated street; SENSOR:FIRST-LAST is one street a seed

options
  --out DIR            where to write; made when it is not there
  --frames N           sweeps of a simulated street (default ${DEFAULT_FRAMES}); of other inputs the first N (default all)
  --step N             label every Nth pair only (default 1)
  --poses given|own    poses of the input, or ego motion estimated from the points (default given; own without poses)
  --estimate NAME      coarse: each pair on its own; coarse-sequence: also what the pairs before and after found, three times
                       the work (default coarse-sequence)
  --truth              write annotated truth into NAME.h5 too; such a file evaluates and never trains
  --jobs N             inputs worked on at the same time, each in a process of its own (default 1)
  --quiet              no progress
  --help

What is finished is skipped, what was interrupted goes on where it stopped. docs/label-sidecar.md describes the file.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 unusable input, 130 interrupted.
`

/** @throws CommandError `usage` */
export function parseLabelOptions(argv: readonly string[]): LabelOptions | 'help' {
  const { values, positionals } = readOptions(argv, OPTIONS, usage)
  if (values.help) return 'help'
  if (positionals.length === 0) throw usage('INPUT is missing: name a file, a folder or simulate:SENSOR:SEED.')
  if (values.out === undefined) throw usage('--out is missing: name the folder to write to.')
  const poses = POSES.find(name => name === (values.poses ?? 'given'))
  if (!poses) throw usage(`--poses ${values.poses} is not known; one of ${POSES.join(', ')} is expected.`)
  const estimate = LABEL_ESTIMATES.find(name => name === (values.estimate ?? 'coarse-sequence'))
  if (!estimate)
    throw usage(`--estimate ${values.estimate} is not known; one of ${LABEL_ESTIMATES.join(', ')} is expected.`)
  return {
    inputs: positionals.flatMap(streetsOf),
    out: values.out,
    frames: parseCount('--frames', values.frames, 0, 2),
    step: parseCount('--step', values.step, 1, 1),
    jobs: parseCount('--jobs', values.jobs, 1, 1),
    poses,
    estimate,
    truth: values.truth ?? false,
    quiet: values.quiet ?? false,
  }
}

function streetsOf(input: string): string[] {
  if (!input.toLowerCase().startsWith('simulate:')) return [input]
  return parseStreets(input.slice('simulate:'.length)).map(({ sensor, seed }) => `simulate:${sensor}:${seed}`)
}

const OPTIONS = {
  out: { type: 'string' },
  frames: { type: 'string' },
  step: { type: 'string' },
  jobs: { type: 'string' },
  poses: { type: 'string' },
  estimate: { type: 'string' },
  truth: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const usage = usageOf('label')
