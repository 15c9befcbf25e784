import { CommandError, EXIT } from '../exitCode.ts'
import { readOptions, usageOf } from '../options.ts'
import { parseStreets, type StreetName } from './streetNames.ts'

export interface SimulateOptions {
  readonly streets: readonly StreetName[]
  readonly out: string
  readonly frames: number
  readonly quiet: boolean
}

export const DEFAULT_FRAMES = 40

export const SIMULATE_HELP = `usage: semanticflow simulate SENSOR:SEED... --out DIR [options]

Writes simulated streets with exact truth as OpenSceneFlow HDF5, one file a street: DIR/simulated-SENSOR-SEED.h5.

SENSOR:SEED      av2, hdl-64e, spinning-32 or solid-state and a whole number; SENSOR:FIRST-LAST is one street a seed

options
  --out DIR      where to write; made when it is not there
  --frames N     sweeps a street (default ${DEFAULT_FRAMES})
  --quiet        no progress
  --help

A street that is already there is left alone. Files appear as a whole: an interrupted street leaves none.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
`

/** @throws CommandError `usage` */
export function parseSimulateOptions(argv: readonly string[]): SimulateOptions | 'help' {
  const { values, positionals } = readOptions(argv, OPTIONS, usage)
  if (values.help) return 'help'
  if (positionals.length === 0) throw usage('SENSOR:SEED is missing: name at least one street.')
  if (values.out === undefined) throw usage('--out is missing: name the folder to write to.')
  return {
    streets: positionals.flatMap(parseStreets),
    out: values.out,
    frames: parseCount('--frames', values.frames, DEFAULT_FRAMES, 2),
    quiet: values.quiet ?? false,
  }
}

const OPTIONS = {
  out: { type: 'string' },
  frames: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** A whole number of at least `least`. @throws CommandError `usage` */
export function parseCount(option: string, text: string | undefined, fallback: number, least: number): number {
  if (text === undefined) return fallback
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < least)
    throw new CommandError(EXIT.usage, `${option} takes a whole number from ${least}, not "${text}".`)
  return count
}

const usage = usageOf('simulate')
