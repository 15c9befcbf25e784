import { breathe, type TaskOptions, throwIfCancelled } from '../task/task.ts'
import { foregroundProbability } from './foreground.ts'
import { type ModelManifest, PRIOR_CHANNELS } from './manifest.ts'
import type { NetworkGraphs, PointState } from './networkGraphs.ts'
import { mapRows, pillarCanvas } from './pillars.ts'
import type { PreparedPair } from './preparedPair.ts'

/** Foreground logit before the first iteration. */
const FIRST_LOGIT = -2
/** Points a step at a time: a cancel is seen between two, small GPUs have room for it, and each costs a copy of both feature maps on WASM. */
const CHUNK_POINTS = 65_536

/** What the network says of the kept points after one iteration; iteration 0 is what it starts from. */
export type IterationState = Pick<PointState, 'flow' | 'mask'>

export interface Refinement {
  /** 0..k. */
  readonly iterations: readonly IterationState[]
  /** n; how many of them each kept point took: clear background is left after the first. */
  readonly taken: Uint8Array
  readonly milliseconds: {
    readonly voxelise: number
    readonly encoder: number
    readonly steps: readonly number[]
  }
}

export interface RefinementOptions extends TaskOptions {
  /** n x 9 of the coarse stage, or null: alone. */
  readonly prior: Float32Array | null
  /** May be more than was trained. */
  readonly iterations: number
  /** Fewer points a step, where memory is short. */
  readonly chunkPoints?: number | undefined
  /** Every point takes every step, clear background too: what the graphs themselves say, for comparing them. */
  readonly everyPoint?: boolean
}

/** Encoder once, then iteration by iteration for the points that are still open; stops between two chunks when the signal fires. */
export async function refine(
  graphs: NetworkGraphs,
  manifest: ModelManifest,
  prepared: PreparedPair,
  { prior, iterations, chunkPoints = CHUNK_POINTS, everyPoint = false, signal, onProgress }: RefinementOptions,
): Promise<Refinement> {
  const { grid, pillarFeatures } = manifest
  const total = iterations + 1
  throwIfCancelled(signal)
  onProgress?.({ stage: 'Encoding both sweeps', done: 0, total })
  const start = performance.now()
  const canvas0 = pillarCanvas(prepared.points0, grid, pillarFeatures.heightClampMetres)
  const canvas1 = pillarCanvas(prepared.points1, grid, pillarFeatures.heightClampMetres)
  const voxelised = performance.now()
  const maps = await graphs.encode(canvas0, canvas1)
  const encoded = performance.now()
  const first = firstState(maps, manifest, prepared, prior)
  let state: IterationState = { flow: first.flow, mask: first.mask }
  const states = [state]
  let open: OpenPoints = {
    rows: Int32Array.from({ length: prepared.points0.length / 3 }, (_, i) => i),
    points: prepared.points0,
    prior,
    hidden: first.hidden,
  }
  const taken = new Uint8Array(open.rows.length)
  const steps: number[] = []
  for (let k = 0; k < iterations; k++) {
    onProgress?.({ stage: `Refining, iteration ${k + 1} of ${iterations}`, done: k + 1, total })
    const began = performance.now()
    state = await stepAll(graphs, state, open, { chunkPoints, signal })
    for (const i of open.rows) taken[i] = k + 1
    if (!everyPoint && k + 1 < iterations) open = stillOpen(open, state.mask, manifest)
    steps.push(performance.now() - began)
    states.push(state)
  }
  return {
    iterations: states,
    taken,
    milliseconds: { voxelise: voxelised - start, encoder: encoded - voxelised, steps },
  }
}

/** Every point starts from its cell; with context the coarse stage's flow and vote stand in for the cell's. */
function firstState(
  start: Float32Array,
  { head, grid }: ModelManifest,
  { points0 }: PreparedPair,
  prior: Float32Array | null,
): PointState {
  const count = points0.length / 3
  const width = start.length / (grid.mapCells * grid.mapCells)
  const hiddenWidth = width - 2
  const hidden = new Float32Array(hiddenWidth * count)
  const flow = new Float32Array(3 * count)
  const mask = new Float32Array(head.outputs * count)
  const rows = mapRows(points0, grid)
  for (let i = 0; i < count; i++) {
    const from = width * (rows[i] as number)
    hidden.set(start.subarray(from, from + hiddenWidth), hiddenWidth * i)
    const given = prior !== null && prior[PRIOR_CHANNELS * i + 8] === 1 ? PRIOR_CHANNELS * i : -1
    for (let axis = 0; axis < 3; axis++) {
      if (given >= 0) flow[3 * i + axis] = (prior as Float32Array)[given + axis] as number
      else if (axis < 2) flow[3 * i + axis] = start[from + hiddenWidth + axis] as number
    }
    if (head.kind !== 'votes') continue
    mask[4 * i] = FIRST_LOGIT
    if (given >= 0) mask.set((prior as Float32Array).subarray(given + 5, given + 8), 4 * i + 1)
  }
  return { hidden, flow, mask }
}

/**
 * Logit below the threshold of foreground at which a point is left at what it is. From the first iteration on logits of background
 * hardly rise: of 79,000 foreground points of held-out streets, the Argoverse 2 pair and KITTI none came from below 0.75, eight from
 * below 0.5.
 */
const SETTLED_LOGIT = 0.75

/** The points that take the next step, packed: what is clear background is not carried along. */
interface OpenPoints {
  /** Kept points, rising. */
  readonly rows: Int32Array
  /** One row for each of them. */
  readonly points: Float32Array
  readonly prior: Float32Array | null
  /** Changed by the step. */
  readonly hidden: Float32Array
}

/** Points that may still become foreground, or are. What is clear background has no flow of its own and needs no more steps. */
function stillOpen(open: OpenPoints, mask: Float32Array, manifest: ModelManifest): OpenPoints {
  const { alone, withContext } = manifest.foregroundThreshold
  const threshold = Math.min(alone, withContext)
  const least = 1 / (1 + (1 / threshold - 1) * Math.exp(SETTLED_LOGIT))
  const probability = foregroundProbability(mask, manifest.head)
  const places: number[] = []
  open.rows.forEach((row, place) => {
    if ((probability[row] as number) >= least) places.push(place)
  })
  if (places.length === open.rows.length) return open
  const kept = Int32Array.from(places)
  const cut = (values: Float32Array) => takeRows(values, values.length / open.rows.length, kept)
  return {
    rows: kept.map(place => open.rows[place] as number),
    points: cut(open.points),
    prior: open.prior && cut(open.prior),
    hidden: cut(open.hidden),
  }
}

interface StepOptions {
  readonly chunkPoints: number
  readonly signal: AbortSignal | undefined
}

/** Open points take a step, the others stay as they are. Points do not see each other: chunks are exact. */
async function stepAll(
  graphs: NetworkGraphs,
  state: IterationState,
  { rows, points, prior, hidden }: OpenPoints,
  { chunkPoints, signal }: StepOptions,
): Promise<IterationState> {
  const count = rows.length
  const next = { flow: state.flow.slice(), mask: state.mask.slice() }
  const maskWidth = (3 * state.mask.length) / state.flow.length
  for (let from = 0; from < count; from += chunkPoints) {
    await breathe(signal)
    const own = rows.subarray(from, from + chunkPoints)
    const cut = (values: Float32Array) => {
      const width = values.length / count
      return values.subarray(width * from, width * (from + own.length))
    }
    const made = await graphs.step({
      points: cut(points),
      prior: prior ? cut(prior) : new Float32Array(PRIOR_CHANNELS * own.length),
      hidden: cut(hidden),
      flow: takeRows(state.flow, 3, own),
      mask: takeRows(state.mask, maskWidth, own),
    })
    hidden.set(made.hidden, (hidden.length / count) * from)
    putRows(next.flow, made.flow, own)
    putRows(next.mask, made.mask, own)
  }
  throwIfCancelled(signal)
  return next
}

function takeRows(values: Float32Array, width: number, rows: Int32Array): Float32Array {
  const taken = new Float32Array(width * rows.length)
  for (let k = 0; k < rows.length; k++) {
    const from = width * (rows[k] as number)
    for (let column = 0; column < width; column++) taken[width * k + column] = values[from + column] as number
  }
  return taken
}

function putRows(values: Float32Array, taken: Float32Array, rows: Int32Array): void {
  const width = taken.length / rows.length
  for (let k = 0; k < rows.length; k++) {
    const to = width * (rows[k] as number)
    for (let column = 0; column < width; column++) values[to + column] = taken[width * k + column] as number
  }
}
