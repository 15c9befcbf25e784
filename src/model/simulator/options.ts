export type SimulatedSensor = 'av2' | 'hdl-64e' | 'spinning-32' | 'solid-state'

/** A simulated street is a pure function of these: same options, same bits. */
export interface SimulationOptions {
  readonly seed: number
  readonly sensor: SimulatedSensor
  readonly frames: number
  readonly intervalSeconds: number
}

export const DEFAULT_SIMULATION: SimulationOptions = { seed: 7, sensor: 'av2', frames: 40, intervalSeconds: 0.1 }
