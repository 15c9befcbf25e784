import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { H5Writer } from '#model/formats/h5/h5Writer.ts'
import { writeSweepGroup } from '#model/formats/h5/openSceneFlowGroups.ts'
import { DEFAULT_SIMULATION } from '#model/simulator/options.ts'
import { openSimulatedStreet } from '#model/simulator/simulatedStreet.ts'
import type { TaskOptions } from '#model/task/task.ts'
import { EXIT, type ExitCode } from '../exitCode.ts'
import type { Terminal } from '../terminal.ts'
import { writeWholeFile } from '../wholeFile.ts'
import { parseSimulateOptions, SIMULATE_HELP } from './options.ts'
import { type StreetName, sceneName } from './streetNames.ts'

/** `semanticflow simulate`. */
export async function simulateCommand(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = parseSimulateOptions(argv)
  if (options === 'help') {
    terminal.out(SIMULATE_HELP)
    return EXIT.done
  }
  const say = options.quiet ? () => {} : terminal.progress
  await mkdir(options.out, { recursive: true })
  for (const [index, street] of options.streets.entries()) {
    const path = join(options.out, `${sceneName(street)}.h5`)
    const place = `${index + 1} of ${options.streets.length}: ${path}`
    if (await isThere(path)) {
      say(`${place} is there already\n`)
      continue
    }
    say(`${place}\n`)
    await writeWholeFile(path, await simulatedFile(street, options.frames, { signal: terminal.signal }))
  }
  return EXIT.done
}

/** A whole street as the bytes of an HDF5 file; every sweep but the last has truth. */
export async function simulatedFile(street: StreetName, frames: number, task: TaskOptions): Promise<Uint8Array> {
  const reader = openSimulatedStreet({ ...DEFAULT_SIMULATION, ...street, frames })
  const writer = await H5Writer.open()
  try {
    for (let index = 0; index < frames; index++) {
      const sweep = await reader.readSweep(index, task)
      // The last sweep moves towards nothing, but what is ground in it is known all the same.
      const towards = Math.min(index + 1, frames - 1)
      const truth = await reader.readTruth(index, towards, task)
      writeSweepGroup(writer, { sweep, ground: truth?.ground ?? null, truth: towards > index ? truth : null })
    }
    return writer.bytes()
  } finally {
    writer.close()
    reader.close()
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
