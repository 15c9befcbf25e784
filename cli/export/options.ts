import { resolve, sep } from 'node:path'
import { EVALUATED_STEP, LEADERBOARDS, type Leaderboard } from '#model/export/av2/leaderboards.ts'
import { EXPORT_FORMATS, type ExportFormat } from '#model/export/exportFormats.ts'
import { ESTIMATES, type EstimateName, POSES, type PosesName } from '../evaluate/options.ts'
import { DEFAULT_MODEL } from '../network/openModel.ts'
import { oneOf, readOptions, usageOf } from '../options.ts'
import { type PairRange, parsePairs } from '../pairRange.ts'
import { DEFAULT_FRAMES, parseCount } from '../simulate/options.ts'

export const EXPORT_ESTIMATES = [...ESTIMATES, 'truth'] as const
export type ExportEstimateName = EstimateName | 'truth'

export interface ExportOptions {
  readonly input: string
  readonly format: ExportFormat
  readonly out: string
  readonly estimate: ExportEstimateName
  /** null = every pair; of a submission every fifth. */
  readonly pairs: PairRange | null
  /** Sweeps of a simulated street. */
  readonly frames: number
  readonly poses: PosesName
  readonly model: string
  readonly leaderboard: Leaderboard
  /** Path of the official masks. */
  readonly masks: string | null
  readonly quiet: boolean
}

export const EXPORT_HELP = `usage: semanticflow export INPUT --format NAME --out DIR [options]

Writes an estimate of the motion of every point, pair by pair. Inputs are never written.

INPUT
  a file or folder               Argoverse 2 log or a folder of logs, KITTI folder, OpenSceneFlow .h5, .npz pair, ...
  simulate:SENSOR:SEED           a simulated street

options
  --format NAME        ${EXPORT_FORMATS.join(' | ')}
  --out DIR            where to write; made when it is not there
  --estimate NAME      ${EXPORT_ESTIMATES.join(' | ')} (default coarse)
  --pairs FIRST:LAST:STEP   first sweeps of the pairs, LAST included (default: every pair; av2-submission: every ${EVALUATED_STEP}th)
  --poses given|own    poses of the input, or ego motion estimated from the points (default given)
  --model NAME|FOLDER  network of the estimates that need one (default ${DEFAULT_MODEL})
  --leaderboard YEAR   form of av2-submission: ${LEADERBOARDS.join(' | ')} (default ${LEADERBOARDS[0]})
  --masks ZIP          official masks (masks.zip) of the 2023 form; without them the evaluated points are computed
  --frames N           sweeps of a simulated street (default ${DEFAULT_FRAMES})
  --quiet              no progress
  --help

npz, ply, csv, feather: DIR/NAME.ESTIMATE/TIMESTAMP.EXT, one file a pair. av2-submission: one DIR/av2-YEAR.ESTIMATE.zip for all
logs, read back and checked. openscene-h5: DIR/NAME.ESTIMATE.h5. What is finished is skipped, what was interrupted goes on where it
stopped. docs/exports.md describes the files.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 unusable input, 130 interrupted.
`

/** @throws CommandError `usage` */
export function parseExportOptions(argv: readonly string[]): ExportOptions | 'help' {
  const { values, positionals } = readOptions(argv, OPTIONS, usage)
  if (values.help) return 'help'
  const [input, ...more] = positionals
  if (input === undefined) throw usage('INPUT is missing: name a file, a folder or simulate:SENSOR:SEED.')
  if (more.length > 0)
    throw usage(`One INPUT is expected, but ${positionals.length} were given: ${positionals.join(', ')}.`)
  if (values.format === undefined) throw usage(`--format is missing: one of ${EXPORT_FORMATS.join(', ')} is expected.`)
  if (values.out === undefined) throw usage('--out is missing: name the folder to write to.')
  if (isInside(values.out, input))
    throw usage(`--out ${values.out} lies inside of INPUT, which is never written: name another folder.`)
  const format = oneOf('--format', values.format, EXPORT_FORMATS, usage)
  for (const [option, value] of [
    ['--leaderboard', values.leaderboard],
    ['--masks', values.masks],
  ] as const)
    if (value !== undefined && format !== 'av2-submission') throw usage(`${option} belongs to --format av2-submission.`)
  const leaderboard = oneOf('--leaderboard', values.leaderboard ?? LEADERBOARDS[0], LEADERBOARDS, usage)
  if (values.masks !== undefined && leaderboard !== '2023')
    throw usage(`--masks belongs to --leaderboard 2023: the form of ${leaderboard} has a row for every point.`)
  return {
    input,
    format,
    out: values.out,
    estimate: oneOf('--estimate', values.estimate ?? 'coarse', EXPORT_ESTIMATES, usage),
    pairs: values.pairs === undefined ? null : parsePairs(values.pairs, usage),
    frames: parseCount('--frames', values.frames, 0, 2),
    poses: oneOf('--poses', values.poses ?? 'given', POSES, usage),
    model: values.model ?? DEFAULT_MODEL,
    leaderboard,
    masks: values.masks ?? null,
    quiet: values.quiet ?? false,
  }
}

function isInside(out: string, input: string): boolean {
  const folder = resolve(input)
  return resolve(out) === folder || resolve(out).startsWith(folder + sep)
}

const OPTIONS = {
  format: { type: 'string' },
  out: { type: 'string' },
  estimate: { type: 'string' },
  pairs: { type: 'string' },
  frames: { type: 'string' },
  poses: { type: 'string' },
  model: { type: 'string' },
  leaderboard: { type: 'string' },
  masks: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const usage = usageOf('export')
