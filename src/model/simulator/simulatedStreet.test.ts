import { describe, expect, it } from 'vitest'
import { fieldOf, type Sweep, worldFromSweep } from '../sweep/sweep.ts'
import { compose, inverse, type Transform, transformPoint } from '../sweep/transform.ts'
import { DEFAULT_SIMULATION, type SimulatedSensor, type SimulationOptions } from './options.ts'
import { sensorModel } from './sensors.ts'
import { openSimulatedStreet } from './simulatedStreet.ts'

const options = (change: Partial<SimulationOptions>): SimulationOptions => ({ ...DEFAULT_SIMULATION, ...change })
const sensors: SimulatedSensor[] = ['av2', 'hdl-64e', 'spinning-32', 'solid-state']

/** FNV-1a over the raw bytes of everything a sweep gives. */
function hashOf(sweep: Sweep): number {
  let hash = 0x811c9dc5
  for (const array of [sweep.positions, ...sweep.fields.map(field => field.values)]) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  }
  return hash >>> 0
}

describe('simulated street', () => {
  it('gives the same bits for the same options and index, in whatever order sweeps are read', async () => {
    const read = async (order: number[], change: Partial<SimulationOptions> = {}) => {
      const street = openSimulatedStreet(options({ sensor: 'spinning-32', seed: 21, ...change }))
      const hashes = new Map<number, number>()
      for (const index of order) hashes.set(index, hashOf(await street.readSweep(index)))
      return [0, 5, 9].map(index => hashes.get(index))
    }
    const forwards = await read([0, 1, 2, 5, 9])
    expect(await read([9, 5, 0])).toEqual(forwards)
    expect(await read([5, 0, 39, 9, 20, 0, 5])).toEqual(forwards)
    expect(await read([0, 5, 9], { seed: 22 })).not.toEqual(forwards)
    expect(new Set(forwards).size).toBe(3)
  })

  it('hands out arrays that the caller may transfer or overwrite', async () => {
    const street = openSimulatedStreet(options({ sensor: 'spinning-32' }))
    const first = await street.readSweep(0)
    const before = hashOf(first)
    first.positions.fill(0)
    for (const field of first.fields) field.values.fill(0)
    const truth = await street.readTruth(0, 1)
    truth?.flow.fill(0)
    truth?.ground?.fill(0)
    expect(hashOf(await street.readSweep(0))).toBe(before)
    expect((await street.readTruth(0, 1))?.ground?.some(v => v === 1)).toBe(true)
  })

  it('serves two reads at once as it does one after the other', async () => {
    const street = openSimulatedStreet(options({ sensor: 'spinning-32' }))
    const both = await Promise.all([street.readSweep(3), street.readSweep(4)])
    const other = openSimulatedStreet(options({ sensor: 'spinning-32' }))
    expect(both.map(hashOf)).toEqual([hashOf(await other.readSweep(3)), hashOf(await other.readSweep(4))])
  })

  it('stops when cancelled, and gives the whole sweep when asked again', async () => {
    const street = openSimulatedStreet(options({ sensor: 'spinning-32' }))
    const controller = new AbortController()
    const stages: string[] = []
    const reading = street.readSweep(2, {
      signal: controller.signal,
      onProgress: progress => {
        stages.push(progress.stage)
        controller.abort()
      },
    })
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    expect(stages.length).toBeGreaterThan(0)
    const whole = openSimulatedStreet(options({ sensor: 'spinning-32' }))
    expect(hashOf(await street.readSweep(2))).toBe(hashOf(await whole.readSweep(2)))
  })

  it('refuses options and indices that make no sense', async () => {
    for (const change of [{ frames: 0 }, { seed: 1.5 }, { intervalSeconds: 0 }, { intervalSeconds: Number.NaN }])
      expect(() => openSimulatedStreet(options(change))).toThrowError(
        expect.objectContaining({ code: 'parameter-out-of-range' }),
      )
    const street = openSimulatedStreet(options({ sensor: 'spinning-32', frames: 3 }))
    await expect(street.readSweep(3)).rejects.toMatchObject({ code: 'parameter-out-of-range' })
    await expect(street.readTruth(0, 7)).rejects.toMatchObject({ code: 'parameter-out-of-range' })
  })

  it('gives no pose when none is wanted', async () => {
    const street = openSimulatedStreet(options({ sensor: 'spinning-32' }))
    expect((await street.readSweep(0, { poseSource: null })).pose).toBeNull()
    expect((await street.readSweep(0, { poseSource: 'simulator' })).pose?.source).toBe('simulator')
  })
})

describe.each(sensors)('%s', sensor => {
  const model = sensorModel(sensor)
  const counts: Record<SimulatedSensor, [number, number]> = {
    av2: [80_000, 112_000],
    'hdl-64e': [90_000, 121_000],
    'spinning-32': [22_000, 34_500],
    'solid-state': [60_000, 102_000],
  }

  it('fires the beams, field of view and number of points that it states', async () => {
    // Noise-free and fired at once: each point lies exactly on its beam.
    const street = openSimulatedStreet(options({ sensor, noise: false, rolling: false }))
    const sweep = await street.readSweep(0)
    const ring = fieldOf(sweep, 'ring')!.values
    expect(sweep.frame).toBe(model.frame)
    expect(sweep.lidars.length).toBe(model.lidars.length)
    const seen = new Set<number>()
    for (let i = 0; i < sweep.count; i++) {
      const head = sweep.lidars.findIndex(
        lidar => !lidar.rings || (ring[i]! >= lidar.rings[0] && ring[i]! <= lidar.rings[1]),
      )
      const lidar = model.lidars[head]!
      const [x, y, z] = [0, 1, 2].map(axis => sweep.positions[3 * i + axis]! - sweep.lidars[head]!.origin[axis]!) as [
        number,
        number,
        number,
      ]
      const elevation = (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI
      expect(Math.abs(elevation - lidar.elevations[ring[i]! - lidar.firstRing]!)).toBeLessThan(1e-3)
      const azimuth = (Math.atan2(y, x) * 180) / Math.PI
      if (Math.abs(lidar.turn) < 360) expect(Math.abs(azimuth)).toBeLessThanOrEqual(Math.abs(lidar.turn) / 2 + 1e-3)
      expect(Math.hypot(x, y, z)).toBeLessThan(model.maximumRange)
      seen.add(ring[i]!)
    }
    const beams = model.lidars.reduce((sum, lidar) => sum + lidar.elevations.length, 0)
    expect(seen.size).toBe(beams)
    expect(sweep.count).toBeGreaterThan(counts[sensor][0])
    expect(sweep.count).toBeLessThan(counts[sensor][1])
  })

  it('adds range noise of the stated size, along the ray, and loses some returns', async () => {
    const exact = await openSimulatedStreet(options({ sensor, noise: false, seed: 17 })).readSweep(0)
    const noisy = await openSimulatedStreet(options({ sensor, seed: 17 })).readSweep(0)
    expect(noisy.count).toBeLessThan(exact.count * 0.99)
    expect(noisy.count).toBeGreaterThan(exact.count * 0.7)
    // Points of one ray are matched by ring and time, which do not depend on noise.
    const key = (sweep: Sweep, i: number) => `${fieldOf(sweep, 'ring')!.values[i]}/${fieldOf(sweep, 'time')!.values[i]}`
    const range = (sweep: Sweep, i: number) => Math.hypot(...sweep.positions.subarray(3 * i, 3 * i + 3))
    const ranges = new Map<string, number>()
    for (let i = 0; i < exact.count; i++) ranges.set(key(exact, i), range(exact, i))
    let sum = 0
    let squares = 0
    let matched = 0
    for (let i = 0; i < noisy.count; i++) {
      const at = ranges.get(key(noisy, i))
      expect(at).toBeDefined()
      const off = range(noisy, i) - at!
      if (Math.abs(off) > 0.5) continue
      matched++
      sum += off
      squares += off * off
    }
    expect(matched).toBe(noisy.count)
    const expected = Math.hypot(model.rangeNoise, model.beamBias)
    const deviation = Math.sqrt(squares / matched)
    expect(deviation).toBeGreaterThan(expected * 0.75)
    expect(deviation).toBeLessThan(expected * 1.5)
    expect(Math.abs(sum / matched)).toBeLessThan(model.beamBias + 0.002)
  })
})

describe('firing order', () => {
  it('turns both AV2 lidars clockwise, half a turn apart: what one sees now the other sees 50 ms later', async () => {
    const sweep = await openSimulatedStreet(options({ noise: false })).readSweep(0)
    const ring = fieldOf(sweep, 'ring')!.values
    const time = fieldOf(sweep, 'time')!.values
    const sums = [0, 0]
    const counts = [0, 0]
    for (let i = 0; i < sweep.count; i++) {
      const head = ring[i]! < 32 ? 0 : 1
      const azimuth = Math.atan2(sweep.positions[3 * i + 1]!, sweep.positions[3 * i]! - 1.35)
      const later = i + 1 < sweep.count && time[i + 1]! > time[i]! && ring[i + 1]! < 32 === (head === 0)
      // Compensation for the moving vehicle shifts the azimuth of near points by more than one firing turns.
      const range = (k: number) => Math.hypot(sweep.positions[3 * k + 1]!, sweep.positions[3 * k]! - 1.35)
      if (later && range(i) > 10 && range(i + 1) > 10) {
        const next = Math.atan2(sweep.positions[3 * i + 4]!, sweep.positions[3 * i + 3]! - 1.35)
        const turned = next - azimuth - 2 * Math.PI * Math.round((next - azimuth) / (2 * Math.PI))
        expect(turned).toBeLessThan(0.03)
      }
      if (Math.abs(azimuth) > 0.1) continue
      sums[head]! += time[i]! / 1e6
      counts[head]!++
    }
    const [up, down] = [sums[0]! / counts[0]!, sums[1]! / counts[1]!]
    expect(Math.abs(Math.abs(up - down) - 50)).toBeLessThan(4)
    expect(up).toBeGreaterThan(0)
    expect(Math.max(up, down)).toBeLessThan(103)
  })
})

describe('motion of the sensor', () => {
  it('bends a sweep that is not compensated, and only then', async () => {
    const bent = openSimulatedStreet(options({ sensor: 'hdl-64e', noise: false, compensated: false }))
    const straight = openSimulatedStreet(options({ sensor: 'hdl-64e', noise: false }))
    const [a, b] = [await bent.readSweep(4), await straight.readSweep(4)]
    expect(a.count).toBe(b.count)
    const next = await straight.readSweep(5)
    const speed = Math.hypot(
      ...[0, 1].map(k => worldFromSweep(next)!.translation[k]! - worldFromSweep(b)!.translation[k]!),
    )
    expect(speed).toBeGreaterThan(0.2)
    const time = fieldOf(a, 'time')!.values
    for (let i = 0; i < a.count; i += 50) {
      const off = Math.hypot(...[0, 1, 2].map(k => a.positions[3 * i + k]! - b.positions[3 * i + k]!))
      // Grows with the time since the timestamp; a turn of the vehicle adds to it far away.
      expect(off).toBeGreaterThan(Math.abs(time[i]!) * speed * 10 * 0.5 - 0.01)
      expect(off).toBeLessThan(Math.abs(time[i]!) * speed * 10 * 1.5 + 0.02 + Math.abs(time[i]!) * 20)
    }
  })

  it('states poses in the frame of the points: the static world stays put from sweep to sweep', async () => {
    for (const sensor of sensors) {
      const street = openSimulatedStreet(options({ sensor, noise: false }))
      const [a, b] = [await street.readSweep(0), await street.readSweep(1)]
      const E: Transform = compose(inverse(worldFromSweep(b)!), worldFromSweep(a)!)
      const truth = await street.readTruth(0, 1)
      expect(Array.from(truth!.sweep1FromSweep0.rotation)).toEqual(Array.from(E.rotation, v => expect.closeTo(v, 12)))
      let checked = 0
      for (let i = 0; i < a.count; i += 5) {
        if (truth!.instance[i] !== 0) continue
        const p = a.positions.subarray(3 * i, 3 * i + 3)
        const moved = transformPoint(E, p[0]!, p[1]!, p[2]!)
        for (let k = 0; k < 3; k++) expect(Math.abs(p[k]! + truth!.flow[3 * i + k]! - moved[k]!)).toBeLessThan(2e-5)
        checked++
      }
      expect(checked).toBeGreaterThan(1000)
    }
  })
})
