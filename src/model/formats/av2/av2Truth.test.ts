import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { filesUnder } from '../../../../cli/nodeInput.ts'
import { realDataFolder, realDataSkipMessage } from '../../../../tests/realData.ts'
import type { Truth } from '../../sweep/estimate.ts'
import { type Sweep, worldFromSweep } from '../../sweep/sweep.ts'
import { compose, inverse, type Transform, toMatrix, transformPoint } from '../../sweep/transform.ts'
import type { NpyArray } from '../npy/npyArray.ts'
import { NpzArchive } from '../npy/npzArchive.ts'
import { type OpenedSequence, openInput } from '../registry.ts'

const LOG = 'av2/7fab2350-7eaf-3b7e-a39d-6937a4c1bede'

/** Share of point pairs (of a sample) on whose togetherness two labellings agree, background = own label. */
function samePartition(a: ArrayLike<number>, b: ArrayLike<number>): { equal: number; points: number } {
  const to = new Map<number, Map<number, number>>()
  for (let i = 0; i < a.length; i++) {
    const row = to.get(a[i]!) ?? new Map<number, number>()
    row.set(b[i]!, (row.get(b[i]!) ?? 0) + 1)
    to.set(a[i]!, row)
  }
  let equal = 0
  for (const row of to.values()) equal += Math.max(...row.values())
  return { equal, points: a.length }
}

describe.skipIf(!realDataFolder)(
  `truth of a real AV2 pair (${realDataFolder ? 'real data' : realDataSkipMessage})`,
  () => {
    let withLabels: OpenedSequence
    let boxesOnly: OpenedSequence
    let sweep0: Sweep
    let sweep1: Sweep
    let truth: Truth
    let joined: (name: string) => Promise<NpyArray>

    beforeAll(async () => {
      const files = await filesUnder(join(realDataFolder!, LOG))
      const opened = await openInput(files.filter(file => !file.path.includes('derived')))
      withLabels = opened.readers[0]!
      boxesOnly = (await openInput(files.filter(file => !/derived|flow_labels/.test(file.path)))).readers[0]!
      sweep0 = await withLabels.readSweep(0)
      sweep1 = await withLabels.readSweep(1)
      truth = (await withLabels.readTruth(0, 1))!
      const archive = await NpzArchive.open(files.find(file => file.path.endsWith('derived/pair.npz'))!)
      joined = name => archive.array(name)
    })

    it('reads the points and the two lidars of the log', async () => {
      expect(Array.from(sweep0.positions)).toEqual(Array.from((await joined('pc0')).values))
      expect(Array.from(sweep1.positions)).toEqual(Array.from((await joined('pc1')).values))
      expect(sweep0.lidars.map(lidar => [lidar.name, lidar.rings])).toEqual([
        ['up_lidar', [0, 31]],
        ['down_lidar', [32, 63]],
      ])
      expect(sweep0.lidars[0]!.origin[2] - sweep0.lidars[1]!.origin[2]).toBeCloseTo(0.115, 2)
      expect(withLabels.info).toMatchObject({ sensorClass: 'av2-dual-32', intervalIsAssumed: false })
      const asSensor = await withLabels.readSweep(0, { frame: 'sensor', poseSource: null })
      expect(asSensor.lidars[0]!.origin).toEqual([0, 0, 0])
      expect(asSensor.pose).toBeNull()
    })

    it('gives the ego motion of the log to a micrometre', async () => {
      const expected = (await joined('ego1_SE3_ego0')).values
      const later: Transform = inverse(worldFromSweep(sweep1)!)
      const ego = toMatrix(compose(later, worldFromSweep(sweep0)! as Transform))
      for (let i = 0; i < 16; i++) expect(Math.abs(ego[i]! - expected[i]!)).toBeLessThan(1e-6)
    })

    it('gives the official flow, classes, dynamic and ground', async () => {
      expect(Array.from(truth.flow)).toEqual(Array.from((await joined('flow')).values))
      expect(Array.from(truth.category)).toEqual(Array.from((await joined('classes0')).values))
      expect(Array.from(truth.dynamic)).toEqual(Array.from((await joined('dynamic0')).values))
      expect(Array.from(truth.ground!)).toEqual(Array.from((await joined('ground0')).values))
      expect(truth.categories[19]).toBe('REGULAR_VEHICLE')
    })

    it('agrees with the joined instances on all but rims and overlaps of boxes', async () => {
      // The joined file used boxes of another growth: 0.7 % of the points lie between the two rims.
      const { equal, points } = samePartition(truth.instance, (await joined('instance0')).values)
      expect(equal / points).toBeGreaterThan(0.99)
      const rims = truth.instance.reduce((sum, id, i) => sum + Number(id > 0 !== truth.category[i]! > 0), 0)
      expect(rims).toBeLessThan(10)
      expect(truth.instances).toHaveLength(81)
      for (const object of truth.instances) expect(object.id).toBe(object.track)
    })

    it('says the same from the cuboids alone', async () => {
      const fromBoxes = (await boxesOnly.readTruth(0, 1))!
      let farOff = 0
      let differentDynamic = 0
      let overlapping = 0
      for (let i = 0; i < sweep0.count; i++) {
        const error = Math.hypot(...[0, 1, 2].map(axis => fromBoxes.flow[3 * i + axis]! - truth.flow[3 * i + axis]!))
        if (fromBoxes.category[i] !== truth.category[i]) overlapping++
        else if (error > 0.005) farOff++
        differentDynamic += Number(fromBoxes.dynamic[i] !== truth.dynamic[i])
      }
      // Float16 labels of flows up to 1.1 m resolve half a millimetre; points in two boxes may belong to either.
      expect(farOff).toBeLessThan(20)
      expect(overlapping).toBeLessThan(400)
      expect(differentDynamic).toBeLessThan(60)
      expect(fromBoxes.ground).toBeNull()
    })

    it('moves the boxes as it moves their points', () => {
      const moving = truth.instances.filter(object => object.moving && object.pointCount >= 50)
      expect(moving.length).toBeGreaterThan(5)
      for (const object of moving) {
        const [x, y, z] = object.box.center
        const there = transformPoint(object.sweep1FromSweep0, x, y, z)
        const still = transformPoint(truth.sweep1FromSweep0, x, y, z)
        const metres = Math.hypot(...there.map((v, axis) => v - still[axis]!))
        expect(metres / truth.intervalSeconds).toBeCloseTo(object.speedMetresPerSecond, 9)
        expect(object.speedMetresPerSecond).toBeLessThan(20)
      }
    })

    it('has no truth without the second sweep', async () => {
      expect(withLabels.info.frames.map(frame => frame.hasTruth)).toEqual([true, false])
      expect(await withLabels.readTruth(1, 1)).toBeNull()
    })
  },
)
