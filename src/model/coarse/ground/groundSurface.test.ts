import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { defaultParameters } from '../parameters.ts'
import { normal } from '../seededClouds.fixture.ts'
import { fitGroundSurface, type GroundSurface, groundHeightAt } from './groundSurface.ts'

const { ground: parameters } = defaultParameters('spinning-64')

/** Four returns a square metre with 1 cm of noise, wherever `height` is a number. */
function returns(seed: number, halfSide: number, height: (x: number, y: number) => number): Float32Array {
  const random = new Random(seed)
  const positions: number[] = []
  for (let x = -halfSide; x < halfSide; x += 0.5)
    for (let y = -halfSide; y < halfSide; y += 0.5) {
      const place = [x + random.range(0, 0.5), y + random.range(0, 0.5)] as const
      const z = height(...place)
      if (!Number.isNaN(z)) positions.push(...place, z + 0.01 * normal(random))
    }
  return Float32Array.from(positions)
}

const fitted = (positions: Float32Array): GroundSurface => fitGroundSurface(positions, 0, 0, parameters)

describe('ground surface', () => {
  it('goes down to ground that fell where nothing was seen (seed 3)', () => {
    // Level up to 16 m, unseen up to 30 m, from there a metre lower.
    const surface = fitted(
      returns(3, 45, (x, y) => {
        const range = Math.hypot(x, y)
        return range < 16 ? 0 : range > 30 ? -1 : Number.NaN
      }),
    )
    for (let angle = 0; angle < 2 * Math.PI; angle += 0.1)
      for (const range of [34, 38, 42])
        expect(Math.abs(groundHeightAt(surface, range * Math.cos(angle), range * Math.sin(angle)) + 1)).toBeLessThan(
          0.1,
        )
  })
})
