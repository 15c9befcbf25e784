import {
  CustomBlending,
  GLSL3,
  GreaterDepth,
  type IUniform,
  LessEqualDepth,
  OneFactor,
  OneMinusSrcAlphaFactor,
  RawShaderMaterial,
  Vector2,
} from 'three'

/** Shared by everything that is sized in pixels of a pane. */
export interface ScreenUniforms {
  readonly uViewport: { value: Vector2 }
  readonly uPixelRatio: { value: number }
}

export function screenUniforms(): ScreenUniforms {
  return { uViewport: { value: new Vector2(1, 1) }, uPixelRatio: { value: 1 } }
}

/** `behind` draws only what points hide, for a faint see-through copy; `always` ignores depth. */
export type OverlayDepth = 'before' | 'behind' | 'always'

/** For flat shapes over the points: premultiplied blending, depth read but not written. */
export function overlayMaterial(
  vertexShader: string,
  fragmentShader: string,
  uniforms: Record<string, IUniform>,
  depth: OverlayDepth,
): RawShaderMaterial {
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms,
    transparent: true,
    blending: CustomBlending,
    blendSrc: OneFactor,
    blendDst: OneMinusSrcAlphaFactor,
    depthTest: depth !== 'always',
    depthFunc: depth === 'behind' ? GreaterDepth : LessEqualDepth,
    depthWrite: false,
  })
}
