import { PerspectiveCamera, Vector3 } from 'three'
import { expect, it } from 'vitest'
import { scaleBar } from './scaleBar.ts'
import { FIELD_OF_VIEW_DEGREES } from './sharedCamera.ts'

it.each([
  [30, 400, 120],
  [3, 900, 200],
  [700, 600, 150],
])(
  'covers as many pixels as the camera projects it to: %d m away, %d pixels high, at most %d',
  (distance, height, most) => {
    const pose = { position: [0, -distance, 0], target: [0, 0, 0] } as const
    const { pixels, text } = scaleBar(pose, height, most)
    expect(pixels).toBeLessThanOrEqual(most + 1e-9)
    expect(pixels).toBeGreaterThan(most / 2.6)
    const [number, unit] = text.split(' ')
    const metres = Number(number) * { km: 1000, m: 1, cm: 0.01, mm: 0.001 }[unit as 'm']
    const camera = new PerspectiveCamera(FIELD_OF_VIEW_DEGREES, 1, 0.01, 1e5)
    camera.up.set(0, 0, 1)
    camera.position.set(...pose.position)
    camera.lookAt(0, 0, 0)
    camera.updateMatrixWorld()
    const across = (x: number) => (new Vector3(x, 0, 0).project(camera).x / 2) * height
    expect(across(metres) - across(0)).toBeCloseTo(pixels, 6)
  },
)
