import type { Truth } from '#model/sweep/estimate.ts'
import type { SequenceInfo, SequenceSettings } from '#model/sweep/sequence.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import type { StudioWorkers, SweepReading } from '#workers/contract.ts'
import type { Resource } from './ResourceLoader.ts'

/** What the frame cache holds: sweeps, and truth of pairs (null = looked for and not there). */
export type FrameValue =
  | { readonly kind: 'sweep'; readonly sweep: Sweep }
  | { readonly kind: 'truth'; readonly truth: Truth | null }

export interface SequenceView {
  readonly info: SequenceInfo
  readonly settings: SequenceSettings
}

type Reading = StudioWorkers['reading']

/** Keys begin with the sequence, so that closing it can free everything of it. */
export function sequencePrefix(sequenceId: string): string {
  return `${sequenceId}\n`
}

function understanding(settings: SequenceSettings): string {
  return `${settings.frame}\n${settings.poseSource ?? 'estimate'}`
}

export function sweepKey({ info, settings }: SequenceView, position: number): string | null {
  const index = settings.order[position]
  return index === undefined ? null : `${sequencePrefix(info.id)}sweep ${index}\n${understanding(settings)}`
}

/** Null where no truth can be: past the last pair, or where the reader says that there is none. */
export function truthKey({ info, settings }: SequenceView, position: number): string | null {
  const index0 = settings.order[position]
  const index1 = settings.order[position + 1]
  if (index0 === undefined || index1 === undefined || !info.frames[index0]?.hasTruth) return null
  return `${sequencePrefix(info.id)}truth ${index0} ${index1}\n${understanding(settings)}`
}

/** Makes loadable resources of a sequence's positions (positions count in playing order). */
export function frameResources(reading: Reading, view: SequenceView, onReading: (reading: SweepReading) => void) {
  const { info, settings } = view
  const options = { poseSource: settings.poseSource, frame: settings.frame }
  return {
    sweep(position: number): Resource<FrameValue> | null {
      const key = sweepKey(view, position)
      const index = settings.order[position]
      if (key === null || index === undefined) return null
      return {
        key,
        load: async signal => {
          const result = await reading.readSweep(info.id, index, { ...options, signal })
          onReading(result)
          return { kind: 'sweep', sweep: result.sweep }
        },
      }
    },
    truth(position: number): Resource<FrameValue> | null {
      const key = truthKey(view, position)
      const index0 = settings.order[position]
      const index1 = settings.order[position + 1]
      if (key === null || index0 === undefined || index1 === undefined) return null
      return {
        key,
        load: async signal => ({
          kind: 'truth',
          truth: await reading.readTruth(info.id, index0, index1, { ...options, signal }),
        }),
      }
    },
  }
}

/** Positions to fetch ahead: nearest first, two in the playing direction for each one against it. */
export function prefetchOrder(position: number, count: number, direction: 1 | -1, reach: number): number[] {
  const order: number[] = []
  const push = (p: number) => {
    if (p >= 0 && p < count && order.length < reach) order.push(p)
  }
  let ahead = 1
  let behind = 1
  while (order.length < reach) {
    const before = order.length
    push(position + direction * ahead++)
    push(position + direction * ahead++)
    push(position - direction * behind++)
    if (order.length === before && ahead > count && behind > count) break
  }
  return order
}
