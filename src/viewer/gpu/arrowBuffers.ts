import { DoubleSide, GLSL3, Group, type Matrix4, Mesh, NoBlending, RawShaderMaterial } from 'three'
import { type Estimate, FIRST_INSTANCE } from '#model/sweep/estimate.ts'
import { paletteIndex } from '../colour/palette.ts'
import type { ViewSettings } from '../contract.ts'
import { selectArrows } from '../scene/arrowSelection.ts'
import { ARROWS_FRAGMENT, ARROWS_VERTEX } from '../shaders/arrows.glsl.ts'
import { THEMES } from '../theme.ts'
import type { ColourTableTexture } from './colourTableTexture.ts'
import { InstanceBuffer } from './instanceBuffer.ts'
import type { ScreenUniforms } from './overlayMaterial.ts'
import { arrowUniforms, setHex } from './uniforms.ts'

/** Shaft (two triangles) and head (one); z = 1 marks the head's base. */
const CORNERS = [0, -1, 0, 1, -1, 0, 1, 1, 0, 0, -1, 0, 1, 1, 0, 0, 1, 0, 1, -1, 1, 2, 0, 1, 1, 1, 1]

/** Flow arrows of one pane: the chosen points' start and flow; scale, colour and residual are uniforms. Owns one buffer. */
export class ArrowBuffers {
  readonly object = new Group()
  private readonly buffer = new InstanceBuffer({
    attributes: [
      ['aStart', 3],
      ['aFlow', 3],
      ['aTrack', 1],
    ],
    corners: CORNERS,
  })
  private readonly uniforms = arrowUniforms()
  private readonly materials: readonly RawShaderMaterial[]
  private chosenFor: readonly unknown[] = []

  constructor(screen: ScreenUniforms) {
    this.materials = [1, 0].map(outline => {
      const material = new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: ARROWS_VERTEX,
        fragmentShader: ARROWS_FRAGMENT,
        uniforms: { ...this.uniforms, ...screen, uOutline: { value: outline } },
        blending: NoBlending,
        side: DoubleSide,
      })
      const mesh = new Mesh(this.buffer.geometry, material)
      mesh.frustumCulled = false
      this.object.add(mesh)
      return material
    })
    this.object.visible = false
  }

  update(
    estimate: Estimate | null,
    colourTracks: ReadonlyMap<number, number> | undefined,
    positions: Float32Array,
    ground: Uint8Array | null,
    settings: ViewSettings,
    inverseEgo: Matrix4,
    table: ColourTableTexture,
  ): void {
    const { arrows } = settings
    this.object.visible = arrows.shown && estimate !== null
    if (!estimate || !arrows.shown) return
    const hidden = settings.points.hideGround ? ground : null
    const wanted = [estimate, colourTracks, positions, hidden, arrows.density, arrows.dynamicOnly]
    if (wanted.some((v, i) => v !== this.chosenFor[i])) {
      this.chosenFor = wanted
      this.fill(estimate, colourTracks, positions, hidden, settings)
    }
    const u = this.uniforms
    u.uTable.value = table.texture
    u.uInverseEgo.value.copy(inverseEgo)
    u.uScale.value = arrows.scale
    u.uResidual.value = arrows.residual
    u.uByInstance.value = settings.colour.kind === 'instance'
    u.uFlowScale.value = settings.flowScaleMetresPerSecond * estimate.intervalSeconds
    u.uLighten.value = settings.theme === 'dark' ? 0.25 : -0.25
    setHex(u.uMuted.value, THEMES[settings.theme].muted)
    setHex(u.uCasing.value, THEMES[settings.theme].casing)
  }

  dispose(): void {
    this.buffer.dispose()
    for (const material of this.materials) material.dispose()
  }

  private fill(
    estimate: Estimate,
    colourTracks: ReadonlyMap<number, number> | undefined,
    positions: Float32Array,
    hidden: Uint8Array | null,
    settings: ViewSettings,
  ): void {
    const { density, dynamicOnly } = settings.arrows
    const chosen = selectArrows(estimate, positions, { density, dynamicOnly, hidden })
    const tracks = new Map(
      estimate.instances.map(({ id, track }) => [id, paletteIndex(colourTracks?.get(id) ?? track)]),
    )
    const out = this.buffer.reserve(chosen.length)
    chosen.forEach((i, k) => {
      const at = k * this.buffer.stride
      for (let axis = 0; axis < 3; axis++) {
        out[at + axis] = positions[3 * i + axis] as number
        out[at + 3 + axis] = estimate.flow[3 * i + axis] as number
      }
      const id = estimate.instance[i] as number
      out[at + 6] = id < FIRST_INSTANCE ? -1 : (tracks.get(id) ?? paletteIndex(id))
    })
    this.buffer.commit(chosen.length)
  }
}
