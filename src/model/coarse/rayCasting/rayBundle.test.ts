import { expect, it } from 'vitest'
import { FAST_ATAN2_ERROR, fastAtan2 } from './rayBundle.ts'

it('bins angles within the error that windows are widened by, all the way round', () => {
  let worst = 0
  for (let k = -200_000; k <= 200_000; k++) {
    const angle = (k / 200_000) * Math.PI
    const length = 0.01 + (k & 1023)
    const [x, y] = [length * Math.cos(angle), length * Math.sin(angle)]
    worst = Math.max(worst, Math.abs(fastAtan2(y, x) - Math.atan2(y, x)))
  }
  expect(worst).toBeLessThanOrEqual(FAST_ATAN2_ERROR)
  // The bound is the polynomial's own, not a generous one.
  expect(worst).toBeGreaterThan(0.5 * FAST_ATAN2_ERROR)
  expect(fastAtan2(0, 0)).toBe(0)
  expect(fastAtan2(0, -3)).toBe(Math.PI)
  expect(fastAtan2(-2, 0)).toBe(-Math.PI / 2)
})
