import { DataTexture, type IUniform, Matrix4, Vector3 } from 'three'
import { rgbFromHex } from '../colour/oklab.ts'

/** Bound where a shader's texture is not in use. */
const EMPTY_TEXTURE = new DataTexture(new Uint8Array(4), 1, 1)

/** sRGB components as they are: the shaders write what they read. */
export function setHex(out: Vector3, hex: string): void {
  out.set(...rgbFromHex(hex))
}

/** Shared, by object, between a cloud's colour pass and its id pass. */
export function placeUniforms() {
  return {
    uInverseEgo: { value: new Matrix4() },
    uWarp: { value: 0 },
    uHasFlow: { value: false },
    uHideGround: { value: false },
    uSizeInMetres: { value: false },
    uSize: { value: 2 },
    uMinimumSize: { value: 1 },
    uMaximumSize: { value: 64 },
    uPixelsPerMetre: { value: 1 },
  } satisfies Record<string, IUniform>
}

export function colourUniforms() {
  return {
    uTable: { value: EMPTY_TEXTURE },
    uInstances: { value: EMPTY_TEXTURE },
    uInstanceCount: { value: 0 },
    uMode: { value: 0 },
    uRow: { value: 0 },
    uLow: { value: 0 },
    uPerRange: { value: 1 },
    uLogarithmic: { value: false },
    uRangeOrigin: { value: new Vector3() },
    uFlowScale: { value: 1 },
    uPerSecond: { value: 10 },
    uResidual: { value: false },
    uHasValid: { value: false },
    uHasRegion: { value: false },
    uMuted: { value: new Vector3() },
    uFlat: { value: new Vector3() },
    uUnknown: { value: new Vector3() },
    uCategory: { value: [new Vector3(), new Vector3(), new Vector3(), new Vector3()] },
    uHasHighlight: { value: false },
    uBackground: { value: new Vector3() },
    uHighlight: { value: new Vector3() },
    uRound: { value: true },
  } satisfies Record<string, IUniform>
}

export function arrowUniforms() {
  return {
    uTable: { value: EMPTY_TEXTURE },
    uMuted: { value: new Vector3() },
    uInverseEgo: { value: new Matrix4() },
    uScale: { value: 1 },
    uResidual: { value: true },
    uByInstance: { value: false },
    uFlowScale: { value: 1 },
    /** Share of white (positive) or black (negative) mixed in, so that arrows stand out from points of the same colour. */
    uLighten: { value: 0 },
    uCasing: { value: new Vector3() },
  } satisfies Record<string, IUniform>
}
