import { afterEach, describe, expect, it } from 'vitest'
import type { SimulationOptions } from '#model/simulator/options.ts'
import { exposeService } from '../exposeService.ts'
import type { SpawnedWorker } from '../workerHandle.ts'
import { ReadingClient } from './readingClient.ts'
import { ReadingService } from './readingService.ts'

const STREET: SimulationOptions = { sensor: 'spinning-32', seed: 5, frames: 3, intervalSeconds: 0.1 }

/** Real services at the other ends of message channels: as many as there are threads. */
function threads() {
  const started: { terminated: boolean; crash: (reason: string) => void }[] = []
  const spawn = (): SpawnedWorker => {
    const { port1, port2 } = new MessageChannel()
    exposeService(new ReadingService(), port2)
    port2.start()
    port1.start()
    const thread = { terminated: false, crash: (_reason: string) => {} }
    started.push(thread)
    return {
      endpoint: port1,
      terminate: () => {
        thread.terminated = true
        port1.close()
      },
      onCrash: listener => {
        thread.crash = listener
      },
    }
  }
  return { spawn, started }
}

const clients: ReadingClient[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose()
})

function reading() {
  const { spawn, started } = threads()
  const crashes: string[] = []
  const client = new ReadingClient(spawn, reason => crashes.push(reason))
  clients.push(client)
  return { face: client.face, started, crashes }
}

describe('ReadingClient', () => {
  it('gives each opening a thread of its own and ends it with its last sequence', async () => {
    const { face, started } = reading()
    const first = await face.simulate(STREET)
    const second = await face.simulate({ ...STREET, seed: 6 })
    expect(started.length).toBe(2)
    expect(first.id).not.toBe(second.id)
    await face.close(first.id)
    expect(started.map(thread => thread.terminated)).toEqual([true, false])
    await expect(async () => face.readSweep(first.id, 0)).rejects.toMatchObject({ code: 'internal' })
    expect((await face.readSweep(second.id, 1)).sweep.id).toBe(`${second.id}#1`)
  })

  it('opens again, with the same ids and the same sweeps, in a fresh thread after a crash', async () => {
    const { face, started, crashes } = reading()
    const info = await face.simulate(STREET)
    const before = await face.readSweep(info.id, 1)
    started[0]?.crash('out of memory')
    expect(crashes).toEqual(['out of memory'])
    const after = await face.readSweep(info.id, 1)
    expect(started.length).toBe(2)
    expect(after.sweep.id).toBe(before.sweep.id)
    expect(after.sweep.positions).toEqual(before.sweep.positions)
  })

  it('ends the thread of an opening that fails or opens nothing', async () => {
    const { face, started } = reading()
    const file = new File([new Uint8Array([1, 2, 3])], 'notes.xyz')
    await face.open([{ path: 'notes.xyz', file }]).catch(() => undefined)
    expect(started.map(thread => thread.terminated)).toEqual([true])
    const controller = new AbortController()
    const cancelled = face.open([{ path: 'notes.xyz', file }], { signal: controller.signal })
    controller.abort()
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(started.map(thread => thread.terminated)).toEqual([true, true])
  })
})
