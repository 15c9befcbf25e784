import type { CoarseResult } from '#model/coarse/coarseResult.ts'
import type { H5Writer } from '#model/formats/h5/h5Writer.ts'
import { groupName, rotated, storedFromSweep, storedMotion } from '#model/formats/h5/openSceneFlowGroups.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import { toMatrix } from '#model/sweep/transform.ts'

/** Version of the sidecar's layout (docs/label-sidecar.md). */
export const SIDECAR_VERSION = '1'

/** A point counts as dynamic from here on. */
const DYNAMIC = 0.5

/**
 * One pair's pseudo-labels as the group of its first sweep. Vectors and the ego motion are given in the frame that the
 * sweep file stores, so that both files speak of the same coordinates.
 */
export function writeLabelGroup(
  writer: H5Writer,
  sweep0: Sweep,
  result: CoarseResult,
  tracks: ReadonlyMap<number, number>,
): void {
  const group = writer.group(groupName(sweep0))
  const { estimate } = result
  const n = sweep0.count
  const toStored = storedFromSweep(sweep0)
  group.put('label_flow', toStored ? rotated(estimate.flow, toStored) : estimate.flow, [n, 3])
  group.put('label_dynamic', estimate.dynamic, [n])
  group.put(
    'label_dynamic_mask',
    Uint8Array.from(estimate.dynamic, probability => (probability >= DYNAMIC ? 1 : 0)),
    [n],
  )
  group.put('label_instance', estimate.instance, [n])
  group.put(
    'label_track',
    estimate.instance.map(id => tracks.get(id) ?? 0),
    [n],
  )
  group.put('label_cluster', result.cluster0, [n])
  group.put('label_confidence', estimate.confidence ?? new Float32Array(n).fill(1), [n])
  group.put('label_free_votes', result.evidence0.free, [n])
  group.put('label_occupied_votes', result.evidence0.occupied, [n])
  group.put('label_ego_motion', toMatrix(storedMotion(estimate.sweep1FromSweep0, toStored)), [4, 4])
  writeGround(writer, sweep0, result.ground0)
}

/** Ground alone: all that is known of a last sweep, or of one whose motion to the next cannot be trusted. */
export function writeGround(writer: H5Writer, sweep: Sweep, ground: Uint8Array): void {
  writer.group(groupName(sweep)).put('label_ground', ground, [sweep.count])
}
