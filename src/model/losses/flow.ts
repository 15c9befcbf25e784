/** Metres a sweep: slow movers count by their relative error, down to here. */
const SPEED_SOFTENING = 0.25
const RELATIVE = 0.3

/**
 * Flow loss (METHOD 3.5): confidence-weighted |f - f*|, moving and standing points averaged apart and added, so that neither drowns
 * the other; a mover's error weighs 1 + 0.3 / (|f*| + 0.25 m). P values in metres, each the point's part of that sum times P: their
 * mean is the loss.
 * @param flow, target P x 3 residual flow; moving P of 0 or 1
 */
export function flowLoss(
  flow: Float64Array,
  target: Float64Array,
  moving: Uint8Array,
  confidence: Float64Array,
): Float64Array {
  const count = moving.length
  let movingWeight = 0
  let standingWeight = 0
  for (let i = 0; i < count; i++)
    if (moving[i] === 1) movingWeight += confidence[i] as number
    else standingWeight += confidence[i] as number
  const out = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let squared = 0
    let speed = 0
    for (let axis = 0; axis < 3; axis++) {
      const wanted = target[3 * i + axis] as number
      squared += ((flow[3 * i + axis] as number) - wanted) ** 2
      speed += wanted * wanted
    }
    const error = Math.sqrt(Math.max(squared, 1e-10)) * (confidence[i] as number)
    const share =
      moving[i] === 1
        ? (error * (1 + RELATIVE / (Math.sqrt(speed) + SPEED_SOFTENING))) / Math.max(1, movingWeight)
        : error / Math.max(1, standingWeight)
    out[i] = share * count
  }
  return out
}

/**
 * Vote loss (METHOD 3.5): confidence-weighted L1 of centre votes over points of moving objects. P values in metres, 0 for others,
 * scaled like the flow loss: their mean is the loss.
 * @param vote, target P x 3; member P of 0 or 1
 */
export function voteLoss(
  vote: Float64Array,
  target: Float64Array,
  member: Uint8Array,
  confidence: Float64Array,
): Float64Array {
  const count = member.length
  let weight = 0
  for (let i = 0; i < count; i++) if (member[i] === 1) weight += confidence[i] as number
  const out = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    if (member[i] !== 1) continue
    let error = 0
    for (let axis = 0; axis < 3; axis++)
      error += Math.abs((vote[3 * i + axis] as number) - (target[3 * i + axis] as number))
    out[i] = (error * (confidence[i] as number) * count) / Math.max(1, weight)
  }
  return out
}
