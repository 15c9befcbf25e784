import { type Part, POSE_LENGTH, type Primitive, partBounds, type SceneObject } from './scene.ts'

export interface CompiledObject {
  readonly object: SceneObject
  /** Index among all objects. */
  readonly index: number
  /** Index of its first part among all parts. */
  readonly firstPart: number
  readonly parts: readonly CompiledPart[]
  /** Poses of a standing object, POSE_LENGTH a part; null when it moves. */
  readonly fixedPoses: Float64Array | null
}

export interface CompiledPart {
  readonly part: Part
  readonly bounds: Float64Array
  /** Index of the first primitive among all primitives: part of what a ray's chance is drawn from. */
  readonly firstPrimitive: number
  readonly primitives: readonly Primitive[]
}

export interface CompiledScene {
  readonly objects: readonly CompiledObject[]
  /** Object of each part. */
  readonly objectOfPart: Int32Array
  readonly largestPartCount: number
}

/** Numbers all parts and primitives and settles what does not move. */
export function compileScene(objects: readonly SceneObject[]): CompiledScene {
  const compiled: CompiledObject[] = []
  const owners: number[] = []
  let firstPrimitive = 0
  let largestPartCount = 0
  for (const [index, object] of objects.entries()) {
    const firstPart = owners.length
    const parts = object.parts.map(part => {
      const entry = { part, bounds: partBounds(part), firstPrimitive, primitives: part.primitives }
      firstPrimitive += part.primitives.length
      owners.push(index)
      return entry
    })
    largestPartCount = Math.max(largestPartCount, parts.length)
    let fixedPoses: Float64Array | null = null
    if (!object.moves) {
      fixedPoses = new Float64Array(parts.length * POSE_LENGTH)
      object.pose(0, fixedPoses)
    }
    compiled.push({ object, index, firstPart, parts, fixedPoses })
  }
  return { objects: compiled, objectOfPart: Int32Array.from(owners), largestPartCount }
}
