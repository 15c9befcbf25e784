import type { EstimateInstance } from '../sweep/estimate.ts'

/** The objects of each frame of a sequence, in playing order; null where nobody has told of any yet. */
export type ObjectFrames = readonly (readonly EstimateInstance[] | null)[]

/** One object over a sequence. */
export interface ObjectTrack {
  readonly number: number
  /** As it is named where most of its points were seen. */
  readonly label: string
  /** Where it was seen: positions in playing order, ascending. */
  readonly positions: readonly number[]
  /** As it was seen there. */
  readonly instances: readonly EstimateInstance[]
}

/**
 * Gathers what belongs to one object, in order of first appearance.
 * @param numberOf what an instance is known by over frames; its `track` by default
 */
export function objectTracks(
  frames: ObjectFrames,
  numberOf: (position: number, instance: EstimateInstance) => number = (_, { track }) => track,
): ObjectTrack[] {
  const tracks = new Map<number, { label: string; most: number; positions: number[]; instances: EstimateInstance[] }>()
  frames.forEach((instances, position) => {
    for (const instance of instances ?? []) {
      const number = numberOf(position, instance)
      const track = tracks.get(number) ?? { label: instance.label, most: -1, positions: [], instances: [] }
      tracks.set(number, track)
      if (instance.pointCount > track.most) {
        track.most = instance.pointCount
        track.label = instance.label
      }
      if (track.positions.at(-1) !== position) {
        track.positions.push(position)
        track.instances.push(instance)
        // Two of one frame under one number are pieces of an object: the larger stands for it.
      } else if (instance.pointCount > (track.instances.at(-1)?.pointCount ?? 0))
        track.instances.splice(-1, 1, instance)
    }
  })
  return [...tracks].map(([number, { label, positions, instances }]) => ({ number, label, positions, instances }))
}

/** The object as it was seen in a frame; null when it was not. */
export function seenAt({ positions, instances }: ObjectTrack, position: number): EstimateInstance | null {
  let [low, high] = [0, positions.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((positions[middle] as number) < position) low = middle + 1
    else high = middle
  }
  return positions[low] === position ? (instances[low] ?? null) : null
}

export function everMoves({ instances }: ObjectTrack): boolean {
  return instances.some(instance => instance.moving)
}
