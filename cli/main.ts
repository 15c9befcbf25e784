import { StudioError } from '#model/error/studioError.ts'
import { evaluateCommand } from './evaluate/evaluateCommand.ts'
import { EVALUATE_HELP } from './evaluate/options.ts'
import { CommandError, EXIT, type ExitCode, exitCodeOf } from './exitCode.ts'
import type { Terminal } from './terminal.ts'

const HELP = `semanticflow: motion and instances from LiDAR sweeps

usage: semanticflow COMMAND [...]

commands
  evaluate   measure an estimate against truth

semanticflow COMMAND --help tells more.
`

/** Runs one command line; never throws and never exits by itself. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [command, ...rest] = argv
  try {
    if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
      terminal.out(rest[0] === 'evaluate' ? EVALUATE_HELP : HELP)
      return command === undefined ? EXIT.usage : EXIT.done
    }
    if (command === 'evaluate') return await evaluateCommand(rest, terminal)
    throw new CommandError(EXIT.usage, `There is no command "${command}".`, 'Commands: evaluate.')
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
