import type { KittiCalibration } from './calibration.ts'

/** N; 1 where a point (N x 3, sensor frame) projects into the left colour camera's picture: all that KITTI's labels cover. */
export function cameraView(positions: Float32Array, count: number, calibration: KittiCalibration): Uint8Array {
  const { rotation: r, translation: t } = calibration.cameraFromSensor
  const p = calibration.projection
  const [width, height] = calibration.imageSize
  const at = (m: Float64Array, i: number) => m[i] as number
  const inside = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const x = positions[3 * i] as number
    const y = positions[3 * i + 1] as number
    const z = positions[3 * i + 2] as number
    const cx = at(r, 0) * x + at(r, 1) * y + at(r, 2) * z + at(t, 0)
    const cy = at(r, 3) * x + at(r, 4) * y + at(r, 5) * z + at(t, 1)
    const cz = at(r, 6) * x + at(r, 7) * y + at(r, 8) * z + at(t, 2)
    if (cz <= 0) continue
    const w = at(p, 8) * cx + at(p, 9) * cy + at(p, 10) * cz + at(p, 11)
    const u = (at(p, 0) * cx + at(p, 1) * cy + at(p, 2) * cz + at(p, 3)) / w
    const v = (at(p, 4) * cx + at(p, 5) * cy + at(p, 6) * cz + at(p, 7)) / w
    if (u >= 0 && u < width && v >= 0 && v < height) inside[i] = 1
  }
  return inside
}
