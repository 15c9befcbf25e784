import { describe, expect, it } from 'vitest'
import { compileScene } from './compiledScene.ts'
import { LidarScan } from './lidarScan.ts'
import { scanObjects } from './objectScan.ts'
import type { SimulatedSensor } from './options.ts'
import { hash32, Random } from './random.ts'
import { POSE_LENGTH } from './scene.ts'
import { sensorModel } from './sensors.ts'
import { CHANCE, ENTER, HIT_LENGTH } from './shapes/shape.ts'
import { buildStreet } from './street.ts'

const cases: [SimulatedSensor, number, number][] = [
  ['av2', 17, 24],
  ['hdl-64e', 8, 12],
  ['solid-state', 12, 6],
]

describe.each(cases)('object scan of %s, street %i', (name, seed, columns) => {
  it('equals casting every ray against every primitive', async () => {
    const sensor = sensorModel(name)
    const street = buildStreet(seed, 4, sensor)
    const scene = compileScene(street.objects)
    const scan = new LidarScan(sensor.lidars[0]!)
    scan.place(0.7, sensor.turnSeconds, street.ego, sensor.maximumRange)
    const salt = 99
    await scanObjects(scan, scene, sensor.maximumRange, salt, undefined)

    const random = new Random(seed)
    const ray = new Float64Array(6)
    const hit = new Float64Array(HIT_LENGTH)
    const poses = new Float64Array(scene.largestPartCount * POSE_LENGTH)
    let met = 0
    let moving = 0
    for (let k = 0; k < columns; k++) {
      const column = random.integer(scan.columns)
      const best = new Float64Array(scan.beams).fill(sensor.maximumRange)
      const part = new Int32Array(scan.beams).fill(-1)
      for (const entry of scene.objects) {
        entry.object.pose(scan.times[column]!, poses)
        entry.parts.forEach((compiled, index) => {
          const pose = poses.subarray(index * POSE_LENGTH)
          compiled.primitives.forEach((primitive, p) => {
            for (let row = 0; row < scan.beams; row++) {
              const at = column * scan.beams + row
              for (let axis = 0; axis < 3; axis++) {
                ray[axis] = 0
                ray[axis + 3] = 0
                for (let j = 0; j < 3; j++) {
                  ray[axis]! += pose[3 * j + axis]! * (scan.poses[column * POSE_LENGTH + 9 + j]! - pose[9 + j]!)
                  ray[axis + 3]! += pose[3 * j + axis]! * scan.directions[3 * at + j]!
                }
              }
              if (!primitive.shape.intersect(ray, hit)) continue
              hit[CHANCE] = hash32(hash32(salt, compiled.firstPrimitive + p, 0x51ed270b), at, 0x2545f491) / 4294967296
              if (primitive.skin && !primitive.skin(ray, hit)) continue
              if (hit[ENTER]! < 0.5 || hit[ENTER]! >= best[row]!) continue
              best[row] = hit[ENTER]!
              part[row] = entry.firstPart + index
            }
          })
        })
      }
      for (let row = 0; row < scan.beams; row++) {
        const at = column * scan.beams + row
        expect(Math.abs(scan.range[at]! - best[row]!)).toBeLessThan(1e-9)
        expect(scan.part[at]).toBe(part[row])
        if (part[row]! >= 0) met++
        if (part[row]! >= 0 && scene.objects[scene.objectOfPart[part[row]!]!]!.object.moves) moving++
      }
    }
    expect(met).toBeGreaterThan(200)
    expect(moving).toBeGreaterThan(5)
  })
})
