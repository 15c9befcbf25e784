import type { SimulatedSensor } from '#model/simulator/options.ts'
import { CommandError, EXIT } from '../exitCode.ts'

const SENSORS: readonly SimulatedSensor[] = ['av2', 'hdl-64e', 'spinning-32', 'solid-state']
/** A run over more streets than this is a slip of the finger. */
const MOST_STREETS = 100_000

export interface StreetName {
  readonly sensor: SimulatedSensor
  readonly seed: number
}

/** `SENSOR:SEED` or `SENSOR:FIRST-LAST`, LAST included. @throws CommandError `usage` */
export function parseStreets(text: string): StreetName[] {
  const [sensorText = '', seeds = '', ...more] = text.split(':')
  const sensor = SENSORS.find(name => name === sensorText.toLowerCase())
  if (!sensor)
    throw new CommandError(
      EXIT.usage,
      `${text}: the sensor "${sensorText}" is not known; one of ${SENSORS.join(', ')} is expected.`,
    )
  const range = /^(\d+)(?:-(\d+))?$/.exec(seeds)
  if (!range || more.length > 0)
    throw new CommandError(EXIT.usage, `${text} is not understood: SENSOR:SEED or SENSOR:FIRST-LAST is expected.`)
  const first = Number(range[1])
  const last = Number(range[2] ?? range[1])
  if (last < first || last - first >= MOST_STREETS)
    throw new CommandError(
      EXIT.usage,
      `${text} names ${last - first + 1} streets; from 1 to ${MOST_STREETS} are expected.`,
    )
  return Array.from({ length: last - first + 1 }, (_, k) => ({ sensor, seed: first + k }))
}

/** Name of the sequence and of its files. */
export function sceneName({ sensor, seed }: StreetName): string {
  return `simulated-${sensor}-${seed}`
}
