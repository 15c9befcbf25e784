/**
 * At most `most` of `count` things, spread evenly: the k-th is floor(k * count / most). Nothing random, so that two programs (the
 * training's `torch.arange(most) * count // most`) take the same ones. All of them when they are few enough.
 */
export function evenSubset(count: number, most: number): Int32Array {
  const size = Math.min(count, most)
  return Int32Array.from({ length: size }, (_, k) => Math.floor((k * count) / size))
}
