import {
  type ComparedPair,
  differencesAt,
  MOTION_DIFFERENCE,
  OBJECT_DIFFERENCE,
} from '#model/evaluation/comparison/differences.ts'
import type { Fact } from '../controls/Facts.tsx'
import { matchingOf } from './comparedPairs.ts'

const NOT_COMPARED = 'not known'

/** What the difference maps show at one point, in words and numbers. */
export function differenceRows(
  pair: ComparedPair,
  names: { readonly a: string; readonly b: string },
  point: number,
): Fact[] {
  const at = differencesAt(pair, matchingOf(pair.a, pair.b), point)
  return [
    ['Flow difference', at.flowMetres === null ? NOT_COMPARED : `${at.flowMetres.toFixed(3)} m`],
    ['Angle between motions', at.angleDegrees === null ? 'none: one stands' : `${at.angleDegrees.toFixed(1)}°`],
    ['Speed ratio', at.speedRatio === null ? 'none: both stand' : ratioText(at.speedRatio)],
    ['Moving', motionText(at.motion, names)],
    ['Object', objectText(at.object, names)],
  ]
}

function ratioText(ratio: number): string {
  if (ratio >= 100) return 'over 100×'
  return ratio <= 0.01 ? 'under 0.01×' : `${ratio.toFixed(2)}×`
}

function motionText(code: number, { a, b }: { readonly a: string; readonly b: string }): string {
  switch (code) {
    case MOTION_DIFFERENCE.bothMove:
      return 'in both'
    case MOTION_DIFFERENCE.bothStand:
      return 'in neither'
    case MOTION_DIFFERENCE.onlyA:
      return `in ${a} only`
    case MOTION_DIFFERENCE.onlyB:
      return `in ${b} only`
    default:
      return NOT_COMPARED
  }
}

function objectText(code: number, { a, b }: { readonly a: string; readonly b: string }): string {
  switch (code) {
    case OBJECT_DIFFERENCE.neither:
      return 'background in both'
    case OBJECT_DIFFERENCE.same:
      return 'the same'
    case OBJECT_DIFFERENCE.other:
      return 'another one'
    case OBJECT_DIFFERENCE.onlyA:
      return `in ${a} only`
    case OBJECT_DIFFERENCE.onlyB:
      return `in ${b} only`
    default:
      return NOT_COMPARED
  }
}
