import { cpus, loadavg } from 'node:os'

/** What a benchmark gives back for `--json`; what it prints is for people. */
export type Measurement = Readonly<Record<string, number | string | boolean | null | readonly number[]>>

export interface Spread {
  readonly median: number
  readonly p95: number
  readonly least: number
  readonly runs: number
}

/** Milliseconds on the clock and of the processor; on a busy machine only the second says what the work itself costs. */
export interface Timing {
  readonly wall: Spread
  readonly cpu: Spread
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { median: at(0.5), p95: at(0.95), least: at(0), runs: sorted.length }
}

/** Times `runs`, after `warmUp` runs that are not counted: the first ones pay for compilation. */
export async function measured(runs: number, warmUp: number, work: () => Promise<unknown> | unknown): Promise<Timing> {
  const wall: number[] = []
  const cpu: number[] = []
  for (let k = -warmUp; k < runs; k++) {
    const usage = process.cpuUsage()
    const start = performance.now()
    await work()
    const end = performance.now()
    if (k < 0) continue
    const { user, system } = process.cpuUsage(usage)
    wall.push(end - start)
    cpu.push((user + system) / 1000)
  }
  return { wall: spreadOf(wall), cpu: spreadOf(cpu) }
}

export function milliseconds({ median, p95, least, runs }: Spread): string {
  return `median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, least ${least.toFixed(1)} ms (${runs} runs)`
}

export function timing({ wall, cpu }: Timing): string {
  return `${milliseconds(wall)}; processor: median ${cpu.median.toFixed(1)} ms`
}

/** By medians of the clock and of the processor, and by least times, which suffer least from other work. */
export function ratio(ours: Timing, theirs: Timing): string {
  const by = (a: number, b: number) => (b / a).toFixed(2)
  const clock = by(ours.wall.median, theirs.wall.median)
  const least = by(ours.wall.least, theirs.wall.least)
  return `theirs / ours: ${clock} by medians, ${least} by least times, ${by(ours.cpu.median, theirs.cpu.median)} by processor time`
}

export function asMeasurement(who: 'ours' | 'theirs', { wall, cpu }: Timing): Measurement {
  return {
    [`${who}MedianMs`]: wall.median,
    [`${who}P95Ms`]: wall.p95,
    [`${who}LeastMs`]: wall.least,
    [`${who}CpuMedianMs`]: cpu.median,
  }
}

/** A busy machine stretches every time: the load goes with the numbers. */
export function machine(): Measurement {
  const all = cpus()
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    load1: Number((loadavg()[0] ?? Number.NaN).toFixed(2)),
    node: process.version,
  }
}
