import { PerspectiveCamera, Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import { airborneTile, blockStreet, smallObject, sweepOf } from '../../../tests/viewer/scenes.ts'
import type { CameraPose } from '../contract.ts'
import { boxPose, clipPlanes, presetPose, sceneExtent } from './framing.ts'

/** Share of the cloud that a camera sees. */
function shareInView(positions: Float32Array, pose: CameraPose, aspect: number, near: number, far: number): number {
  const camera = new PerspectiveCamera(50, aspect, near, far)
  camera.up.set(0, 0, 1)
  camera.position.set(...pose.position)
  camera.lookAt(...pose.target)
  camera.updateMatrixWorld()
  const p = new Vector3()
  let seen = 0
  const count = positions.length / 3
  for (let i = 0; i < count; i++) {
    p.fromArray(positions, 3 * i).project(camera)
    if (Math.abs(p.x) <= 1 && Math.abs(p.y) <= 1 && Math.abs(p.z) <= 1) seen++
  }
  return seen / count
}

const clouds = {
  'a street of 120 m': blockStreet(20_000, 11).sweep0,
  'an object of 0.2 m': smallObject(5000, 12).sweep0,
  'an airborne tile with outliers': airborneTile(20_000, 13).sweep0,
}

describe('first view', () => {
  for (const [name, sweep] of Object.entries(clouds))
    for (const aspect of [1.7, 0.6])
      it(`shows most of ${name} at aspect ${aspect}, neither cut nor lost in the distance`, () => {
        const extent = sceneExtent(sweep)
        const pose = presetPose('reset', extent, aspect)
        const distance = Math.hypot(...[0, 1, 2].map(i => pose.position[i]! - pose.target[i]!))
        const { near, far } = clipPlanes(distance, distance, extent)
        expect(shareInView(sweep.positions, pose, aspect, near, far)).toBeGreaterThan(extent.egoCentred ? 0.6 : 0.95)
        expect(distance).toBeLessThan(6 * extent.radius)
        expect(far / near).toBeLessThan(2e5)
      })

  it('is centred on the vehicle only where there is one', () => {
    expect(sceneExtent(clouds['a street of 120 m']).egoCentred).toBe(true)
    expect(sceneExtent(clouds['an object of 0.2 m']).egoCentred).toBe(false)
    expect(sceneExtent(clouds['an airborne tile with outliers']).egoCentred).toBe(false)
  })

  it('is not moved by outliers', () => {
    const clean = blockStreet(20_000, 14).sweep0
    const positions = clean.positions.slice()
    for (let i = 0; i < 40; i++) positions.set([1e4, -2e4, 5e3], 300 * i)
    const dirty = sceneExtent({ ...clean, positions })
    const before = sceneExtent(clean)
    expect(Math.abs(dirty.radius - before.radius)).toBeLessThan(0.1 * before.radius)
    expect(Math.abs(dirty.ground - before.ground)).toBeLessThan(0.1)
  })

  it('survives no points, one point and equal points', () => {
    for (const positions of [new Float32Array(0), Float32Array.of(3, 4, 5), new Float32Array(30).fill(2)])
      for (const preset of ['tilted', 'top', 'ego', 'side', 'reset'] as const) {
        const pose = presetPose(preset, sceneExtent(sweepOf('few', positions)), 1.5)
        expect([...pose.position, ...pose.target].every(Number.isFinite)).toBe(true)
      }
  })
})

describe('presets', () => {
  const extent = sceneExtent(clouds['a street of 120 m'])

  it('look where their names say', () => {
    const top = presetPose('top', extent, 1.5)
    expect(top.position[2] - top.target[2]).toBeGreaterThan(10 * Math.hypot(top.position[0] - top.target[0]))
    const tilted = presetPose('tilted', extent, 1.5)
    expect(tilted.position[0]).toBeLessThan(tilted.target[0])
    expect(tilted.position[2]).toBeGreaterThan(tilted.target[2])
    const side = presetPose('side', extent, 1.5)
    expect(side.target[0]).toBe(side.position[0])
    expect(presetPose('reset', extent, 1.5)).toEqual(tilted)
  })

  it('see a whole box from behind it', () => {
    const box = { center: [12, -3, 0.5], size: [4.5, 1.9, 1.6], yaw: 0.4 } as const
    const pose = boxPose(box)
    const ahead = [Math.cos(box.yaw), Math.sin(box.yaw)] as const
    expect((pose.position[0] - 12) * ahead[0] + (pose.position[1] + 3) * ahead[1]).toBeLessThan(0)
    expect(shareInView(Float32Array.from(box.center), pose, 1, 0.1, 100)).toBe(1)
  })
})
