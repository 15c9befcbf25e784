import type { Estimate } from '#model/sweep/estimate.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import { type ColourScale, colourScale } from '../colour/colourScale.ts'
import { rampRow } from '../colour/colourTable.ts'
import { missingData } from '../colour/legend.ts'
import type { FrameContent, PaneContent, ViewSettings } from '../contract.ts'
import type { UploadableArray } from '../gpu/gpuArrays.ts'
import { uploadable } from '../gpu/uploadable.ts'
import type { PointMode } from '../shaders/points.glsl.ts'
import { THEMES } from '../theme.ts'

/** Which arrays a cloud's shader reads and how: everything that choosing a colour mode changes. */
export interface PointLook {
  readonly mode: PointMode
  readonly scale: ColourScale | null
  readonly row: number
  /** Colours of the mode's categories, `#rrggbb`, at most four. */
  readonly categories: readonly string[]
  readonly flat: string
  readonly residual: boolean
  readonly flow: Float32Array | null
  readonly reference: Float32Array | null
  readonly scalar: UploadableArray | null
  readonly scalarB: UploadableArray | null
  readonly scalarC: UploadableArray | null
  readonly valid: Uint8Array | null
  /** `scalar` says where the truth speaks at all. */
  readonly hasRegion: boolean
  readonly id: Int32Array | null
  readonly ground: Uint8Array | null
  /** Points that are 0 here step back. */
  readonly highlighted: Uint8Array | null
}

export function groundOf(frame: FrameContent, sweep: 0 | 1): Uint8Array | null {
  if (sweep === 1) return frame.coarse?.ground1 ?? null
  return frame.coarse?.ground0 ?? frame.truth?.ground ?? null
}

/** The look of sweep 0 or 1 in a pane. Modes without data for a cloud show it in one calm colour. */
export function pointLook(
  frame: FrameContent,
  pane: PaneContent,
  settings: ViewSettings,
  sweepIndex: 0 | 1,
): PointLook {
  const theme = THEMES[settings.theme]
  const mode = settings.colour
  const estimate = sweepIndex === 0 ? pane.estimate : null
  const ground = groundOf(frame, sweepIndex)
  const scale = colourScale(mode, frame, pane, settings.flowScaleMetresPerSecond)
  const base: PointLook = {
    mode: 'flat',
    scale,
    row: scale ? rampRow(scale.ramp) : 0,
    categories: [],
    flat: sweepIndex === 0 ? theme.muted : theme.sweep1,
    residual: 'residual' in mode && mode.residual,
    flow: estimate?.flow ?? null,
    reference: null,
    scalar: null,
    scalarB: null,
    scalarC: null,
    valid: null,
    hasRegion: false,
    id: null,
    ground,
    highlighted: sweepIndex === 0 ? (pane.highlighted ?? null) : null,
  }
  if (missingData(mode, frame, pane)) return base
  const sweep = sweepIndex === 0 ? frame.sweep0 : frame.sweep1
  if (!sweep) return base
  switch (mode.kind) {
    case 'height':
    case 'range':
      return { ...base, mode: mode.kind }
    case 'field':
      return fieldLook(base, sweep, mode.field)
    case 'ground':
      return ground ? { ...base, mode: 'ground', categories: [theme.ground, theme.notGround] } : base
    case 'evidence': {
      const evidence = sweepIndex === 0 ? frame.coarse?.evidence0 : frame.coarse?.evidence1
      if (!evidence) return base
      return {
        ...base,
        mode: 'evidence',
        scalar: evidence.dynamic,
        scalarB: evidence.free,
        scalarC: evidence.occupied,
        categories: [theme.evidenceDynamic, theme.evidenceFree, theme.evidenceOccupied],
      }
    }
    case 'cluster':
      return sweepIndex === 0 && frame.coarse ? { ...base, mode: 'cluster', id: frame.coarse.cluster0 } : base
    case 'loss':
      // No loss is negative: the mode leaves out what is, as where there is no difference.
      return pane.loss?.sweep === sweepIndex ? { ...base, mode: 'difference', scalar: pane.loss.values } : base
    default:
      return estimate ? estimateLook(base, estimate, frame, pane, settings) : base
  }
}

function fieldLook(base: PointLook, sweep: Sweep, name: string): PointLook {
  const field = sweep.fields.find(f => f.name === name)
  return field ? { ...base, mode: 'field', scalar: uploadable(field.values) } : base
}

function estimateLook(
  base: PointLook,
  estimate: Estimate,
  frame: FrameContent,
  pane: PaneContent,
  settings: ViewSettings,
): PointLook {
  const theme = THEMES[settings.theme]
  switch (settings.colour.kind) {
    case 'instance':
      return { ...base, mode: 'instance', id: estimate.instance, categories: [theme.movingUnclustered] }
    case 'dynamic':
      return { ...base, mode: 'ramp', scalar: estimate.dynamic }
    case 'confidence':
      return { ...base, mode: 'ramp', scalar: estimate.confidence }
    case 'flow':
      return { ...base, mode: 'flow', valid: estimate.valid }
    case 'speed':
      return { ...base, mode: 'speed', valid: estimate.valid }
    case 'error':
      return {
        ...base,
        mode: 'error',
        reference: frame.truth?.flow ?? null,
        valid: frame.truth?.valid ?? null,
        scalar: frame.truth?.labelledRegion ?? null,
        hasRegion: Boolean(frame.truth?.labelledRegion),
      }
    case 'convergence':
      // Neither steps nor iterations are negative: the mode leaves out what is.
      return { ...base, mode: 'difference', scalar: pane.convergence?.values ?? null }
    case 'difference': {
      const values = pane.difference?.values ?? null
      if (base.scale) return { ...base, mode: 'difference', scalar: values }
      const { bothAgree, bothDiffer, onlyShown, onlyReference } = theme
      const categories =
        settings.colour.of === 'motion'
          ? [bothAgree, onlyShown, onlyReference]
          : [bothAgree, bothDiffer, onlyShown, onlyReference]
      return { ...base, mode: 'code', scalar: values, categories }
    }
    default:
      return base
  }
}
