export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} kB`
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(bytes < 10 * 1024 ** 2 ? 1 : 0)} MB`
  return `${(bytes / 1024 ** 3).toFixed(2)} GB`
}

/** Thousands parted by thin spaces, as in print. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u2009')
}

export function formatSeconds(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = (seconds - 60 * minutes).toFixed(2).padStart(5, '0')
  return `${minutes}:${rest}`
}

/** As many decimals as a reader can use, never an exponent for everyday values. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value)
  const magnitude = Math.abs(value)
  // Counters and nanoseconds: every digit says something.
  if (Number.isInteger(value) && magnitude >= 1e5 && magnitude < 1e15)
    return `${value < 0 ? '-' : ''}${formatCount(magnitude)}`
  if (magnitude !== 0 && (magnitude >= 1e7 || magnitude < 1e-4)) return value.toExponential(2)
  return Number(value.toFixed(magnitude >= 1000 ? Math.min(digits, 2) : digits)).toString()
}
