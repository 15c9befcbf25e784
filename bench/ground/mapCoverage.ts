import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readNpyArray } from '../../src/model/formats/npy/npyArray.ts'
import { type Sweep, worldFromSweep } from '../../src/model/sweep/sweep.ts'
import { transformPoint } from '../../src/model/sweep/transform.ts'

/**
 * N; 1 = the log's map has a ground height below this point. Where it has none (yards, alleys, anything off the drivable
 * surroundings) Argoverse 2's labels call nothing ground, whatever stands there.
 *
 * Raster and its place as in Argoverse 2's map archive: `*_ground_height_surface____*.npy`, rows along y, and
 * `*___img_Sim2_city.json`: raster = scale * (R * city + t).
 */
export function mapCoverage(log: string, sweep: Sweep): Uint8Array | null {
  const folder = join(log, 'map')
  const named = (part: string) => readdirSync(folder).find(name => name.includes(part))
  const [heights, place] = [named('_ground_height_surface____'), named('___img_Sim2_city.json')]
  const pose = worldFromSweep(sweep)
  if (!heights || !place || !pose) return null
  const raster = readNpyArray(heights, readFileSync(join(folder, heights)))
  const { R, t, s } = JSON.parse(readFileSync(join(folder, place), 'utf8')) as { R: number[]; t: number[]; s: number }
  const [rows, columns] = raster.shape as [number, number]
  const covered = new Uint8Array(sweep.count)
  for (let i = 0; i < sweep.count; i++) {
    const at = (k: number) => sweep.positions[3 * i + k] as number
    const [x, y] = transformPoint(pose, at(0), at(1), at(2))
    const column = Math.floor(s * ((R[0] as number) * x + (R[1] as number) * y + (t[0] as number)))
    const row = Math.floor(s * ((R[2] as number) * x + (R[3] as number) * y + (t[1] as number)))
    if (column < 0 || row < 0 || column >= columns || row >= rows) continue
    covered[i] = Number.isNaN(raster.values[row * columns + column]) ? 0 : 1
  }
  return covered
}
