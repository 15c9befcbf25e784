import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { CommandError, EXIT } from '../exitCode.ts'
import type { Terminal } from '../terminal.ts'
import type { LabelOptions } from './options.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/semanticflow.js')

/**
 * One process an input, at most `jobs` at a time: the coarse stage is one thread's work and holds an input in memory, so
 * processes share nothing. An interrupt is passed on; each process saves what it has.
 */
export async function labelInProcesses(options: LabelOptions, terminal: Terminal): Promise<void> {
  const waiting = [...options.inputs]
  const failures: string[] = []
  const work = async () => {
    for (let input = waiting.shift(); input !== undefined; input = waiting.shift()) {
      if (terminal.signal?.aborted) return
      const code = await labelOne(input, options, terminal)
      if (code !== EXIT.done && !terminal.signal?.aborted) failures.push(`${input} (exit code ${code})`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.jobs, options.inputs.length) }, work))
  if (terminal.signal?.aborted)
    throw new CommandError(EXIT.cancelled, 'Interrupted; the same command goes on where it stopped.')
  if (failures.length > 0)
    throw new CommandError(
      EXIT.failed,
      `${failures.length} of ${options.inputs.length} inputs were not labelled: ${failures.join(', ')}.`,
    )
}

function labelOne(input: string, options: LabelOptions, terminal: Terminal): Promise<number> {
  const argv = [PROGRAM, 'label', input, '--out', options.out, '--poses', options.poses, '--step', String(options.step)]
  argv.push('--estimate', options.estimate)
  if (options.frames > 0) argv.push('--frames', String(options.frames))
  if (options.truth) argv.push('--truth')
  if (options.quiet) argv.push('--quiet')
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] })
    const interrupt = () => child.kill('SIGINT')
    terminal.signal?.addEventListener('abort', interrupt)
    child.stderr.on('data', (text: Buffer) => terminal.progress(text.toString()))
    child.once('error', reject)
    child.once('close', code => {
      terminal.signal?.removeEventListener('abort', interrupt)
      resolve(code ?? EXIT.failed)
    })
  })
}
