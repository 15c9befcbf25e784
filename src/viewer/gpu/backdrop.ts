import { GLSL3, Mesh, NoBlending, RawShaderMaterial, Vector3, Vector4 } from 'three'
import type { ViewerTheme } from '../contract.ts'
import type { PaneRectangle } from '../layout/panes.ts'
import { BACKDROP_FRAGMENT } from '../shaders/backdrop.glsl.ts'
import { FULL_SCREEN_VERTEX } from '../shaders/depthShading.glsl.ts'
import { THEMES } from '../theme.ts'
import { fullScreenTriangle } from './depthShading.ts'
import { setHex } from './uniforms.ts'

/** The ground of a pane's picture; drawn first. */
export class Backdrop {
  readonly mesh: Mesh<ReturnType<typeof fullScreenTriangle>, RawShaderMaterial>
  private readonly uniforms = {
    uPane: { value: new Vector4() },
    uTop: { value: new Vector3() },
    uBottom: { value: new Vector3() },
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

  prepare(pane: PaneRectangle, canvasHeight: number, theme: ViewerTheme): void {
    const u = this.uniforms
    const colours = THEMES[theme]
    u.uPane.value.set(pane.x, canvasHeight - pane.y - pane.height, pane.width, pane.height)
    setHex(u.uTop.value, colours.background)
    setHex(u.uBottom.value, colours.backgroundLow)
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
