import { fieldOf, isCompensated, type Sweep } from '../../sweep/sweep.ts'

const TURN = 2 * Math.PI
/** Columns of half a degree: each that is looked at costs a look-up. */
export const BINS_AROUND = 720
const BIN = TURN / BINS_AROUND
/** Bins of a column lie one after another and cost nothing to pass: finer ones leave out beams that pass above or below. */
const BIN_UP = BIN / 4

/** The rays of one lidar of one sweep, from its place to each return, binned by direction. */
export interface RayBundle {
  /** Metres, where the lidar stands when its sweep's time is named. */
  readonly origin: readonly [number, number, number]
  /** 3 x BINS_AROUND; where it stood when it fired in this direction, as an offset from `origin`. */
  readonly originShift: Float32Array
  /** Whether any of these offsets is not zero. */
  readonly moves: boolean
  readonly minimumElevation: number
  readonly binsUp: number
  /** BINS_AROUND * binsUp + 1 offsets; bin = around * binsUp + up: points in firing order look at the same columns again. */
  readonly starts: Int32Array
  /** R x 3 unit directions, sorted by bin. */
  readonly direction: Float32Array
  /** R; metres to the return. */
  readonly range: Float32Array
  /** R; 1 = the ray ends on the ground. */
  readonly endsOnGround: Uint8Array
  /** R; index of the return in its sweep. */
  readonly point: Int32Array
}

/**
 * Rays of a sweep, one bundle a lidar.
 * @param ground N; 1 = ground
 * @param travel metres that the sensor moves during one interval, sweep's axes: where points are compensated for ego motion
 *   and their times are known, each ray starts where the lidar stood when it fired
 * @param intervalSeconds the interval that `travel` belongs to
 */
export function raysOf(
  sweep: Sweep,
  ground: Uint8Array,
  travel: readonly [number, number, number],
  intervalSeconds: number,
): RayBundle[] {
  const rings = fieldOf(sweep, 'ring')
  const firing = firingFractions(sweep, intervalSeconds)
  return sweep.lidars.map(lidar => {
    const [first, last] = lidar.rings ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    const take = new Int32Array(sweep.count)
    let count = 0
    for (let i = 0; i < sweep.count; i++) {
      const ring = rings === null ? 0 : (rings.values[i] as number)
      if (rings === null || lidar.rings === null || (ring >= first && ring <= last)) take[count++] = i
    }
    return bundle(sweep, ground, lidar.origin, take.subarray(0, count), firing, travel)
  })
}

/** N; share of the interval that has passed when each point was measured; null when not known or not needed. */
function firingFractions(sweep: Sweep, intervalSeconds: number): Float32Array | null {
  const time = fieldOf(sweep, 'time')
  // To points as measured the sensor is the origin at all times.
  if (!isCompensated(sweep) || time === null || intervalSeconds <= 0) return null
  const scale = time.unit === 'ns' ? 1e-9 : time.unit === 's' ? 1 : null
  if (scale === null) return null
  const fractions = new Float32Array(sweep.count)
  for (let i = 0; i < sweep.count; i++) {
    const fraction = ((time.values[i] as number) * scale) / intervalSeconds
    // Not offsets within a sweep: absolute times say nothing of where in the sweep a point belongs.
    if (!(Math.abs(fraction) <= 2)) return null
    fractions[i] = fraction
  }
  return fractions
}

function bundle(
  sweep: Sweep,
  ground: Uint8Array,
  origin: readonly [number, number, number],
  points: Int32Array,
  firing: Float32Array | null,
  travel: readonly [number, number, number],
): RayBundle {
  const { positions } = sweep
  const count = points.length
  const binOf = new Int32Array(count)
  const elevation = new Float32Array(count)
  const shiftSum = new Float64Array(BINS_AROUND)
  const shiftCount = new Int32Array(BINS_AROUND)
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  for (let k = 0; k < count; k++) {
    const i = points[k] as number
    const fraction = firing === null ? 0 : (firing[i] as number)
    const x = (positions[3 * i] as number) - origin[0] - fraction * travel[0]
    const y = (positions[3 * i + 1] as number) - origin[1] - fraction * travel[1]
    const z = (positions[3 * i + 2] as number) - origin[2] - fraction * travel[2]
    const around = azimuthBin(x, y)
    binOf[k] = around
    const up = fastAtan2(z, Math.sqrt(x * x + y * y))
    elevation[k] = up
    if (up < minimum) minimum = up
    if (up > maximum) maximum = up
    shiftSum[around] = (shiftSum[around] as number) + fraction
    shiftCount[around] = (shiftCount[around] as number) + 1
  }
  if (count === 0) minimum = maximum = 0
  const binsUp = Math.floor((maximum - minimum) / BIN_UP) + 1
  const bins = binsUp * BINS_AROUND
  // Counted two places on and filled one place on: each offset grows to where the next bin begins, without a copy.
  const cursor = new Int32Array(bins + 2)
  for (let k = 0; k < count; k++) {
    // Elevations were rounded to float32: the lowest may fall below the exact minimum.
    const up = Math.max(0, Math.min(binsUp - 1, Math.floor(((elevation[k] as number) - minimum) / BIN_UP)))
    const bin = (binOf[k] as number) * binsUp + up
    binOf[k] = bin
    cursor[bin + 2] = (cursor[bin + 2] as number) + 1
  }
  for (let bin = 2; bin < bins + 2; bin++) cursor[bin] = (cursor[bin] as number) + (cursor[bin - 1] as number)
  const starts = cursor.subarray(0, bins + 1)
  const direction = new Float32Array(3 * count)
  const range = new Float32Array(count)
  const endsOnGround = new Uint8Array(count)
  const point = new Int32Array(count)
  for (let k = 0; k < count; k++) {
    const bin = binOf[k] as number
    const at = cursor[bin + 1] as number
    cursor[bin + 1] = at + 1
    const i = points[k] as number
    const fraction = firing === null ? 0 : (firing[i] as number)
    const x = (positions[3 * i] as number) - origin[0] - fraction * travel[0]
    const y = (positions[3 * i + 1] as number) - origin[1] - fraction * travel[1]
    const z = (positions[3 * i + 2] as number) - origin[2] - fraction * travel[2]
    const length = Math.max(1e-6, Math.sqrt(x * x + y * y + z * z))
    direction[3 * at] = x / length
    direction[3 * at + 1] = y / length
    direction[3 * at + 2] = z / length
    range[at] = length
    endsOnGround[at] = ground[i] as number
    point[at] = i
  }
  const originShift = shifts(shiftSum, shiftCount, travel)
  const moves = originShift.some(value => value !== 0)
  return {
    origin,
    originShift,
    moves,
    minimumElevation: minimum,
    binsUp,
    starts,
    direction,
    range,
    endsOnGround,
    point,
  }
}

/** Mean firing place a direction; directions without rays take the nearest one's. */
function shifts(sum: Float64Array, count: Int32Array, travel: readonly [number, number, number]): Float32Array {
  const out = new Float32Array(3 * BINS_AROUND)
  for (let bin = 0; bin < BINS_AROUND; bin++) {
    let from = bin
    for (let step = 0; step < BINS_AROUND / 2; step++) {
      if ((count[(bin + step) % BINS_AROUND] as number) > 0) {
        from = (bin + step) % BINS_AROUND
        break
      }
      if ((count[(bin - step + BINS_AROUND) % BINS_AROUND] as number) > 0) {
        from = (bin - step + BINS_AROUND) % BINS_AROUND
        break
      }
    }
    const fraction = (count[from] as number) > 0 ? (sum[from] as number) / (count[from] as number) : 0
    for (let axis = 0; axis < 3; axis++) out[3 * bin + axis] = fraction * (travel[axis] as number)
  }
  return out
}

function azimuthBin(x: number, y: number): number {
  const bin = Math.floor((fastAtan2(y, x) + Math.PI) / BIN)
  return bin < 0 ? 0 : bin >= BINS_AROUND ? BINS_AROUND - 1 : bin
}

/** Radians by which `fastAtan2` may be off: its source says 1e-5, a scan of the polynomial 1.149e-5. */
export const FAST_ATAN2_ERROR = 1.15e-5

/**
 * Angle of (x, y) within `FAST_ATAN2_ERROR`: Abramowitz and Stegun 1964, 4.4.49, odd polynomial on [0, 1]. Bins need no more, where
 * rays and windows are measured alike, and the exact one took a tenth of the time.
 */
export function fastAtan2(y: number, x: number): number {
  const ax = Math.abs(x)
  const ay = Math.abs(y)
  const larger = Math.max(ax, ay)
  if (larger === 0) return 0
  const t = Math.min(ax, ay) / larger
  const s = t * t
  let angle = t * (0.999866 + s * (-0.3302995 + s * (0.180141 + s * (-0.085133 + s * 0.0208351))))
  if (ay > ax) angle = Math.PI / 2 - angle
  if (x < 0) angle = Math.PI - angle
  return y < 0 ? -angle : angle
}

/** First and last bins that hold every direction within `radius` radians of a direction; `binsAround` may exceed a turn. */
export interface BinWindow {
  firstUp: number
  lastUp: number
  firstAround: number
  binsAround: number
}

/** Fills `out` with the bins of all directions that pass within `widest` metres of a point at (x, y, z) from the lidar's place. */
export function binWindow(rays: RayBundle, x: number, y: number, z: number, widest: number, out: BinWindow): void {
  const level = Math.sqrt(x * x + y * y)
  const radius = boundedArcSine(widest / Math.sqrt(level * level + z * z)) + 2 * FAST_ATAN2_ERROR
  const elevation = fastAtan2(z, level)
  out.firstUp = Math.max(0, Math.floor((elevation - radius - rays.minimumElevation) / BIN_UP))
  out.lastUp = Math.min(rays.binsUp - 1, Math.floor((elevation + radius - rays.minimumElevation) / BIN_UP))
  // Half-width in azimuth of a cap of that radius (spherical law of sines); near the pole it is the whole turn.
  if (widest >= level) {
    out.firstAround = 0
    out.binsAround = BINS_AROUND
    return
  }
  const azimuth = fastAtan2(y, x) + Math.PI
  const half = boundedArcSine(widest / level) + 2 * FAST_ATAN2_ERROR
  const first = Math.floor((azimuth - half) / BIN)
  const last = Math.floor((azimuth + half) / BIN)
  out.firstAround = first
  out.binsAround = Math.min(BINS_AROUND, last - first + 1)
}

/** At least the arc sine, and hardly more: for small values its series, whose rest is below a fifth of its last term. */
function boundedArcSine(sine: number): number {
  return sine > 0.5 ? (sine < 1 ? Math.asin(sine) : Math.PI / 2) + 1e-6 : sine + 0.2 * sine * sine * sine + 1e-6
}

/** Column of `originShift` for a direction. */
export function shiftColumn(x: number, y: number): number {
  return azimuthBin(x, y)
}
