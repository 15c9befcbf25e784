import type { SensorClass } from '../sweep/sequence.ts'
import type { PointFrame } from '../sweep/sweep.ts'
import type { PointTable } from './pointTable.ts'
import { rolesOf } from './sweepAssembly.ts'

export interface SensorGuess {
  readonly frame: PointFrame
  readonly sensorClass: SensorClass
}

/** A sensor on a vehicle stands higher than this above the ground; lowest points above -this mean that z starts at the ground. */
const LOWEST_SENSOR_METRES = 0.8

/**
 * What a cloud looks like that does not say: the frame by the height of its low points, the sensor by its rings,
 * its elevation angles and its number of points. A guess, shown as such.
 */
export function guessSensor(table: PointTable): SensorGuess {
  const sample = sampleOf(table)
  const low = quantile(
    sample.filter(p => Math.hypot(p[0], p[1]) < 30).map(p => p[2]),
    0.05,
  )
  const spread = quantile(
    sample.map(p => Math.hypot(p[0], p[1])),
    0.95,
  )
  // A hand-sized object stands near zero too, but says nothing of a vehicle.
  const frame = spread > 5 && low > -LOWEST_SENSOR_METRES ? 'ego' : 'sensor'
  return { frame, sensorClass: sensorClassOf(table, sample, spread) }
}

function sensorClassOf(table: PointTable, sample: readonly Point[], spread: number): SensorClass {
  const ring = table.fields.find(field => field.name === rolesOf(table.fields).ring)
  if (ring) {
    let highest = 0
    for (let i = 0; i < ring.values.length; i++) highest = Math.max(highest, ring.values[i] as number)
    if (highest < 16) return 'spinning-16'
    if (highest < 32) return 'spinning-32'
    if (highest < 64) return 'spinning-64'
    if (highest < 128) return 'spinning-128'
  }
  if (spread < 5) return 'unknown'
  const sectors = new Set(sample.map(p => Math.floor(((Math.atan2(p[1], p[0]) + Math.PI) / (2 * Math.PI)) * 36)))
  if (sectors.size < 20) return 'solid-state'
  const elevations = sample.map(p => Math.atan2(p[2], Math.hypot(p[0], p[1])))
  const top = (quantile(elevations, 0.995) * 180) / Math.PI
  if (table.count > 60_000) return top > 9 ? 'spinning-128' : 'spinning-64'
  return table.count > 20_000 ? 'spinning-32' : 'spinning-16'
}

type Point = readonly [number, number, number]

function sampleOf(table: PointTable): Point[] {
  const step = Math.max(1, Math.floor(table.count / 5000))
  const points: Point[] = []
  for (let i = 0; i < table.count; i += step) {
    const point = [table.x.values[i], table.y.values[i], table.z.values[i]] as [number, number, number]
    if (point.every(Number.isFinite)) points.push(point)
  }
  return points
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
}
