import { describe, expect, it } from 'vitest'
import { DEFAULT_COMPARISON } from '../stores/comparisonSlice.ts'
import { DEFAULT_PANES, DEFAULT_VIEW, mergeView } from '../stores/viewSlice.ts'
import { colourEntries, colourFromId, colourId } from '../view/colourModes.ts'
import { DEFAULT_CURVE_CHOICES } from './curveKeys.ts'
import { DEFAULT_NOISE_CHOICES } from './noiseKeys.ts'
import { decodeUrl, encodeUrl, type UrlState } from './urlCodec.ts'

const fresh: UrlState = {
  view: DEFAULT_VIEW,
  panes: DEFAULT_PANES,
  comparison: DEFAULT_COMPARISON,
  ...DEFAULT_NOISE_CHOICES,
  ...DEFAULT_CURVE_CHOICES,
  theme: 'system',
  position: 0,
  camera: null,
  simulation: null,
}

describe('the view in the address bar', () => {
  it('is empty for a fresh page and reads back as one', () => {
    expect(encodeUrl(fresh)).toBe('')
    expect(decodeUrl('')).toEqual(fresh)
  })

  it('comes back as it was, everything changed', () => {
    const state: UrlState = {
      view: mergeView(DEFAULT_VIEW, {
        colour: { kind: 'speed', residual: false },
        points: { size: 0.12, unit: 'm', depthCue: 0.25, showSweep0: false, showSweep1: true, hideGround: true },
        warp: 0.35,
        arrows: { shown: false, density: 0.5, scale: 3, dynamicOnly: false, residual: false },
        boxes: { estimate: false, truth: true, labels: false },
        trails: { shown: true, sweeps: 25, ahead: false },
        flowScaleMetresPerSecond: 30,
      }),
      panes: [
        { id: 'a', source: 'truth' },
        { id: 'b', source: 'ego-motion' },
        { id: 'c', source: 'pseudo-labels' },
        { id: 'd', source: 'truth' },
      ],
      comparison: { reference: 'ego-motion', swipe: 0.375 },
      noise: {
        segmentation: { drop: 0, split: 0.35, merge: 0.1, flip: 1, jitterMetres: 0.07 },
        // As the slider makes it: in degrees.
        ego: { translationMetres: 0.3, yawRadians: 0.35 * (Math.PI / 180) },
      },
      noiseSeed: 4711,
      curveMetric: 'moving-pq',
      curveSource: 'polished',
      disagreementPair: DEFAULT_CURVE_CHOICES.disagreementPair,
      theme: 'paper',
      position: 17,
      camera: { position: [1.25, -20, 30.5], target: [0, 0, -1] },
      simulation: { seed: 42, sensor: 'hdl-64e' },
    }
    expect(decodeUrl(`#${encodeUrl(state)}`)).toEqual(state)
  })

  it('carries a curve of disagreement with its two sides', () => {
    const disagreementPair = { a: 'polished', b: 'truth' } as const
    const state: UrlState = { ...fresh, curveMetric: 'flow-far', disagreementPair }
    expect(encodeUrl(state)).toBe('curve=flow-far&of=polished,truth')
    expect(decodeUrl(encodeUrl(state))).toEqual(state)
  })

  it('carries every colour, fields of any name too', () => {
    const fields = [{ name: 'laser number & more=1', values: new Uint8Array(1) }]
    for (const { mode } of colourEntries(fields)) {
      expect(colourFromId(colourId(mode))).toEqual(mode)
      const back = decodeUrl(encodeUrl({ ...fresh, view: { ...DEFAULT_VIEW, colour: mode } }))
      expect(back.view.colour).toEqual(mode)
    }
  })

  it.each([
    'colour=plaid',
    'size=-4',
    'size=1e9',
    'trail=0',
    'trail=51',
    'trails=on',
    'warp=2',
    'warp=',
    'arrows=yes',
    'panes=truth,truth,truth,truth,truth',
    'against=nobody',
    'swipe=1.5',
    'noisedrop=1.1',
    'noisejitter=-0.1',
    'noiseegoyaw=left',
    'noiseseed=1.5',
    'noiseseed=1e7',
    'panes=nobody',
    'curve=beauty',
    'of=nobody',
    'of=polished,truth',
    'theme=neon',
    'frame=0',
    'frame=2.5',
    'frame=NaN',
    'camera=1,2,3',
    'camera=1,2,3,4,5,x',
    'street=7-lidar',
    'street=-1-av2',
    '%E0%A4%A',
  ])('falls back to the default for %s', text => {
    expect(decodeUrl(text)).toEqual(fresh)
  })
})
