import { Color, Scene, Vector4, type WebGLRenderer } from 'three'
import { StudioError } from '#model/error/studioError.ts'
import { presetPose, type SceneExtent, sceneExtent } from '../camera/framing.ts'
import { FIELD_OF_VIEW_DEGREES, SharedCamera } from '../camera/sharedCamera.ts'
import { sequenceOf } from '../colour/colourScale.ts'
import type { CameraPose, CameraPreset, FrameContent, GpuMemory, PaneContent, ViewSettings } from '../contract.ts'
import { ColourTableTexture } from '../gpu/colourTableTexture.ts'
import { DepthShading } from '../gpu/depthShading.ts'
import { GpuArrays } from '../gpu/gpuArrays.ts'
import { setHex } from '../gpu/pointCloud.ts'
import { layoutPanes, type PaneRectangle } from '../layout/panes.ts'
import { THEMES } from '../theme.ts'
import { PaneScene } from './paneScene.ts'
import { UploadClock } from './uploadClock.ts'

export interface ViewerState {
  readonly frame: FrameContent | null
  readonly panes: readonly PaneContent[]
  readonly settings: ViewSettings
  readonly selected: number | null
}

/** The viewer without React: owns all GPU state and the camera, and draws when told to. */
export class ViewerScene {
  readonly camera: SharedCamera
  readonly uploads: UploadClock
  private readonly renderer: WebGLRenderer
  private readonly arrays: GpuArrays
  private readonly table = new ColourTableTexture()
  private readonly shading = new DepthShading()
  private readonly shadingScene = new Scene()
  private paneScenes: PaneScene[] = []
  private rectangles: PaneRectangle[] = []
  private state: ViewerState | null = null
  private extent: SceneExtent | null = null
  private sequence: string | null = null
  private readonly scratch = new Vector4()
  private readonly background = new Color()
  private readonly invalidate: () => void
  private disposed = false

  constructor(renderer: WebGLRenderer, element: HTMLElement, invalidate: () => void) {
    this.renderer = renderer
    this.invalidate = invalidate
    renderer.autoClear = false
    // Layers are drawn in the order they were added; sorting would ask for bounds that arrays on the GPU do not have.
    renderer.sortObjects = false
    const gl = renderer.getContext() as WebGL2RenderingContext
    this.arrays = new GpuArrays(gl)
    this.uploads = new UploadClock(gl)
    this.shadingScene.add(this.shading.mesh)
    this.camera = new SharedCamera(element, invalidate)
  }

  set(state: ViewerState): void {
    const previous = this.state
    const newFrame = state.frame !== previous?.frame
    const start = performance.now()
    this.state = state
    this.camera.reducedMotion = state.settings.reducedMotion
    this.table.set(state.settings.theme)
    this.fitPaneScenes(state.panes.length)
    this.arrays.beginFrame()
    const { frame } = state
    if (!frame) {
      this.releaseData()
    } else {
      state.panes.forEach((pane, i) => {
        this.paneScenes[i]?.update(frame, pane, state.settings, state.selected, this.arrays, this.table)
      })
      if (newFrame) {
        this.frameSequence(frame)
        this.uploads.measure(start)
      }
    }
    this.invalidate()
  }

  flyTo(preset: CameraPreset): void {
    if (!this.extent) return
    this.camera.setPose(presetPose(preset, this.extent, this.aspect), true)
    this.invalidate()
  }

  setCamera(pose: CameraPose, animate: boolean): void {
    this.camera.setPose(pose, animate)
    this.invalidate()
  }

  /** PNG of the canvas: drawn and read in one task, since the canvas forgets its pixels afterwards. */
  screenshot(): Promise<Blob> {
    this.render()
    return new Promise((resolve, reject) => {
      this.renderer.domElement.toBlob(blob => {
        if (blob) resolve(blob)
        else reject(new StudioError({ code: 'internal', message: 'The browser could not encode the picture as PNG.' }))
      }, 'image/png')
    })
  }

  render(): void {
    const { renderer, state, shading, camera } = this
    if (this.disposed || !state) return
    const canvas = renderer.domElement
    const pixelRatio = renderer.getPixelRatio()
    const { settings } = state
    const theme = THEMES[settings.theme]
    this.rectangles = layoutPanes(canvas.width, canvas.height, state.panes.length, pixelRatio)
    camera.setAspect(this.aspect)
    if (this.extent) camera.fitClipPlanes(this.extent)
    camera.camera.updateMatrixWorld()
    shading.resize(canvas.width, canvas.height, 1)

    this.rectangles.forEach((rectangle, i) => {
      const scene = this.paneScenes[i]
      if (!scene) return
      const source = shading.sourceOf(rectangle, canvas.height, this.scratch)
      shading.target.viewport.copy(source)
      shading.target.scissor.copy(source)
      renderer.setRenderTarget(shading.target)
      renderer.setClearColor(0x000000, 0)
      renderer.clear()
      for (const cloud of scene.clouds) cloud.setSize(settings, pixelRatio, source.w, FIELD_OF_VIEW_DEGREES)
      renderer.render(scene.pointScene, camera.camera)
    })

    renderer.setRenderTarget(null)
    renderer.setScissorTest(false)
    this.background.setStyle(theme.divider, '')
    renderer.setClearColor(this.background, 1)
    renderer.clear()
    renderer.setScissorTest(true)
    this.rectangles.forEach(rectangle => {
      const x = rectangle.x / pixelRatio
      const y = (canvas.height - rectangle.y - rectangle.height) / pixelRatio
      renderer.setViewport(x, y, rectangle.width / pixelRatio, rectangle.height / pixelRatio)
      renderer.setScissor(x, y, rectangle.width / pixelRatio, rectangle.height / pixelRatio)
      this.background.setStyle(theme.background, '')
      renderer.setClearColor(this.background, 1)
      renderer.clear()
      const { near, far } = camera.camera
      shading.prepare(rectangle, canvas.height, near, far, settings.points.depthCue, pixelRatio)
      setHex(shading.shade, theme.background)
      renderer.render(this.shadingScene, camera.camera)
    })
    renderer.setScissorTest(false)
  }

  gpuMemory(): GpuMemory {
    const { memory, programs } = this.renderer.info
    return {
      geometries: memory.geometries,
      textures: memory.textures,
      programs: programs?.length ?? 0,
      buffers: this.arrays.count,
      bufferBytes: this.arrays.byteLength,
    }
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    for (const scene of this.paneScenes) scene.dispose()
    this.paneScenes = []
    this.arrays.dispose()
    this.table.dispose()
    this.shading.dispose()
    this.uploads.dispose()
    this.camera.dispose()
  }

  private get aspect(): number {
    const first = this.rectangles[0]
    if (first) return first.width / first.height
    const canvas = this.renderer.domElement
    return canvas.width / Math.max(1, canvas.height)
  }

  private fitPaneScenes(count: number): void {
    while (this.paneScenes.length < count) this.paneScenes.push(new PaneScene())
    while (this.paneScenes.length > count) this.paneScenes.pop()?.dispose()
  }

  private frameSequence(frame: FrameContent): void {
    const sequence = sequenceOf(frame)
    if (sequence === this.sequence && this.extent) return
    this.sequence = sequence
    this.extent = sceneExtent(frame.sweep0)
    this.camera.setPose(presetPose('reset', this.extent, this.aspect), false)
  }

  private releaseData(): void {
    for (const scene of this.paneScenes) scene.dispose()
    this.paneScenes = []
    this.arrays.clear()
    this.extent = null
    this.sequence = null
  }
}
