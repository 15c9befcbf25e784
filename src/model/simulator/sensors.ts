import type { SensorClass } from '../sweep/sequence.ts'
import type { PointFrame } from '../sweep/sweep.ts'
import type { SimulatedSensor } from './options.ts'

/** One spinning (or scanning) head. Columns are fired one after another, all beams of a column at once. */
export interface LidarModel {
  readonly name: string
  /** Metres, in the vehicle's frame (origin on the ground below the rear axle for AV2's 0.33 m; see `egoHeight`). */
  readonly mount: readonly [number, number, number]
  /** Degrees above the horizon, one a beam; index + `firstRing` is the value of the ring field. */
  readonly elevations: readonly number[]
  readonly firstRing: number
  readonly columns: number
  /** Azimuth of the first column and the whole turn, degrees; a negative turn is clockwise seen from above. */
  readonly firstAzimuth: number
  readonly turn: number
  /** Seconds between the sweep's start and the first column. */
  readonly phaseSeconds: number
}

export interface SensorModel {
  readonly label: string
  readonly sensorClass: SensorClass
  /** The frame of the points: the vehicle's, or the (only) lidar's. */
  readonly frame: PointFrame
  /** Height of the ego frame's origin above the ground, metres. */
  readonly egoHeight: number
  readonly lidars: readonly LidarModel[]
  /** Time of one turn, seconds. */
  readonly turnSeconds: number
  /** The sweep's timestamp, seconds after its start. */
  readonly referenceSeconds: number
  readonly maximumRange: number
  /** One standard deviation of the range, metres. */
  readonly rangeNoise: number
  /** Spread of the constant range error of each beam, metres. */
  readonly beamBias: number
  /** Range at which a surface of 10 % reflectivity, met square on, returns half of the time; metres. */
  readonly halfRange: number
}

/** Velodyne VLP-32C's beams in the order of AV2's `laser_number` (elevation by laser as seen in the data set's sweeps). */
const vlp32c = [
  7, -1.667, 1.667, -0.667, 15, -0.333, 3.333, 0.667, 1.333, 0, 1, 2.333, 0.333, -1, 4.667, 10.333, -6.148, -15.639, -3,
  -2, -4, -8.843, -4.667, -3.333, -2.667, -5.333, -1.333, -7.254, -3.667, -11.31, -2.333, -25,
]

/** HDL-64E S2: 32 upper beams from +2 degrees in steps of 1/3, 32 lower ones in steps of 1/2 down to -24.3. Ring 0 is the highest. */
const hdl64 = Array.from({ length: 64 }, (_, k) => (k < 32 ? 2 - k / 3 : -8.83 - (k - 32) / 2))

/** HDL-32E: +10.67 to -30.67 degrees. Ring 0 is the lowest, as in nuScenes. */
const hdl32 = Array.from({ length: 32 }, (_, k) => -30.67 + (k * 41.34) / 31)

const models: Readonly<Record<SimulatedSensor, SensorModel>> = {
  av2: {
    label: 'two 32-beam lidars',
    sensorClass: 'av2-dual-32',
    frame: 'ego',
    egoHeight: 0.33,
    lidars: [
      {
        name: 'up_lidar',
        mount: [1.35, 0, 1.64],
        elevations: vlp32c,
        firstRing: 0,
        columns: 1800,
        firstAzimuth: 142,
        turn: -360,
        phaseSeconds: 0,
      },
      {
        // Upside down below the other, half a turn behind.
        name: 'down_lidar',
        mount: [1.355, 0, 1.5],
        elevations: vlp32c.map(elevation => -elevation),
        firstRing: 32,
        columns: 1800,
        firstAzimuth: 322,
        turn: -360,
        phaseSeconds: 0.0022,
      },
    ],
    turnSeconds: 0.1,
    referenceSeconds: 0,
    maximumRange: 200,
    rangeNoise: 0.02,
    beamBias: 0.008,
    halfRange: 105,
  },
  'hdl-64e': {
    label: 'HDL-64E',
    sensorClass: 'spinning-64',
    frame: 'sensor',
    egoHeight: 0,
    lidars: [
      {
        name: 'velodyne',
        mount: [0, 0, 1.73],
        elevations: hdl64,
        firstRing: 0,
        columns: 1900,
        firstAzimuth: 180,
        turn: -360,
        phaseSeconds: 0,
      },
    ],
    turnSeconds: 0.1,
    referenceSeconds: 0.05,
    maximumRange: 120,
    rangeNoise: 0.018,
    beamBias: 0.012,
    halfRange: 75,
  },
  'spinning-32': {
    label: 'HDL-32E',
    sensorClass: 'spinning-32',
    frame: 'sensor',
    egoHeight: 0,
    lidars: [
      {
        name: 'LIDAR_TOP',
        mount: [0.94, 0, 1.84],
        elevations: hdl32,
        firstRing: 0,
        columns: 1084,
        firstAzimuth: 180,
        turn: -360,
        phaseSeconds: 0,
      },
    ],
    turnSeconds: 0.05,
    referenceSeconds: 0.05,
    maximumRange: 100,
    rangeNoise: 0.02,
    beamBias: 0.01,
    halfRange: 45,
  },
  'solid-state': {
    label: 'solid-state, 120 x 25 degrees',
    sensorClass: 'solid-state',
    frame: 'sensor',
    egoHeight: 0,
    lidars: [
      {
        name: 'front',
        mount: [1.6, 0, 1.6],
        elevations: Array.from({ length: 128 }, (_, k) => 10 - (k * 25) / 127),
        firstRing: 0,
        columns: 800,
        firstAzimuth: 60,
        turn: -120,
        phaseSeconds: 0,
      },
    ],
    turnSeconds: 0.1,
    referenceSeconds: 0,
    maximumRange: 200,
    rangeNoise: 0.015,
    beamBias: 0.004,
    halfRange: 90,
  },
}

export function sensorModel(sensor: SimulatedSensor): SensorModel {
  return models[sensor]
}
