import type { RigidScene } from './rigidScene.ts'
import { StoodThere } from './stoodThere.ts'
import { SurfaceIndex } from './surfaceIndex.ts'

const ORIGIN = [0, 0, 1.7] as const
/** Radians between scan lines. */
const LINE_STEP = 0.007

/** One cluster a metre above the ground, all of either sweep, seen by one lidar without evidence; as many points in both (N x 3, metres). */
export function sceneOf(positions0: Float32Array, positions1: Float32Array, intervalSeconds: number): RigidScene {
  const count = positions0.length / 3
  const all = Int32Array.from({ length: count }, (_, i) => i)
  const surfaces0 = [new SurfaceIndex(positions0, all, ORIGIN, LINE_STEP)]
  return {
    positions0,
    positions1,
    height0: new Float32Array(count).fill(1),
    height1: new Float32Array(count).fill(1),
    groups0: null,
    groups1: null,
    surfaces0,
    surfaces1: [new SurfaceIndex(positions1, all, ORIGIN, LINE_STEP)],
    stoodThere: new StoodThere(positions1, surfaces0),
    seconds0: null,
    seconds1: null,
    labels0: new Int32Array(count),
    dynamic0: new Uint8Array(count),
    dynamic1: new Uint8Array(count),
    hidden0: new Uint8Array(count),
    // Asked only where a motion is searched for.
    groundSurface: {} as never,
    intervalSeconds,
  }
}
