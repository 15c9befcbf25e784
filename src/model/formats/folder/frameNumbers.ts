import { frameNumberOfName } from '../fileNames.ts'

/**
 * The numbers that the sweeps' files are called by (`000012.bin` is row 12 of `poses.txt`, whatever else was dropped),
 * or their positions when the names hold no distinct numbers.
 */
export function frameNumbers(names: readonly string[]): number[] {
  const numbers = names.map(frameNumberOfName)
  const known = numbers.filter(number => number !== null)
  const distinct = known.length === names.length && new Set(known).size === known.length
  return distinct ? known : names.map((_, index) => index)
}

/** Row of a side table for each sweep: by number when all numbers have a row, else by position. */
export function rowsFor(numbers: readonly number[], rows: number): number[] {
  const highest = numbers.reduce((most, number) => Math.max(most, number), 0)
  return highest < rows ? [...numbers] : numbers.map((_, index) => index)
}
