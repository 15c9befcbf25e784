import { describe, expect, it } from 'vitest'
import { blockStreet } from '../../../tests/viewer/scenes.ts'
import type { PaneContent, ViewSettings } from '../contract.ts'
import { type ColourScale, colourScale, rampPosition } from './colourScale.ts'
import { legendFor, legendTicks } from './legend.ts'
import { hexFromRgb } from './oklab.ts'
import { rampColours } from './ramps.ts'

const frame = blockStreet(2000, 5)
const pane: PaneContent = { id: 'a', title: '', estimate: frame.truth, emptyMessage: null }
const settings: ViewSettings = {
  theme: 'dark',
  colour: { kind: 'height' },
  points: { size: 2, unit: 'px', depthCue: 0, showSweep0: true, showSweep1: true, hideGround: false },
  warp: 0,
  arrows: { shown: false, density: 0, scale: 1, dynamicOnly: true, residual: true },
  boxes: { estimate: false, truth: false, labels: false },
  trails: { shown: false, sweeps: 20, ahead: true },
  flowScaleMetresPerSecond: 15,
  reducedMotion: true,
}
const linear = (low: number, high: number): ColourScale => ({
  low,
  high,
  ramp: 'dune',
  unit: null,
  spacing: 'linear',
  openAbove: true,
})

const LETTERS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 }

function numberOf(text: string): number {
  const letter = text.at(-1) ?? ''
  return Number(text.replace('−', '-').replace(/[kMG]$/, '')) * (LETTERS[letter] ?? 1)
}

describe('legend ticks', () => {
  it('are round numbers inside the range, 4 to 9 of them', () => {
    for (const [low, high] of [
      [-1.73, 6.2],
      [0, 15],
      [0, 255],
      [0.013, 0.094],
      [-4.5e6, 9.8e6],
      [0, 0.3],
    ] as const) {
      const ticks = legendTicks(linear(low, high))
      expect(ticks.length).toBeGreaterThanOrEqual(4)
      expect(ticks.length).toBeLessThanOrEqual(9)
      for (const tick of ticks) {
        expect(tick.at).toBeCloseTo((tick.value - low) / (high - low), 9)
        expect(numberOf(tick.text)).toBeCloseTo(tick.value, 9)
      }
      expect(new Set(ticks.map(t => t.text)).size).toBe(ticks.length)
    }
  })

  it('of the error scale name the thresholds of the field', () => {
    const scale = colourScale({ kind: 'error' }, frame, pane, 15)!
    const texts = legendTicks(scale).map(t => t.text)
    expect(texts).toContain('0.05')
    expect(texts).toContain('0.1')
    expect(rampPosition(scale, 0.1)).toBeCloseTo(0.5, 9)
  })
})

describe('legendFor', () => {
  it('shows the ramp whose colours the shader reads', () => {
    const legend = legendFor({ kind: 'height' }, frame, pane, settings)
    if (legend.kind !== 'ramp') throw new Error(legend.kind)
    expect(legend.stops[0]?.colour).toBe(hexFromRgb(rampColours('lagoon', 'dark')[0]!))
    expect(legend.stops.at(-1)).toEqual({ at: 1, colour: hexFromRgb(rampColours('lagoon', 'dark')[255]!) })
    expect(legend.unit).toBe('m')
  })

  it('gives the wheel its fixed scale', () => {
    const legend = legendFor({ kind: 'flow', residual: true }, frame, pane, settings)
    if (legend.kind !== 'wheel') throw new Error(legend.kind)
    expect(legend.metresPerSecond).toBe(15)
    expect(legend.colourAt(0, 1)).not.toBe(legend.colourAt(Math.PI, 1))
  })

  it('numbers iterations whole, and says in words what a step is', () => {
    for (let iterations = 1; iterations <= 8; iterations++) {
      const convergence = {
        of: 'settled',
        iterations,
        after: iterations - 1,
        toleranceMetres: 0.01,
        values: new Float32Array(1),
      } as const
      const legend = legendFor({ kind: 'convergence', of: 'settled' }, frame, { ...pane, convergence }, settings)
      if (legend.kind !== 'ramp') throw new Error(legend.kind)
      expect(legend.ticks.length).toBeGreaterThanOrEqual(2)
      for (const tick of legend.ticks) expect(Number.isInteger(tick.value) && tick.value <= iterations).toBe(true)
      expect(legend.note).toContain('1 cm per sweep')
      const step = { ...convergence, of: 'still-moves' } as const
      const moves = legendFor(
        { kind: 'convergence', of: 'still-moves' },
        frame,
        { ...pane, convergence: step },
        settings,
      )
      if (moves.kind !== 'ramp') throw new Error(moves.kind)
      expect(moves.unit).toBe('m per sweep')
      expect(moves.ticks.map(tick => tick.text)).toEqual(['0.001', '0.01', '0.1', '0.3', '≥ 1'])
    }
    expect(legendFor({ kind: 'convergence', of: 'settled' }, frame, pane, settings).kind).toBe('none')
  })

  it('says why there is nothing to read', () => {
    const empty = { ...pane, estimate: null }
    expect(legendFor({ kind: 'instance' }, frame, empty, settings).kind).toBe('none')
    expect(legendFor({ kind: 'error' }, { ...frame, truth: null }, pane, settings).kind).toBe('none')
    expect(legendFor({ kind: 'evidence' }, { ...frame, coarse: null }, pane, settings).kind).toBe('none')
    const field = legendFor({ kind: 'field', field: 'ring' }, frame, pane, settings)
    expect(field.kind === 'none' && field.reason).toContain('ring')
  })
})
