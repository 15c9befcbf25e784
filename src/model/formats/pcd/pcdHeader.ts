import { fieldMissing, malformed } from '../formatErrors.ts'
import { SCALAR_BYTES, type ScalarType } from '../stridedColumn.ts'

export interface PcdField {
  readonly name: string
  readonly type: ScalarType
  /** Values a point. */
  readonly count: number
  /** Byte within the row. */
  readonly offset: number
}

export interface PcdHeader {
  readonly fields: readonly PcdField[]
  readonly points: number
  readonly rowBytes: number
  readonly encoding: 'ascii' | 'binary' | 'binary_compressed'
  /** First byte and first line (from 1) after the header. */
  readonly dataStart: number
  readonly dataLine: number
  readonly warnings: readonly string[]
}

const TYPES: Readonly<Record<string, ScalarType>> = {
  F4: 'float32',
  F8: 'float64',
  I1: 'int8',
  I2: 'int16',
  I4: 'int32',
  I8: 'int64',
  U1: 'uint8',
  U2: 'uint16',
  U4: 'uint32',
  U8: 'uint64',
}

/** Parses a PCD header (versions .5 to 0.7) from the file's first bytes. Throws `file-malformed` with the line. */
export function parsePcdHeader(file: string, head: Uint8Array): PcdHeader {
  const entries = new Map<string, { readonly words: readonly string[]; readonly line: number }>()
  let at = 0
  let line = 0
  let encoding: string | undefined
  while (encoding === undefined) {
    const end = head.indexOf(10, at)
    if (end < 0)
      throw malformed(file, `The PCD header has no DATA line in its first ${head.length} bytes (${line} lines).`)
    const text = String.fromCharCode(...head.subarray(at, Math.min(end, at + 4096))).trim()
    at = end + 1
    line++
    if (text === '' || text.startsWith('#')) continue
    const [key = '', ...words] = text.split(/\s+/)
    entries.set(key.toUpperCase(), { words, line })
    if (key.toUpperCase() === 'DATA') encoding = (words[0] ?? '').toLowerCase()
  }
  if (encoding !== 'ascii' && encoding !== 'binary' && encoding !== 'binary_compressed')
    throw malformed(file, `Line ${line}: DATA is "${encoding}", expected ascii, binary or binary_compressed.`)

  const names = (entries.get('FIELDS') ?? entries.get('COLUMNS'))?.words
  if (!names || names.length === 0) throw malformed(file, 'The PCD header has no FIELDS line.')
  const sizes = perField('SIZE')
  const types = perField('TYPE')
  const counts = entries.has('COUNT') ? perField('COUNT') : names.map(() => '1')
  const fields: PcdField[] = []
  let rowBytes = 0
  for (const [i, name] of names.entries()) {
    const type = TYPES[`${(types[i] ?? '').toUpperCase()}${sizes[i]}`]
    const count = Number(counts[i])
    if (!Number.isInteger(count) || count < 0 || count > 65536)
      throw malformed(file, `Field ${name} has the COUNT "${counts[i]}", expected a whole number.`)
    // Padding may have any size; what is skipped needs no type.
    const bytes = type ? SCALAR_BYTES[type] : name === '_' ? Number(sizes[i]) : Number.NaN
    if (!(bytes >= 0 && bytes <= 65536))
      throw malformed(file, `Field ${name} has TYPE ${types[i]} and SIZE ${sizes[i]}, which is no PCD number type.`)
    fields.push({ name, type: type ?? 'uint8', count, offset: rowBytes })
    rowBytes += bytes * count
  }
  for (const name of ['x', 'y', 'z'])
    if (!fields.some(field => field.name.toLowerCase() === name && field.count === 1))
      throw fieldMissing(file, `the fields x, y and z (${name} is missing)`, names)

  const warnings: string[] = []
  const area = wholeNumber('WIDTH', 0) * wholeNumber('HEIGHT', 1)
  const points = wholeNumber('POINTS', area)
  if (entries.has('WIDTH') && area !== points)
    warnings.push(`WIDTH x HEIGHT is ${area}, POINTS ${points}: POINTS was taken.`)
  return { fields, points, rowBytes, encoding, dataStart: at, dataLine: line + 1, warnings }

  function perField(key: string): readonly string[] {
    const entry = entries.get(key)
    if (!entry || !names) throw malformed(file, `The PCD header has no ${key} line.`)
    if (entry.words.length !== names.length)
      throw malformed(
        file,
        `Line ${entry.line}: ${key} has ${entry.words.length} entries for ${names.length} fields (${names.join(' ')}).`,
      )
    return entry.words
  }

  function wholeNumber(key: string, otherwise: number): number {
    const entry = entries.get(key)
    if (!entry) return otherwise
    const value = Number(entry.words[0])
    if (!Number.isInteger(value) || value < 0 || value > 2 ** 32)
      throw malformed(file, `Line ${entry.line}: ${key} is "${entry.words[0] ?? ''}", expected a whole number.`)
    return value
  }
}
