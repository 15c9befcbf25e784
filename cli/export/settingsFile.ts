import { CommandError, EXIT } from '../exitCode.ts'
import { readIfThere, writeWholeFile } from '../wholeFile.ts'
import type { ExportOptions } from './options.ts'

/** What decides the values that are written, as text: a run goes on only with what was made in the same way. */
export function settingsOf({ estimate, poses, model }: ExportOptions): string {
  const usesModel = estimate === 'polished' || estimate.startsWith('network')
  return JSON.stringify({ estimate, poses, ...(usesModel ? { model } : {}) })
}

/** Writes the settings beside what they decide. @throws CommandError `usage` when an earlier run had others */
export async function keepSettings(path: string, options: ExportOptions): Promise<void> {
  const found = await readIfThere(path)
  const settings = settingsOf(options)
  if (!found) return writeWholeFile(path, new TextEncoder().encode(`${settings}\n`))
  const before = new TextDecoder().decode(found).trim()
  if (before !== settings)
    throw new CommandError(
      EXIT.usage,
      `${path} says that what is there was made with ${before}, now it would be ${settings}.`,
      'Name another --out, or delete the folder.',
    )
}
