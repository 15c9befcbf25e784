import { describe, expect, it } from 'vitest'
import { openSimulatedStreet } from '../../simulator/simulatedStreet.ts'
import { worldFromSweep } from '../../sweep/sweep.ts'
import { compose, inverse, type Transform } from '../../sweep/transform.ts'
import { defaultParameters } from '../parameters.ts'
import { SequenceStage, type SweepSource } from './sequenceStage.ts'

const FRAMES = 5

function street(seed: number): SweepSource & { readonly asked: number[] } {
  const reader = openSimulatedStreet({ sensor: 'spinning-32', seed, frames: FRAMES, intervalSeconds: 0.1 })
  const asked: number[] = []
  return {
    asked,
    sweepCount: FRAMES,
    intervalSeconds: 0.1,
    sensorClass: reader.info.sensorClass,
    readSweep: (index, task) => {
      asked.push(index)
      return reader.readSweep(index, task)
    },
    motionBetween: (from, to) => {
      const [a, b] = [worldFromSweep(from) as Transform, worldFromSweep(to) as Transform]
      return compose(inverse(b), a) as Transform<'to', 'from'>
    },
  }
}

const PARAMETERS = defaultParameters('spinning-32')

describe('SequenceStage', () => {
  it('gives a pair the same labels whatever was asked for before (seed 104)', async () => {
    const fresh = await new SequenceStage(street(104), PARAMETERS).label(2)
    const stage = new SequenceStage(street(104), PARAMETERS)
    await stage.label(0)
    await stage.label(3)
    const later = await stage.label(2)
    expect(later.estimate.flow).toEqual(fresh.estimate.flow)
    expect(later.estimate.instance).toEqual(fresh.estimate.instance)
    expect(fresh.estimate.instances.length).toBeGreaterThan(0)
  })

  it('asks nobody beyond the ends of the sequence', async () => {
    const source = street(104)
    const stage = new SequenceStage(source, PARAMETERS)
    await stage.label(0)
    await stage.label(FRAMES - 2)
    expect(Math.min(...source.asked)).toBe(0)
    expect(Math.max(...source.asked)).toBe(FRAMES - 1)
  })

  it('is cancelled, and labels the pair when it is asked for again', async () => {
    const stage = new SequenceStage(street(104), PARAMETERS)
    const controller = new AbortController()
    controller.abort()
    await expect(stage.label(1, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect((await stage.label(1)).estimate.instances.length).toBeGreaterThan(0)
  })
})
