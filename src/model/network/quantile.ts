/** Order statistic with linear interpolation. Sorts `values` in place; at least one. */
export function quantile(values: Float32Array | Float64Array, share: number): number {
  values.sort()
  const at = share * (values.length - 1)
  const low = values[Math.floor(at)] as number
  const high = values[Math.ceil(at)] as number
  return low + (at - Math.floor(at)) * (high - low)
}
