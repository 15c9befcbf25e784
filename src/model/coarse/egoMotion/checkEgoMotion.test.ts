import { beforeAll, describe, expect, it } from 'vitest'
import { realDataFolder, realDataSkipMessage } from '../../../../tests/realData.ts'
import { av2Pair, type RealPair } from '../../../../tests/realSweeps.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { compose, fromYaw, identity, inverse, type Transform, transformPoints } from '../../sweep/transform.ts'
import { checkEgoMotion } from './checkEgoMotion.ts'
import { cloudSweep, scanScene, streetScene } from './syntheticScene.fixture.ts'

const still = identity<'world', 'sweep'>()
const noGround = (sweep: Sweep) => new Uint8Array(sweep.count)
/** A roof mount that is turned as well: the frames then differ in more than the lever arm. */
const egoFromSensor = fromYaw<'ego', 'sensor'>(-0.12, [1.6, 0.3, 1.7])
const mount: Transform = egoFromSensor
const moving = fromYaw<'world', 'sweep'>((4 * Math.PI) / 180, [1.1, 0.03, 0])

const check = (sweep0: Sweep, sweep1: Sweep, given: Transform) =>
  checkEgoMotion(sweep0, sweep1, noGround(sweep0), noGround(sweep1), given as Transform<'sweep1', 'sweep0'>)

describe('a given pose in the wrong frame is named (seed 3)', () => {
  let sensor0: Sweep
  let sensor1: Sweep
  /** E between the sensor's own frames, and the same motion between the vehicle's. */
  const sensorMotion: Transform = inverse(moving)
  const egoMotion = compose(compose(mount, sensorMotion), inverse(mount))

  beforeAll(() => {
    const scene = streetScene(3)
    sensor0 = { ...scanScene(scene, still, 7), egoFromSensor }
    sensor1 = { ...scanScene(scene, moving, 8), egoFromSensor }
  })

  const inEgo = (sweep: Sweep): Sweep => ({
    ...sweep,
    frame: 'ego',
    positions: transformPoints(mount, sweep.positions),
    lidars: [{ name: 'lidar', origin: [1.6, 0.3, 1.7], rings: null }],
  })

  it('ego poses with sensor points: says so, with both residuals', () => {
    const result = check(sensor0, sensor1, egoMotion)
    expect(result.trust).toBe('bad')
    expect(result.warning).toMatch(/poses are those of the ego frame but the points are in the sensor frame/)
    const [, before, after] = /from (\d+\.\d) cm to (\d+\.\d) cm/.exec(result.warning!)!
    expect(Number(before)).toBeGreaterThan(8)
    expect(Number(after)).toBeLessThan(2)
    expect(result.source).toBe('given')
    expect(result.sweep1FromSweep0).toBe(egoMotion)
  })

  it('sensor poses with ego points: says so', () => {
    const result = check(inEgo(sensor0), inEgo(sensor1), sensorMotion)
    expect(result.trust).toBe('bad')
    expect(result.warning).toMatch(/poses are those of the sensor but the points are in the ego frame/)
  })

  it('the right frame either way: believed without a word', () => {
    for (const result of [check(sensor0, sensor1, sensorMotion), check(inEgo(sensor0), inEgo(sensor1), egoMotion)]) {
      expect(result.warning).toBeNull()
      expect(result.trust).toBe('good')
      expect(result.medianResidualMetres).toBeLessThan(0.03)
      expect(result.inlierShare).toBeGreaterThan(0.8)
    }
  })

  it('without a calibration: a motion turned by 90 degrees is told from a motion that is merely wrong', () => {
    const bare = (sweep: Sweep): Sweep => ({ ...sweep, egoFromSensor: null })
    const quarter: Transform = fromYaw(Math.PI / 2, [0, 0, 0])
    const turned = compose(compose(quarter, sensorMotion), inverse(quarter))
    const result = check(bare(sensor0), bare(sensor1), turned)
    expect(result.trust).toBe('bad')
    expect(result.warning).toMatch(/different frames.* 9\d degrees off|different frames.* 8\d degrees off/)
    const wrong = check(bare(sensor0), bare(sensor1), inverse(fromYaw((4 * Math.PI) / 180, [2.6, 0.03, 0])))
    expect(wrong.trust).toBe('bad')
    expect(wrong.warning).toMatch(/coherent residual of (14|15)\d\.\d cm/)
  })

  it('a motion along the facades onto which registration locks is not confirmed by that', () => {
    // A metre off: more than half of the points still lie near a wall there, and registration stays where it is put.
    const locked = fromYaw((-4 * Math.PI) / 180, [-0.12, 0.05, 0])
    const result = check(sensor0, sensor1, locked)
    expect(result.inlierShare).toBeGreaterThan(0.4)
    expect(result.trust).toBe('bad')
    expect(result.warning).toMatch(/coherent residual of (9\d|10\d)\.\d cm/)
  })

  it('a motion so wrong that nothing matches under it is still set against the one that does', () => {
    const result = check(sensor0, sensor1, fromYaw(0.1, [-3, 1, 0]))
    expect(result.trust).toBe('bad')
    expect(result.inlierShare).toBeLessThan(0.6)
  })

  it('sweeps without structure in common: the pose is neither believed nor refuted', () => {
    const empty = cloudSweep(new Float32Array(0))
    const result = check(empty, empty, sensorMotion)
    expect(result.trust).toBe('doubtful')
    expect(result.warning).toMatch(/could not be checked/)
    expect(result.sweep1FromSweep0).toBe(sensorMotion)
  })
})

describe.skipIf(!realDataFolder)(`given poses of a real pair (${realDataFolder ? 'AV2' : realDataSkipMessage})`, () => {
  let pair: RealPair

  beforeAll(async () => {
    pair = await av2Pair()
  })

  const checkReal = (given: Transform<'sweep1', 'sweep0'>) =>
    checkEgoMotion(pair.sweep0, pair.sweep1, pair.truth.ground!, noGround(pair.sweep1), given)

  it("believes the data set's own motion", () => {
    const result = checkReal(pair.truth.sweep1FromSweep0)
    expect(result.warning).toBeNull()
    expect(result.trust).toBe('good')
    expect(result.medianResidualMetres).toBeLessThan(0.05)
  })

  it('flags the motion of a vehicle 30 cm slower', () => {
    const t = pair.truth.sweep1FromSweep0
    const slower = { ...t, translation: t.translation.map((v, axis) => (axis === 0 ? v + 0.3 : v)) }
    const result = checkReal(slower)
    expect(result.trust).toBe('bad')
    expect(result.warning).toMatch(/(29|30|31)\.\d cm/)
  })
})
