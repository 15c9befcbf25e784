import { describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { defaultParameters } from '../parameters.ts'
import { centreOfFit } from './centreOfFit.ts'
import { trialOf } from './clusterTrial.fixture.ts'
import { type ClusterTrial, centroid, type TrialTools } from './clusterTrial.ts'
import { overInterval, stretchOf } from './firingTimes.ts'
import { fitOrientedBox } from './orientedBox.ts'
import { sceneOf } from './rigidScene.fixture.ts'
import { thinned } from './rigidScene.ts'
import { thresholds } from './thresholds.ts'

const INTERVAL = 0.1
/** Metres a second, ahead. */
const SPEED = 14
const LENGTH = 8

/** Seconds into the turn at which a part of the vehicle is met that is at (x, y) when the turn begins, ahead first and then to the left. */
function metAt(x: number, y: number): number {
  let seconds = 0
  for (let round = 0; round < 30; round++) seconds = (Math.atan2(y, x + SPEED * seconds) / (2 * Math.PI)) * INTERVAL
  return seconds
}

/** A lorry's side, 2.5 m to the left, and its ends, as a spinning lidar meets it `passed` intervals after the first sweep. */
function sweepOf(seed: number, passed: number) {
  const random = new Random(seed)
  const points: number[] = []
  const seconds: number[] = []
  const meet = (x: number, y: number, z: number) => {
    const began = x + SPEED * INTERVAL * passed
    const later = metAt(began, y)
    points.push(began + SPEED * later + random.range(-0.01, 0.01), y + random.range(-0.01, 0.01), z)
    seconds.push(later)
  }
  for (let k = 0; k < 6000; k++) meet(random.range(-LENGTH, 0), 2.5, random.range(0.4, 2.6))
  for (let k = 0; k < 500; k++) for (const x of [-LENGTH, 0]) meet(x, random.range(2.5, 4.5), random.range(0.4, 2.6))
  return { positions: Float32Array.from(points), seconds: Float32Array.from(seconds) }
}

function passing(timed: boolean): { tools: TrialTools; trial: ClusterTrial } {
  const [before, after] = [sweepOf(1, 0), sweepOf(2, 1)]
  const count = before.seconds.length
  const all = Int32Array.from({ length: count }, (_, i) => i)
  const scene = {
    ...sceneOf(before.positions, after.positions, INTERVAL),
    seconds0: timed ? before.seconds : null,
    seconds1: timed ? after.seconds : null,
  }
  const { rigidMotion: parameters } = defaultParameters('spinning-64')
  const tools: TrialTools = {
    scene,
    place: [0, 0],
    source: { positions: before.positions, groups: null, targets: scene.surfaces1 },
    occupancy: [],
    parameters,
    weights: { alongLine: parameters.alongLineWeight, acrossLines: parameters.acrossLinesWeight },
    expectations: null,
    expected: [],
  }
  const trial = trialOf({
    points: all,
    box: fitOrientedBox(before.positions, all, null),
    pivot: centroid(before.positions, all),
    motion: { x: SPEED * INTERVAL - 0.1, y: 0, z: 0, yaw: 0 },
  })
  return { tools, trial }
}

describe('an object whose parts are met apart in time', () => {
  it('is drawn out by what its front drives on for longer than its tail', () => {
    const { tools, trial } = passing(true)
    const { positions0, seconds0 } = tools.scene
    // By the definition, part by part: where each began, when it is met again, and how far it has driven until then.
    const looked = thinned(positions0, trial.points, thresholds.firingTimes.POINTS)
    const ahead = Array.from(looked, i => positions0[3 * i]!)
    const driven = Array.from(looked, i => {
      const began = positions0[3 * i]! - SPEED * seconds0![i]!
      return SPEED * (metAt(began + SPEED * INTERVAL, positions0[3 * i + 1]!) - seconds0![i]!)
    })
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
    const [at, by] = [mean(ahead), mean(driven)]
    const slope =
      ahead.reduce((sum, x, k) => sum + (x - at) * (driven[k]! - by), 0) /
      ahead.reduce((sum, x) => sum + (x - at) ** 2, 0)
    trial.motion = { x: SPEED * INTERVAL + by, y: 0, z: 0, yaw: 0 }
    const found = stretchOf(tools, trial, [1, 0])
    expect(Math.abs(slope)).toBeGreaterThan(0.005)
    expect(found!.share / slope).toBeGreaterThan(0.85)
    expect(found!.share / slope).toBeLessThan(1.15)
  })

  it('gets its motion over the interval, which the points alone do not tell', () => {
    const errors = [true, false].map(timed => {
      const { tools, trial } = passing(timed)
      centreOfFit(tools, trial)
      return Math.abs(overInterval(tools, trial).x - SPEED * INTERVAL)
    })
    expect(errors[0]).toBeLessThan(0.03)
    expect(errors[1]).toBeGreaterThan(0.05)
  })

  it('is not drawn out where times are not known', () => {
    const { tools, trial } = passing(false)
    expect(stretchOf(tools, trial, [1, 0])).toBeNull()
  })
})
