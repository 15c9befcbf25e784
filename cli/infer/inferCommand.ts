import { EXIT, type ExitCode } from '../exitCode.ts'
import { exportCommand } from '../export/exportCommand.ts'
import { DEFAULT_MODEL } from '../network/openModel.ts'
import type { Terminal } from '../terminal.ts'

/** Later options win: what the user names stands. */
const DEFAULTS = ['--estimate', 'polished', '--format', 'npz']

export const INFER_HELP = `usage: semanticflow infer INPUT --out FOLDER [options]

Runs the network on every pair of INPUT and writes what it says: flow, instances, probability of moving and confidence of
every point. Ground, ego motion and context are the coarse stage's, as in the app.

options
  --estimate NAME      network | network+context | polished (default polished: with context, one rigid motion an instance)
  --model NAME|FOLDER  a shipped model or a folder with manifest.json (default ${DEFAULT_MODEL})
  --format NAME        npz | ply | csv | feather | openscene-h5 | av2-submission (default npz)

and every option of "semanticflow export", which this is with other defaults.
`

/** `semanticflow infer`. */
export async function inferCommand(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (argv.includes('--help') || argv.includes('-h')) {
    terminal.out(INFER_HELP)
    return EXIT.done
  }
  return exportCommand([...DEFAULTS, ...argv], terminal)
}
