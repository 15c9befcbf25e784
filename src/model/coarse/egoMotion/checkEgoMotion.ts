import type { Sweep } from '../../sweep/sweep.ts'
import type { Transform } from '../../sweep/transform.ts'
import type { EgoMotionResult } from '../coarseResult.ts'
import type { Alignment } from './alignToSurface.ts'
import { frameMismatch } from './frameMismatch.ts'
import {
  alignCoarsely,
  alignSample,
  prepareRegistration,
  type Registration,
  separation,
  votedStarts,
} from './registration.ts'
import { residuals } from './residuals.ts'
import { judge, type Verdict } from './trust.ts'

/** Disagreement between given poses and the sweeps themselves, metres at 15 m: the sample is aligned to 1 or 2 cm. */
const GOOD_METRES = 0.025
const BAD_METRES = 0.1
/** Interval taken for the search when the given motion is far off: 45 m/s at 10 Hz. */
const SEARCH_SECONDS = 0.1
/**
 * Share of points near a surface from which no other motion is sought. Facades along a street keep 0.58 when the motion is
 * a metre off along them, right motions of streets keep 0.6 to 0.95.
 */
const EXPLAINED_SHARE = 0.65

/**
 * Checks a given ego motion against the sweeps: residual of the static world under it, and whether another motion explains the
 * sweeps better. The given motion is returned as it is; `trust` and `warning` say what was found. Never throws on bad geometry.
 */
export function checkEgoMotion(
  sweep0: Sweep,
  sweep1: Sweep,
  ground0: Uint8Array,
  ground1: Uint8Array,
  given: Transform<'sweep1', 'sweep0'>,
): EgoMotionResult {
  const registration = prepareRegistration(sweep0, sweep1, ground0, ground1)
  const found = residuals(registration.sample.structure, registration.surfaces1.structure, given)
  const measured = measuredMotion(registration, given)
  return {
    sweep1FromSweep0: given,
    source: 'given',
    medianResidualMetres: found.medianMetres,
    inlierShare: found.inlierShare,
    ...verdict(registration, sweep0, given, measured),
  }
}

function verdict(
  registration: Registration,
  sweep0: Sweep,
  given: Transform<'sweep1', 'sweep0'>,
  measured: Alignment | null,
): Verdict {
  if (!measured)
    return {
      trust: 'doubtful',
      warning: 'The given poses could not be checked: the sweeps have too little structure in common.',
    }
  const after = residuals(registration.sample.structure, registration.surfaces1.structure, measured.sweep1FromSweep0)
  const judged = judge(after, measured, null)
  if (judged.trust === 'bad')
    return { trust: 'doubtful', warning: `The given poses could not be checked. ${judged.warning}` }
  const origin = registration.points1.origin
  const metres = separation(given, measured.sweep1FromSweep0, origin)
  if (metres <= GOOD_METRES) return { trust: 'good', warning: null }
  const trust = metres > BAD_METRES ? 'bad' : 'doubtful'
  const mismatch = frameMismatch(given, measured.sweep1FromSweep0, sweep0.egoFromSensor, origin)
  return {
    trust,
    warning:
      mismatch ??
      `The given poses leave a coherent residual of ${(100 * metres).toFixed(1)} cm on the static world; estimating the ego motion from the points may be better.`,
  }
}

/**
 * The motion that the points themselves show: near the given one if they confirm it there, else sought everywhere. A
 * registration that leaves a wrong start does not stop at the truth for that: it may lock onto the next row of windows.
 */
function measuredMotion(registration: Registration, given: Transform<'sweep1', 'sweep0'>): Alignment | null {
  const near = alignCoarsely(registration, given)
  let best = near
  const explained =
    near &&
    separation(given, near.sweep1FromSweep0, registration.points1.origin) <= BAD_METRES &&
    residuals(registration.coarse.structure, registration.surfaces1.structure, near.sweep1FromSweep0).inlierShare >
      EXPLAINED_SHARE
  if (!explained)
    for (const start of votedStarts(registration, SEARCH_SECONDS)) {
      const alignment = alignCoarsely(registration, start)
      if (alignment && (!best || alignment.structureSupport > best.structureSupport)) best = alignment
    }
  return best && alignSample(registration, best.sweep1FromSweep0)
}
