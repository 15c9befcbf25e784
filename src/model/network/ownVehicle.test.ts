import { describe, expect, it } from 'vitest'
import { fromYaw, inverse, transformPoint } from '../sweep/transform.ts'
import { ownVehicle } from './ownVehicle.ts'

/** A bonnet that stays with the sensor, a wall beside it that the vehicle passes, and a pole that stands ahead. */
function drive(metres: number, turn = 0) {
  const sweep1FromSweep0 = inverse(
    fromYaw<'sweep0', 'sweep1'>(turn, [metres * Math.cos(turn), metres * Math.sin(turn), 0]),
  )
  const bonnet: [number, number, number][] = []
  for (let k = 0; k < 20; k++) bonnet.push([1.5 + 0.05 * (k % 5), -0.4 + 0.2 * Math.floor(k / 5), -0.9])
  const wall: [number, number, number][] = []
  for (let k = 0; k < 200; k++) wall.push([-10 + 0.1 * k, 2, 0.3])
  const pole: [number, number, number][] = [
    [3.9, 0.2, 0],
    [3.9, 0.2, 0.1],
    [3.9, 0.2, 0.2],
  ]
  const flat = (points: readonly (readonly [number, number, number])[]) => Float32Array.from(points.flat())
  const noisy = bonnet.map(([x, y, z], k): [number, number, number] => [x + 0.01 * Math.sin(k), y, z])
  const stands = [...wall, ...pole].map(([x, y, z]) => transformPoint(sweep1FromSweep0, x, y, z))
  return ownVehicle(flat([...bonnet, ...wall, ...pole]), flat([...noisy, ...stands]), sweep1FromSweep0)
}

const counted = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0)

describe('the vehicle that carries the sensor', () => {
  it.each([
    [1.2, 0],
    [0.5, 0.05],
    [-0.8, 0],
  ])('is what keeps its place in the sensor’s frame: %f m, turn %f', (metres, turn) => {
    for (const own of Object.values(drive(metres, turn))) {
      expect(Array.from(own.subarray(0, 20))).toEqual(new Array(20).fill(1))
      expect(counted(own)).toBe(20)
    }
  })

  it('is not told while it stands: then everything keeps its place', () => {
    const { own0, own1 } = drive(0.1)
    expect(counted(own0) + counted(own1)).toBe(0)
  })

  it('does not mind empty sweeps', () => {
    const none = ownVehicle(new Float32Array(0), new Float32Array(0), inverse(fromYaw(0, [1, 0, 0])))
    expect(none.own0).toHaveLength(0)
  })
})
