import { NearestFilter, type PerspectiveCamera, type WebGLRenderer, WebGLRenderTarget } from 'three'
import type { PointCloud } from '../gpu/pointCloud.ts'
import type { PaneRectangle } from '../layout/panes.ts'
import type { PaneScene } from '../scene/paneScene.ts'
import { decodePick, PICK_RADIUS_PX, type PickHit } from './pickDecoding.ts'

/** Finds the point under the cursor by drawing ids into a small square round it. Owns one target. */
export class PointPicker {
  private readonly target = new WebGLRenderTarget(1, 1, {
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    generateMipmaps: false,
  })

  /** `x`, `y` in device pixels from the pane's top left. Sizes of the clouds must be set for this pane. */
  pick(
    renderer: WebGLRenderer,
    scene: PaneScene,
    camera: PerspectiveCamera,
    pane: PaneRectangle,
    x: number,
    y: number,
    pixelRatio: number,
  ): PickHit | null {
    const radius = Math.round(PICK_RADIUS_PX * pixelRatio)
    const size = 2 * radius + 1
    this.target.setSize(size, size)
    camera.setViewOffset(pane.width, pane.height, Math.round(x) - radius, Math.round(y) - radius, size, size)
    withMaterials(scene.clouds, () => {
      renderer.setRenderTarget(this.target)
      renderer.setClearColor(0x000000, 0)
      renderer.clear()
      renderer.render(scene.pointScene, camera)
    })
    camera.clearViewOffset()
    const pixels = new Uint8Array(4 * size * size)
    renderer.readRenderTargetPixels(this.target, 0, 0, size, size, pixels)
    renderer.setRenderTarget(null)
    return decodePick(pixels, size)
  }

  dispose(): void {
    this.target.dispose()
  }
}

function withMaterials(clouds: readonly PointCloud[], draw: () => void): void {
  const before = clouds.map(cloud => cloud.points.material)
  for (const cloud of clouds) cloud.points.material = cloud.pickMaterial
  draw()
  clouds.forEach((cloud, i) => {
    const material = before[i]
    if (material) cloud.points.material = material
  })
}
