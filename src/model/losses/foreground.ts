/** Focusing exponent of the focal loss (Lin et al. 2017): points that are right already hardly count. */
const GAMMA = 2
/** Neither class gets less than this share: a street without movers does not weigh its few by a thousand. */
const LEAST_SHARE = 0.02
/** Probabilities of hard estimates are taken this far from 0 and 1: being sure and wrong costs much, not infinitely much. */
const SUREST = 0.001

/** Foreground logits of probabilities of moving, kept finite. */
export function logitsOf(dynamic: Float64Array): Float64Array {
  return dynamic.map(value => {
    const p = Math.min(1 - SUREST, Math.max(SUREST, value))
    return Math.log(p / (1 - p))
  })
}

/**
 * Background-foreground loss (METHOD 3.1): class-balanced focal binary cross-entropy of each point's foreground logit against its
 * pseudo-label, times the label's confidence. P values; each class has half of the weight.
 * @param target P of 0 or 1
 */
export function foregroundLoss(logit: Float64Array, target: Uint8Array, confidence: Float64Array): Float64Array {
  let moving = 0
  for (const y of target) moving += y
  const share = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, moving / Math.max(1, target.length)))
  return logit.map((x, i) => {
    const positive = target[i] === 1
    const toward = positive ? x : -x
    // log(1 + e^-x) without overflow.
    const crossEntropy = Math.max(-toward, 0) + Math.log1p(Math.exp(-Math.abs(toward)))
    const agreement = 1 / (1 + Math.exp(-toward))
    const weight = positive ? 0.5 / share : 0.5 / (1 - share)
    return weight * (confidence[i] as number) * (1 - agreement) ** GAMMA * crossEntropy
  })
}
