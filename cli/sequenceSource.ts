import type { SweepSource } from '#model/coarse/sequence/sequenceStage.ts'
import type { SequenceReader } from '#model/sweep/sequence.ts'
import { type Sweep, worldFromSweep } from '#model/sweep/sweep.ts'
import { compose, inverse, type Transform } from '#model/sweep/transform.ts'

/** Sweeps kept: three pairs and their context touch six. */
const KEPT_SWEEPS = 8

/** A reader as the labelling of sequences reads it: sweeps that neighbouring pairs share are read once. */
export function sequenceSource(reader: SequenceReader, poses: 'given' | 'own'): SweepSource {
  const kept = new Map<number, Promise<Sweep>>()
  return {
    sweepCount: reader.info.frames.length,
    intervalSeconds: reader.info.intervalSeconds,
    sensorClass: reader.info.sensorClass,
    readSweep: (index, task) => {
      const known = kept.get(index)
      if (known) return known
      const read = reader.readSweep(index, task)
      kept.set(index, read)
      // What failed or was cancelled is tried again.
      read.catch(() => kept.delete(index))
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_SWEEPS) break
        kept.delete(oldest)
      }
      return read
    },
    motionBetween: (from, to) => {
      if (poses === 'own') return null
      const world0 = worldFromSweep(from)
      const world1 = worldFromSweep(to)
      if (!world0 || !world1) return null
      const toFromWorld: Transform = inverse(world1)
      return compose(toFromWorld, world0 as Transform) as Transform<'to', 'from'>
    },
  }
}
