import type { OrientedBox } from '#model/sweep/estimate.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import { percentile, sortedSample } from '../colour/robustRange.ts'
import type { CameraPose, CameraPreset } from '../contract.ts'

/** What a camera must know of a cloud; metres, the sweep's frame. Outliers do not move any of it but `reach`. */
export interface SceneExtent {
  /** Whether the cloud lies around its own sensor, as a vehicle's sweep does: then views are centred on the vehicle. */
  readonly egoCentred: boolean
  /** What views look at: the vehicle on the ground, or the middle of the cloud. */
  readonly centre: readonly [number, number, number]
  /** Radius worth seeing. */
  readonly radius: number
  readonly ground: number
  /** Distance from the centre beyond which there is nothing to see; for the far plane. */
  readonly reach: number
}

/** Clouds smaller than this are objects, not surroundings. */
const SMALLEST_SURROUNDINGS_METRES = 4
const LARGEST_VIEW_METRES = 42

const EMPTY: SceneExtent = { egoCentred: true, centre: [0, 0, 0], radius: 20, ground: 0, reach: 100 }

export function sceneExtent(sweep: Sweep): SceneExtent {
  if (sweep.count === 0) return EMPTY
  const axes = [0, 1, 2].map(axis => sortedSample(sweep.positions, 3, axis)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const at = (axis: 0 | 1 | 2, share: number) => percentile(axes[axis], share)
  const low = [at(0, 0.02), at(1, 0.02), at(2, 0.02)] as const
  const high = [at(0, 0.98), at(1, 0.98), at(2, 0.98)] as const
  const size = [high[0] - low[0], high[1] - low[1], high[2] - low[2]] as const
  const diagonal = Math.hypot(...size)
  const origin = sweep.lidars[0]?.origin ?? [0, 0, 0]
  const shifted = sweep.originShift.some(v => v !== 0)
  const margin = 0.1 * Math.max(size[0], size[1])
  const inside = [0, 1].every(
    axis =>
      (origin[axis] as number) > (low[axis] as number) - margin &&
      (origin[axis] as number) < (high[axis] as number) + margin,
  )
  const egoCentred = !shifted && inside && Math.max(size[0], size[1]) > SMALLEST_SURROUNDINGS_METRES
  const ranges = sortedRanges(sweep, origin)
  const middle = [0, 1, 2].map(axis => ((low[axis] as number) + (high[axis] as number)) / 2)
  const farthest = Math.hypot(
    ...[0, 1, 2].map(axis => Math.max(Math.abs(at(axis as 0 | 1 | 2, 0)), Math.abs(at(axis as 0 | 1 | 2, 1)))),
  )
  if (egoCentred) {
    const ground = at(2, 0.1)
    const radius = Math.min(LARGEST_VIEW_METRES, Math.max(3, 1.5 * percentile(ranges, 0.7)))
    return { egoCentred, centre: [origin[0], origin[1], ground], radius, ground, reach: farthest + radius }
  }
  const radius = diagonal > 0 ? diagonal / 2 : 1
  const centre = [middle[0] as number, middle[1] as number, middle[2] as number] as const
  const reach = Math.min(100 * radius, farthest + Math.hypot(...centre))
  return { egoCentred, centre, radius, ground: low[2], reach: Math.max(radius, reach) }
}

function sortedRanges(sweep: Sweep, origin: readonly [number, number, number]): Float64Array {
  const step = Math.max(1, Math.ceil(sweep.count / 8192))
  const ranges = new Float64Array(Math.ceil(sweep.count / step))
  const p = sweep.positions
  for (let i = 0, k = 0; i < sweep.count; i += step, k++)
    ranges[k] = Math.hypot((p[3 * i] as number) - origin[0], (p[3 * i + 1] as number) - origin[1])
  return ranges.sort()
}

/** Nearly overhead, not quite: an up direction remains, so orbiting goes on smoothly. */
const TOP_SLANT = 1e-3

export function presetPose(preset: CameraPreset, scene: SceneExtent, aspect: number): CameraPose {
  const [x, y, z] = scene.centre
  const r = scene.radius
  /** A narrow pane must step back to show the same width. */
  const back = Math.max(1, 1.15 / Math.max(0.2, aspect))
  if (!scene.egoCentred) return objectPose(preset, scene, back)
  switch (preset) {
    case 'top':
      return { position: [x - TOP_SLANT * r, y, z + 2.2 * r * back], target: [x, y, z] }
    case 'ego': {
      // A room is smaller than a street: behind the sensor must not be behind the wall.
      const k = Math.min(1, r / 14)
      return { position: [x - 7 * k, y, z + 4.2 * k], target: [x + 18 * k, y, z + 0.6 * k] }
    }
    case 'side':
      return { position: [x, y - 1.35 * r * back, z + 0.35 * r], target: [x, y, z + 1] }
    default:
      return {
        position: [x - 0.86 * r * back, y, z + 0.62 * r * back],
        target: [x + 0.16 * r, y, z],
      }
  }
}

function objectPose(preset: CameraPreset, scene: SceneExtent, back: number): CameraPose {
  const [x, y, z] = scene.centre
  const d = 2.1 * scene.radius * back
  const from = (dx: number, dy: number, dz: number): CameraPose => {
    const n = Math.hypot(dx, dy, dz)
    return { position: [x + (d * dx) / n, y + (d * dy) / n, z + (d * dz) / n], target: [x, y, z] }
  }
  switch (preset) {
    case 'top':
      return from(-TOP_SLANT, 0, 1)
    case 'ego':
      return from(-1, 0, 0.15)
    case 'side':
      return from(0, -1, 0.1)
    default:
      return from(-0.8, -0.45, 0.62)
  }
}

/** Looks at a box from behind and to its right, above, at a distance that shows its surroundings. */
export function boxPose(box: OrientedBox): CameraPose {
  const [x, y, z] = box.center
  const d = Math.max(6, 2.6 * Math.hypot(...box.size))
  const angle = box.yaw + Math.PI - 0.6
  return {
    position: [x + d * Math.cos(angle) * 0.85, y + d * Math.sin(angle) * 0.85, z + 0.5 * d],
    target: [x, y, z],
  }
}

/** Near and far planes for a camera at `distance` from its target, `fromCentre` from the scene's centre. */
export function clipPlanes(distance: number, fromCentre: number, scene: SceneExtent): { near: number; far: number } {
  const far = 1.2 * (fromCentre + scene.reach)
  const near = Math.max(Math.min(0.02 * distance, 0.05 * scene.radius), far * 1e-5)
  return { near, far }
}
