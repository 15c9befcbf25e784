import type { OrientedBox } from '../../sweep/estimate.ts'
import type { ClusterTrial } from './clusterTrial.ts'
import type { MovingObject } from './joinLoosePoints.ts'

/** What a cluster of a moving object covers, seen from above, and up to where. */
export interface Outline {
  readonly object: number
  readonly top: number
  /** Its middle, from which the sides are measured. */
  readonly x: number
  readonly y: number
  readonly cosine: number
  readonly sine: number
  /** Metres from the middle to each side: back, front, right, left. */
  readonly sides: [number, number, number, number]
}

/** One a cluster of each object. */
export function outlinesOf(trials: readonly ClusterTrial[], objects: readonly MovingObject[]): Outline[] {
  return objects.flatMap(({ clusters }, index) =>
    clusters.flatMap(cluster => {
      const box = trials[cluster]?.box
      return box ? [outlineOf(box, index)] : []
    }),
  )
}

export function outlineOf({ center, size, yaw }: OrientedBox, object: number): Outline {
  return {
    object,
    x: center[0],
    y: center[1],
    top: center[2] + size[2] / 2,
    cosine: Math.cos(yaw),
    sine: Math.sin(yaw),
    sides: [size[0] / 2, size[0] / 2, size[1] / 2, size[1] / 2],
  }
}

/** Metres from (x, y) to the outline; 0 within. */
export function metresOutside({ x: ox, y: oy, cosine, sine, sides }: Outline, x: number, y: number): number {
  const along = cosine * (x - ox) + sine * (y - oy)
  const across = cosine * (y - oy) - sine * (x - ox)
  const over = Math.max(0, along - sides[1], -sides[0] - along)
  const beside = Math.max(0, across - sides[3], -sides[2] - across)
  return over === 0 ? beside : beside === 0 ? over : Math.sqrt(over * over + beside * beside)
}

/** Moves the sides out so that (x, y) lies within. */
export function widen({ x: ox, y: oy, cosine, sine, sides }: Outline, x: number, y: number): void {
  const along = cosine * (x - ox) + sine * (y - oy)
  const across = cosine * (y - oy) - sine * (x - ox)
  sides[0] = Math.max(sides[0], -along)
  sides[1] = Math.max(sides[1], along)
  sides[2] = Math.max(sides[2], -across)
  sides[3] = Math.max(sides[3], across)
}
