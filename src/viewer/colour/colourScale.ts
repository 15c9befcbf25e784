import type { DifferenceKind } from '#model/evaluation/comparison/differences.ts'
import { LOSSES, type LossTerm } from '#model/losses/terms.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import type { ColourMode, FrameContent, PaneContent } from '../contract.ts'
import type { RampName } from './ramps.ts'
import { rememberedRange, robustRange, type ValueRange } from './robustRange.ts'

/** How values become places on a ramp: u = (f(value) - f(low)) / (f(high) - f(low)), clamped; f = identity or log. */
export interface ColourScale extends ValueRange {
  readonly ramp: RampName
  readonly unit: string | null
  readonly spacing: 'linear' | 'log'
  /** Values beyond the range exist by design and take the end's colour. */
  readonly openAbove: boolean
  /** Only whole numbers exist. */
  readonly counts?: true
}

/** Errors of flow matter between a centimetre and a metre; 5 and 10 cm are the field's accuracy thresholds. */
const ERROR_RANGE: ValueRange = { low: 0.01, high: 1 }

/** The last step of an iteration: from a millimetre, which nobody sees, to twenty times what counts as moving. */
const STEP_RANGE: ValueRange = { low: 0.001, high: 1 }

/** Radians would be unreadable; beyond a right angle the two go different ways. */
const ANGLE_RANGE: ValueRange = { low: 0, high: 90 }
/** A quarter to four times as fast. */
const RATIO_RANGE: ValueRange = { low: 0.25, high: 4 }

export function sequenceOf(frame: FrameContent): string {
  return frame.sequence ?? frame.key.replace(/\d+$/, '')
}

/** The scale of a mode that maps numbers to a ramp; null for categories, instances and the flow wheel. */
export function colourScale(
  mode: ColourMode,
  frame: FrameContent,
  pane: Pick<PaneContent, 'convergence'>,
  flowScaleMetresPerSecond: number,
): ColourScale | null {
  const sequence = sequenceOf(frame)
  switch (mode.kind) {
    case 'height': {
      const range = rememberedRange(`${sequence} height`, () => robustRange(frame.sweep0.positions, 3, 2))
      return { ...range, ramp: 'lagoon', unit: 'm', spacing: 'linear', openAbove: true }
    }
    case 'range': {
      const range = rememberedRange(`${sequence} range`, () => rangeOfRanges(frame.sweep0))
      return { ...range, ramp: 'dune', unit: 'm', spacing: 'linear', openAbove: true }
    }
    case 'field': {
      const field = frame.sweep0.fields.find(f => f.name === mode.field)
      if (!field) return null
      const range = rememberedRange(`${sequence} field ${mode.field}`, () => robustRange(field.values))
      return { ...range, ramp: 'lagoon', unit: field.unit ?? null, spacing: 'linear', openAbove: true }
    }
    case 'dynamic':
      return { low: 0, high: 1, ramp: 'ember', unit: null, spacing: 'linear', openAbove: false }
    case 'confidence':
      return { low: 0, high: 1, ramp: 'dune', unit: null, spacing: 'linear', openAbove: false }
    case 'speed':
      return { low: 0, high: flowScaleMetresPerSecond, ramp: 'ember', unit: 'm/s', spacing: 'linear', openAbove: true }
    case 'error':
      return { ...ERROR_RANGE, ramp: 'ember', unit: 'm', spacing: 'log', openAbove: true }
    case 'convergence':
      return mode.of === 'settled'
        ? {
            low: 0,
            high: Math.max(1, pane.convergence?.iterations ?? 1),
            ramp: 'ember',
            unit: null,
            spacing: 'linear',
            openAbove: false,
            counts: true,
          }
        : { ...STEP_RANGE, ramp: 'ember', unit: 'm per sweep', spacing: 'log', openAbove: true }
    case 'loss':
      return lossScale(mode.term)
    case 'difference':
      return differenceScale(mode.of)
    default:
      return null
  }
}

/** The same over frames and estimates, so that they can be compared. */
function lossScale(term: LossTerm): ColourScale {
  const { unit } = LOSSES[term]
  // Masks and cosines end at a known value; everything else has a long tail.
  if (term === 'separation' || term === 'spatial')
    return { low: 0, high: 1, ramp: 'ember', unit, spacing: 'linear', openAbove: true }
  return { low: 0.01, high: unit === 'm' ? 3 : 1, ramp: 'ember', unit, spacing: 'log', openAbove: true }
}

function differenceScale(of: DifferenceKind): ColourScale | null {
  switch (of) {
    case 'flow':
      return { ...ERROR_RANGE, ramp: 'ember', unit: 'm', spacing: 'log', openAbove: true }
    case 'angle':
      return { ...ANGLE_RANGE, ramp: 'ember', unit: '°', spacing: 'linear', openAbove: true }
    case 'speed':
      return { ...RATIO_RANGE, ramp: 'balance', unit: '×', spacing: 'log', openAbove: true }
    default:
      return null
  }
}

/** Horizontal and vertical distance from the first lidar, as the shader measures it. */
function rangeOfRanges(sweep: Sweep): ValueRange {
  const [x, y, z] = sweep.lidars[0]?.origin ?? [0, 0, 0]
  const step = Math.max(1, Math.ceil(sweep.count / 8192))
  const p = sweep.positions
  const ranges = new Float32Array(Math.floor((sweep.count + step - 1) / step))
  for (let i = 0, k = 0; i < sweep.count; i += step, k++)
    ranges[k] = Math.hypot((p[3 * i] as number) - x, (p[3 * i + 1] as number) - y, (p[3 * i + 2] as number) - z)
  return { low: 0, high: robustRange(ranges).high }
}

/** The ends on the axis that values are spaced on: the logarithm's when the spacing is. */
export function scaleEnds(scale: ColourScale): ValueRange {
  return scale.spacing === 'log' ? { low: Math.log(scale.low), high: Math.log(scale.high) } : scale
}

/** Place of a value on the ramp, 0..1; the shader's arithmetic. */
export function rampPosition(scale: ColourScale, value: number): number {
  const { low, high } = scaleEnds(scale)
  const u = ((scale.spacing === 'log' ? Math.log(Math.max(value, 1e-9)) : value) - low) / (high - low)
  return Math.min(1, Math.max(0, u))
}
