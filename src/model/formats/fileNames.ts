import { baseName } from './inputFile.ts'

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** `2.pcd` before `10.pcd`, upper and lower case alike; equal names fall back to plain order, so the result never varies. */
export function compareNaturally(a: string, b: string): number {
  const order = natural.compare(a, b)
  if (order !== 0) return order
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * A Unix time found in a file name, in nanoseconds: 19 digits are nanoseconds, 16 microseconds, 13 milliseconds,
 * `1234567890.123456` seconds; null when there is none between 2000 and 2100.
 */
export function timestampOfName(path: string): bigint | null {
  const name = baseName(path)
  for (const match of name.matchAll(
    /(?<![0-9])([0-9]{10})\.([0-9]{1,9})(?![0-9])|(?<![0-9])([0-9]{13,19})(?![0-9])/g,
  )) {
    const [, seconds, fraction, digits] = match
    if (seconds !== undefined && fraction !== undefined) {
      const time = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
      if (plausible(time)) return time
    }
    if (digits === undefined) continue
    const scale = { 13: 1_000_000n, 16: 1000n, 18: 1n, 19: 1n }[digits.length]
    // AV2 names count from 1970 less 1980's GPS epoch, so they have 18 digits and look like 1980: accepted as they are.
    if (scale !== undefined && (digits.length === 18 || plausible(BigInt(digits) * scale)))
      return BigInt(digits) * scale
  }
  return null
}

function plausible(nanoseconds: bigint): boolean {
  const seconds = nanoseconds / 1_000_000_000n
  return seconds > 946_684_800n && seconds < 4_102_444_800n
}

/** The number a file is called by (`000012.bin` -> 12, `scan_7.pcd` -> 7): its last run of at most 10 digits; null without one. */
export function frameNumberOfName(path: string): number | null {
  const stem = baseName(path).replace(/\.[a-z]+(\.[a-z]+)?$/i, '')
  const runs = stem.match(/[0-9]+/g)
  const last = runs?.at(-1)
  return last !== undefined && last.length <= 10 ? Number(last) : null
}

/** A sequence's name as a file name. */
export function fileStem(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '') || 'sequence'
}
