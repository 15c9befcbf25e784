import {
  BufferGeometry,
  type DataTexture,
  GLSL3,
  type Matrix4,
  NoBlending,
  type NormalOrGLBufferAttributes,
  Points,
  RawShaderMaterial,
} from 'three'
import type { Sweep } from '#model/sweep/sweep.ts'
import { scaleEnds } from '../colour/colourScale.ts'
import type { ViewSettings } from '../contract.ts'
import type { PointLook } from '../scene/pointLook.ts'
import { PICK_FRAGMENT, PICK_VERTEX, POINT_MODES, POINTS_FRAGMENT, POINTS_VERTEX } from '../shaders/points.glsl.ts'
import { THEMES } from '../theme.ts'
import type { GpuArrays, UploadableArray } from './gpuArrays.ts'
import type { InstanceTable } from './instanceTable.ts'
import { Thinning } from './thinning.ts'
import { colourUniforms, placeUniforms, setHex } from './uniforms.ts'

/** A few hundred points at 2 px are dust; they are drawn larger than asked, up to three times. */
export function sparseScale(count: number): number {
  return Math.min(3, Math.max(1, Math.sqrt(6000 / Math.max(1, count))))
}

/** One sweep in one pane: its own uniforms over arrays that all panes share. Owns its geometry and materials, not the arrays. */
export class PointCloud {
  readonly points: Points<BufferGeometry<NormalOrGLBufferAttributes>, RawShaderMaterial>
  readonly pickMaterial: RawShaderMaterial
  private readonly geometry = new BufferGeometry<NormalOrGLBufferAttributes>()
  private readonly placing = placeUniforms()
  private readonly colouring = colourUniforms()
  private readonly sweepIndex: 0 | 1
  private readonly thinning = new Thinning(this.geometry)
  private count = 0

  constructor(sweepIndex: 0 | 1) {
    this.sweepIndex = sweepIndex
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: POINTS_VERTEX,
      fragmentShader: POINTS_FRAGMENT,
      uniforms: { ...this.placing, ...this.colouring },
      blending: NoBlending,
    })
    this.pickMaterial = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: PICK_VERTEX,
      fragmentShader: PICK_FRAGMENT,
      uniforms: { ...this.placing, uSweep: { value: sweepIndex } },
      blending: NoBlending,
    })
    this.points = new Points(this.geometry, material)
    this.points.frustumCulled = false
    this.points.matrixAutoUpdate = false
    this.points.visible = false
  }

  hide(): void {
    this.points.visible = false
  }

  /** Points the geometry at the sweep's arrays; uploads those that the GPU does not have. */
  show(
    arrays: GpuArrays,
    sweep: Sweep,
    look: PointLook,
    settings: ViewSettings,
    table: DataTexture,
    instances: InstanceTable,
    inverseEgo: Matrix4,
    intervalSeconds: number,
  ): void {
    const { geometry, placing, colouring } = this
    const positions = sweep.positions
    const bind = (name: string, array: UploadableArray | null, itemSize: number) => {
      geometry.setAttribute(name, arrays.attribute(array ?? positions, itemSize))
    }
    bind('position', positions, 3)
    bind('aFlow', look.flow, 3)
    bind('aReference', look.reference, 3)
    bind('aScalar', look.scalar, 1)
    bind('aScalarB', look.scalarB, 1)
    bind('aScalarC', look.scalarC, 1)
    bind('aValid', look.valid, 1)
    bind('aGround', look.ground, 1)
    bind('aHighlighted', look.highlighted, 1)
    geometry.setAttribute('aId', look.id ? arrays.attribute(look.id, 1) : arrays.integerView(positions))
    this.count = sweep.count
    this.thinning.apply(1, sweep.count)

    const theme = THEMES[settings.theme]
    if (this.sweepIndex === 1) this.points.matrix.copy(inverseEgo)
    this.points.matrixWorldNeedsUpdate = true
    placing.uInverseEgo.value.copy(inverseEgo)
    placing.uWarp.value = this.sweepIndex === 0 && look.flow ? settings.warp : 0
    placing.uHasFlow.value = look.flow !== null
    placing.uHideGround.value = settings.points.hideGround && look.ground !== null
    colouring.uTable.value = table
    colouring.uInstances.value = instances.texture
    colouring.uInstanceCount.value = instances.count
    colouring.uMode.value = POINT_MODES.indexOf(look.mode)
    colouring.uRow.value = look.row
    const ends = look.scale ? scaleEnds(look.scale) : { low: 0, high: 1 }
    colouring.uLow.value = ends.low
    colouring.uPerRange.value = 1 / (ends.high - ends.low)
    colouring.uLogarithmic.value = look.scale?.spacing === 'log'
    colouring.uRangeOrigin.value.fromArray(sweep.lidars[0]?.origin ?? [0, 0, 0])
    colouring.uFlowScale.value = settings.flowScaleMetresPerSecond * intervalSeconds
    colouring.uPerSecond.value = 1 / intervalSeconds
    colouring.uResidual.value = look.residual
    colouring.uHasValid.value = look.valid !== null
    colouring.uHasRegion.value = look.hasRegion
    colouring.uHasHighlight.value = look.highlighted !== null
    setHex(colouring.uBackground.value, theme.background)
    setHex(colouring.uHighlight.value, theme.highlight)
    setHex(colouring.uMuted.value, theme.muted)
    setHex(colouring.uFlat.value, look.flat)
    setHex(colouring.uUnknown.value, theme.unknown)
    look.categories.forEach((hex, i) => {
      const slot = colouring.uCategory.value[i]
      if (slot) setHex(slot, hex)
    })
    this.points.visible = true
  }

  /** Draws one point in `every` until told otherwise. */
  thin(every: number): void {
    this.thinning.apply(every, this.count)
  }

  /** Sizes in device pixels for the target about to be drawn. */
  setSize(settings: ViewSettings, pixelRatio: number, paneHeight: number, fieldOfViewDegrees: number): void {
    const { placing } = this
    const metres = settings.points.unit === 'm'
    const pixels = settings.points.size * sparseScale(this.count) * pixelRatio
    placing.uSizeInMetres.value = metres
    placing.uSize.value = metres ? settings.points.size : pixels
    placing.uMinimumSize.value = metres ? 1.25 * pixelRatio : 1
    placing.uMaximumSize.value = 48 * pixelRatio
    placing.uPixelsPerMetre.value = paneHeight / (2 * Math.tan((fieldOfViewDegrees * Math.PI) / 360))
    this.colouring.uRound.value = metres || pixels > 2.2
  }

  dispose(): void {
    this.thinning.attach()
    // Disposing of a geometry deletes the buffers of its attributes, and these belong to all panes.
    for (const name of Object.keys(this.geometry.attributes)) this.geometry.deleteAttribute(name)
    this.geometry.dispose()
    this.points.material.dispose()
    this.pickMaterial.dispose()
  }
}
