import type { Sweep } from '#model/sweep/sweep.ts'
import type { FrameContent, PaneContent } from '../contract.ts'

const sweepOfOne = (id: string): Sweep => ({
  id,
  name: id,
  count: 1,
  positions: new Float32Array(3),
  originShift: [0, 0, 0],
  frame: 'sensor',
  compensated: true,
  timestampNanoseconds: 0n,
  fields: [],
  roles: {},
  pose: null,
  lidars: [],
  egoFromSensor: null,
  sourceRows: null,
})

/** The least that draws every kind of thing once. */
export function warmUpFrame(): { readonly frame: FrameContent; readonly pane: PaneContent } {
  const frame = { key: 'warm-up', sweep0: sweepOfOne('first'), sweep1: sweepOfOne('second'), truth: null, coarse: null }
  return { frame, pane: { id: 'warm-up', title: '', estimate: null, emptyMessage: null } }
}
