import { breathe } from '../task/task.ts'
import { malformed, truncated } from './formatErrors.ts'

/** Any number more than a point can sensibly have means that the header is damaged. */
const MAXIMUM_VALUES = 2 ** 28

export interface AsciiNumbers {
  /** rows x width, row-major, double. */
  readonly values: Float64Array
  /** Byte and line (from 1) after the last row. */
  readonly end: number
  readonly line: number
}

/**
 * Reads `rows` lines of exactly `width` numbers from byte `start`, which is line `line` of the file; `nan` and `inf` are
 * numbers. Empty lines are skipped. Throws `file-truncated` with fewer lines, `file-malformed` with the line of a bad word.
 */
export async function readAsciiNumbers(
  file: string,
  bytes: Uint8Array,
  start: number,
  line: number,
  rows: number,
  width: number,
  signal: AbortSignal | undefined,
): Promise<AsciiNumbers> {
  const left = bytes.length - start
  // The shortest possible row is `width` digits with separators.
  if (rows * (2 * width) - 1 > left || rows * width > MAXIMUM_VALUES)
    throw truncated(file, `${rows} lines of ${width} numbers need at least`, rows * 2 * width, Math.max(0, left))
  const values = new Float64Array(rows * width)
  const decoder = new TextDecoder('latin1')
  let at = start
  let row = 0
  let currentLine = line
  while (row < rows) {
    if (at >= bytes.length)
      throw truncated(
        file,
        `The text ends at line ${currentLine - 1} after ${row} of ${rows} points; for the rest at least`,
        bytes.length + (rows - row) * 2 * width,
        bytes.length,
      )
    const newline = bytes.indexOf(10, at)
    const end = newline < 0 ? bytes.length : newline
    const text = decoder.decode(bytes.subarray(at, end)).trim()
    at = end + 1
    currentLine++
    if (text === '') continue
    const words = text.split(/[\s,]+/)
    if (words.length !== width)
      throw malformed(file, `Line ${currentLine - 1} has ${words.length} numbers, expected ${width}.`)
    for (let column = 0; column < width; column++)
      values[row * width + column] = asciiNumber(file, words[column] as string, currentLine - 1)
    row++
    if ((row & 0x3ff) === 0) await breathe(signal)
  }
  return { values, end: at, line: currentLine }
}

/** A decimal number, `nan` or `inf`; throws `file-malformed` with the line. */
export function asciiNumber(file: string, word: string, line: number): number {
  const value = Number(word)
  if (!Number.isNaN(value)) return value
  const lower = word.toLowerCase()
  if (/^[+-]?nan(\(.*\))?$/.test(lower)) return Number.NaN
  if (/^[+-]?inf(inity)?$/.test(lower))
    return lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  throw malformed(file, `Line ${line}: "${word.slice(0, 40)}" is not a number.`)
}
