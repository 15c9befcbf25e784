import type { Sweep } from '../sweep/sweep.ts'
import { breathe, type TaskOptions } from '../task/task.ts'
import { fitGroundSurface, type GroundSurface, groundHeightAt } from './ground/groundSurface.ts'
import type { GroundParameters } from './parameters.ts'

export interface GroundResult {
  /** N; 1 = ground. */
  readonly mask: Uint8Array
  /** N; metres above the fitted surface. */
  readonly heightAboveGround: Float32Array
  readonly surface: GroundSurface
}

/**
 * Separates ground from everything else (METHOD: coarse stage, step 1). No map and no sensor height are needed: the
 * frame may be the sensor's (ground near z = -1.7 m) or the vehicle's (near z = 0).
 */
export async function segmentGround(
  sweep: Sweep,
  parameters: GroundParameters,
  task: TaskOptions = {},
): Promise<GroundResult> {
  await breathe(task.signal)
  const [originX, originY] = sensorPlace(sweep)
  const { positions, count } = sweep
  const surface = fitGroundSurface(positions, originX, originY, parameters)
  await breathe(task.signal)
  const mask = new Uint8Array(count)
  const heightAboveGround = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const height = (positions[3 * i + 2] as number) - groundHeightAt(surface, x, y)
    heightAboveGround[i] = height
    const range = Math.sqrt((x - originX) * (x - originX) + (y - originY) * (y - originY))
    // Below the surface is ground too: multi-path returns and ditches.
    if (height < parameters.thresholdMetres + parameters.thresholdPerMetre * range) mask[i] = 1
  }
  return { mask, heightAboveGround, surface }
}

/** Where the lidars stand, seen from above: their mean, metres, frame of the sweep. */
export function sensorPlace(sweep: Sweep): readonly [number, number] {
  let x = 0
  let y = 0
  for (const lidar of sweep.lidars) {
    x += lidar.origin[0] / sweep.lidars.length
    y += lidar.origin[1] / sweep.lidars.length
  }
  return [x, y]
}
