import { describe, expect, it } from 'vitest'
import { ByteBudgetCache } from './ByteBudgetCache.ts'

function keysOf(cache: ByteBudgetCache<string>, keys: readonly string[]): string[] {
  return keys.filter(key => cache.has(key))
}

describe('the frame cache', () => {
  it('lets go of what was used longest ago when the budget is full', () => {
    const cache = new ByteBudgetCache<string>(30)
    for (const key of ['a', 'b', 'c']) cache.set(key, key, 10)
    cache.get('a')
    cache.set('d', 'd', 10)
    expect(keysOf(cache, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd'])
    expect(cache.bytes).toBe(30)
  })

  it('does not count a peek as a use', () => {
    const cache = new ByteBudgetCache<string>(20)
    cache.set('a', 'a', 10)
    cache.set('b', 'b', 10)
    cache.peek('a')
    cache.set('c', 'c', 10)
    expect(keysOf(cache, ['a', 'b', 'c'])).toEqual(['b', 'c'])
  })

  it('keeps what is visible before what is fetched ahead before what is merely recent', () => {
    const cache = new ByteBudgetCache<string>(40)
    for (const key of ['visible', 'near', 'far', 'recent']) cache.set(key, key, 10)
    cache.retain(['visible'], ['near', 'far'])
    cache.get('recent')
    cache.setBudget(30)
    expect(keysOf(cache, ['visible', 'near', 'far', 'recent'])).toEqual(['visible', 'near', 'far'])
    cache.setBudget(20)
    expect(keysOf(cache, ['visible', 'near', 'far'])).toEqual(['visible', 'near'])
    cache.setBudget(1)
    expect(keysOf(cache, ['visible', 'near'])).toEqual(['visible'])
    expect(cache.bytes).toBe(10)
  })

  it('refuses a far prefetch rather than to drop a nearer one, and says so', () => {
    const cache = new ByteBudgetCache<string>(20)
    cache.retain(['v'], ['p1', 'p2'])
    cache.set('v', 'v', 10)
    expect(cache.set('p1', 'p1', 10)).toBe(true)
    expect(cache.set('p2', 'p2', 10)).toBe(false)
    expect(keysOf(cache, ['v', 'p1', 'p2'])).toEqual(['v', 'p1'])
  })

  it('counts a replaced value once and forgets by prefix', () => {
    const cache = new ByteBudgetCache<string>(100)
    cache.set('s1 a', 'x', 10)
    cache.set('s1 a', 'y', 25)
    cache.set('s2 a', 'z', 5)
    expect(cache.bytes).toBe(30)
    cache.deleteWhere(key => key.startsWith('s1'))
    expect(cache.bytes).toBe(5)
    expect(cache.size).toBe(1)
  })

  it('never holds more than the budget beyond what is visible (random use, seed 11)', () => {
    let seed = 11
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff
      return seed % below
    }
    const cache = new ByteBudgetCache<string>(100)
    const sizes = new Map<string, number>()
    for (let step = 0; step < 2000; step++) {
      const key = `k${random(30)}`
      if (random(5) === 0) cache.retain([key], [`k${random(30)}`, `k${random(30)}`])
      else if (random(3) === 0) cache.get(key)
      else {
        const bytes = 1 + random(40)
        if (cache.set(key, key, bytes)) sizes.set(key, bytes)
      }
      const held = [...sizes].filter(([name]) => cache.has(name)).reduce((sum, [, bytes]) => sum + bytes, 0)
      expect(held).toBe(cache.bytes)
      expect(cache.bytes).toBeLessThanOrEqual(140)
    }
  })
})
