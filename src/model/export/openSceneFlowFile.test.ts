import { beforeAll, expect, it } from 'vitest'
import { H5File } from '../formats/h5/h5File.ts'
import { openInput } from '../formats/registry.ts'
import { transformPoint } from '../sweep/transform.ts'
import { shiftedFrame, streetFrame } from './export.fixture.ts'
import type { ExportFrame } from './exportFrame.ts'
import { memoryInput } from './memoryInput.ts'
import { OpenSceneFlowFile } from './openSceneFlowFile.ts'

const SEED = 23

let pairs: ExportFrame[] = []
beforeAll(async () => {
  pairs = [await streetFrame(SEED, 'spinning-32', 0), await streetFrame(SEED, 'spinning-32', 1)]
})

async function written(frames: readonly ExportFrame[], start: Uint8Array | null = null): Promise<Uint8Array> {
  const file = await OpenSceneFlowFile.open(start)
  try {
    for (const frame of frames) file.add(frame)
    return file.bytes()
  } finally {
    file.close()
  }
}

it(`truth opens as a sequence of all sweeps with truth between them (seed ${SEED})`, async () => {
  const { readers } = await openInput([memoryInput('a.h5', await written(pairs))])
  const [reader] = readers
  expect(reader!.info.frames.map(({ hasTruth }) => hasTruth)).toEqual([true, true, false])
  for (const [index, { estimate, ground0 }] of pairs.entries()) {
    const truth = (await reader!.readTruth(index, index + 1))!
    let most = 0
    for (let k = 0; k < truth.flow.length; k++) most = Math.max(most, Math.abs(truth.flow[k]! - estimate.flow[k]!))
    expect(most).toBeLessThan(1e-4)
    expect(Array.from(truth.ground!)).toEqual(Array.from(ground0!))
  }
  reader!.close()
})

it('any other estimate stands beside the sweeps under its own name, in their frame', async () => {
  const [first, second] = pairs.map(frame => ({
    ...frame,
    estimate: { ...frame.estimate, source: 'pseudo-labels' as const },
  }))
  // Taken up in between, as an interrupted run is.
  const file = await H5File.open(memoryInput('a.h5', await written([second!], await written([first!]))))
  const groups = file.groups().sort()
  expect(groups).toHaveLength(3)
  expect(file.members(groups[0]!)).not.toContain('flow')
  const { sweep0, estimate } = first!
  const lidar = file.array(`${groups[0]}/lidar`)!.values
  const flow = file.array(`${groups[0]}/flow_pseudo_labels`)!.values
  const mount = sweep0.egoFromSensor!
  for (const i of [0, 500, sweep0.count - 1]) {
    const start = [0, 1, 2].map(axis => sweep0.positions[3 * i + axis]!) as [number, number, number]
    const end = start.map((metres, axis) => metres + estimate.flow[3 * i + axis]!) as [number, number, number]
    const moved = transformPoint(mount, ...end)
    for (let axis = 0; axis < 3; axis++) expect(lidar[4 * i + axis]! + flow[3 * i + axis]!).toBeCloseTo(moved[axis]!, 4)
  }
  expect(Array.from(file.array(`${groups[1]}/instance_pseudo_labels`)!.values)).toEqual(
    Array.from(second!.estimate.instance),
  )
  expect(file.members(groups[2]!)).not.toContain('flow_pseudo_labels')
  file.close()
})

it('says what was taken off large coordinates, which it stores as float32', async () => {
  const file = await OpenSceneFlowFile.open()
  file.add(shiftedFrame())
  expect(file.noted('origin_shift_metres')).toMatch(/^500001 5400002 100 /)
  file.close()
})

it('refuses a pair whose sweeps have one timestamp', async () => {
  const frame = shiftedFrame()
  await expect(written([{ ...frame, sweep1: frame.sweep0 }])).rejects.toThrow(/same timestamp/)
})
