import { DataTexture, NearestFilter, RGBAFormat, UnsignedByteType } from 'three'
import type { Estimate } from '#model/sweep/estimate.ts'
import { paletteIndex } from '../colour/palette.ts'

const WIDTH = 1024

/** R = palette index, G = selected, B = moving, A = known; entry = instance id. */
export function instanceTableBytes(
  estimate: Estimate,
  selectedTrack: number | null,
  colourTracks?: ReadonlyMap<number, number>,
): Uint8Array<ArrayBuffer> {
  let highest = 0
  for (const instance of estimate.instances) highest = Math.max(highest, instance.id)
  const rows = Math.ceil((highest + 1) / WIDTH)
  const bytes = new Uint8Array(rows * WIDTH * 4)
  for (const { id, track, moving } of estimate.instances) {
    if (id < 0) continue
    bytes[4 * id] = paletteIndex(colourTracks?.get(id) ?? track)
    bytes[4 * id + 1] = track === selectedTrack ? 255 : 0
    bytes[4 * id + 2] = moving ? 255 : 0
    bytes[4 * id + 3] = 255
  }
  return bytes
}

/** Looks up an instance's colour by its id in the shader. Owns one texture; grows, never shrinks. */
export class InstanceTable {
  texture = emptyTexture(new Uint8Array(WIDTH * 4))
  count = 0
  private estimate: Estimate | null = null
  private selected: number | null = null
  private colourTracks: ReadonlyMap<number, number> | undefined

  set(estimate: Estimate | null, selectedTrack: number | null, colourTracks?: ReadonlyMap<number, number>): void {
    if (estimate === this.estimate && selectedTrack === this.selected && colourTracks === this.colourTracks) return
    this.colourTracks = colourTracks
    this.estimate = estimate
    this.selected = selectedTrack
    if (!estimate) {
      this.count = 0
      return
    }
    const bytes = instanceTableBytes(estimate, selectedTrack, colourTracks)
    this.count = bytes.length / 4
    const held = this.texture.image.data as Uint8Array
    if (bytes.length > held.length) {
      this.texture.dispose()
      this.texture = emptyTexture(bytes)
    } else {
      held.set(bytes)
    }
    this.texture.needsUpdate = true
  }

  dispose(): void {
    this.texture.dispose()
  }
}

function emptyTexture(bytes: Uint8Array<ArrayBuffer>): DataTexture {
  const texture = new DataTexture(bytes, WIDTH, bytes.length / (4 * WIDTH), RGBAFormat, UnsignedByteType)
  texture.minFilter = NearestFilter
  texture.magFilter = NearestFilter
  return texture
}
