import type { FieldArray } from '#model/sweep/sweep.ts'
import type { UploadableArray } from './gpuArrays.ts'

const converted = new WeakMap<FieldArray, Float32Array>()

/** A field as the GPU reads it as floats: doubles and 32-bit integers become float32 (once), the rest goes as it is. */
export function uploadable(values: FieldArray): UploadableArray {
  if (!(values instanceof Float64Array || values instanceof Int32Array || values instanceof Uint32Array)) return values
  let floats = converted.get(values)
  if (!floats) {
    floats = Float32Array.from(values)
    converted.set(values, floats)
  }
  return floats
}
