import { Matrix4, Scene } from 'three'
import type { FrameContent, PaneContent, ViewSettings } from '../contract.ts'
import type { ColourTableTexture } from '../gpu/colourTableTexture.ts'
import type { GpuArrays } from '../gpu/gpuArrays.ts'
import { InstanceTable } from '../gpu/instanceTable.ts'
import { PointCloud } from '../gpu/pointCloud.ts'
import { matrixOf, shiftBetween, sweep0FromSweep1 } from './egoMotion.ts'
import { pointLook } from './pointLook.ts'

/** What one pane draws. Owns its clouds' state; arrays come from the shared `GpuArrays`. */
export class PaneScene {
  /** Drawn into the target that depth shading reads. */
  readonly pointScene = new Scene()
  readonly clouds = [new PointCloud(0), new PointCloud(1)] as const
  readonly sweep0FromSweep1 = new Matrix4()
  private readonly instances = new InstanceTable()

  constructor() {
    for (const cloud of this.clouds) this.pointScene.add(cloud.points)
  }

  update(
    frame: FrameContent,
    pane: PaneContent,
    settings: ViewSettings,
    selected: number | null,
    arrays: GpuArrays,
    table: ColourTableTexture,
  ): void {
    const ego = sweep0FromSweep1(frame, pane)
    if (ego) matrixOf(ego, this.sweep0FromSweep1)
    else shiftBetween(frame, this.sweep0FromSweep1)
    this.instances.set(pane.estimate, selected)
    const interval = pane.estimate?.intervalSeconds ?? 0.1
    const sweeps = [frame.sweep0, frame.sweep1] as const
    const shown = [settings.points.showSweep0, settings.points.showSweep1] as const
    for (const index of [0, 1] as const) {
      const sweep = sweeps[index]
      const cloud = this.clouds[index]
      if (!sweep || !shown[index] || sweep.count === 0) {
        cloud.hide()
        continue
      }
      const look = pointLook(frame, pane, settings, index)
      cloud.show(arrays, sweep, look, settings, table.texture, this.instances, this.sweep0FromSweep1, interval)
    }
  }

  hide(): void {
    for (const cloud of this.clouds) cloud.hide()
  }

  dispose(): void {
    for (const cloud of this.clouds) cloud.dispose()
    this.instances.dispose()
  }
}
