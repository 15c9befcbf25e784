import { DoubleSide, Group, Mesh, Vector3 } from 'three'
import type { Rgb } from '../colour/oklab.ts'
import { LINES_FRAGMENT, LINES_VERTEX } from '../shaders/lines.glsl.ts'
import { InstanceBuffer, type InstanceLayout } from './instanceBuffer.ts'
import { overlayMaterial, type ScreenUniforms } from './overlayMaterial.ts'

export type Point3 = readonly [number, number, number]

/** Segments to draw, in the view's frame. */
export interface LineSink {
  segment(start: Point3, end: Point3, colour: Rgb, alpha: number, widthPx: number, dashPx: number): void
}

export const LINE_LAYOUT: InstanceLayout = {
  attributes: [
    ['aStart', 3],
    ['aEnd', 3],
    ['aColour', 4],
    ['aStyle', 2],
  ],
  corners: [0, -1, 0, 1, -1, 0, 1, 1, 0, 0, -1, 0, 1, 1, 0, 0, 1, 0],
}
export function lineUniforms() {
  return { uOrigin: { value: new Vector3() }, uUnit: { value: 1 }, uCap: { value: 1 }, uOpacity: { value: 1 } }
}

/** How much of a line shines through points before it. */
const SEE_THROUGH = 0.28

/** Line segments of one pane: drawn solid where visible and faint where hidden. Owns one instance buffer. */
export class LineBuffers implements LineSink {
  readonly object = new Group()
  private readonly buffer = new InstanceBuffer(LINE_LAYOUT)
  private readonly materials
  private values: number[] = []

  constructor(screen: ScreenUniforms) {
    this.materials = (['behind', 'before'] as const).map(depth => {
      const opacity = { value: depth === 'behind' ? SEE_THROUGH : 1 }
      const material = overlayMaterial(
        LINES_VERTEX,
        LINES_FRAGMENT,
        { ...screen, ...lineUniforms(), uOpacity: opacity },
        depth,
      )
      material.side = DoubleSide
      const mesh = new Mesh(this.buffer.geometry, material)
      mesh.frustumCulled = false
      this.object.add(mesh)
      return material
    })
  }

  begin(): void {
    this.values = []
  }

  segment(start: Point3, end: Point3, colour: Rgb, alpha: number, widthPx: number, dashPx: number): void {
    this.values.push(...start, ...end, ...colour, alpha, widthPx, dashPx)
  }

  end(): void {
    const count = this.values.length / this.buffer.stride
    this.buffer.reserve(count).set(this.values)
    this.buffer.commit(count)
    this.object.visible = count > 0
    this.values = []
  }

  dispose(): void {
    this.buffer.dispose()
    for (const material of this.materials) material.dispose()
  }
}
