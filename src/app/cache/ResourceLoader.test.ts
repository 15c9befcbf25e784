import { describe, expect, it } from 'vitest'
import { StudioError } from '#model/error/studioError.ts'
import { ByteBudgetCache } from './ByteBudgetCache.ts'
import { byteSize } from './byteSize.ts'
import { type Resource, ResourceLoader } from './ResourceLoader.ts'

interface Pending {
  readonly key: string
  readonly signal: AbortSignal
  finish(): void
  fail(message: string): void
}

/** Resources that load when the test says so; a cancelled one rejects as a worker's does. */
function bench(concurrency: number, budget = 1e6) {
  const started: Pending[] = []
  const cache = new ByteBudgetCache<Float32Array>(budget)
  const loader = new ResourceLoader(cache, concurrency, () => {})
  const resource = (key: string): Resource<Float32Array> => ({
    key,
    load: signal =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new StudioError({ code: 'cancelled', message: 'cancelled' })))
        started.push({
          key,
          signal,
          finish: () => resolve(new Float32Array(10)),
          fail: message => reject(new StudioError({ code: 'file-malformed', message })),
        })
      }),
  })
  const list = (...keys: string[]) => keys.map(resource)
  const running = () => started.filter(pending => !pending.signal.aborted).map(pending => pending.key)
  const last = () => started.at(-1)!
  return { cache, loader, list, started, running, last, resource }
}

const settle = () => new Promise<void>(resolve => setTimeout(resolve))

describe('loading frames', () => {
  it('loads what is visible first, then ahead in order', async () => {
    const { loader, list, started, last } = bench(1)
    loader.want(list('v0', 'v1'), list('p0', 'p1'))
    for (let i = 0; i < 4; i++) {
      last().finish()
      await settle()
    }
    expect(started.map(pending => pending.key)).toEqual(['v0', 'v1', 'p0', 'p1'])
  })

  it('cancels what nobody wants any more: the newest request wins', async () => {
    const { loader, list, started, running } = bench(2)
    loader.want(list('5', '6'), [])
    loader.want(list('20', '21'), [])
    expect(started.filter(pending => pending.signal.aborted).map(pending => pending.key)).toEqual(['5', '6'])
    expect(running()).toEqual(['20', '21'])
  })

  it('ends with the last of many quick requests, whatever order the loads finish in', async () => {
    const { loader, list, started, cache } = bench(2)
    for (let frame = 0; frame < 40; frame++) loader.want(list(`${frame}`), [])
    for (const pending of started) pending.finish()
    await settle()
    expect(cache.has('39')).toBe(true)
    expect(cache.size).toBe(1)
  })

  it('takes the place of a prefetch for what is visible, and fetches that later', async () => {
    const { loader, list, running, started, last } = bench(1)
    loader.want(list('0'), list('1', '2'))
    started[0]!.finish()
    await settle()
    expect(running().at(-1)).toBe('1')
    loader.want(list('7'), list('1', '2'))
    expect(started[1]!.signal.aborted).toBe(true)
    expect(last().key).toBe('7')
    last().finish()
    await settle()
    expect(last().key).toBe('1')
  })

  it('does not load what is cached, backwards as forwards', async () => {
    const { loader, list, started, last } = bench(1)
    for (const frame of ['0', '1', '2']) {
      loader.want(list(frame), [])
      last().finish()
      await settle()
    }
    for (const frame of ['1', '0', '2']) loader.want(list(frame), [])
    expect(started).toHaveLength(3)
  })

  it('remembers a failure until it is retried and leaves the rest alone', async () => {
    const { loader, list, started, last } = bench(1)
    loader.want(list('bad'), list('good'))
    last().fail('byte 12: expected 4 fields, found 3')
    await settle()
    expect(loader.failure('bad')?.message).toContain('byte 12')
    last().finish()
    await settle()
    loader.want(list('bad'), list('good'))
    expect(started.map(pending => pending.key)).toEqual(['bad', 'good'])
    loader.retry(() => true)
    expect(last().key).toBe('bad')
    last().finish()
    await settle()
    expect(loader.failure('bad')).toBeNull()
  })

  it('gives background work its value, ranks it below what is visible, and lets it be cancelled', async () => {
    const { loader, list, resource, started, last } = bench(1)
    loader.want(list('v'), list('p'))
    const controller = new AbortController()
    const wanted = loader.load(resource('w'), new AbortController().signal)
    const given = loader.load(resource('given up'), controller.signal)
    started[0]!.finish()
    await settle()
    expect(last().key).toBe('w')
    controller.abort()
    await expect(given).rejects.toMatchObject({ code: 'cancelled' })
    last().finish()
    expect(await wanted).toBeInstanceOf(Float32Array)
    await settle()
    expect(last().key).toBe('p')
  })

  it('does not try a prefetch again and again that finds no room', async () => {
    const { loader, list, started, last } = bench(1, 50)
    loader.want(list('v'), list('p0', 'p1'))
    for (let i = 0; i < 3; i++) {
      last().finish()
      await settle()
    }
    expect(started.map(pending => pending.key)).toEqual(['v', 'p0', 'p1'])
  })

  it('forgets a closed sequence: nothing of it arrives later', async () => {
    const { loader, list, resource, started, cache } = bench(1)
    loader.want(list('s1 v'), [])
    const waiting = loader.load(resource('s1 w'), new AbortController().signal)
    const rejected = expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    loader.forget(key => key.startsWith('s1'))
    started[0]!.finish()
    await rejected
    await settle()
    expect(cache.size).toBe(0)
    expect(loader.failure('s1 v')).toBeNull()
  })
})

describe('bytes of plain data', () => {
  it('counts each buffer once, whole, at any depth', () => {
    const buffer = new ArrayBuffer(100)
    const data = {
      a: new Uint8Array(buffer, 0, 10),
      b: [new Uint8Array(buffer, 50, 10), new Float32Array(5)],
      c: { d: new Float64Array(2), e: 'text', f: null, g: 12n },
    }
    expect(byteSize(data)).toBe(100 + 20 + 16)
  })
})
