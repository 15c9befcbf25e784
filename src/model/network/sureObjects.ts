import { type ContextObjects, TAKEN_AT_ITS_WORD } from './contextObjects.ts'
import { rowsByInstance } from './standing.ts'

/** Metres a sweep: objects in one group whose motions differ by more are two. */
const APART_METRES = 0.1
/** Fewer have no motion of their own. */
const FEWEST_POINTS = 5

/** What the network says of n kept points. */
export interface Said {
  /** n x 3 residual flow, metres. */
  readonly flow: Float32Array
  /** n; 0 = none. */
  readonly instance: Int32Array
  /** n; 1 = foreground. */
  readonly foreground: Uint8Array
  readonly probability: Float32Array
}

/** The same, and the instances that are the context's alone. */
export interface Kept extends Said {
  readonly adopted: ReadonlySet<number>
}

interface SureObject {
  readonly rows: Int32Array
  readonly confidence: number
}

/**
 * Keeps what the context is sure of. An object of which the network leaves out more than half is an instance as the context has it; and
 * of several that lie in one instance by half and more, those that move unlike the largest become instances of their own. Points taken
 * over have the context's flow.
 */
export function keepSureObjects(said: Said, context: ContextObjects): Kept {
  const kept = {
    flow: said.flow.slice(),
    instance: said.instance.slice(),
    foreground: said.foreground.slice(),
    probability: said.probability.slice(),
  }
  const adopted = new Set<number>()
  const holdings = new Map<number, SureObject[]>()
  let last = said.instance.reduce((most, name) => Math.max(most, name), 0)
  const takeOver = ({ rows, confidence }: SureObject, from: number, to: number) => {
    for (const k of rows) {
      if (kept.instance[k] !== from) continue
      kept.instance[k] = to
      kept.foreground[k] = 1
      kept.probability[k] = Math.max(kept.probability[k] as number, confidence)
      for (let axis = 0; axis < 3; axis++) kept.flow[3 * k + axis] = context.flow[3 * k + axis] as number
    }
  }
  for (const object of sureObjects(context)) {
    const { free, holder } = whereIs(object.rows, said.instance)
    if (free > object.rows.length / 2) {
      adopted.add(++last)
      takeOver(object, 0, last)
    } else if (holder) {
      holdings.set(holder, [...(holdings.get(holder) ?? []), object])
    }
  }
  for (const [group, objects] of holdings) {
    const [largest, ...others] = objects.sort((a, b) => b.rows.length - a.rows.length)
    const whole = meanMotion(context.flow, (largest as SureObject).rows)
    for (const object of others) {
      const own = meanMotion(context.flow, object.rows)
      if (Math.hypot(own[0] - whole[0], own[1] - whole[1]) >= APART_METRES) takeOver(object, group, ++last)
    }
  }
  return { ...kept, adopted }
}

/** In the order of their ids. */
function sureObjects({ object, confidence }: ContextObjects): SureObject[] {
  return [...rowsByInstance(object).values()]
    .map(rows => ({ rows, confidence: meanOf(confidence, rows) }))
    .filter(({ rows, confidence }) => rows.length >= FEWEST_POINTS && confidence >= TAKEN_AT_ITS_WORD)
}

/** How many of the rows are in no instance, and the instance that holds at least half of them; 0 = none does. */
function whereIs(rows: Int32Array, instance: Int32Array): { free: number; holder: number } {
  const counts = new Map<number, number>()
  for (const k of rows) counts.set(instance[k] as number, (counts.get(instance[k] as number) ?? 0) + 1)
  const free = counts.get(0) ?? 0
  counts.delete(0)
  const [name, most] = [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0] ?? [0, 0]
  return { free, holder: most >= rows.length / 2 ? name : 0 }
}

function meanOf(values: Float32Array, rows: Int32Array): number {
  let sum = 0
  for (const k of rows) sum += values[k] as number
  return sum / rows.length
}

function meanMotion(flow: Float32Array, rows: Int32Array): [number, number] {
  let [x, y] = [0, 0]
  for (const k of rows) {
    x += flow[3 * k] as number
    y += flow[3 * k + 1] as number
  }
  return [x / rows.length, y / rows.length]
}
