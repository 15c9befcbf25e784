import type { DifferenceKind } from '#model/evaluation/comparison/differences.ts'
import { LOSSES } from '#model/losses/terms.ts'
import type {
  ColourMode,
  ConvergenceKind,
  FrameContent,
  PaneContent,
  PaneConvergence,
  ViewerTheme,
  ViewSettings,
} from '../contract.ts'
import { THEMES, type ThemeColours } from '../theme.ts'
import { type ColourScale, colourScale, rampPosition } from './colourScale.ts'
import { flowColour } from './flowWheel.ts'
import { hexFromRgb } from './oklab.ts'
import { instanceColour } from './palette.ts'
import { type RampName, rampColours } from './ramps.ts'

export interface ColourStop {
  /** 0..1 along the map. */
  readonly at: number
  /** `#rrggbb`. */
  readonly colour: string
}

export interface LegendTick {
  readonly at: number
  readonly value: number
  readonly text: string
}

export interface LegendCategory {
  readonly name: string
  readonly colour: string
}

/** What a legend must show to read the colours of a pane; drawn by the app. */
export type Legend =
  | {
      readonly kind: 'ramp'
      readonly title: string
      readonly unit: string | null
      readonly stops: readonly ColourStop[]
      readonly ticks: readonly LegendTick[]
      readonly scale: ColourScale
      /** Entries beside the ramp: points without a value. */
      readonly extra: readonly LegendCategory[]
      /** What the numbers are, in a sentence; null when the title says it. */
      readonly note: string | null
    }
  | { readonly kind: 'categories'; readonly title: string; readonly entries: readonly LegendCategory[] }
  | {
      readonly kind: 'wheel'
      readonly title: string
      /** Speed of full saturation. */
      readonly metresPerSecond: number
      /** Angle in radians from straight ahead (+x) to the left (+y); `share` = speed / full scale, 0..1. */
      readonly colourAt: (angle: number, share: number) => string
    }
  /** Nothing to read: the mode has no data in this pane. */
  | { readonly kind: 'none'; readonly title: string; readonly reason: string }

const STOPS = 24

/** A ramp as CSS gradient stops. */
export function colourMapStops(ramp: RampName, theme: ViewerTheme): readonly ColourStop[] {
  const colours = rampColours(ramp, theme)
  return Array.from({ length: STOPS + 1 }, (_, i) => {
    const at = i / STOPS
    return { at, colour: hexFromRgb(colours[Math.round(at * (colours.length - 1))] ?? [0, 0, 0]) }
  })
}

const LOG_TICKS = [0.001, 0.01, 0.05, 0.1, 0.3, 1, 3, 10]
/** Share of the ramp that a number's text needs. */
const CLOSEST_TICKS = 0.115
const RATIO_TICKS = [0.25, 0.5, 1, 2, 4]

function logTickText(scale: ColourScale, value: number): string {
  if (value === scale.high && scale.openAbove) return `≥ ${value}`
  return value === scale.low && scale.ramp === 'balance' ? `≤ ${value}` : `${value}`
}

/** Round numbers inside a scale, four to nine of them. */
export function legendTicks(scale: ColourScale): readonly LegendTick[] {
  if (scale.spacing === 'log')
    return (scale.ramp === 'balance' ? RATIO_TICKS : LOG_TICKS)
      .filter(v => v >= scale.low && v <= scale.high)
      .map(value => ({ at: rampPosition(scale, value), value, text: logTickText(scale, value) }))
      .filter(({ at }, k, all) => (all[k + 1]?.at ?? Number.POSITIVE_INFINITY) - at >= CLOSEST_TICKS)
  const rough = (scale.high - scale.low) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const even = ([5, 2.5, 2, 1].find(m => m * power <= rough) ?? 1) * power
  const step = scale.counts ? Math.max(1, Math.floor(even)) : even
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0))
  const ticks: LegendTick[] = []
  for (let k = Math.ceil(scale.low / step - 1e-9); k * step <= scale.high + 1e-9 * step; k++) {
    const value = k * step
    ticks.push({ at: rampPosition(scale, value), value, text: tickText(value, step, digits) })
  }
  return ticks
}

const LARGE = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** Nanoseconds and counters reach eleven digits; `20M` still fits under a ramp. */
function tickText(value: number, step: number, digits: number): string {
  const [by, letter] = LARGE.find(([size]) => step >= 10 * size || (step >= size && step >= 1e4)) ?? [1, '']
  const text = by === 1 ? value.toFixed(digits) : `${Number((value / by).toPrecision(4))}${value === 0 ? '' : letter}`
  return text.replace('-', '−')
}

const TITLES: Readonly<Record<ColourMode['kind'], string>> = {
  height: 'Height',
  range: 'Range',
  field: 'Field',
  ground: 'Ground',
  evidence: 'Free-space evidence',
  cluster: 'Clusters',
  instance: 'Instances',
  dynamic: 'Probability of moving',
  confidence: 'Confidence',
  flow: 'Flow direction',
  speed: 'Speed',
  error: 'Flow error against truth',
  difference: 'Difference',
  loss: 'Loss',
  convergence: 'Convergence',
}

const DIFFERENCE_TITLES: Readonly<Record<DifferenceKind, string>> = {
  flow: 'Flow difference from',
  angle: 'Angle between motions, against',
  speed: 'Speed as a multiple of',
  motion: 'Moving or not, against',
  object: 'Objects against',
}

/** What a point without a number is. */
const NO_DIFFERENCE_NAMES: Readonly<Partial<Record<DifferenceKind, string>>> = {
  flow: 'not known',
  angle: 'one stands, or not known',
  speed: 'both stand, or not known',
}

function titleOf(mode: ColourMode, pane: PaneContent): string {
  if (mode.kind === 'field') return mode.field
  if (mode.kind === 'difference')
    return pane.difference ? `${DIFFERENCE_TITLES[mode.of]} ${pane.difference.reference}` : TITLES.difference
  if (mode.kind === 'loss') return `Loss: ${LOSSES[mode.term].name}`
  if (mode.kind === 'convergence') return convergenceTitle(mode.of, pane)
  return TITLES[mode.kind] + ('residual' in mode && mode.residual ? ', ego motion removed' : '')
}

function convergenceTitle(of: ConvergenceKind, { convergence }: PaneContent): string {
  if (of === 'settled') return 'Flow settled after iteration'
  if (!convergence || convergence.after === convergence.iterations - 1) return 'Flow moved by the last iteration'
  return convergence.after === 0
    ? 'Flow still moves from its start'
    : `Flow still moves after iteration ${convergence.after}`
}

function convergenceNote({ of, iterations, after, toleranceMetres }: PaneConvergence): string {
  if (of === 'settled')
    return `The first iteration from which on a point’s flow stays within ${Math.round(100 * toleranceMetres)} cm per sweep of where it ends. 0 = from the start, ${iterations} = only the last one brought it there.`
  if (after === iterations - 1)
    return `How far iteration ${iterations} of ${iterations} moved each point’s flow, before what stands is set to rest.`
  return `From where each point’s flow was then to where iteration ${iterations} leaves it.`
}

export function legendFor(mode: ColourMode, frame: FrameContent, pane: PaneContent, settings: ViewSettings): Legend {
  const theme = THEMES[settings.theme]
  const title = titleOf(mode, pane)
  const missing = missingData(mode, frame, pane)
  if (missing) return { kind: 'none', title, reason: missing }
  const scale = colourScale(mode, frame, pane, settings.flowScaleMetresPerSecond)
  if (scale) {
    const extra: LegendCategory[] = []
    if (mode.kind === 'error' || (mode.kind === 'speed' && pane.estimate?.valid))
      extra.push({ name: 'not known', colour: theme.unknown })
    const without = mode.kind === 'difference' ? NO_DIFFERENCE_NAMES[mode.of] : undefined
    if (without) extra.push({ name: without, colour: theme.muted })
    if (mode.kind === 'loss') extra.push({ name: 'not judged', colour: theme.muted })
    if (mode.kind === 'convergence') extra.push({ name: 'not seen, or left as clear background', colour: theme.muted })
    const stops = colourMapStops(scale.ramp, settings.theme)
    const note = mode.kind === 'convergence' && pane.convergence ? convergenceNote(pane.convergence) : null
    return { kind: 'ramp', title, unit: scale.unit, stops, ticks: legendTicks(scale), scale, extra, note }
  }
  switch (mode.kind) {
    case 'flow':
      return {
        kind: 'wheel',
        title,
        metresPerSecond: settings.flowScaleMetresPerSecond,
        colourAt: (angle, share) => flowColour(angle, share, settings.theme),
      }
    case 'ground':
      return categories(title, [
        ['ground', theme.ground],
        ['not ground', theme.notGround],
      ])
    case 'evidence':
      return categories(title, [
        ['moved: seen free, nothing there', theme.evidenceDynamic],
        ['some rays passed', theme.evidenceFree],
        ['still occupied', theme.evidenceOccupied],
        ['not seen', theme.muted],
      ])
    case 'cluster':
      return categories(title, [
        ['one colour a cluster', instanceColour(0)],
        ['ground or noise', theme.muted],
      ])
    case 'difference':
      return categories(title, differenceCategories(mode.of, pane, theme))
    default:
      return categories(title, [
        ['one colour an object, pale when standing', instanceColour(FIRST_TRACK_SHOWN)],
        ['moving, no object', theme.movingUnclustered],
        ['background', theme.muted],
      ])
  }
}

function differenceCategories(
  of: DifferenceKind,
  pane: PaneContent,
  theme: ThemeColours,
): readonly (readonly [string, string])[] {
  const reference = pane.difference?.reference ?? ''
  const shown = pane.estimate?.name ?? ''
  if (of === 'motion')
    return [
      ['moving in both', theme.bothAgree],
      [`moving in ${shown} only`, theme.onlyShown],
      [`moving in ${reference} only`, theme.onlyReference],
      ['standing in both', theme.muted],
      ['not known', theme.unknown],
    ]
  return [
    ['the same object', theme.bothAgree],
    ['another object', theme.bothDiffer],
    [`object in ${shown} only`, theme.onlyShown],
    [`object in ${reference} only`, theme.onlyReference],
    ['background in both', theme.muted],
    ['not known', theme.unknown],
  ]
}

const FIRST_TRACK_SHOWN = 2

function categories(title: string, entries: readonly (readonly [string, string])[]): Legend {
  return { kind: 'categories', title, entries: entries.map(([name, colour]) => ({ name, colour })) }
}

/** Why a mode cannot colour this pane; null when it can. */
export function missingData(mode: ColourMode, frame: FrameContent, pane: PaneContent): string | null {
  switch (mode.kind) {
    case 'field':
      return frame.sweep0.fields.some(f => f.name === mode.field) ? null : `This sweep has no field ${mode.field}.`
    case 'ground':
      return frame.coarse || frame.truth?.ground ? null : 'The ground is not known yet.'
    case 'evidence':
    case 'cluster':
      return frame.coarse ? null : 'The coarse stage has not run on this frame yet.'
    case 'instance':
    case 'dynamic':
    case 'flow':
    case 'speed':
      return pane.estimate ? null : 'There is no estimate in this pane.'
    case 'confidence':
      if (!pane.estimate) return 'There is no estimate in this pane.'
      return pane.estimate.confidence ? null : `${pane.estimate.name} carries no confidence.`
    case 'error':
      if (!pane.estimate) return 'There is no estimate in this pane.'
      return frame.truth ? null : 'There is no truth for this pair.'
    case 'difference':
      if (!pane.estimate) return 'There is no estimate in this pane.'
      return pane.difference?.values ? null : (pane.difference?.missing ?? 'There is nothing to compare with.')
    case 'convergence':
      if (!pane.estimate) return 'There is no estimate in this pane.'
      return pane.convergence?.of === mode.of
        ? null
        : `${pane.estimate.name} is not refined in iterations: only the network’s prediction is.`
    case 'loss':
      if (!pane.estimate) return 'There is no estimate in this pane.'
      return pane.loss?.term === mode.term
        ? null
        : 'Nothing to show: it is being computed, or this estimate has no such loss.'
    default:
      return null
  }
}
