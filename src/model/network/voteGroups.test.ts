import { describe, expect, it } from 'vitest'
import { Random } from '../simulator/random.ts'
import { groupVotes } from './voteGroups.ts'

const grouping = {
  cellMetres: 0.6,
  fewestVotesInCell: 2,
  fewestPoints: 5,
  connectivity: 8,
  stillMetres: 0.05,
  fewestConfidence: 0.5,
} as const

/** On a dense grid, cell by cell, until nothing changes. */
function slowGroups(voted: readonly (readonly [number, number])[]): number[] {
  const low = [Math.min(...voted.map(([x]) => x)), Math.min(...voted.map(([, y]) => y))] as const
  const cells = voted.map(([x, y]) => [Math.floor((x - low[0]) / 0.6) + 1, Math.floor((y - low[1]) / 0.6) + 1] as const)
  const width = Math.max(...cells.map(([c]) => c)) + 2
  const height = Math.max(...cells.map(([, r]) => r)) + 2
  const counts = Array.from({ length: width }, () => new Array<number>(height).fill(0))
  for (const [c, r] of cells) (counts[c] as number[])[r] = (counts[c]?.[r] ?? 0) + 1
  let label = counts.map((column, c) => column.map((n, r) => (n >= 2 ? c * height + r + 1 : 0)))
  const at = (labels: number[][], c: number, r: number) => labels[c]?.[r] ?? 0
  for (let changed = true; changed; ) {
    changed = false
    for (let c = 0; c < width; c++)
      for (let r = 0; r < height; r++)
        for (let dc = -1; dc <= 1; dc++)
          for (let dr = -1; dr <= 1; dr++) {
            const near = at(label, c + dc, r + dr)
            if (at(label, c, r) > 0 && near > 0 && near < at(label, c, r)) {
              ;(label[c] as number[])[r] = near
              changed = true
            }
          }
  }
  const cores = label
  label = cores.map((column, c) =>
    column.map((own, r) => {
      if (own > 0) return own
      let most = 0
      for (let dc = -1; dc <= 1; dc++) for (let dr = -1; dr <= 1; dr++) most = Math.max(most, at(cores, c + dc, r + dr))
      return most
    }),
  )
  const raw = cells.map(([c, r]) => at(label, c, r))
  const size = (name: number) => raw.filter(other => other === name).length
  return raw.map(name => (name > 0 && size(name) >= 5 ? name : 0))
}

/** The same partition, whatever its parts are called. */
function canonical(names: ArrayLike<number>): number[] {
  const seen = new Map<number, number>([[0, 0]])
  return Array.from(names, name => {
    if (!seen.has(name)) seen.set(name, seen.size)
    return seen.get(name) as number
  })
}

function votesAround(centres: readonly (readonly [number, number])[], each: number, spread: number, seed: number) {
  const random = new Random(seed)
  const points = new Float32Array(3 * each * centres.length)
  const mask = new Float32Array(4 * each * centres.length)
  const voted: (readonly [number, number])[] = []
  centres.forEach(([cx, cy], k) => {
    for (let n = 0; n < each; n++) {
      const i = each * k + n
      const x = Math.fround(cx + random.range(-2, 2))
      const y = Math.fround(cy + random.range(-2, 2))
      const ox = Math.fround(cx - x + random.range(-spread, spread))
      const oy = Math.fround(cy - y + random.range(-spread, spread))
      points.set([x, y, 1], 3 * i)
      mask.set([2, ox, oy, 0], 4 * i)
      voted.push([Math.fround(x + ox), Math.fround(y + oy)])
    }
  })
  return { points, mask, voted }
}

describe('grouping of votes', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is what a dense grid gives (seed %i)', seed => {
    const { points, mask, voted } = votesAround(
      [
        [0, 0],
        [3, 1],
        [9, -4],
        [4.2, 2.5],
      ],
      25,
      1.1,
      seed,
    )
    const found = groupVotes(points, mask, new Uint8Array(voted.length).fill(1), grouping)
    expect(canonical(found)).toEqual(canonical(slowGroups(voted)))
  })

  it('tells two cars apart that stand close but vote for their own middles', () => {
    const { points, mask } = votesAround(
      [
        [0, 0],
        [0, 2.4],
      ],
      40,
      0.2,
      1,
    )
    const found = groupVotes(points, mask, new Uint8Array(80).fill(1), grouping)
    expect(new Set(found.subarray(0, 40))).toEqual(new Set([1]))
    expect(new Set(found.subarray(40))).toEqual(new Set([2]))
  })

  it('leaves out background and small groups', () => {
    const { points, mask } = votesAround(
      [
        [0, 0],
        [8, 0],
      ],
      20,
      0.1,
      2,
    )
    const foreground = new Uint8Array(40).fill(1, 0, 24)
    const found = groupVotes(points, mask, foreground, grouping)
    expect(found.subarray(0, 20).every(name => name === 1)).toBe(true)
    expect(found.subarray(20).every(name => name === 0)).toBe(true)
    expect(groupVotes(points, mask, new Uint8Array(40), grouping).every(name => name === 0)).toBe(true)
  })
})
