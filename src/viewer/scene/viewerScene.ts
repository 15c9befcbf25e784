import type { WebGLRenderer } from 'three'
import { StudioError } from '#model/error/studioError.ts'
import type { EstimateInstance } from '#model/sweep/estimate.ts'
import { boxPose, presetPose, type SceneExtent, sceneExtent } from '../camera/framing.ts'
import { type ScaleBar, scaleBar } from '../camera/scaleBar.ts'
import { SharedCamera } from '../camera/sharedCamera.ts'
import { sequenceOf } from '../colour/colourScale.ts'
import { type Legend, legendFor } from '../colour/legend.ts'
import type {
  CameraPose,
  CameraPreset,
  FrameContent,
  GpuMemory,
  PaneContent,
  PickedPoint,
  ViewerContent,
} from '../contract.ts'
import { ColourTableTexture } from '../gpu/colourTableTexture.ts'
import { afterGpu } from '../gpu/fence.ts'
import { GpuArrays } from '../gpu/gpuArrays.ts'
import { type PanePlace, paneAt, placePanes } from '../layout/panes.ts'
import { PaneRenderer } from './paneRenderer.ts'
import { PaneScene } from './paneScene.ts'
import { type Quality, RenderQuality } from './renderQuality.ts'
import { UploadClock } from './uploadClock.ts'
import { warmUpFrame } from './warmUpFrame.ts'

function selectedIn(pane: PaneContent, state: ViewerContent): number | null {
  return pane.selectedTrack === undefined ? state.selectedInstance : pane.selectedTrack
}

function sameScenes(before: ViewerContent, now: ViewerContent): boolean {
  return (
    before.frame === now.frame &&
    before.panes === now.panes &&
    before.settings === now.settings &&
    before.rays === now.rays &&
    before.marked === now.marked &&
    before.selectedInstance === now.selectedInstance
  )
}

/** More pixels for the same view. @throws StudioError past what the GPU draws at once */
function enlarge(renderer: WebGLRenderer, scale: number): void {
  const gl = renderer.getContext()
  const { width, height } = renderer.domElement
  const [widest, highest] = gl.getParameter(gl.MAX_VIEWPORT_DIMS) as Int32Array
  const limit = Math.min(widest ?? 0, highest ?? 0, gl.getParameter(gl.MAX_RENDERBUFFER_SIZE) as number)
  const fits = scale * Math.max(width, height) <= limit
  if (fits) renderer.setPixelRatio(renderer.getPixelRatio() * scale)
  // Browsers cap the drawing buffer by area, without an error.
  if (fits && gl.drawingBufferWidth === renderer.domElement.width) return
  throw new StudioError({
    code: 'gpu-unavailable',
    message: `A picture of ${Math.round(scale * width)} x ${Math.round(scale * height)} pixels is more than this GPU draws at once.`,
    hint: 'Choose a smaller scale, or make the window smaller.',
  })
}

/** After the last movement the picture is drawn once more in full. */
const REST_MS = 160

/** The viewer without React: owns all GPU state and the camera, and draws when told to. */
export class ViewerScene {
  readonly camera: SharedCamera
  readonly uploads: UploadClock
  private readonly renderer: WebGLRenderer
  private readonly arrays: GpuArrays
  private readonly table = new ColourTableTexture()
  private readonly paneRenderer: PaneRenderer
  private readonly quality = new RenderQuality()
  private readonly invalidate: () => void
  private readonly onFirstPicture: () => void
  /** Never empty: the shaders live as long as something uses them. */
  private paneScenes: PaneScene[] = []
  private state: ViewerContent | null = null
  private extent: SceneExtent | null = null
  private sequence: string | null = null
  private followed: { track: number; centre: readonly [number, number, number] } | null = null
  /** Set before there was anything to see: the first frame keeps it. */
  private askedPose: CameraPose | null = null
  private movedAt = Number.NEGATIVE_INFINITY
  private restTimer: ReturnType<typeof setTimeout> | undefined
  private firstPicture: 'cold' | 'wanted' | 'drawn' = 'cold'
  private disposed = false

  constructor(renderer: WebGLRenderer, element: HTMLElement, invalidate: () => void, onFirstPicture: () => void) {
    this.renderer = renderer
    this.invalidate = invalidate
    this.onFirstPicture = onFirstPicture
    const gl = renderer.getContext() as WebGL2RenderingContext
    this.arrays = new GpuArrays(gl)
    this.uploads = new UploadClock(gl)
    this.paneRenderer = new PaneRenderer(renderer)
    this.camera = new SharedCamera(element, invalidate)
    this.addPaneScene()
  }

  set(state: ViewerContent): void {
    const before = this.state
    const newFrame = state.frame !== before?.frame
    const start = performance.now()
    this.state = state
    this.camera.reducedMotion = state.settings.reducedMotion
    if (!state.frame) {
      if (this.firstPicture === 'cold') this.warmUp(state)
      this.releaseData()
    } else {
      if (newFrame) this.meetFrame(state.frame)
      // The divider of a swipe moves with the hand: nothing of what it parts has changed.
      if (!before || !sameScenes(before, state)) this.fill(state, state.frame)
      if (newFrame) this.uploads.measure(start)
    }
    this.invalidate()
  }

  /** Moves the camera on by `seconds` and draws; true while it is still on its way. */
  advance(seconds: number): boolean {
    const moving = this.camera.update(seconds)
    if (moving) this.movedAt = performance.now()
    this.draw(moving || this.camera.held ? 'moving' : 'at rest')
    return moving
  }

  flyTo(preset: CameraPreset, object?: EstimateInstance): void {
    if (!this.extent) return
    this.followed = null
    const target = preset === 'follow' ? (object ?? this.instanceToFollow()) : null
    if (target) {
      this.followed = { track: target.track, centre: target.box.center }
      this.camera.setPose(boxPose(target.box), true)
    } else this.camera.setPose(presetPose(preset, this.extent, this.aspect), true)
    this.invalidate()
  }

  setCamera(pose: CameraPose, animate: boolean): void {
    this.followed = null
    if (!this.extent) this.askedPose = pose
    this.camera.setPose(pose, animate)
    this.invalidate()
  }

  /** The point at a place of the canvas, CSS pixels from its top left. */
  pick(x: number, y: number): PickedPoint | null {
    const { state } = this
    const hit = this.hitAt(x, y)
    const pane = hit && state ? state.panes[hit.pane] : undefined
    return hit && pane ? { pane: pane.id, sweep: hit.sweep, index: hit.index } : null
  }

  /** Turns the view round the point at a place of the canvas, if there is one. */
  focus(x: number, y: number): void {
    const hit = this.hitAt(x, y)
    const place = hit ? this.paneScenes[hit.pane]?.placeOf(hit) : null
    if (place) this.camera.lookAt(place, true)
    this.invalidate()
  }

  /** Pointer positions and wheel steps are meant for the pane they happen in. */
  pointerOver(x: number, y: number): void {
    const ratio = this.renderer.getPixelRatio()
    const { places } = this
    const rectangle = places[paneAt(places, x * ratio, y * ratio)]?.rectangle
    if (!rectangle) return
    this.camera.setAspect(rectangle.width / rectangle.height)
    this.camera.aimAtPane(rectangle, this.renderer.domElement.height, ratio)
  }

  /** PNG of the canvas: drawn and read in one task, since the canvas forgets its pixels afterwards. */
  screenshot(scale = 1): Promise<Blob> {
    const { renderer } = this
    const canvas = renderer.domElement
    const ratio = renderer.getPixelRatio()
    try {
      if (scale !== 1) enlarge(renderer, scale)
      this.draw('in full')
      return new Promise((resolve, reject) => {
        // The pixels are copied at once, before the canvas shrinks again.
        canvas.toBlob(blob => {
          if (blob) resolve(blob)
          else
            reject(new StudioError({ code: 'internal', message: 'The browser could not encode the picture as PNG.' }))
        }, 'image/png')
      })
    } catch (thrown) {
      return Promise.reject(thrown)
    } finally {
      if (scale !== 1) {
        renderer.setPixelRatio(ratio)
        this.draw('in full')
      }
    }
  }

  legend(): Legend | null {
    const { state } = this
    const { frame, settings, panes } = state ?? {}
    if (!frame || !settings) return null
    const legends = panes?.map(pane => legendFor(settings.colour, frame, pane, settings)) ?? []
    return legends.find(({ kind }) => kind !== 'none') ?? null
  }

  scaleBar(mostPixels: number): ScaleBar {
    const height = this.places[0]?.rectangle.height ?? this.renderer.domElement.height
    return scaleBar(this.camera.getPose(), height / this.pixelRatio, mostPixels)
  }

  get pixelRatio(): number {
    return this.renderer.getPixelRatio()
  }

  graphics(): string {
    const gl = this.renderer.getContext()
    const names = gl.getExtension('WEBGL_debug_renderer_info')
    return String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  }

  /** To be called when a lost context has come back: what was on the GPU is sent again. */
  restore(): void {
    this.arrays.forgetAll()
    if (this.state?.frame) this.fill(this.state, this.state.frame)
    this.invalidate()
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
    clearTimeout(this.restTimer)
    this.releaseData()
    this.table.dispose()
    this.paneRenderer.dispose()
    this.uploads.dispose()
    this.camera.dispose()
  }

  private draw(pace: 'moving' | 'at rest' | 'in full'): void {
    const { state } = this
    if (this.disposed || !state || this.renderer.getContext().isContextLost()) return
    const { places } = this
    if (this.extent) this.camera.fitClipPlanes(this.extent)
    this.camera.camera.updateMatrixWorld()
    const now = performance.now()
    const recently = pace !== 'in full' && now - this.movedAt < REST_MS
    const quality = this.quality.next(now, pace === 'moving' || recently)
    this.paneRenderer.draw(this.paneScenes, places, this.camera, state.settings, this.extent, state.picked, quality)
    if (this.extent && this.firstPicture !== 'drawn') {
      this.firstPicture = 'drawn'
      afterGpu(this.renderer.getContext() as WebGL2RenderingContext, () => {
        if (!this.disposed) this.onFirstPicture()
      })
    }
    clearTimeout(this.restTimer)
    if (!quality.depthCue) this.restTimer = setTimeout(this.invalidate, REST_MS + 20)
  }

  private addPaneScene(): void {
    const scene = new PaneScene()
    this.paneRenderer.compile(scene, this.camera)
    this.paneScenes.push(scene)
  }

  /**
   * Drivers finish the compilation of a shader when something is drawn with it. That is done with a single point, while the first
   * sweep is being read.
   */
  private warmUp(state: ViewerContent): void {
    this.firstPicture = 'wanted'
    const { frame, pane } = warmUpFrame()
    const warm = { ...state, frame, panes: [pane] }
    this.extent = sceneExtent(frame.sweep0)
    this.camera.setPose(presetPose('reset', this.extent, this.aspect), false)
    this.fill(warm, frame)
    const { places } = this
    for (const depthCue of [true, false]) {
      const quality: Quality = { depthCue, thinning: 1 }
      this.paneRenderer.draw(this.paneScenes, places, this.camera, warm.settings, this.extent, null, quality)
    }
    this.releaseData()
  }

  private get places(): PanePlace[] {
    const { width, height } = this.renderer.domElement
    const { panes, swipe } = this.state ?? { panes: [], swipe: null }
    return placePanes(width, height, panes.length, this.renderer.getPixelRatio(), swipe ?? null)
  }

  private get aspect(): number {
    const { width, height } = this.places[0]?.rectangle ?? this.renderer.domElement
    return width / Math.max(1, height)
  }

  private hitAt(x: number, y: number): { pane: number; sweep: 0 | 1; index: number } | null {
    const { state } = this
    if (!state?.frame) return null
    const ratio = this.renderer.getPixelRatio()
    const { places } = this
    const index = paneAt(places, x * ratio, y * ratio)
    const rectangle = places[index]?.rectangle
    const scene = this.paneScenes[index]
    if (!rectangle || !scene) return null
    const hit = this.paneRenderer.pick(
      scene,
      rectangle,
      this.camera,
      state.settings,
      x * ratio - rectangle.x,
      y * ratio - rectangle.y,
    )
    return hit && { pane: index, ...hit }
  }

  private fill(state: ViewerContent, frame: FrameContent): void {
    const { extent } = this
    if (!extent) return
    while (this.paneScenes.length < state.panes.length) this.addPaneScene()
    while (this.paneScenes.length > state.panes.length) this.paneScenes.pop()?.dispose()
    this.table.set(state.settings.theme)
    this.arrays.beginFrame()
    state.panes.forEach((pane, i) => {
      const selected = selectedIn(pane, state)
      this.paneScenes[i]?.update(frame, pane, state.settings, selected, state, extent, this.arrays, this.table)
    })
  }

  /** A new sequence gets a view of its own; within one the camera stays, or follows its object. */
  private meetFrame(frame: FrameContent): void {
    const sequence = sequenceOf(frame)
    if (sequence !== this.sequence || !this.extent) {
      this.sequence = sequence
      this.followed = null
      this.extent = sceneExtent(frame.sweep0)
      // Something to look at first, in full a moment later: while a page loads, everything waits for the first picture.
      this.movedAt = performance.now()
      this.camera.setPose(this.askedPose ?? presetPose('reset', this.extent, this.aspect), false)
      this.askedPose = null
      return
    }
    const { followed } = this
    if (!followed) return
    const now = this.instances().find(instance => instance.track === followed.track)
    if (!now) return
    const by = (i: 0 | 1 | 2) => now.box.center[i] - followed.centre[i]
    this.followed = { track: followed.track, centre: now.box.center }
    this.camera.shift(by(0), by(1), by(2))
  }

  private instances(): readonly EstimateInstance[] {
    const { state } = this
    if (!state) return []
    const shown = state.panes.flatMap(pane => pane.estimate?.instances ?? [])
    return shown.length > 0 ? shown : (state.frame?.truth?.instances ?? [])
  }

  /** The selected object, else the moving one with the most points. */
  private instanceToFollow(): EstimateInstance | null {
    const { state } = this
    for (const pane of state?.panes ?? []) {
      const track = state ? selectedIn(pane, state) : null
      const selected = pane.estimate?.instances.find(instance => instance.track === track)
      if (selected) return selected
    }
    const moving = this.instances().filter(instance => instance.moving)
    return moving.reduce<EstimateInstance | null>((a, b) => (a && a.pointCount >= b.pointCount ? a : b), null)
  }

  private releaseData(): void {
    const released = this.paneScenes
    this.paneScenes = []
    // A new one takes over the compiled shaders before the last that uses them goes.
    if (!this.disposed) this.addPaneScene()
    for (const scene of released) scene.dispose()
    this.arrays.clear()
    this.extent = null
    this.sequence = null
    this.followed = null
  }
}
