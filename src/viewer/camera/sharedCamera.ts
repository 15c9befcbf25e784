import CameraControls from 'camera-controls'
import {
  Box3,
  Matrix4,
  PerspectiveCamera,
  Quaternion,
  Raycaster,
  Sphere,
  Spherical,
  Vector2,
  Vector3,
  Vector4,
} from 'three'
import type { CameraPose } from '../contract.ts'
import type { PaneRectangle } from '../layout/panes.ts'
import { clipPlanes, type SceneExtent } from './framing.ts'

CameraControls.install({
  THREE: { Vector2, Vector3, Vector4, Quaternion, Matrix4, Spherical, Box3, Sphere, Raycaster },
})

export const FIELD_OF_VIEW_DEGREES = 50
/** Seconds in which a flight covers most of its way. */
const FLIGHT_SMOOTH_TIME = 0.28
/** A little above the horizon stays a little above it: from below, a street is unreadable. */
const LOWEST_POLAR = Math.PI * 0.54

/** The one camera of all panes: orbit (left), pan (right), dolly to the cursor (wheel); z is up. */
export class SharedCamera {
  readonly camera = new PerspectiveCamera(FIELD_OF_VIEW_DEGREES, 1, 0.1, 1000)
  private readonly controls: CameraControls
  private readonly scratch = new Vector3()
  private readonly scratchTarget = new Vector3()
  reducedMotion = false

  constructor(element: HTMLElement, onMove: () => void) {
    this.camera.up.set(0, 0, 1)
    this.camera.position.set(-30, 0, 25)
    this.controls = new CameraControls(this.camera, element)
    this.controls.dollyToCursor = true
    this.controls.smoothTime = FLIGHT_SMOOTH_TIME
    this.controls.draggingSmoothTime = 0.04
    this.controls.maxPolarAngle = LOWEST_POLAR
    this.controls.restThreshold = 1e-3
    this.controls.mouseButtons.middle = CameraControls.ACTION.TRUCK
    for (const type of ['control', 'controlstart', 'transitionstart', 'wake'] as const)
      this.controls.addEventListener(type, onMove)
  }

  /** Whether a hand is on it right now. */
  get held(): boolean {
    return this.controls.currentAction !== CameraControls.ACTION.NONE
  }

  /** From the camera to what it looks at, metres. */
  get distance(): number {
    return this.controls.distance
  }

  /** Moves camera and target together, at once. */
  shift(x: number, y: number, z: number): void {
    const { position, target } = this.getPose()
    void this.controls.setLookAt(
      position[0] + x,
      position[1] + y,
      position[2] + z,
      target[0] + x,
      target[1] + y,
      target[2] + z,
      false,
    )
  }

  /** Advances by `seconds`; true while still moving. */
  update(seconds: number): boolean {
    return this.controls.update(Math.min(0.2, seconds))
  }

  /** The pane that pointer positions and aspect refer to; device pixels of the canvas. */
  aimAtPane(pane: PaneRectangle, canvasHeight: number, pixelRatio: number): void {
    this.controls.setViewport(
      pane.x / pixelRatio,
      (canvasHeight - pane.y - pane.height) / pixelRatio,
      pane.width / pixelRatio,
      pane.height / pixelRatio,
    )
  }

  setAspect(aspect: number): void {
    if (Math.abs(this.camera.aspect - aspect) < 1e-6) return
    this.camera.aspect = aspect
    this.camera.updateProjectionMatrix()
  }

  fitClipPlanes(scene: SceneExtent): void {
    this.controls.minDistance = 0.01 * scene.radius
    this.controls.maxDistance = Math.max(20 * scene.radius, scene.reach)
    const target = this.controls.getTarget(this.scratchTarget, false)
    const position = this.camera.position
    const fromCentre = this.scratch.fromArray(scene.centre).distanceTo(position)
    const { near, far } = clipPlanes(target.distanceTo(position), fromCentre, scene)
    if (Math.abs(near / this.camera.near - 1) < 0.02 && Math.abs(far / this.camera.far - 1) < 0.02) return
    this.camera.near = near
    this.camera.far = far
    this.camera.updateProjectionMatrix()
  }

  setPose(pose: CameraPose, animate: boolean): void {
    const distance = Math.hypot(...[0, 1, 2].map(i => (pose.position[i] as number) - (pose.target[i] as number)))
    this.controls.minDistance = Math.min(this.controls.minDistance, distance)
    this.controls.maxDistance = Math.max(this.controls.maxDistance, distance)
    this.controls.normalizeRotations()
    void this.controls.setLookAt(...pose.position, ...pose.target, animate && !this.reducedMotion)
  }

  getPose(): CameraPose {
    const p = this.controls.getPosition(this.scratch, true)
    const position = [p.x, p.y, p.z] as const
    const t = this.controls.getTarget(this.scratchTarget, true)
    return { position, target: [t.x, t.y, t.z] }
  }

  /** Keeps direction and distance, looks at another place. */
  lookAt(target: readonly [number, number, number], animate: boolean): void {
    void this.controls.moveTo(...target, animate && !this.reducedMotion)
  }

  nudge(right: number, forward: number): void {
    const d = this.controls.distance
    const animate = !this.reducedMotion
    void this.controls.truck(right * d, 0, animate)
    void this.controls.forward(forward * d, animate)
  }

  orbit(azimuth: number, elevation: number): void {
    void this.controls.rotate(azimuth, -elevation, !this.reducedMotion)
  }

  zoom(factor: number): void {
    const distance = Math.min(
      this.controls.maxDistance,
      Math.max(this.controls.minDistance, this.controls.distance / factor),
    )
    void this.controls.dollyTo(distance, !this.reducedMotion)
  }

  dispose(): void {
    this.controls.removeAllEventListeners()
    this.controls.dispose()
  }
}
