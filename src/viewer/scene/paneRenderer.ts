import { Color, Scene, Vector4, type WebGLRenderer } from 'three'
import type { SceneExtent } from '../camera/framing.ts'
import { FIELD_OF_VIEW_DEGREES, type SharedCamera } from '../camera/sharedCamera.ts'
import { rgbFromHex } from '../colour/oklab.ts'
import type { ViewSettings } from '../contract.ts'
import { Backdrop } from '../gpu/backdrop.ts'
import { DepthShading } from '../gpu/depthShading.ts'
import { GridLines } from '../gpu/gridLines.ts'
import { GlyphAtlas } from '../labels/glyphAtlas.ts'
import { gridStep } from '../labels/gridStep.ts'
import type { PanePlace, PaneRectangle } from '../layout/panes.ts'
import type { PickHit } from '../picking/pickDecoding.ts'
import { PointPicker } from '../picking/pointPicker.ts'
import { THEMES } from '../theme.ts'
import { ringLabels } from './paneOverlays.ts'
import type { PaneScene } from './paneScene.ts'
import type { Quality } from './renderQuality.ts'

/** Draws panes onto the canvas: points into a target, backdrop, shaded points, lines and labels. Owns what the panes share. */
export class PaneRenderer {
  private readonly renderer: WebGLRenderer
  private readonly shading = new DepthShading()
  private readonly shadingScene = new Scene()
  private readonly backdrop = new Backdrop()
  private readonly grid = new GridLines()
  private readonly backdropScene = new Scene()
  private readonly picker = new PointPicker()
  private atlas: { glyphs: GlyphAtlas; pixelRatio: number } | null = null
  private readonly source = new Vector4()
  private readonly clear = new Color()

  constructor(renderer: WebGLRenderer) {
    this.renderer = renderer
    renderer.autoClear = false
    // Layers are drawn in the order they were added; sorting would ask for bounds that arrays on the GPU do not have.
    renderer.sortObjects = false
    this.shadingScene.add(this.shading.mesh)
    this.backdropScene.add(this.backdrop.mesh, this.grid.mesh)
  }

  draw(
    panes: readonly PaneScene[],
    places: readonly PanePlace[],
    camera: SharedCamera,
    settings: ViewSettings,
    extent: SceneExtent | null,
    highlighted: PickHit | null,
    quality: Quality,
  ): void {
    const { width, height } = this.renderer.domElement
    this.shading.resize(width, height, 1)
    const shades = extent !== null && this.shades(settings, quality)
    for (const pane of panes) for (const cloud of pane.clouds) cloud.thin(quality.thinning)
    const seen = places.flatMap((place, i) => {
      const pane = panes[i]
      return pane && place.clip.width > 0 ? [{ pane, place }] : []
    })
    if (shades) for (const { pane, place } of seen) this.drawPoints(pane, place, camera, settings)
    this.clearCanvas(THEMES[settings.theme].divider)
    for (const { pane, place } of seen) this.drawPane(pane, place, camera, settings, extent, highlighted, quality)
    this.renderer.setScissorTest(false)
  }

  /** Sends all shaders to the driver, which works on them while the page goes on. */
  compile(pane: PaneScene, camera: SharedCamera): void {
    for (const scene of [pane.pointScene, this.backdropScene, this.shadingScene, pane.overlayScene])
      this.renderer.compile(scene, camera.camera)
  }

  /** `x`, `y` in device pixels from the pane's top left. */
  pick(
    pane: PaneScene,
    rectangle: PaneRectangle,
    camera: SharedCamera,
    settings: ViewSettings,
    x: number,
    y: number,
  ): PickHit | null {
    const ratio = this.renderer.getPixelRatio()
    camera.setAspect(rectangle.width / rectangle.height)
    for (const cloud of pane.clouds) {
      cloud.thin(1)
      cloud.setSize(settings, ratio, rectangle.height, FIELD_OF_VIEW_DEGREES)
    }
    return this.picker.pick(this.renderer, pane, camera.camera, rectangle, x, y, ratio)
  }

  dispose(): void {
    this.shading.dispose()
    this.backdrop.dispose()
    this.grid.dispose()
    this.picker.dispose()
    this.atlas?.glyphs.dispose()
    this.atlas = null
  }

  private drawPoints(
    pane: PaneScene,
    { rectangle, clip }: PanePlace,
    camera: SharedCamera,
    settings: ViewSettings,
  ): void {
    const { renderer, shading } = this
    camera.setAspect(rectangle.width / rectangle.height)
    const source = shading.sourceOf(rectangle, renderer.domElement.height, this.source)
    shading.target.viewport.copy(source)
    shading.sourceOf(clip, renderer.domElement.height, shading.target.scissor)
    renderer.setRenderTarget(shading.target)
    renderer.setClearColor(0x000000, 0)
    renderer.clear()
    const ratio = (renderer.getPixelRatio() * source.w) / rectangle.height
    for (const cloud of pane.clouds) cloud.setSize(settings, ratio, source.w, FIELD_OF_VIEW_DEGREES)
    renderer.render(pane.pointScene, camera.camera)
  }

  /** Without a depth cue points go straight to the canvas: one pass less over every pixel. */
  private shades(settings: ViewSettings, quality: Quality): boolean {
    return quality.depthCue && settings.points.depthCue > 0
  }

  private clearCanvas(hex: string): void {
    const { renderer } = this
    renderer.setRenderTarget(null)
    renderer.setScissorTest(false)
    renderer.setClearColor(this.clear.setRGB(...rgbFromHex(hex), ''), 1)
    renderer.clear()
    renderer.setScissorTest(true)
  }

  private drawPane(
    pane: PaneScene,
    { rectangle, clip }: PanePlace,
    camera: SharedCamera,
    settings: ViewSettings,
    extent: SceneExtent | null,
    highlighted: PickHit | null,
    quality: Quality,
  ): void {
    const { renderer, shading, backdrop } = this
    const ratio = renderer.getPixelRatio()
    const canvasHeight = renderer.domElement.height
    const up = ({ y, height }: PaneRectangle) => (canvasHeight - y - height) / ratio
    camera.setAspect(rectangle.width / rectangle.height)
    renderer.setViewport(rectangle.x / ratio, up(rectangle), rectangle.width / ratio, rectangle.height / ratio)
    renderer.setScissor(clip.x / ratio, up(clip), clip.width / ratio, clip.height / ratio)
    const step = gridStep(camera.distance)
    backdrop.prepare(rectangle, canvasHeight, settings.theme)
    this.grid.mesh.visible = extent !== null
    this.grid.screen.uViewport.value.set(rectangle.width, rectangle.height)
    this.grid.screen.uPixelRatio.value = ratio
    if (extent) this.grid.prepare(extent, step, settings.theme)
    renderer.render(this.backdropScene, camera.camera)
    if (!extent) return
    if (this.shades(settings, quality)) {
      const { near, far } = camera.camera
      const darkest = settings.theme === 'dark' ? 0.12 : 0.4
      shading.prepare(rectangle, canvasHeight, near, far, settings.points.depthCue, darkest, ratio)
      renderer.render(this.shadingScene, camera.camera)
    } else {
      for (const cloud of pane.clouds) cloud.setSize(settings, ratio, rectangle.height, FIELD_OF_VIEW_DEGREES)
      renderer.render(pane.pointScene, camera.camera)
    }

    pane.screen.uViewport.value.set(rectangle.width, rectangle.height)
    pane.screen.uPixelRatio.value = ratio
    const place = highlighted ? pane.placeOf(highlighted) : null
    const rings = place ? [{ at: place, colour: rgbFromHex(THEMES[settings.theme].highlight) }] : []
    const labels = [...pane.labels, ...ringLabels(extent, step, settings)]
    const { width, height } = rectangle
    pane.sprites.place(labels, rings, camera.camera, width, height, ratio, this.glyphs(ratio))
    renderer.render(pane.overlayScene, camera.camera)
  }

  private glyphs(pixelRatio: number): GlyphAtlas {
    if (this.atlas?.pixelRatio === pixelRatio) return this.atlas.glyphs
    this.atlas?.glyphs.dispose()
    this.atlas = { glyphs: new GlyphAtlas(pixelRatio), pixelRatio }
    return this.atlas.glyphs
  }
}
