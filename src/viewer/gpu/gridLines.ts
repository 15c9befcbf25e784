import { DoubleSide, Mesh, type RawShaderMaterial } from 'three'
import type { SceneExtent } from '../camera/framing.ts'
import { rgbFromHex } from '../colour/oklab.ts'
import type { ViewerTheme } from '../contract.ts'
import { LINES_FRAGMENT, LINES_VERTEX } from '../shaders/lines.glsl.ts'
import { THEMES } from '../theme.ts'
import { InstanceBuffer } from './instanceBuffer.ts'
import { LINE_LAYOUT, lineUniforms } from './lineBuffers.ts'
import { overlayMaterial, screenUniforms } from './overlayMaterial.ts'

const RINGS = 14
const SEGMENTS = 96
/** Lines of the square grid are cut where they fade. */
const CUTS = 14
const STRENGTH = 0.5

/** Rings of equal distance round a vehicle, or a square grid under an object: built once in steps, scaled by a uniform. */
export class GridLines {
  readonly mesh: Mesh<InstanceBuffer['geometry'], RawShaderMaterial>
  readonly screen = screenUniforms()
  private readonly buffer = new InstanceBuffer(LINE_LAYOUT, RINGS * SEGMENTS + 4)
  private readonly uniforms = lineUniforms()
  private builtFor = ''

  constructor() {
    this.uniforms.uCap.value = 0
    const material = overlayMaterial(LINES_VERTEX, LINES_FRAGMENT, { ...this.screen, ...this.uniforms }, 'always')
    material.side = DoubleSide
    this.mesh = new Mesh(this.buffer.geometry, material)
    this.mesh.frustumCulled = false
  }

  prepare(extent: SceneExtent, stepMetres: number, theme: ViewerTheme): void {
    this.uniforms.uOrigin.value.set(extent.centre[0], extent.centre[1], extent.ground)
    this.uniforms.uUnit.value = stepMetres
    const wanted = `${theme} ${extent.egoCentred}`
    if (wanted === this.builtFor) return
    this.builtFor = wanted
    const values = extent.egoCentred ? rings(theme) : squares(theme)
    const count = values.length / this.buffer.stride
    this.buffer.reserve(count).set(values)
    this.buffer.commit(count)
  }

  dispose(): void {
    this.buffer.dispose()
    this.mesh.material.dispose()
  }
}

/** Strength of a line at a distance in steps. */
function fade(steps: number): number {
  const t = Math.min(1, Math.max(0, (steps / RINGS - 0.3) / 0.7))
  return STRENGTH * (1 - t * t * (3 - 2 * t))
}

function rings(theme: ViewerTheme): number[] {
  const colour = rgbFromHex(THEMES[theme].grid)
  const values: number[] = []
  for (let r = 1; r <= RINGS; r++)
    for (let k = 0; k < SEGMENTS; k++) {
      const a = (2 * Math.PI * k) / SEGMENTS
      const b = (2 * Math.PI * (k + 1)) / SEGMENTS
      values.push(r * Math.cos(a), r * Math.sin(a), 0, r * Math.cos(b), r * Math.sin(b), 0, ...colour, fade(r), 1, 0)
    }
  for (const [x, y] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const)
    values.push(0.5 * x, 0.5 * y, 0, 8 * x, 8 * y, 0, ...colour, 0.4 * STRENGTH, 1, 0)
  return values
}

function squares(theme: ViewerTheme): number[] {
  const colour = rgbFromHex(THEMES[theme].grid)
  const values: number[] = []
  for (let line = -RINGS; line <= RINGS; line++)
    for (let cut = -CUTS; cut < CUTS; cut++) {
      const strength = fade(Math.hypot(line, cut + 0.5))
      if (strength <= 0.01) continue
      values.push(line, cut, 0, line, cut + 1, 0, ...colour, strength, 1, 0)
      values.push(cut, line, 0, cut + 1, line, 0, ...colour, strength, 1, 0)
    }
  return values
}
