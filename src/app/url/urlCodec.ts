import type { SimulatedSensor, SimulationOptions } from '#model/simulator/options.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { CameraPose } from '#viewer/contract.ts'
import { type ComparisonChoices, DEFAULT_COMPARISON } from '../stores/comparisonSlice.ts'
import {
  DEFAULT_PANES,
  DEFAULT_VIEW,
  LONGEST_TRAIL,
  PANE_IDS,
  type PaneChoice,
  type ThemeChoice,
  type ViewChoices,
} from '../stores/viewSlice.ts'
import { colourFromId, colourId } from '../view/colourModes.ts'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import { type CurveChoices, decodeCurve, encodeCurve } from './curveKeys.ts'
import { decodeNoise, encodeNoise, type NoiseChoices } from './noiseKeys.ts'
import { numberOf } from './numberOf.ts'

/** What the address bar carries: how things are looked at, never what is looked at. The simulated street is made from its options. */
export interface UrlState extends NoiseChoices, CurveChoices {
  readonly view: ViewChoices
  readonly panes: readonly PaneChoice[]
  readonly comparison: ComparisonChoices
  readonly theme: ThemeChoice
  readonly position: number
  readonly camera: CameraPose | null
  readonly simulation: Pick<SimulationOptions, 'seed' | 'sensor'> | null
}

interface NumberKey {
  readonly key: string
  readonly least: number
  readonly most: number
  readonly get: (view: ViewChoices) => number
  readonly set: (view: ViewChoices, value: number) => ViewChoices
}

interface FlagKey {
  readonly key: string
  readonly get: (view: ViewChoices) => boolean
  readonly set: (view: ViewChoices, value: boolean) => ViewChoices
}

const NUMBERS: readonly NumberKey[] = [
  {
    key: 'size',
    least: 0.01,
    most: 20,
    get: view => view.points.size,
    set: (view, size) => ({ ...view, points: { ...view.points, size } }),
  },
  {
    key: 'depth',
    least: 0,
    most: 1,
    get: view => view.points.depthCue,
    set: (view, depthCue) => ({ ...view, points: { ...view.points, depthCue } }),
  },
  { key: 'warp', least: 0, most: 1, get: view => view.warp, set: (view, warp) => ({ ...view, warp }) },
  {
    key: 'density',
    least: 0,
    most: 1,
    get: view => view.arrows.density,
    set: (view, density) => ({ ...view, arrows: { ...view.arrows, density } }),
  },
  {
    key: 'length',
    least: 0.1,
    most: 100,
    get: view => view.arrows.scale,
    set: (view, scale) => ({ ...view, arrows: { ...view.arrows, scale } }),
  },
  {
    key: 'trail',
    least: 1,
    most: LONGEST_TRAIL,
    get: view => view.trails.sweeps,
    set: (view, sweeps) => ({ ...view, trails: { ...view.trails, sweeps: Math.round(sweeps) } }),
  },
  {
    key: 'full',
    least: 0.1,
    most: 200,
    get: view => view.flowScaleMetresPerSecond,
    set: (view, flowScaleMetresPerSecond) => ({ ...view, flowScaleMetresPerSecond }),
  },
]

const FLAGS: readonly FlagKey[] = [
  flagOfPoints('s0', 'showSweep0'),
  flagOfPoints('s1', 'showSweep1'),
  flagOfPoints('noground', 'hideGround'),
  flagOfArrows('arrows', 'shown'),
  flagOfArrows('movingonly', 'dynamicOnly'),
  flagOfArrows('residual', 'residual'),
  flagOfBoxes('boxes', 'estimate'),
  flagOfBoxes('truthboxes', 'truth'),
  flagOfBoxes('labels', 'labels'),
  flagOfTrails('trails', 'shown'),
  flagOfTrails('ahead', 'ahead'),
  {
    key: 'metres',
    get: view => view.points.unit === 'm',
    set: (view, inMetres) => ({ ...view, points: { ...view.points, unit: inMetres ? 'm' : 'px' } }),
  },
]

function flagOfPoints(key: string, name: 'showSweep0' | 'showSweep1' | 'hideGround'): FlagKey {
  return {
    key,
    get: view => view.points[name],
    set: (view, on) => ({ ...view, points: { ...view.points, [name]: on } }),
  }
}

function flagOfArrows(key: string, name: 'shown' | 'dynamicOnly' | 'residual'): FlagKey {
  return {
    key,
    get: view => view.arrows[name],
    set: (view, on) => ({ ...view, arrows: { ...view.arrows, [name]: on } }),
  }
}

function flagOfBoxes(key: string, name: 'estimate' | 'truth' | 'labels'): FlagKey {
  return { key, get: view => view.boxes[name], set: (view, on) => ({ ...view, boxes: { ...view.boxes, [name]: on } }) }
}

function flagOfTrails(key: string, name: 'shown' | 'ahead'): FlagKey {
  return {
    key,
    get: view => view.trails[name],
    set: (view, on) => ({ ...view, trails: { ...view.trails, [name]: on } }),
  }
}

export const THEMES: readonly ThemeChoice[] = ['system', 'light', 'dark', 'paper']
const SENSORS: readonly SimulatedSensor[] = ['av2', 'hdl-64e', 'spinning-32', 'solid-state']

/** Only what differs from the defaults is written: a fresh page has a short address. */
export function encodeUrl(state: UrlState): string {
  const parameters = new URLSearchParams()
  const { view } = state
  if (colourId(view.colour) !== colourId(DEFAULT_VIEW.colour)) parameters.set('colour', colourId(view.colour))
  for (const { key, get } of NUMBERS) if (get(view) !== get(DEFAULT_VIEW)) parameters.set(key, String(get(view)))
  for (const { key, get } of FLAGS) if (get(view) !== get(DEFAULT_VIEW)) parameters.set(key, get(view) ? '1' : '0')
  const panes = state.panes.map(pane => pane.source).join(',')
  if (panes !== DEFAULT_PANES.map(pane => pane.source).join(',')) parameters.set('panes', panes)
  if (state.comparison.reference !== DEFAULT_COMPARISON.reference) parameters.set('against', state.comparison.reference)
  if (state.comparison.swipe !== null) parameters.set('swipe', String(Number(state.comparison.swipe.toFixed(3))))
  encodeNoise(state, parameters)
  encodeCurve(state, parameters)
  if (state.theme !== 'system') parameters.set('theme', state.theme)
  if (state.position > 0) parameters.set('frame', String(state.position + 1))
  if (state.simulation) parameters.set('street', `${state.simulation.seed}-${state.simulation.sensor}`)
  if (state.camera)
    parameters.set(
      'camera',
      [...state.camera.position, ...state.camera.target].map(v => Number(v.toFixed(2))).join(','),
    )
  return parameters.toString().replaceAll('%2C', ',')
}

/** Anything that is missing, misspelt or out of range falls back to its default. */
export function decodeUrl(text: string): UrlState {
  const parameters = new URLSearchParams(text.replace(/^#/, ''))
  let view = DEFAULT_VIEW
  const colour = colourFromId(parameters.get('colour') ?? '')
  if (colour) view = { ...view, colour }
  for (const { key, least, most, set } of NUMBERS) {
    const value = numberOf(parameters.get(key))
    if (value !== null && value >= least && value <= most) view = set(view, value)
  }
  for (const { key, set } of FLAGS) {
    const value = parameters.get(key)
    if (value === '0' || value === '1') view = set(view, value === '1')
  }
  const frame = numberOf(parameters.get('frame'))
  return {
    view,
    panes: panesOf(parameters.get('panes')),
    comparison: {
      reference: sourceOf(parameters.get('against')) ?? DEFAULT_COMPARISON.reference,
      swipe: shareOf(parameters.get('swipe')),
    },
    ...decodeNoise(parameters),
    ...decodeCurve(parameters),
    theme: THEMES.find(theme => theme === parameters.get('theme')) ?? 'system',
    position: frame !== null && Number.isInteger(frame) && frame >= 1 ? frame - 1 : 0,
    camera: cameraOf(parameters.get('camera')),
    simulation: simulationOf(parameters.get('street')),
  }
}

function panesOf(text: string | null): readonly PaneChoice[] {
  const known = (text ?? '')
    .split(',')
    .map(sourceOf)
    .filter(source => source !== null)
  if (known.length === 0 || known.length > PANE_IDS.length) return DEFAULT_PANES
  return known.map((source, i) => ({ id: PANE_IDS[i] as string, source }))
}

function sourceOf(name: string | null): EstimateSource | null {
  return ESTIMATE_SOURCES.find(entry => entry.id === name)?.id ?? null
}

function shareOf(text: string | null): number | null {
  const share = numberOf(text)
  return share !== null && share > 0 && share < 1 ? share : null
}

function cameraOf(text: string | null): CameraPose | null {
  const [a, b, c, d, e, f, ...rest] = (text ?? '').split(',').map(numberOf)
  if (rest.length > 0 || a == null || b == null || c == null || d == null || e == null || f == null) return null
  return { position: [a, b, c], target: [d, e, f] }
}

function simulationOf(text: string | null): UrlState['simulation'] {
  const match = /^(\d{1,9})-(.+)$/.exec(text ?? '')
  const sensor = SENSORS.find(candidate => candidate === match?.[2])
  return match && sensor ? { seed: Number(match[1]), sensor } : null
}
