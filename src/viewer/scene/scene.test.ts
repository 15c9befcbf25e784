import { describe, expect, it } from 'vitest'
import type { Estimate } from '#model/sweep/estimate.ts'
import { fromYaw, inverse, transformPoint } from '#model/sweep/transform.ts'
import { blockStreet } from '../../../tests/viewer/scenes.ts'
import { selectArrows, stableShare } from './arrowSelection.ts'
import { addBox, boxCorners, warpedBox } from './boxLines.ts'
import { RenderQuality } from './renderQuality.ts'

const frame = blockStreet(20_000, 31)
const truth = frame.truth as Estimate
const positions = frame.sweep0.positions
const all = { density: 1, dynamicOnly: false, hidden: null }

describe('choice of arrows', () => {
  it('adds arrows and moves none as the density rises (seed 31)', () => {
    let before = new Set<number>()
    for (const density of [0, 0.01, 0.05, 0.1, 0.3, 0.7, 1]) {
      const now = new Set(selectArrows(truth, positions, { ...all, density }))
      for (const i of before) expect(now.has(i)).toBe(true)
      before = now
    }
  })

  it('takes every moving point at density 1 and nothing at 0', () => {
    const moving = selectArrows(truth, positions, { ...all, dynamicOnly: true })
    expect(moving.length).toBe(truth.dynamic.filter(d => d >= 0.5).length)
    expect(selectArrows(truth, positions, { ...all, density: 0 }).length).toBe(0)
  })

  it('thins near points more than far ones', () => {
    const chosen = selectArrows(truth, positions, { ...all, density: 0.2 })
    const range = (i: number) => Math.hypot(positions[3 * i]!, positions[3 * i + 1]!)
    const share = (low: number, high: number) => {
      let total = 0
      for (let i = 0; i < frame.sweep0.count; i++) if (range(i) >= low && range(i) < high) total++
      return [...chosen].filter(i => range(i) >= low && range(i) < high).length / total
    }
    expect(share(25, 100)).toBeCloseTo(0.2, 1)
    expect(share(0, 6)).toBeLessThan(0.1)
  })

  it('leaves out hidden and unknown points', () => {
    const valid = new Uint8Array(frame.sweep0.count).fill(1)
    valid[17] = 0
    const hidden = truth.dynamic.map(d => (d > 0.5 ? 0 : 1))
    const chosen = new Set(selectArrows({ ...truth, valid }, positions, { ...all, hidden: Uint8Array.from(hidden) }))
    expect(chosen.has(17)).toBe(false)
    for (const i of chosen) expect(truth.dynamic[i]).toBe(1)
  })

  it('hashes indices evenly', () => {
    const bins = new Uint32Array(10)
    for (let i = 0; i < 100_000; i++) bins[Math.floor(10 * stableShare(i))]!++
    for (const n of bins) expect(Math.abs(n - 10_000)).toBeLessThan(500)
  })
})

describe('boxes', () => {
  const instance = truth.instances.find(i => i.moving)!
  const view = inverse(truth.sweep1FromSweep0)

  it('have the corners of the oriented box', () => {
    const box = { center: [1, 2, 3], size: [4, 2, 1], yaw: Math.PI / 2 } as const
    const corners = boxCorners(box)
    expect(Math.min(...corners.map(c => c[0]))).toBeCloseTo(0, 9)
    expect(Math.max(...corners.map(c => c[1]))).toBeCloseTo(4, 9)
    expect(Math.max(...corners.map(c => c[2]))).toBeCloseTo(3.5, 9)
  })

  it('move with their points as the warp goes from 0 to 1', () => {
    expect(warpedBox(instance, view, 0)).toEqual(instance.box)
    const end = warpedBox(instance, view, 1)
    const expected = transformPoint(view, ...transformPoint(instance.sweep1FromSweep0, ...instance.box.center))
    for (let axis = 0; axis < 3; axis++) expect(end.center[axis]).toBeCloseTo(expected[axis]!, 9)
    const moved = Math.hypot(end.center[0] - instance.box.center[0], end.center[1] - instance.box.center[1])
    expect(moved).toBeCloseTo(instance.speedMetresPerSecond * truth.intervalSeconds, 6)
  })

  it('turn with their object', () => {
    const turning = { ...instance, sweep1FromSweep0: fromYaw<'sweep1', 'sweep0'>(0.2, [0, 0, 0]) }
    expect(warpedBox(turning, fromYaw(0, [0, 0, 0]), 0.5).yaw - instance.box.yaw).toBeCloseTo(0.1, 9)
  })

  it('are drawn as twelve edges and a tick ahead', () => {
    const segments: (readonly [number, number, number])[][] = []
    const sink = {
      segment: (a: readonly [number, number, number], b: readonly [number, number, number]) => segments.push([a, b]),
    }
    addBox(sink, { center: [0, 0, 0], size: [4, 2, 1], yaw: 0 }, { colour: [1, 1, 1], alpha: 1, widthPx: 1, dashPx: 0 })
    expect(segments.length).toBe(14)
    expect(Math.max(...segments.flat().map(p => p[0]))).toBeGreaterThan(2)
    expect(Math.min(...segments.flat().map(p => p[0]))).toBe(-2)
  })
})

describe('quality while moving', () => {
  const run = (quality: RenderQuality, gap: number, pictures: number, moving = true) => {
    let now = 0
    let last = quality.next(now, moving)
    for (let i = 0; i < pictures; i++) {
      now += gap
      last = quality.next(now, moving)
    }
    return last
  }

  it('is full at rest however slow it is, and when fast', () => {
    expect(run(new RenderQuality(), 400, 30, false)).toEqual({ depthCue: true, thinning: 1 })
    expect(run(new RenderQuality(), 16, 30)).toEqual({ depthCue: true, thinning: 1 })
  })

  it('falls step by step when slow and comes back when fast', () => {
    const quality = new RenderQuality()
    expect(run(quality, 200, 6)).toEqual({ depthCue: false, thinning: 1 })
    expect(run(quality, 200, 30)).toEqual({ depthCue: false, thinning: 4 })
    expect(run(quality, 16, 60)).toEqual({ depthCue: true, thinning: 1 })
  })
})
