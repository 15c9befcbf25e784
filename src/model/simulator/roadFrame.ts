/**
 * Street coordinates: s along the road's centre line, d to its left, metres. The centre line is an arc of constant
 * curvature through the world's origin, heading +x there; the mapping is exact both ways within half a turn.
 */
export class RoadFrame {
  /** 1/m, positive turns left; 0 = straight. */
  readonly curvature: number

  constructor(curvature: number) {
    this.curvature = Math.abs(curvature) < 1e-6 ? 0 : curvature
  }

  /** Writes s, d to `out`. */
  toStreet(x: number, y: number, out: Float64Array): void {
    const k = this.curvature
    if (k === 0) {
      out[0] = x
      out[1] = y
      return
    }
    const radius = 1 / k
    const side = k > 0 ? 1 : -1
    const across = radius - y
    out[0] = Math.atan2(side * x, side * across) * radius
    out[1] = radius - side * Math.sqrt(x * x + across * across)
  }

  /** Writes x, y, heading to `out`. */
  toWorld(s: number, d: number, out: Float64Array): void {
    const k = this.curvature
    if (k === 0) {
      out[0] = s
      out[1] = d
      out[2] = 0
      return
    }
    const radius = 1 / k
    out[0] = Math.sin(k * s) * (radius - d)
    out[1] = radius - Math.cos(k * s) * (radius - d)
    out[2] = k * s
  }
}
