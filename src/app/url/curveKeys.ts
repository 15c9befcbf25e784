import type { EstimateSource } from '#model/sweep/estimate.ts'
import {
  DEFAULT_DISAGREEMENT_PAIR,
  DISAGREEMENT_METRICS,
  type DisagreementPair,
  isDisagreement,
} from '../stores/disagreementSlice.ts'
import { CURVE_METRICS, type CurveChoice, DEFAULT_CURVE } from '../stores/metricsSlice.ts'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'

/** What the address says of the curve over the timeline. */
export interface CurveChoices {
  readonly curveMetric: CurveChoice
  readonly curveSource: EstimateSource
  readonly disagreementPair: DisagreementPair
}

export const DEFAULT_CURVE_CHOICES: CurveChoices = {
  ...DEFAULT_CURVE,
  disagreementPair: DEFAULT_DISAGREEMENT_PAIR,
}

/** `curve=METRIC`, and whose: `of=SOURCE`, or `of=SOURCE,SOURCE` of two that disagree. */
export function encodeCurve({ curveMetric, curveSource, disagreementPair }: CurveChoices, to: URLSearchParams): void {
  const usual = DEFAULT_CURVE_CHOICES
  if (curveMetric !== usual.curveMetric) to.set('curve', curveMetric)
  const { a, b } = disagreementPair
  if (isDisagreement(curveMetric)) {
    if (a !== usual.disagreementPair.a || b !== usual.disagreementPair.b) to.set('of', `${a},${b}`)
  } else if (curveSource !== usual.curveSource) to.set('of', curveSource)
}

export function decodeCurve(from: URLSearchParams): CurveChoices {
  const known: readonly CurveChoice[] = [...CURVE_METRICS, ...DISAGREEMENT_METRICS]
  const curveMetric = known.find(metric => metric === from.get('curve')) ?? DEFAULT_CURVE_CHOICES.curveMetric
  const [a, b, ...rest] = (from.get('of') ?? '').split(',').map(sourceOf)
  const choices = { ...DEFAULT_CURVE_CHOICES, curveMetric }
  if (!a || rest.length > 0) return choices
  if (!isDisagreement(curveMetric)) return b === undefined ? { ...choices, curveSource: a } : choices
  return b && a !== b ? { ...choices, disagreementPair: { a, b } } : choices
}

function sourceOf(name: string): EstimateSource | null {
  return ESTIMATE_SOURCES.find(({ id }) => id === name)?.id ?? null
}
