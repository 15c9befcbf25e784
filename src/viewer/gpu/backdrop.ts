import {
  GLSL3,
  Matrix4,
  Mesh,
  NoBlending,
  type PerspectiveCamera,
  RawShaderMaterial,
  Vector2,
  Vector3,
  Vector4,
} from 'three'
import type { SceneExtent } from '../camera/framing.ts'
import type { ViewerTheme } from '../contract.ts'
import type { PaneRectangle } from '../layout/panes.ts'
import { BACKDROP_FRAGMENT } from '../shaders/backdrop.glsl.ts'
import { FULL_SCREEN_VERTEX } from '../shaders/depthShading.glsl.ts'
import { THEMES } from '../theme.ts'
import { fullScreenTriangle } from './depthShading.ts'
import { setHex } from './uniforms.ts'

/** Gradient, range rings or grid; the first thing drawn in a pane. */
export class Backdrop {
  readonly mesh: Mesh<ReturnType<typeof fullScreenTriangle>, RawShaderMaterial>
  private readonly uniforms = {
    uWorldFromClip: { value: new Matrix4() },
    uCamera: { value: new Vector3() },
    uPane: { value: new Vector4() },
    uTop: { value: new Vector3() },
    uBottom: { value: new Vector3() },
    uGrid: { value: new Vector3() },
    uGround: { value: 0 },
    uCentre: { value: new Vector2() },
    uStep: { value: 10 },
    uFadeRange: { value: 100 },
    uRings: { value: true },
    uShown: { value: false },
    uPixelRatio: { value: 1 },
  }

  constructor() {
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: FULL_SCREEN_VERTEX,
      fragmentShader: BACKDROP_FRAGMENT,
      uniforms: this.uniforms,
      blending: NoBlending,
      depthTest: false,
      depthWrite: false,
    })
    this.mesh = new Mesh(fullScreenTriangle(), material)
    this.mesh.frustumCulled = false
  }

  prepare(
    pane: PaneRectangle,
    canvasHeight: number,
    pixelRatio: number,
    camera: PerspectiveCamera,
    extent: SceneExtent | null,
    stepMetres: number,
    theme: ViewerTheme,
  ): void {
    const u = this.uniforms
    const colours = THEMES[theme]
    u.uPane.value.set(pane.x, canvasHeight - pane.y - pane.height, pane.width, pane.height)
    u.uWorldFromClip.value.multiplyMatrices(camera.matrixWorld, camera.projectionMatrixInverse)
    u.uCamera.value.copy(camera.position)
    u.uPixelRatio.value = pixelRatio
    setHex(u.uTop.value, colours.background)
    setHex(u.uBottom.value, colours.backgroundLow)
    setHex(u.uGrid.value, colours.grid)
    u.uShown.value = extent !== null
    if (!extent) return
    u.uGround.value = extent.ground
    u.uCentre.value.set(extent.centre[0], extent.centre[1])
    u.uStep.value = stepMetres
    u.uFadeRange.value = 14 * stepMetres
    u.uRings.value = extent.egoCentred
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
