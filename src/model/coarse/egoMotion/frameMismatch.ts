import { compose, inverse, rotationAngle, type Transform } from '../../sweep/transform.ts'
import { separation } from './registration.ts'

/** Motions that agree within this are one, metres at 15 m. */
const AGREE_METRES = 0.02
/** Turns of the two motions agree when they differ by less than this, radians. */
const AGREE_TURN = (0.15 * Math.PI) / 180
/** Directions of travel that differ by more than this point to rotated frames, radians. */
const DIFFERENT_HEADING = (5 * Math.PI) / 180
const SHORTEST_TRAVEL_METRES = 0.15

/**
 * Names why a given motion disagrees with the measured one when the reason is that poses and points are in different frames;
 * null when the disagreement has another cause. A motion E of the ego frame is inv(X) E X in a frame mounted by X: the turn
 * keeps its angle, the displacement is rotated by X and gains (R - I) t.
 */
export function frameMismatch(
  given: Transform<'sweep1', 'sweep0'>,
  measured: Transform<'sweep1', 'sweep0'>,
  egoFromSensor: Transform<'ego', 'sensor'> | null,
  origin: readonly [number, number, number],
): string | null {
  if (egoFromSensor) {
    const mount: Transform = egoFromSensor
    const asSensor = compose(compose(inverse(mount), given as Transform), mount)
    const asEgo = compose(compose(mount, given as Transform), inverse(mount))
    const own = separation(given, measured, origin)
    for (const [candidate, sentence] of [
      [asSensor, 'The poses are those of the ego frame but the points are in the sensor frame'],
      [asEgo, 'The poses are those of the sensor but the points are in the ego frame'],
    ] as const) {
      const other = separation(candidate, measured, origin)
      if (other < AGREE_METRES && other < 0.5 * own)
        return `${sentence}: with the calibration applied the residual falls from ${centimetres(own)} to ${centimetres(other)}.`
    }
  }
  const turnsAgree = Math.abs(rotationAngle(given) - rotationAngle(measured)) < AGREE_TURN
  const travelGiven = Math.hypot(...given.translation)
  const travelMeasured = Math.hypot(...measured.translation)
  const lengthsAgree = Math.abs(travelGiven - travelMeasured) < 0.05 + 0.1 * travelMeasured
  if (turnsAgree && lengthsAgree && travelMeasured > SHORTEST_TRAVEL_METRES) {
    let dot = 0
    for (let k = 0; k < 3; k++) dot += (given.translation[k] as number) * (measured.translation[k] as number)
    const angle = Math.acos(Math.min(1, Math.max(-1, dot / (travelGiven * travelMeasured))))
    if (angle > DIFFERENT_HEADING)
      return `Poses and points look given in different frames: the points move ${travelMeasured.toFixed(2)} m as the poses say, but ${((angle * 180) / Math.PI).toFixed(0)} degrees off their direction.`
  }
  return null
}

function centimetres(metres: number): string {
  return `${(100 * metres).toFixed(1)} cm`
}
