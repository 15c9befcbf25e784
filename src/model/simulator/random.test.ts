import { describe, expect, it } from 'vitest'
import { hashNormal, hashUnit, Random } from './random.ts'

describe('random numbers', () => {
  it('repeat for a seed and differ between seeds and forks', () => {
    const draw = (random: Random) => Array.from({ length: 20 }, () => random.next())
    expect(draw(new Random(5))).toEqual(draw(new Random(5)))
    expect(draw(new Random(5))).not.toEqual(draw(new Random(6)))
    expect(draw(new Random(5).fork(1))).not.toEqual(draw(new Random(5).fork(2)))
  })

  it('are uniform on [0, 1): mean, variance and every tenth', () => {
    for (const values of [
      (() => {
        const random = new Random(11)
        return Array.from({ length: 20_000 }, () => random.next())
      })(),
      Array.from({ length: 20_000 }, (_, k) => hashUnit(3, k, 1)),
    ]) {
      const mean = values.reduce((a, b) => a + b) / values.length
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length
      expect(mean).toBeCloseTo(0.5, 2)
      expect(variance).toBeCloseTo(1 / 12, 2)
      for (let tenth = 0; tenth < 10; tenth++) {
        const share = values.filter(v => Math.floor(v * 10) === tenth).length / values.length
        expect(Math.abs(share - 0.1)).toBeLessThan(0.01)
      }
    }
  })

  it('gives hashed normals of mean 0 and deviation 1', () => {
    const values = Array.from({ length: 20_000 }, (_, k) => hashNormal(9, k, 2))
    const mean = values.reduce((a, b) => a + b) / values.length
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.sqrt(variance)).toBeCloseTo(1, 1)
  })
})
