import { mkdir } from 'node:fs/promises'
import { isPointFormat } from '#model/export/exportFormats.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { EXIT, type ExitCode } from '../exitCode.ts'
import { openSequences } from '../label/openSequences.ts'
import type { Terminal } from '../terminal.ts'
import { exportHdf5 } from './exportHdf5.ts'
import { exportPoints } from './exportPoints.ts'
import { exportSources } from './exportSource.ts'
import { exportSubmission } from './exportSubmission.ts'
import { EXPORT_HELP, parseExportOptions } from './options.ts'

/** `semanticflow export`. */
export async function exportCommand(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = parseExportOptions(argv)
  if (options === 'help') {
    terminal.out(EXPORT_HELP)
    return EXIT.done
  }
  const say = options.quiet ? () => {} : terminal.progress
  const task: TaskOptions = { signal: terminal.signal }
  const sourceOf = await exportSources(options, say)
  const sequences = await openSequences(options.input, options.frames, task)
  try {
    const sources = sequences.map(sourceOf)
    await mkdir(options.out, { recursive: true })
    const { format } = options
    if (format === 'av2-submission') await exportSubmission(sources, options, say, task)
    else
      for (const source of sources)
        if (isPointFormat(format)) await exportPoints(source, format, options, say, task)
        else await exportHdf5(source, options, say, task)
    return EXIT.done
  } finally {
    for (const { reader } of sequences) reader.close()
  }
}
