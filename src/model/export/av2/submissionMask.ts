import { StudioError } from '../../error/studioError.ts'
import { readArrowTable } from '../../formats/arrow/arrowTable.ts'
import { malformed } from '../../formats/formatErrors.ts'
import type { InputFile } from '../../formats/inputFile.ts'
import { readZipDirectory, readZipEntry, type ZipEntry } from '../../formats/npy/zipEntries.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { transformPoint } from '../../sweep/transform.ts'
import type { ExportFrame } from '../exportFrame.ts'
import { memoryInput } from '../memoryInput.ts'

/** The evaluated square reaches this far ahead, back, left and right of the vehicle. */
const REACH_METRES = 50

/** The leaderboard's own masks (`masks.zip` of av2-api): one Arrow file a pair with one boolean a point. */
export class OfficialMasks {
  readonly #file: InputFile
  readonly #entries: ReadonlyMap<string, ZipEntry>

  private constructor(file: InputFile, entries: ReadonlyMap<string, ZipEntry>) {
    this.#file = file
    this.#entries = entries
  }

  static async open(file: InputFile): Promise<OfficialMasks> {
    const entries = await readZipDirectory(file)
    return new OfficialMasks(file, new Map(entries.map(entry => [entry.name, entry])))
  }

  /** N; 1 = evaluated. @throws StudioError when the archive has no mask of that pair or one of another length */
  async of({ sequence, sweep0 }: ExportFrame): Promise<Uint8Array> {
    const name = `${sequence}/${sweep0.timestampNanoseconds}.feather`
    const entry = this.#entries.get(name)
    if (!entry)
      throw new StudioError({
        code: 'field-missing',
        message: `${this.#file.path} has no mask ${name} among its ${this.#entries.size} files.`,
        hint: 'Masks are published a split: take those of the split that the log belongs to.',
        file: this.#file.path,
      })
    const { columns, rows } = await readArrowTable(memoryInput(name, await readZipEntry(this.#file, entry)))
    const [mask] = columns.values()
    if (mask?.storedType !== 'bool' && mask?.storedType !== 'uint8')
      throw malformed(name, `The mask is a column of ${mask?.storedType ?? 'nothing'}, expected booleans.`)
    if (rows !== sweep0.count)
      throw malformed(name, `The mask speaks of ${rows} points, the sweep has ${sweep0.count}.`)
    return mask.values as Uint8Array
  }
}

/**
 * N; 1 = |x| and |y| at most 50 m in the vehicle's frame, and not ground. The official masks take the ground from the city's
 * map: about 1 % of the points differ, and a leaderboard refuses another count of rows.
 */
export function computedMask({ sweep0, ground0 }: ExportFrame): Uint8Array {
  if (!ground0)
    throw new StudioError({
      code: 'field-missing',
      message: `The ground of ${sweep0.name} is not known, and the evaluated points are those off the ground.`,
      hint: 'Export pseudo-labels, whose stage finds the ground, or give the official masks.',
    })
  const placeOf = vehiclePlace(sweep0)
  return ground0.map((isGround, i) => {
    const [x, y] = placeOf(i)
    return !isGround && Math.abs(x) <= REACH_METRES && Math.abs(y) <= REACH_METRES ? 1 : 0
  })
}

function vehiclePlace({ positions, frame, egoFromSensor }: Sweep): (i: number) => readonly [number, number] {
  const at = (k: number) => positions[k] as number
  if (frame === 'ego' || !egoFromSensor) return i => [at(3 * i), at(3 * i + 1)]
  return i => {
    const [x, y] = transformPoint(egoFromSensor, at(3 * i), at(3 * i + 1), at(3 * i + 2))
    return [x, y]
  }
}
