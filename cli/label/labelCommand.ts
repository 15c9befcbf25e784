import { mkdir } from 'node:fs/promises'
import type { TaskOptions } from '#model/task/task.ts'
import { EXIT, type ExitCode } from '../exitCode.ts'
import type { Terminal } from '../terminal.ts'
import { labelInProcesses } from './labelProcesses.ts'
import { labelSequence } from './labelSequence.ts'
import { openSequences } from './openSequences.ts'
import { LABEL_HELP, parseLabelOptions } from './options.ts'

/** `semanticflow label`. */
export async function labelCommand(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = parseLabelOptions(argv)
  if (options === 'help') {
    terminal.out(LABEL_HELP)
    return EXIT.done
  }
  await mkdir(options.out, { recursive: true })
  if (options.jobs > 1 && options.inputs.length > 1) {
    await labelInProcesses(options, terminal)
    return EXIT.done
  }
  const say = options.quiet ? () => {} : terminal.progress
  const task: TaskOptions = { signal: terminal.signal }
  for (const [index, input] of options.inputs.entries()) {
    const sequences = await openSequences(input, options.frames, task)
    try {
      for (const sequence of sequences) {
        const { out, frames, step, poses, estimate, truth } = options
        const outcome = await labelSequence({ sequence, out, frames, step, poses, estimate, truth, say }, task)
        say(`input ${index + 1} of ${options.inputs.length}: ${sequence.name} ${outcome}\n`)
      }
    } finally {
      for (const { reader } of sequences) reader.close()
    }
  }
  return EXIT.done
}
