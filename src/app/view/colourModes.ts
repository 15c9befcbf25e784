import { LOSS_TERMS, LOSSES } from '#model/losses/terms.ts'
import type { SweepField } from '#model/sweep/sweep.ts'
import type { ColourMode } from '#viewer/contract.ts'
import { comparedPair } from '../compare/comparedSides.ts'
import { whyNoConvergence } from '../inference/paneConvergence.ts'
import type { StudioState } from '../stores/studioState.ts'

export interface ColourEntry {
  /** Also the form in the address bar. */
  readonly id: string
  readonly label: string
  readonly group: string
  readonly mode: ColourMode
}

const FIXED: readonly ColourEntry[] = [
  { id: 'flow-residual', label: 'Flow, ego motion removed', group: 'Motion', mode: { kind: 'flow', residual: true } },
  { id: 'flow', label: 'Flow', group: 'Motion', mode: { kind: 'flow', residual: false } },
  {
    id: 'speed-residual',
    label: 'Speed over ground',
    group: 'Motion',
    mode: { kind: 'speed', residual: true },
  },
  { id: 'speed', label: 'Speed seen from the sensor', group: 'Motion', mode: { kind: 'speed', residual: false } },
  { id: 'dynamic', label: 'Probability of moving', group: 'Motion', mode: { kind: 'dynamic' } },
  { id: 'instance', label: 'Instance', group: 'Objects', mode: { kind: 'instance' } },
  { id: 'cluster', label: 'Cluster', group: 'Objects', mode: { kind: 'cluster' } },
  { id: 'evidence', label: 'Free-space evidence', group: 'Method', mode: { kind: 'evidence' } },
  { id: 'ground', label: 'Ground', group: 'Method', mode: { kind: 'ground' } },
  { id: 'confidence', label: 'Confidence', group: 'Method', mode: { kind: 'confidence' } },
  { id: 'error', label: 'Error against truth', group: 'Method', mode: { kind: 'error' } },
  ...(
    [
      ['flow', 'Flow difference'],
      ['angle', 'Angle between motions'],
      ['speed', 'Speed ratio'],
      ['motion', 'Moving or not'],
      ['object', 'Same object or not'],
    ] as const
  ).map(([of, label]) => ({
    id: `difference-${of}`,
    label,
    group: 'Difference from the reference',
    mode: { kind: 'difference', of } as const,
  })),
  ...(
    [
      ['still-moves', 'Convergence: flow still moves'],
      ['settled', 'Convergence: settled after'],
    ] as const
  ).map(([of, label]) => ({
    id: `convergence-${of}`,
    label,
    group: 'Iterations of the network',
    mode: { kind: 'convergence', of } as const,
  })),
  ...LOSS_TERMS.map(term => ({
    id: `loss-${term}`,
    label: `Loss: ${LOSSES[term].name}`,
    group: 'Losses',
    mode: { kind: 'loss', term } as const,
  })),
  { id: 'height', label: 'Height', group: 'Sweep', mode: { kind: 'height' } },
  { id: 'range', label: 'Range', group: 'Sweep', mode: { kind: 'range' } },
]

const FIELD_PREFIX = 'field-'

/** Every colour that the shown sweep can be given. */
export function colourEntries(fields: readonly SweepField[]): readonly ColourEntry[] {
  return [...FIXED, ...fields.map(field => fieldEntry(field.name))]
}

function fieldEntry(field: string): ColourEntry {
  return { id: FIELD_PREFIX + field, label: field, group: 'Fields of the file', mode: { kind: 'field', field } }
}

export function colourId(mode: ColourMode): string {
  if (mode.kind === 'field') return FIELD_PREFIX + mode.field
  if (mode.kind === 'difference') return `difference-${mode.of}`
  if (mode.kind === 'loss') return `loss-${mode.term}`
  if (mode.kind === 'convergence') return `convergence-${mode.of}`
  return 'residual' in mode && mode.residual ? `${mode.kind}-residual` : mode.kind
}

export function colourFromId(id: string): ColourMode | null {
  if (id.startsWith(FIELD_PREFIX) && id.length > FIELD_PREFIX.length)
    return fieldEntry(id.slice(FIELD_PREFIX.length)).mode
  return FIXED.find(entry => entry.id === id)?.mode ?? null
}

/** The colour after (or before) the present one, among those that the shown frame has data for. */
export function nextColour(state: StudioState, step: 1 | -1): ColourMode {
  const { shown, currentLabel } = state
  const entries = colourEntries(shown?.sweep0.fields ?? []).filter(({ mode }) => {
    if (mode.kind === 'error') return shown?.truth
    if (mode.kind === 'difference') return comparedPair(state)
    if (mode.kind === 'loss')
      return Object.values(state.losses).some(({ terms }) => terms.some(t => t.term === mode.term))
    if (mode.kind === 'convergence') return whyNoConvergence(state) === null
    if (mode.kind === 'evidence' || mode.kind === 'cluster') return currentLabel?.layers
    return true
  })
  const at = entries.findIndex(entry => entry.id === colourId(state.view.colour))
  return entries[(at + step + entries.length) % entries.length]?.mode ?? state.view.colour
}

/** Modes that show nothing until there is an Estimate. */
export function needsEstimate(mode: ColourMode): boolean {
  return ['instance', 'dynamic', 'confidence', 'flow', 'speed', 'error', 'difference', 'loss', 'convergence'].includes(
    mode.kind,
  )
}
