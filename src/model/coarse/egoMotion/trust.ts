import type { EgoMotionResult } from '../coarseResult.ts'
import type { Alignment } from './alignToSurface.ts'
import { looseness } from './determinacy.ts'
import { INLIER_METRES, type Residuals } from './residuals.ts'

/** Right motions of 16- to 128-beam sensors in streets reach 0.6 to 0.9; ten centimetres off loses a tenth of it, a metre two thirds. */
const GOOD_INLIERS = 0.55
const BAD_INLIERS = 0.4
/** Streets reach 4 to 35; a corridor or one plane hundreds. */
const GOOD_LOOSENESS = 60
const BAD_LOOSENESS = 250
/** Points that must have been compared before a share of them means anything. */
const FEWEST_COMPARED = 150
/** A second, distinct motion that supports this share of the best one's support makes the choice a guess. */
export const RIVAL_SUPPORT = 0.93
/** Two motions farther apart than this are distinct, metres. */
export const DISTINCT_METRES = 0.3

export type Verdict = Pick<EgoMotionResult, 'trust' | 'warning'>

/** How far a motion can be believed, with the reason as a sentence. */
export function judge(residuals: Residuals, alignment: Alignment, rival: { readonly metres: number } | null): Verdict {
  const share = (100 * residuals.inlierShare).toFixed(0)
  const within = (100 * INLIER_METRES).toFixed(0)
  if (residuals.compared < FEWEST_COMPARED)
    return {
      trust: 'bad',
      warning: `Only ${residuals.compared} points of the first sweep could be compared with the second; at least ${FEWEST_COMPARED} are needed to tell the ego motion.`,
    }
  if (residuals.inlierShare < BAD_INLIERS)
    return {
      trust: 'bad',
      warning: `Only ${share} % of the static points lie within ${within} cm of the second sweep after compensation: the sweeps do not match.`,
    }
  const loose = looseness(alignment)
  if (loose > BAD_LOOSENESS)
    return {
      trust: 'bad',
      warning:
        'The surroundings do not determine the ego motion: the surfaces leave at least one direction free (one plane, a corridor).',
    }
  if (rival)
    return {
      trust: 'bad',
      warning: `Two motions ${rival.metres.toFixed(2)} m apart explain the sweeps almost equally well; the better one is used.`,
    }
  if (residuals.inlierShare < GOOD_INLIERS)
    return {
      trust: 'doubtful',
      warning: `Only ${share} % of the static points lie within ${within} cm of the second sweep after compensation.`,
    }
  if (loose > GOOD_LOOSENESS)
    return {
      trust: 'doubtful',
      warning: 'The surroundings determine one direction of the ego motion only weakly; expect drift along it.',
    }
  return { trust: 'good', warning: null }
}
