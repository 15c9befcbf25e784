import { type ParseArgsConfig, parseArgs } from 'node:util'
import { CommandError, EXIT } from './exitCode.ts'

/** Makes a command's own error of what is wrong with its options. */
export type UsageError = (message: string) => CommandError

export function usageOf(command: string): UsageError {
  return message => new CommandError(EXIT.usage, message, `semanticflow ${command} --help lists the options.`)
}

/** What stands in an argument list. @throws CommandError `usage` for options that are not known */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: T,
  usage: UsageError,
) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options })
  } catch (thrown) {
    throw usage(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[], usage: UsageError): T {
  const found = allowed.find(name => name === value)
  if (!found) throw usage(`${option} ${value} is not known; one of ${allowed.join(', ')} is expected.`)
  return found
}

export function wholeNumber(option: string, text: string, usage: UsageError): number {
  if (!/^\d+$/.test(text)) throw usage(`${option} takes whole numbers from 0, not "${text}".`)
  return Number(text)
}
