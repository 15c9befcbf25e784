import type { Sweep } from '../sweep/sweep.ts'
import type { EgoMotionResult } from './coarseResult.ts'
import type { Clustering } from './dbscan.ts'
import type { GroundResult } from './ground.ts'
import type { RayCastEvidence } from './rayCasting.ts'

/** What each stage makes that later stages need: kept as one thing, recomputed as one thing. */
export interface StageProducts {
  /** Of one sweep: the next pair begins with it. */
  readonly ground: GroundResult
  readonly clustering: Clustering
  readonly 'ego-motion': EgoMotionResult
  readonly 'ray-casting': RayCastEvidence
}

export type RememberedStage = keyof StageProducts

/**
 * Products of the stages in earlier runs, so that a run repeats only what its input changes. A key names everything that a
 * product depends on, by content: nothing has to be told when an input changes. The least recently used goes first.
 */
export class StageMemory {
  readonly #kept: { readonly [S in RememberedStage]: Map<string, StageProducts[S]> } = {
    ground: new Map(),
    clustering: new Map(),
    'ego-motion': new Map(),
    'ray-casting': new Map(),
  }
  readonly #capacity: Readonly<Record<RememberedStage, number>>

  /** @param capacity products kept a stage; a sweep of 100k points has 0.5 MB of ground and evidence, 0.5 MB of clusters */
  constructor(capacity: Readonly<Record<RememberedStage, number>>) {
    this.#capacity = capacity
  }

  recall<S extends RememberedStage>(stage: S, key: string): StageProducts[S] | undefined {
    const kept: Map<string, StageProducts[S]> = this.#kept[stage]
    const product = kept.get(key)
    if (product === undefined) return undefined
    kept.delete(key)
    kept.set(key, product)
    return product
  }

  /** The product is shared with every later run: nobody may write to it or transfer it away. */
  remember<S extends RememberedStage>(stage: S, key: string, product: StageProducts[S]): void {
    const kept: Map<string, StageProducts[S]> = this.#kept[stage]
    kept.set(key, product)
    for (const oldest of kept.keys()) {
      if (kept.size <= this.#capacity[stage]) return
      kept.delete(oldest)
    }
  }
}

/** Names a sweep by all that the coarse stage reads of it: points, rings and times, place of the lidars, frame. */
export function contentKey(sweep: Sweep): string {
  const fields = sweep.fields.filter(({ name }) => name === sweep.roles.ring || name === sweep.roles.time)
  const hashes = [sweep.positions, ...fields.map(field => field.values)].map(hashOf)
  const told = fields.map(({ name, unit }) => [name, unit])
  return JSON.stringify([sweep.count, sweep.frame, sweep.lidars, sweep.roles, told, hashes])
}

/** 64 bits in two streams of FNV-1a's kind: two sweeps that differ share both with a chance of 2^-64. */
function hashOf(array: ArrayBufferView): string {
  // A view of 32-bit words needs an aligned start and whole words.
  const bytes = new Uint8Array(Math.ceil(array.byteLength / 4) * 4)
  bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  const words = new Uint32Array(bytes.buffer)
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let k = 0; k < words.length; k++) {
    const word = words[k] as number
    a = Math.imul(a ^ word, 0x01000193)
    b = Math.imul(b ^ (word + k), 0x85ebca6b)
    b ^= b >>> 15
  }
  return `${a >>> 0} ${b >>> 0} ${array.byteLength}`
}
