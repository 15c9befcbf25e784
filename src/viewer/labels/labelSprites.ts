import { type Camera, DoubleSide, Mesh, type RawShaderMaterial, Vector3 } from 'three'
import type { Rgb } from '../colour/oklab.ts'
import { InstanceBuffer } from '../gpu/instanceBuffer.ts'
import type { Point3 } from '../gpu/lineBuffers.ts'
import { overlayMaterial, type ScreenUniforms } from '../gpu/overlayMaterial.ts'
import { SPRITES_FRAGMENT, SPRITES_VERTEX } from '../shaders/sprites.glsl.ts'
import type { GlyphAtlas } from './glyphAtlas.ts'
import { type LabelCandidate, placeLabels } from './placement.ts'

export interface Label {
  readonly text: string
  /** The label floats above the highest of these as seen, in the middle of them. */
  readonly at: readonly Point3[]
  readonly priority: number
  /** Beads on a plate take the object's colour; null = bare text without a plate. */
  readonly bead: Rgb | null
  readonly ink: Rgb
  readonly plate: Rgb
}

const CORNERS = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0]
const GLYPH = 0
const PLATE = 1
const RING = 2
const PADDING_PX = 6
const BEAD_PX = 7
/** How far above its place a plate floats. */
const LIFT_PX = 8
const RING_PX = 22
const MOST_LABELS = 40

/** Labels and the ring round the picked point in one pane: placed anew for each picture, so that none overlap. */
export class LabelSprites {
  readonly mesh: Mesh<InstanceBuffer['geometry'], RawShaderMaterial>
  private readonly buffer = new InstanceBuffer(
    {
      attributes: [
        ['aRectangle', 4],
        ['aUv', 4],
        ['aColour', 4],
        ['aKind', 1],
      ],
      corners: CORNERS,
    },
    1024,
  )
  private readonly uniforms = { uGlyphs: { value: null as unknown } }
  private values: number[] = []

  constructor(screen: ScreenUniforms) {
    const material = overlayMaterial(SPRITES_VERTEX, SPRITES_FRAGMENT, { ...screen, ...this.uniforms }, 'always')
    material.side = DoubleSide
    this.mesh = new Mesh(this.buffer.geometry, material)
    this.mesh.frustumCulled = false
  }

  /** Pane size and pixel ratio in device pixels. */
  place(
    labels: readonly Label[],
    rings: readonly { readonly at: Point3; readonly colour: Rgb }[],
    camera: Camera,
    width: number,
    height: number,
    pixelRatio: number,
    atlas: GlyphAtlas,
  ): void {
    this.values = []
    this.uniforms.uGlyphs.value = atlas.texture
    const candidates: LabelCandidate[] = []
    const shown: Label[] = []
    for (const label of labels) {
      const screen = above(label.at, camera, width, height)
      if (!screen) continue
      const padding = label.bead ? PADDING_PX * pixelRatio : 0
      const bead = label.bead ? (BEAD_PX + 4) * pixelRatio : 0
      const w = Math.round(atlas.widthOf(label.text) + 2 * padding + bead)
      const h = atlas.lineHeight + Math.round(label.bead ? 2 * pixelRatio : 0)
      const lift = label.bead ? LIFT_PX * pixelRatio : -0.5 * h
      candidates.push({
        x: Math.round(screen[0] - w / 2),
        y: Math.round(screen[1] - h - lift),
        width: w,
        height: h,
        priority: label.priority,
      })
      shown.push(label)
    }
    for (const i of placeLabels(candidates, width, height, MOST_LABELS))
      this.addLabel(shown[i] as Label, candidates[i] as LabelCandidate, pixelRatio, atlas)
    for (const ring of rings) {
      const screen = project(ring.at, camera, width, height)
      if (!screen) continue
      const size = RING_PX * pixelRatio
      this.add(screen[0] - size / 2, screen[1] - size / 2, size, size, NO_UV, ring.colour, 1, RING)
    }
    const count = this.values.length / this.buffer.stride
    this.buffer.reserve(count).set(this.values)
    this.buffer.commit(count)
    this.mesh.visible = count > 0
  }

  dispose(): void {
    this.buffer.dispose()
    this.mesh.material.dispose()
  }

  private addLabel(label: Label, place: LabelCandidate, pixelRatio: number, atlas: GlyphAtlas): void {
    let pen = place.x
    let top = place.y
    if (label.bead) {
      this.add(place.x, place.y, place.width, place.height, NO_UV, label.plate, 0.86, PLATE)
      const bead = Math.round(BEAD_PX * pixelRatio)
      pen += PADDING_PX * pixelRatio
      this.add(pen, Math.round(place.y + (place.height - bead) / 2), bead, bead, NO_UV, label.bead, 1, PLATE)
      pen += bead + 4 * pixelRatio
      top += Math.round(pixelRatio)
    }
    for (const letter of label.text) {
      const glyph = atlas.glyph(letter)
      this.add(Math.round(pen) - 1, top, glyph.width, atlas.lineHeight, glyph.uv, label.ink, 1, GLYPH)
      pen += glyph.advance
    }
  }

  private add(
    x: number,
    y: number,
    width: number,
    height: number,
    uv: readonly [number, number, number, number],
    colour: Rgb,
    alpha: number,
    kind: number,
  ): void {
    this.values.push(x, y, width, height, ...uv, ...colour, alpha, kind)
  }
}

const NO_UV = [0, 0, 0, 0] as const
const scratch = new Vector3()

/** Middle and top of several places on screen; null when any is behind the camera. */
function above(places: readonly Point3[], camera: Camera, width: number, height: number): [number, number] | null {
  let left = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  for (const place of places) {
    const screen = project(place, camera, width, height)
    if (!screen) return null
    left = Math.min(left, screen[0])
    right = Math.max(right, screen[0])
    top = Math.min(top, screen[1])
  }
  return [(left + right) / 2, top]
}

/** Pixels from the pane's top left; null behind the camera. */
function project(at: Point3, camera: Camera, width: number, height: number): [number, number] | null {
  scratch.set(...at).applyMatrix4(camera.matrixWorldInverse)
  if (scratch.z >= 0) return null
  scratch.applyMatrix4(camera.projectionMatrix)
  return [(0.5 + 0.5 * scratch.x) * width, (0.5 - 0.5 * scratch.y) * height]
}
