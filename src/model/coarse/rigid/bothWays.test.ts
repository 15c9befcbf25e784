import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { reverseScore } from './bothWays.ts'
import { sceneOf } from './rigidScene.fixture.ts'
import type { RigidScene } from './rigidScene.ts'

const STILL = { x: 0, y: 0, z: 0, yaw: 0 }

/** A dense side, 8 m along y at x = 4, seen alike by both sweeps. In sweep 1 the lowest of every half metre stands out by 40 cm. */
function side(standingOut: number): RigidScene {
  const random = new Random(5)
  const count = 16 * 1500
  const positions0 = new Float32Array(3 * count)
  for (let i = 0; i < count; i++) {
    positions0[3 * i] = 4
    positions0[3 * i + 1] = Math.floor(i / 1500) / 2 + random.range(0, 0.5)
    positions0[3 * i + 2] = 0.5 + 2 * random.next()
  }
  const positions1 = positions0.slice()
  for (let row = 0; row < 16; row++) {
    const own = Array.from({ length: 1500 }, (_, k) => 1500 * row + k)
    own.sort((a, b) => positions1[3 * a + 2]! - positions1[3 * b + 2]!)
    for (const i of own.slice(0, Math.round(standingOut * own.length))) positions1[3 * i]! -= 0.4
  }
  return sceneOf(positions0, positions1, 0.1)
}

/** Five bulkheads across y, 2 m apart, that sweep 1 sees drawn out along it. */
function bulkheads(share: number): RigidScene {
  const scene = side(0)
  const random = new Random(6)
  const draw = (positions: Float32Array, stretched: number) => {
    for (let i = 0; i < positions.length / 3; i++) {
      positions[3 * i] = 3.6 + 0.8 * random.next()
      positions[3 * i + 1] = 4 + (2 * (i % 5) - 4) * (1 + stretched) + random.range(-0.01, 0.01)
    }
  }
  draw(scene.positions0, 0)
  draw(scene.positions1, share)
  return sceneOf(scene.positions0, scene.positions1, 0.1)
}

describe('the way back', () => {
  const box = { center: [4, 4, 1.5], size: [8, 1, 2], yaw: Math.PI / 2 } as const
  const placed = { cluster: 0, box, pivot: [4, 4, 1.5] } as const
  const weights = { alongLine: 0.1, acrossLines: 0.3 }

  for (const share of [0, 0.01, 0.1, 0.5])
    it(`looks at a fair part of thousands of points: ${100 * share} % of them, the lowest everywhere, do not fit`, () => {
      const { inlierShare, points } = reverseScore(side(share), placed, STILL, 0.2, weights, null)
      expect(points).toBeGreaterThan(20_000)
      expect(inlierShare).toBeCloseTo(1 - share, 1.8)
    })

  it('takes back how a cluster is drawn out', () => {
    const grown = { ...placed, box: { ...box, size: [8.6, 1, 2] as const } }
    const scene = bulkheads(0.04)
    const stretch = { x: 0, y: 1, share: 0.04 }
    const drawn = reverseScore(scene, grown, STILL, 0.2, weights, null, stretch)
    const rigid = reverseScore(scene, grown, STILL, 0.2, weights, null)
    expect(drawn.score).toBeGreaterThan(0.97)
    expect(rigid.score).toBeLessThan(0.85)
    expect(drawn.points).toBeGreaterThan(20_000)
  })
})
