import type { CellHeights } from './cellHeights.ts'
import type { GroundSurface } from './groundSurface.ts'
import { limitSlope, planeSums, setPlaneSums, solvePlane } from './planeFit.ts'

/**
 * Re-weighted planes over 5 x 5 accepted cells, from their observed low heights.
 * @param near side * side; 0 = no return anywhere around: nothing to fit
 */
export function refitSurface(cells: CellHeights, surface: GroundSurface, near: Uint8Array, maximumSlope: number): void {
  const { side, cellMetres, low } = cells
  const { support } = surface
  const before = surface.height.slice()
  const fit = planeSums()
  for (let iy = 0; iy < side; iy++)
    for (let ix = 0; ix < side; ix++) {
      const cell = iy * side + ix
      if (near[cell] === 0) continue
      const slopeX = surface.slopeX[cell] as number
      const slopeY = surface.slopeY[cell] as number
      let w = 0
      let wx = 0
      let wy = 0
      let wxx = 0
      let wxy = 0
      let wyy = 0
      let wz = 0
      let wxz = 0
      let wyz = 0
      let used = 0
      const y1 = Math.min(side - 1, iy + 2)
      const x1 = Math.min(side - 1, ix + 2)
      for (let ny = Math.max(0, iy - 2); ny <= y1; ny++)
        for (let nx = Math.max(0, ix - 2); nx <= x1; nx++) {
          const n = ny * side + nx
          if (support[n] !== 1) continue
          const dx = (nx - ix) * cellMetres
          const dy = (ny - iy) * cellMetres
          const z = low[n] as number
          // Observed heights above the grown surface are objects that slipped through; below, seldom noise.
          const residual = z - (before[n] as number)
          const u = residual / (residual > 0 ? 0.15 : 0.3)
          if (u * u >= 1) continue
          const weight = (1 - u * u) / (1 + dx * dx + dy * dy)
          w += weight
          wx += weight * dx
          wy += weight * dy
          wxx += weight * dx * dx
          wxy += weight * dx * dy
          wyy += weight * dy * dy
          wz += weight * z
          wxz += weight * dx * z
          wyz += weight * dy * z
          used++
        }
      if (used < 3) continue
      setPlaneSums(fit, w, wx, wy, wxx, wxy, wyy, wz, wxz, wyz)
      solvePlane(fit, 2 * cellMetres * cellMetres, slopeX, slopeY)
      limitSlope(fit.plane, maximumSlope * 1.5, 0, 0)
      surface.height[cell] = fit.plane[0] as number
      surface.slopeX[cell] = fit.plane[1] as number
      surface.slopeY[cell] = fit.plane[2] as number
    }
}
