export interface RankedPrediction {
  readonly confidence: number
  /** Whether it matches a true object. */
  readonly correct: boolean
}

/**
 * 101-point interpolated average precision: mean over recall 0, 0.01, ..., 1 of the best precision at that recall or beyond.
 * Predictions of equal confidence enter together, so that their order cannot matter. NaN when there is no true object.
 */
export function averagePrecision(predictions: readonly RankedPrediction[], objects: number): number {
  if (objects === 0) return Number.NaN
  const ranked = [...predictions].sort((a, b) => b.confidence - a.confidence)
  const recalls: number[] = []
  const precisions: number[] = []
  let correct = 0
  for (const [k, prediction] of ranked.entries()) {
    if (prediction.correct) correct++
    if (ranked[k + 1]?.confidence === prediction.confidence) continue
    recalls.push(correct / objects)
    precisions.push(correct / (k + 1))
  }
  for (let k = precisions.length - 2; k >= 0; k--)
    precisions[k] = Math.max(precisions[k] as number, precisions[k + 1] as number)
  let sum = 0
  let k = 0
  for (let step = 0; step <= 100; step++) {
    // Compared as whole numbers of objects: 0.07 * 100 is not 7 in binary.
    while (k < recalls.length && Math.round((recalls[k] as number) * objects) * 100 < step * objects) k++
    sum += precisions[k] ?? 0
  }
  return sum / 101
}
