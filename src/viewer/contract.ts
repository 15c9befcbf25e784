/**
 * What the viewer takes and gives. Plain data from src/model in, callbacks out; it never sees a worker or a store.
 * The GPU owns copies: arrays handed in are uploaded once per identity and may be shared between panes and frames.
 */
import type { EgoMotionResult, FreeSpaceEvidence } from '#model/coarse/coarseResult.ts'
import type { DifferenceKind } from '#model/evaluation/comparison/differences.ts'
import type { LossTerm } from '#model/losses/terms.ts'
import type { Estimate, EstimateInstance, OrientedBox, Truth } from '#model/sweep/estimate.ts'
import type { Sweep } from '#model/sweep/sweep.ts'
import type { Trail } from '#model/tracks/trails.ts'
import type { ScaleBar } from './camera/scaleBar.ts'
import type { Legend } from './colour/legend.ts'

/** Everything of one frame that can be seen. A new object identity = a new frame; the same arrays are not uploaded again. */
export interface FrameContent {
  /** Distinguishes frames in caches: sequence id + index. */
  readonly key: string
  /** Frames of one sequence share the camera and the ranges of colour maps; default: `key` without its last digits. */
  readonly sequence?: string | undefined
  readonly sweep0: Sweep
  readonly sweep1: Sweep | null
  readonly truth: Truth | null
  /** Available once the coarse stage has run. */
  readonly coarse: CoarseLayers | null
}

export interface CoarseLayers {
  readonly ground0: Uint8Array
  readonly ground1: Uint8Array
  readonly evidence0: FreeSpaceEvidence
  readonly evidence1: FreeSpaceEvidence
  readonly cluster0: Int32Array
  readonly egoMotion: EgoMotionResult
}

/** What one pane shows: its own estimate over the shared frame. */
export interface PaneContent {
  readonly id: string
  readonly title: string
  readonly estimate: Estimate | null
  /** Shown instead of an empty pane: "Pseudo-labels are being computed", "No truth for this pair". */
  readonly emptyMessage: string | null
  /** Track of the selected object as this pane's estimate numbers it; without it `ViewerProps.selectedInstance` holds here. */
  readonly selectedTrack?: number | null | undefined
  /** Instance id -> the track whose colour it takes, for objects that another pane shows too; the others take their own. */
  readonly colourTracks?: ReadonlyMap<number, number> | undefined
  /** How this pane's estimate differs from the one that all are compared with; read by the colour mode `difference`. */
  readonly difference?: PaneDifference | undefined
  /** The loss that the colour mode `loss` shows, of this pane's estimate; null while it is not computed. */
  readonly loss?: PaneLoss | null | undefined
  /** How this pane's estimate settled over its iterations; read by the colour mode `convergence`. */
  readonly convergence?: PaneConvergence | null | undefined
  /** Where the objects that this pane's estimate tracks were and will be; absent = not shown. */
  readonly trails?: readonly Trail[] | undefined
  /** N; points of sweep 0 that are 0 here step back into the background. */
  readonly highlighted?: Uint8Array | null | undefined
}

export interface PaneLoss {
  readonly term: LossTerm
  /** Whose points the values are of. */
  readonly sweep: 0 | 1
  /** One a point of that sweep; negative where there is none. */
  readonly values: Float32Array
}

export interface PaneConvergence {
  readonly of: ConvergenceKind
  /** How many iterations ran. */
  readonly iterations: number
  /** The iteration after which `still-moves` is measured. */
  readonly after: number
  /** What `settled` allows, metres per sweep. */
  readonly toleranceMetres: number
  /** N; metres per sweep, or an iteration; negative where there is none. */
  readonly values: Float32Array
}

/**
 * `still-moves`: how far the flow after an iteration is from where it ends; after the last but one that is the last step.
 * `settled`: the first iteration from which on it stays near its end.
 */
export type ConvergenceKind = 'still-moves' | 'settled'

export interface PaneDifference {
  /** Whom it is compared with, as shown: "Truth". */
  readonly reference: string
  /** N; as `differenceMap` gives them for the kind of the colour mode; null = there is nothing to compare. */
  readonly values: Float32Array | Uint8Array | null
  /** Why there is nothing. */
  readonly missing: string
}

export type ColourMode =
  | { readonly kind: 'height' }
  | { readonly kind: 'range' }
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'ground' }
  | { readonly kind: 'evidence' }
  | { readonly kind: 'cluster' }
  | { readonly kind: 'instance' }
  | { readonly kind: 'dynamic' }
  | { readonly kind: 'confidence' }
  /** Hue = direction, saturation = speed on the fixed scale `flowScaleMetresPerSecond`. */
  | { readonly kind: 'flow'; readonly residual: boolean }
  | { readonly kind: 'speed'; readonly residual: boolean }
  /** |flow - truth|, metres. */
  | { readonly kind: 'error' }
  /** Against the estimate that `PaneContent.difference` names. */
  | { readonly kind: 'difference'; readonly of: DifferenceKind }
  /** Of an estimate that is refined in iterations, as `PaneContent.convergence` gives it. */
  | { readonly kind: 'convergence'; readonly of: ConvergenceKind }
  /** One loss of the training, point by point. */
  | { readonly kind: 'loss'; readonly term: LossTerm }

export type ViewerTheme = 'light' | 'dark' | 'paper'

export interface ViewSettings {
  readonly theme: ViewerTheme
  readonly colour: ColourMode
  readonly points: {
    readonly size: number
    readonly unit: 'px' | 'm'
    /** Eye-dome lighting strength, 0 = off. */
    readonly depthCue: number
    readonly showSweep0: boolean
    readonly showSweep1: boolean
    readonly hideGround: boolean
  }
  /** 0 = sweep 0 where it is, 1 = moved by the pane's flow to the time of sweep 1 (shown in sweep 1's frame). */
  readonly warp: number
  readonly arrows: {
    readonly shown: boolean
    /** Share of points that get an arrow, 0..1 (chosen evenly, stable under change). */
    readonly density: number
    /** Length multiplier; 1 = the true displacement in one interval. */
    readonly scale: number
    readonly dynamicOnly: boolean
    /** Ego motion removed. */
    readonly residual: boolean
  }
  readonly boxes: { readonly estimate: boolean; readonly truth: boolean; readonly labels: boolean }
  readonly trails: {
    readonly shown: boolean
    /** How far back, and ahead; trails have faded there. */
    readonly sweeps: number
    /** What is still to come as well. */
    readonly ahead: boolean
  }
  /** Full saturation of the flow wheel; the same over frames, panes and sources. */
  readonly flowScaleMetresPerSecond: number
  readonly reducedMotion: boolean
}

export type CameraPreset = 'tilted' | 'top' | 'ego' | 'side' | 'follow' | 'reset'

export interface CameraPose {
  readonly position: readonly [number, number, number]
  readonly target: readonly [number, number, number]
}

export interface PickedPoint {
  readonly pane: string
  readonly sweep: 0 | 1
  /** Index into the sweep's arrays. */
  readonly index: number
}

export interface GpuMemory {
  readonly geometries: number
  readonly textures: number
  readonly programs: number
  /** Arrays of sweeps and estimates that live on the GPU; 0 when no frame is shown. */
  readonly buffers: number
  readonly bufferBytes: number
}

/** Imperative side, handed out through `onReady`. */
export interface ViewerHandle {
  /** `follow` goes to `object` and stays with its track; without one, to the selected object or the largest that moves. */
  flyTo(preset: CameraPreset, object?: EstimateInstance): void
  /** Looks at a box from its side at a useful distance. */
  focusBox(box: OrientedBox): void
  setCamera(pose: CameraPose, animate: boolean): void
  getCamera(): CameraPose
  /** Moves the target in the ground plane, as shares of the distance to it: right and away from the viewer. */
  nudge(right: number, forward: number): void
  /** Turns about the target, radians: to the left round the vertical, and up over the top. */
  orbit(azimuth: number, elevation: number): void
  /** Distance to the target times 1 / factor: above 1 goes nearer. */
  zoom(factor: number): void
  /**
   * PNG of the canvas as shown, with `scale` times its pixels each way (default 1): the same view, points and lines as thick in
   * proportion. Rejects when the GPU cannot draw so large.
   */
  screenshot(scale?: number): Promise<Blob>
  /** How to read the colours of what is shown: one legend for all panes; null when there is nothing to read. */
  legend(): Legend | null
  /** A round length at the distance of the camera's target, at most that many CSS pixels long. */
  scaleBar(mostPixels: number): ScaleBar
  /** Pixels of the canvas in a CSS pixel. */
  pixelRatio(): number
  /** What draws, as its driver names itself. */
  graphics(): string
  /** Live GPU objects, for the leak test: three's renderer.info.memory plus programs, and the viewer's own array buffers. */
  gpuMemory(): GpuMemory
  /** Milliseconds from a new `frame` in the content to the GPU having it (uploads forced with a fence), newest last, at most 512. */
  uploadTimes(): readonly number[]
}

/** A ray of a lidar that has something to say of the picked point. */
export interface RayLine {
  /** Metres, frame of the sweep that the picked point is of. */
  readonly start: readonly [number, number, number]
  readonly end: readonly [number, number, number]
  readonly sweep: 0 | 1
  readonly verdict: 'free' | 'occupied' | 'blocked'
  readonly emphasised: boolean
}

/** All that is shown. A new identity = something of it changed. */
export interface ViewerContent {
  readonly frame: FrameContent | null
  /** One to four panes, row by row; cameras linked. */
  readonly panes: readonly PaneContent[]
  /** Two panes lie over each other, parted at this share of the width; null or absent = each has its own place. */
  readonly swipe?: number | null | undefined
  readonly settings: ViewSettings
  readonly picked: PickedPoint | null
  /** Drawn as lines from the sensor to the return, in every pane. */
  readonly rays?: readonly RayLine[] | undefined
  /** A box of sweep 0 that is looked at, in its frame: marked in every pane. */
  readonly marked?: OrientedBox | null | undefined
  /** `EstimateInstance.track` of the selected object: emphasised in every pane, followed by the `follow` preset. */
  readonly selectedInstance: number | null
}

/** Content that changes outside of React: the viewer takes it up at once, without waiting for a render. */
export interface ContentSource {
  /** The same identity until something changed. */
  get(): ViewerContent
  subscribe(listener: () => void): () => void
}

export interface ViewerProps {
  readonly content: ContentSource
  readonly onPick: (picked: PickedPoint | null) => void
  readonly onCamera: (pose: CameraPose) => void
  readonly onReady: (handle: ViewerHandle) => void
  /** Once: the GPU has drawn points for the first time. */
  readonly onFirstPicture: () => void
  /** WebGL2 missing or the context lost for good. */
  readonly onFailure: (message: string, hint: string) => void
}
