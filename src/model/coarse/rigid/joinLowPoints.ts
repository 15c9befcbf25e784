import type { OrientedBox } from '../../sweep/estimate.ts'
import type { ClusterTrial } from './clusterTrial.ts'
import type { MovingObject } from './joinLoosePoints.ts'
import type { RigidScene } from './rigidScene.ts'

/** Metres above the ground from which a return within a vehicle's outline is no road: bumpers, sills and tyres. */
const LOWEST_METRES = 0.1
/** Metres a metre of range: the surface is known less well far out. */
const LOWEST_PER_METRE = 0.001
/** Metres that an outline is grown by. */
const MARGIN_METRES = 0.05

/**
 * Returns called ground that lie above the road within the outline of a moving object are the object's. Standing things cannot be
 * there, so being within the outline is enough; what the threshold of the ground takes from a far car is a third of its returns.
 * @param objectOf N0; object index, -1 = none; written
 */
export function joinLowPoints(
  { positions0, height0 }: RigidScene,
  place: readonly [number, number],
  trials: readonly ClusterTrial[],
  objects: readonly MovingObject[],
  ground0: Uint8Array,
  objectOf: Int32Array,
): void {
  const outlines = objects.flatMap(({ clusters }, index) =>
    clusters.flatMap(cluster => {
      const box = trials[cluster]?.box
      return box ? [outlineOf(box, index)] : []
    }),
  )
  if (outlines.length === 0) return
  for (let i = 0; i < ground0.length; i++) {
    if (ground0[i] === 0) continue
    const height = height0[i] as number
    if (height < LOWEST_METRES) continue
    const x = positions0[3 * i] as number
    const y = positions0[3 * i + 1] as number
    if (height < LOWEST_METRES + LOWEST_PER_METRE * Math.hypot(x - place[0], y - place[1])) continue
    const z = positions0[3 * i + 2] as number
    for (const outline of outlines)
      if (holds(outline, x, y, z)) {
        objectOf[i] = outline.object
        break
      }
  }
}

interface Outline {
  readonly object: number
  readonly x: number
  readonly y: number
  readonly top: number
  readonly cosine: number
  readonly sine: number
  readonly halfLength: number
  readonly halfWidth: number
}

function outlineOf({ center, size, yaw }: OrientedBox, object: number): Outline {
  return {
    object,
    x: center[0],
    y: center[1],
    top: center[2] + size[2] / 2,
    cosine: Math.cos(yaw),
    sine: Math.sin(yaw),
    halfLength: size[0] / 2 + MARGIN_METRES,
    halfWidth: size[1] / 2 + MARGIN_METRES,
  }
}

function holds(outline: Outline, x: number, y: number, z: number): boolean {
  const dx = x - outline.x
  const dy = y - outline.y
  return (
    Math.abs(outline.cosine * dx + outline.sine * dy) <= outline.halfLength &&
    Math.abs(outline.cosine * dy - outline.sine * dx) <= outline.halfWidth &&
    z <= outline.top
  )
}
