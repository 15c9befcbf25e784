export type SimulatedSensor = 'av2' | 'hdl-64e' | 'spinning-32' | 'solid-state'

/** A simulated street is a pure function of these: same options, same bits. */
export interface SimulationOptions {
  readonly seed: number
  readonly sensor: SimulatedSensor
  readonly frames: number
  readonly intervalSeconds: number
  /** Range noise, beam bias, roughness and dropout; false = every ray that meets something returns exactly. Default true. */
  readonly noise?: boolean | undefined
  /** False = every ray of a sweep is fired at the sweep's timestamp; nothing moves while it is taken. Default true. */
  readonly rolling?: boolean | undefined
  /**
   * False = points stay in the sensor's frame of their own firing time, as KITTI's do, so that the ego motion bends the
   * sweep. Default true: compensated for the ego motion to the sweep's timestamp, as AV2's are.
   */
  readonly compensated?: boolean | undefined
}

export const DEFAULT_SIMULATION: SimulationOptions = { seed: 7, sensor: 'av2', frames: 40, intervalSeconds: 0.1 }
