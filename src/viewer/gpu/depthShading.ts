import {
  BufferAttribute,
  BufferGeometry,
  DepthTexture,
  GLSL3,
  LinearFilter,
  Mesh,
  NearestFilter,
  NoBlending,
  RawShaderMaterial,
  UnsignedIntType,
  Vector2,
  Vector4,
  WebGLRenderTarget,
} from 'three'
import type { PaneRectangle } from '../layout/panes.ts'
import { DEPTH_SHADING_FRAGMENT, FULL_SCREEN_VERTEX } from '../shaders/depthShading.glsl.ts'

/** A triangle that covers the viewport; its corners come from the vertex's number. */
export function fullScreenTriangle(): BufferGeometry {
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(9), 3))
  return geometry
}

/**
 * Where points are drawn before they reach the canvas: colour and depth at `scale` times the canvas's size, and the pass that
 * puts them there with eye-dome lighting.
 */
export class DepthShading {
  readonly target: WebGLRenderTarget
  readonly mesh: Mesh<BufferGeometry, RawShaderMaterial>
  private readonly uniforms = {
    uColour: { value: null as unknown },
    uDepth: { value: null as unknown },
    uPane: { value: new Vector4() },
    uSource: { value: new Vector4() },
    uSourceSize: { value: new Vector2() },
    uNear: { value: 0.1 },
    uFar: { value: 100 },
    uStrength: { value: 0 },
    uRadius: { value: 1.4 },
    uDarkest: { value: 0 },
  }
  private scale = 1

  constructor() {
    const depthTexture = new DepthTexture(1, 1, UnsignedIntType)
    depthTexture.minFilter = NearestFilter
    depthTexture.magFilter = NearestFilter
    this.target = new WebGLRenderTarget(1, 1, {
      depthTexture,
      minFilter: LinearFilter,
      magFilter: LinearFilter,
      generateMipmaps: false,
    })
    this.target.scissorTest = true
    this.uniforms.uColour.value = this.target.texture
    this.uniforms.uDepth.value = depthTexture
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: FULL_SCREEN_VERTEX,
      fragmentShader: DEPTH_SHADING_FRAGMENT,
      uniforms: this.uniforms,
      blending: NoBlending,
      depthTest: true,
      depthWrite: true,
    })
    this.mesh = new Mesh(fullScreenTriangle(), material)
    this.mesh.frustumCulled = false
  }

  resize(width: number, height: number, scale: number): void {
    this.scale = scale
    const w = Math.max(1, Math.round(width * scale))
    const h = Math.max(1, Math.round(height * scale))
    if (w !== this.target.width || h !== this.target.height) this.target.setSize(w, h)
  }

  /** The pane's place in the target; origin at the bottom left, as GL has it. */
  sourceOf(pane: PaneRectangle, canvasHeight: number, out: Vector4): Vector4 {
    const x = Math.round(pane.x * this.scale)
    const y = Math.round((canvasHeight - pane.y - pane.height) * this.scale)
    const width = Math.min(this.target.width - x, Math.round(pane.width * this.scale))
    const height = Math.min(this.target.height - y, Math.round(pane.height * this.scale))
    return out.set(x, y, width, height)
  }

  prepare(
    pane: PaneRectangle,
    canvasHeight: number,
    near: number,
    far: number,
    strength: number,
    darkest: number,
    pixelRatio: number,
  ): void {
    const u = this.uniforms
    u.uPane.value.set(pane.x, canvasHeight - pane.y - pane.height, pane.width, pane.height)
    this.sourceOf(pane, canvasHeight, u.uSource.value)
    u.uSourceSize.value.set(this.target.width, this.target.height)
    u.uNear.value = near
    u.uFar.value = far
    u.uStrength.value = strength
    u.uDarkest.value = darkest
    u.uRadius.value = Math.max(1, 1.4 * pixelRatio * this.scale)
  }

  dispose(): void {
    this.target.depthTexture?.dispose()
    this.target.dispose()
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
