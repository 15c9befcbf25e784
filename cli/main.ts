import { StudioError } from '#model/error/studioError.ts'
import { evaluateCommand } from './evaluate/evaluateCommand.ts'
import { EVALUATE_HELP } from './evaluate/options.ts'
import { CommandError, EXIT, type ExitCode, exitCodeOf } from './exitCode.ts'
import { exportCommand } from './export/exportCommand.ts'
import { EXPORT_HELP } from './export/options.ts'
import { INFER_HELP, inferCommand } from './infer/inferCommand.ts'
import { labelCommand } from './label/labelCommand.ts'
import { LABEL_HELP } from './label/options.ts'
import { SIMULATE_HELP } from './simulate/options.ts'
import { simulateCommand } from './simulate/simulateCommand.ts'
import type { Terminal } from './terminal.ts'

const HELP = `semanticflow: motion and instances from LiDAR sweeps

usage: semanticflow COMMAND [...]

commands
  evaluate   measure an estimate against truth
  simulate   write simulated streets with exact truth
  label      write pseudo-labels of the coarse stage
  infer      write what the network says of every pair
  export     write an estimate as npz, PLY, CSV, feather, HDF5 or a submission to Argoverse 2

semanticflow COMMAND --help tells more.
`

interface Command {
  readonly run: (argv: readonly string[], terminal: Terminal) => Promise<ExitCode>
  readonly help: string
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['evaluate', { run: evaluateCommand, help: EVALUATE_HELP }],
  ['simulate', { run: simulateCommand, help: SIMULATE_HELP }],
  ['label', { run: labelCommand, help: LABEL_HELP }],
  ['infer', { run: inferCommand, help: INFER_HELP }],
  ['export', { run: exportCommand, help: EXPORT_HELP }],
])

/** Runs one command line; never throws and never exits by itself. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [command, ...rest] = argv
  try {
    if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
      terminal.out(COMMANDS.get(rest[0] ?? '')?.help ?? HELP)
      return command === undefined ? EXIT.usage : EXIT.done
    }
    const known = COMMANDS.get(command)
    if (known) return await known.run(rest, terminal)
    throw new CommandError(
      EXIT.usage,
      `There is no command "${command}".`,
      `Commands: ${[...COMMANDS.keys()].join(', ')}.`,
    )
  } catch (thrown) {
    return report(thrown, terminal)
  }
}

function report(thrown: unknown, terminal: Terminal): ExitCode {
  if (thrown instanceof CommandError) {
    terminal.progress(`error: ${thrown.message}\n${thrown.hint ? `hint: ${thrown.hint}\n` : ''}`)
    return thrown.exitCode
  }
  const error = StudioError.from(thrown)
  const where = error.file ? `${error.file}: ` : ''
  terminal.progress(`error: ${where}${error.message}\n${error.hint ? `hint: ${error.hint}\n` : ''}`)
  return exitCodeOf(error.code)
}
