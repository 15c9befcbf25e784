import { StudioError } from '../error/studioError.ts'
import type { ReadSweepOptions, SequenceInfo, SequenceReader } from '../sweep/sequence.ts'
import type { Sweep, SweepField } from '../sweep/sweep.ts'
import type { Transform } from '../sweep/transform.ts'
import { breathe } from '../task/task.ts'
import { type CompiledScene, compileScene } from './compiledScene.ts'
import { composeInto, type Detections, detect, invertPose } from './detection.ts'
import { scanGround } from './groundScan.ts'
import { LidarScan } from './lidarScan.ts'
import { scanObjects } from './objectScan.ts'
import type { SimulationOptions } from './options.ts'
import { hash32 } from './random.ts'
import { POSE_LENGTH } from './scene.ts'
import { type SensorModel, sensorModel } from './sensors.ts'
import { buildStreet, type Street } from './street.ts'
import { type Moment, transformOf, truthOf } from './truth.ts'

/** First timestamp, as in a real log: nanoseconds. */
const EPOCH_NANOSECONDS = 1_600_000_000_000_000_000n

/** Sweeps whose points and parts are kept so that their truth costs no second scan. */
const KEPT_SWEEPS = 4

/** Columns of ground between two looks at the event loop. */
const GROUND_SLICE = 150

/**
 * A street that exists only as numbers: sweep i is ray-cast when it is asked for, and is a pure function of the options and
 * i, in whatever order sweeps are read. Points are given in the frame named by `info.frame` (AV2: ego, others: sensor) with
 * poses of that same frame. Throws `parameter-out-of-range` for options or indices that make no sense.
 */
export function openSimulatedStreet(options: SimulationOptions): SequenceReader {
  checkOptions(options)
  return new SimulatedStreet(options)
}

class SimulatedStreet implements SequenceReader {
  readonly info: SequenceInfo
  private readonly options: SimulationOptions
  private readonly sensor: SensorModel
  private readonly street: Street
  private readonly scene: CompiledScene
  private readonly kept = new Map<number, Detections>()
  /** Scans are reused from sweep to sweep, so sweeps are made one at a time. */
  private readonly scans: readonly LidarScan[]
  private queue: Promise<unknown> = Promise.resolve()

  constructor(options: SimulationOptions) {
    this.options = options
    this.sensor = sensorModel(options.sensor)
    this.street = buildStreet(options.seed, options.frames * options.intervalSeconds, this.sensor)
    this.scene = compileScene(this.street.objects)
    this.scans = this.sensor.lidars.map(model => new LidarScan(model))
    const { frames, seed, sensor, intervalSeconds } = options
    this.info = {
      id: `simulated-${sensor}-${seed}`,
      name: `Simulated street ${seed}`,
      format: 'Simulated street',
      frames: Array.from({ length: frames }, (_, index) => ({
        index,
        name: `sweep ${index}`,
        timestampNanoseconds: this.timestamp(index),
        bytes: 0,
        hasTruth: index + 1 < frames,
      })),
      frame: this.sensor.frame,
      frameIsGuessed: false,
      intervalSeconds,
      intervalIsAssumed: false,
      poseSources: [{ id: 'simulator', label: 'Simulator (exact)', frames }],
      sensorClass: this.sensor.sensorClass,
    }
  }

  async readSweep(index: number, options: ReadSweepOptions = {}): Promise<Sweep> {
    const detections = await this.detections(index, options)
    const sensorSweep = this.sensor.frame === 'sensor'
    const pose: Transform<'world', 'poseFrame'> = transformOf(this.moment(index).worldFromSweep)
    return {
      id: `${this.info.id}/${index}`,
      name: `sweep ${index}`,
      count: detections.count,
      positions: detections.positions.slice(),
      originShift: [0, 0, 0],
      frame: options.frame ?? this.sensor.frame,
      compensated: this.options.compensated ?? true,
      timestampNanoseconds: this.timestamp(index),
      ...this.fields(detections),
      pose:
        options.poseSource === null
          ? null
          : { worldFromPoseFrame: pose, frame: this.sensor.frame, source: 'simulator' },
      lidars: this.sensor.lidars.map(lidar => ({
        name: lidar.name,
        origin: sensorSweep ? [0, 0, 0] : lidar.mount,
        rings: this.sensor.lidars.length > 1 ? [lidar.firstRing, lidar.firstRing + lidar.elevations.length - 1] : null,
      })),
      egoFromSensor: this.egoFromSensor(),
      sourceRows: null,
    }
  }

  async readTruth(index0: number, index1: number, options: ReadSweepOptions = {}) {
    this.checkIndex(index1)
    const detections = await this.detections(index0, options)
    const interval = Math.abs(index1 - index0) * this.options.intervalSeconds
    return truthOf(
      this.scene,
      detections,
      this.moment(index0),
      this.moment(index1),
      interval === 0 ? this.options.intervalSeconds : interval,
    )
  }

  close(): void {
    this.kept.clear()
  }

  private checkIndex(index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= this.options.frames)
      throw new StudioError({
        code: 'parameter-out-of-range',
        message: `Sweep ${index} was asked for; the simulated street has sweeps 0 to ${this.options.frames - 1}.`,
      })
  }

  private detections(index: number, options: ReadSweepOptions): Promise<Detections> {
    this.checkIndex(index)
    const kept = this.kept.get(index)
    if (kept) return Promise.resolve(kept)
    const made = this.queue.then(() => this.kept.get(index) ?? this.scan(index, options))
    this.queue = made.catch(() => undefined)
    return made
  }

  private async scan(index: number, options: ReadSweepOptions): Promise<Detections> {
    const { sensor, scene, street } = this
    const { signal, onProgress } = options
    const { noise = true, rolling = true, compensated = true, seed } = this.options
    const referenceTime = this.time(index)
    const sweepSeed = hash32(seed, index, 0x1b873593)
    const start = rolling ? referenceTime - sensor.referenceSeconds : referenceTime
    let done = 0
    for (const [head, scan] of this.scans.entries()) {
      onProgress?.({ stage: 'Scanning the simulated street', done: done++, total: 2 * this.scans.length })
      scan.place(start, rolling ? sensor.turnSeconds : 0, street.ego, sensor.maximumRange)
      await scanObjects(scan, scene, sensor.maximumRange, hash32(sweepSeed, head, 0x85ebca6b), signal)
      onProgress?.({ stage: 'Scanning the simulated street', done: done++, total: 2 * this.scans.length })
      for (let column = 0; column < scan.columns; column += GROUND_SLICE) {
        scanGround(scan, street.terrain, column, Math.min(scan.columns, column + GROUND_SLICE))
        await breathe(signal)
      }
    }
    const detections = detect(this.scans, {
      sensor,
      noise,
      compensated,
      sweepSeed,
      sensorSeed: hash32(seed, 0, 0xcc9e2d51),
      referenceTime,
      sweepFromWorld: invertPose(this.moment(index).worldFromSweep),
    })
    this.keep(index, detections)
    return detections
  }

  private keep(index: number, detections: Detections): void {
    this.kept.set(index, detections)
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT_SWEEPS) break
      this.kept.delete(oldest)
    }
  }

  /** Seconds since the sequence's start at the timestamp of a sweep. */
  private time(index: number): number {
    return index * this.options.intervalSeconds
  }

  private timestamp(index: number): bigint {
    return EPOCH_NANOSECONDS + BigInt(Math.round(this.time(index) * 1e9))
  }

  private moment(index: number): Moment {
    const time = this.time(index)
    const ego = new Float64Array(POSE_LENGTH)
    this.street.ego(time, ego)
    if (this.sensor.frame === 'ego') return { time, worldFromSweep: ego }
    const worldFromSensor = new Float64Array(POSE_LENGTH)
    composeInto(worldFromSensor, ego, 0, this.mountPose(), 0)
    return { time, worldFromSweep: worldFromSensor }
  }

  private mountPose(): Float64Array {
    const mount = this.sensor.lidars[0]?.mount ?? [0, 0, 0]
    return Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, ...mount)
  }

  private egoFromSensor(): Transform<'ego', 'sensor'> {
    return transformOf(this.mountPose())
  }

  private fields(detections: Detections): Pick<Sweep, 'fields' | 'roles'> {
    const { count, intensity, ring, time } = detections
    if (this.options.sensor === 'av2') {
      const bright = new Uint8Array(count)
      const offset = new Int32Array(count)
      for (let i = 0; i < count; i++) {
        bright[i] = Math.min(255, Math.round((intensity[i] as number) * 90))
        offset[i] = Math.round((time[i] as number) * 1e9)
      }
      const fields: SweepField[] = [
        { name: 'intensity', values: bright },
        { name: 'laser_number', values: ring.slice() },
        { name: 'offset_ns', unit: 'ns', values: offset },
      ]
      return { fields, roles: { intensity: 'intensity', ring: 'laser_number', time: 'offset_ns' } }
    }
    const scale = this.options.sensor === 'spinning-32' ? 100 : 1
    const limit = this.options.sensor === 'spinning-32' ? 255 : 1
    const brightness = new Float32Array(count)
    for (let i = 0; i < count; i++) brightness[i] = Math.min(limit, (intensity[i] as number) * scale * 0.7)
    return {
      fields: [
        { name: 'intensity', values: brightness },
        { name: 'ring', values: ring.slice() },
        { name: 'time', unit: 's', values: time.slice() },
      ],
      roles: { intensity: 'intensity', ring: 'ring', time: 'time' },
    }
  }
}

function checkOptions(options: SimulationOptions): void {
  const checks: readonly [name: string, value: number, low: number, high: number, whole: boolean][] = [
    ['seed', options.seed, 0, 4294967295, true],
    ['frames', options.frames, 1, 10_000, true],
    ['intervalSeconds', options.intervalSeconds, 0.01, 2, false],
  ]
  for (const [name, value, low, high, whole] of checks) {
    if (value >= low && value <= high && (!whole || Number.isInteger(value))) continue
    throw new StudioError({
      code: 'parameter-out-of-range',
      message: `The simulation's ${name} is ${value}; expected ${whole ? 'a whole number' : 'a number'} from ${low} to ${high}.`,
      hint: 'Start from DEFAULT_SIMULATION and change one thing.',
    })
  }
}
