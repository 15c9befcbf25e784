import { Matrix4, Scene, Vector3 } from 'three'
import type { Transform } from '#model/sweep/transform.ts'
import type { SceneExtent } from '../camera/framing.ts'
import type { FrameContent, PaneContent, ViewerContent, ViewSettings } from '../contract.ts'
import { ArrowBuffers } from '../gpu/arrowBuffers.ts'
import type { ColourTableTexture } from '../gpu/colourTableTexture.ts'
import type { GpuArrays } from '../gpu/gpuArrays.ts'
import { InstanceTable } from '../gpu/instanceTable.ts'
import { LineBuffers, type Point3 } from '../gpu/lineBuffers.ts'
import { screenUniforms } from '../gpu/overlayMaterial.ts'
import { PointCloud } from '../gpu/pointCloud.ts'
import { type Label, LabelSprites } from '../labels/labelSprites.ts'
import type { PickHit } from '../picking/pickDecoding.ts'
import { matrixOf, shiftBetween, sweep0FromSweep1 } from './egoMotion.ts'
import { addEgoMark, addEstimateBoxes, addMarkedBox, addTruthBoxes, speedLabels } from './paneOverlays.ts'
import { groundOf, pointLook } from './pointLook.ts'
import { addRayLines } from './rayLines.ts'
import { TrailLines } from './trailLines.ts'

const FALLBACK_INTERVAL_SECONDS = 0.1

/** What is drawn over every pane to explain it. */
type LookedAt = Pick<ViewerContent, 'rays' | 'marked'>

/** What one pane draws. Owns its uniforms, lines, arrows and labels; the sweeps' arrays come from the shared `GpuArrays`. */
export class PaneScene {
  readonly screen = screenUniforms()
  /** Drawn into the target that depth shading reads. */
  readonly pointScene = new Scene()
  /** Drawn over the shaded points. */
  readonly overlayScene = new Scene()
  readonly clouds = [new PointCloud(0), new PointCloud(1)] as const
  readonly sprites = new LabelSprites(this.screen)
  labels: readonly Label[] = []
  private readonly arrows = new ArrowBuffers(this.screen)
  private readonly lines = new LineBuffers(this.screen)
  private readonly trails = new TrailLines(this.screen)
  private readonly instances = new InstanceTable()
  private readonly viewFromSweep1 = new Matrix4()
  private ego: Transform<'sweep0', 'sweep1'> | null = null
  private content: { frame: FrameContent; pane: PaneContent; settings: ViewSettings } | null = null

  constructor() {
    for (const cloud of this.clouds) this.pointScene.add(cloud.points)
    this.overlayScene.add(this.trails.lines.object, this.lines.object, this.arrows.object, this.sprites.mesh)
  }

  update(
    frame: FrameContent,
    pane: PaneContent,
    settings: ViewSettings,
    selected: number | null,
    looked: LookedAt,
    extent: SceneExtent,
    arrays: GpuArrays,
    table: ColourTableTexture,
  ): void {
    this.content = { frame, pane, settings }
    this.ego = sweep0FromSweep1(frame, pane)
    if (this.ego) matrixOf(this.ego, this.viewFromSweep1)
    else shiftBetween(frame, this.viewFromSweep1)
    this.instances.set(pane.estimate, selected, pane.colourTracks)
    this.updateClouds(frame, pane, settings, arrays, table)
    // Arrows would hide what is looked for: points that are picked out, and what the colours say of the things that move.
    const hidden = pane.highlighted || settings.colour.kind === 'difference' || settings.colour.kind === 'convergence'
    const pointed = hidden ? null : pane.estimate
    this.arrows.update(
      pointed,
      pane.colourTracks,
      frame.sweep0.positions,
      groundOf(frame, 0),
      settings,
      this.viewFromSweep1,
      table,
    )
    this.trails.update(pane, settings, selected)
    this.lines.begin()
    addEgoMark(this.lines, extent, settings)
    if (settings.boxes.truth && frame.truth) addTruthBoxes(this.lines, frame.truth, this.ego, settings)
    if (settings.boxes.estimate && pane.estimate) addEstimateBoxes(this.lines, pane, this.ego, settings, selected)
    // Warped, neither the point is where the rays met it nor the cluster in its box.
    if (settings.warp === 0) {
      addRayLines(this.lines, looked.rays ?? [], this.viewFromSweep1, settings.theme)
      if (looked.marked) addMarkedBox(this.lines, looked.marked, settings)
    }
    this.lines.end()
    this.labels = settings.boxes.labels ? speedLabels(pane, frame, this.ego, settings, selected) : []
  }

  /** Where a point is drawn, in the view's frame (sweep 0's); null when it does not exist. */
  placeOf({ sweep, index }: PickHit): Point3 | null {
    if (!this.content) return null
    const { frame, pane, settings } = this.content
    const positions = (sweep === 0 ? frame.sweep0 : frame.sweep1)?.positions
    if (!positions || 3 * index + 2 >= positions.length) return null
    const place = new Vector3().fromArray(positions, 3 * index)
    if (sweep === 1) place.applyMatrix4(this.viewFromSweep1)
    else if (pane.estimate && settings.warp > 0) {
      const moved = new Vector3().fromArray(pane.estimate.flow, 3 * index).add(place)
      place.lerp(moved.applyMatrix4(this.viewFromSweep1), settings.warp)
    }
    return [place.x, place.y, place.z]
  }

  dispose(): void {
    for (const cloud of this.clouds) cloud.dispose()
    this.instances.dispose()
    this.arrows.dispose()
    this.lines.dispose()
    this.trails.lines.dispose()
    this.sprites.dispose()
  }

  private updateClouds(
    frame: FrameContent,
    pane: PaneContent,
    settings: ViewSettings,
    arrays: GpuArrays,
    table: ColourTableTexture,
  ): void {
    const interval = pane.estimate?.intervalSeconds ?? FALLBACK_INTERVAL_SECONDS
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
      cloud.show(arrays, sweep, look, settings, table.texture, this.instances, this.viewFromSweep1, interval)
    }
  }
}
