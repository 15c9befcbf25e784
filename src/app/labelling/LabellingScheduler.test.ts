import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StudioError } from '#model/error/studioError.ts'
import { LabellingScheduler, outwardFrom } from './LabellingScheduler.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function bench(count: number, parallelism = 1) {
  const done = new Set<number>()
  const started: number[] = []
  const flights = new Map<number, { signal: AbortSignal; finish(): void; fail(): void }>()
  const scheduler = new LabellingScheduler(
    {
      count: () => count,
      isDone: position => done.has(position),
      admits: () => true,
      run: (position, signal) => {
        started.push(position)
        return new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new StudioError({ code: 'cancelled', message: 'cancelled' })))
          flights.set(position, {
            signal,
            finish: () => {
              done.add(position)
              resolve()
            },
            fail: () => reject(new StudioError({ code: 'no-points', message: 'no points' })),
          })
        })
      },
    },
    parallelism,
    () => {},
  )
  const flush = () => vi.advanceTimersByTimeAsync(0)
  const finishAll = async () => {
    for (let i = 0; i < 2 * count && scheduler.running.length > 0; i++) {
      for (const position of scheduler.running) flights.get(position)!.finish()
      await flush()
    }
  }
  return { scheduler, started, flights, done, flush, finishAll }
}

describe('order of labelling', () => {
  it('goes outwards, the next before the previous, each once', () => {
    expect([...outwardFrom(3, 8)]).toEqual([3, 4, 2, 5, 1, 6, 0, 7])
    expect([...outwardFrom(0, 3)]).toEqual([0, 1, 2])
    expect([...outwardFrom(9, 3)].sort()).toEqual([0, 1, 2])
    expect([...outwardFrom(0, 0)]).toEqual([])
  })
})

describe('background labelling', () => {
  it('labels from the current frame outwards until all is done', async () => {
    const { scheduler, started, finishAll } = bench(5)
    scheduler.setCurrent(2)
    await finishAll()
    expect(started).toEqual([2, 3, 1, 4, 0])
    expect(scheduler.status).toBe('done')
  })

  it('runs as many at once as there are workers', () => {
    const { scheduler, started } = bench(9, 3)
    scheduler.setCurrent(4)
    expect(started).toEqual([4, 5, 3])
  })

  it('gives way to the frame shown once that has been shown for a moment', async () => {
    const { scheduler, flights, started } = bench(50)
    scheduler.setCurrent(0)
    scheduler.setCurrent(30)
    await vi.advanceTimersByTimeAsync(60)
    expect(flights.get(0)!.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(100)
    expect(flights.get(0)!.signal.aborted).toBe(true)
    expect(started).toEqual([0, 30])
  })

  it('does not throw work away while playing', async () => {
    const { scheduler, flights } = bench(50)
    scheduler.setCurrent(0)
    scheduler.setCurrent(30, false)
    await vi.advanceTimersByTimeAsync(500)
    expect(flights.get(0)!.signal.aborted).toBe(false)
  })

  it('pauses without losing what runs, and goes on', async () => {
    const { scheduler, started, flights, done, flush } = bench(4)
    scheduler.setCurrent(0)
    scheduler.setWish('pause')
    expect(flights.get(0)!.signal.aborted).toBe(false)
    flights.get(0)!.finish()
    await flush()
    expect(done.has(0)).toBe(true)
    expect(started).toEqual([0])
    expect(scheduler.status).toBe('paused')
    scheduler.setWish('run')
    expect(started).toEqual([0, 1])
  })

  it('stops at once when cancelled, and that is no failure', async () => {
    const { scheduler, flights, flush } = bench(4)
    scheduler.setCurrent(0)
    scheduler.setWish('cancel')
    await flush()
    expect(flights.get(0)!.signal.aborted).toBe(true)
    expect(scheduler.running).toEqual([])
    expect(scheduler.failures.size).toBe(0)
    expect(scheduler.status).toBe('cancelled')
  })

  it('starts over from the current frame when the inputs change', async () => {
    const { scheduler, started, flights, done, flush } = bench(4)
    scheduler.setCurrent(1)
    flights.get(1)!.finish()
    await flush()
    done.clear()
    scheduler.invalidate()
    expect(flights.get(2)!.signal.aborted).toBe(true)
    expect(started).toEqual([1, 2, 1])
  })

  it('keeps a failed pair aside and tries it again on request', async () => {
    const { scheduler, started, flights, flush, finishAll } = bench(3)
    scheduler.setCurrent(1)
    flights.get(1)!.fail()
    await flush()
    await finishAll()
    expect([...scheduler.failures.keys()]).toEqual([1])
    expect(started).toEqual([1, 2, 0])
    scheduler.retry()
    expect(started.at(-1)).toBe(1)
    await finishAll()
    expect(scheduler.failures.size).toBe(0)
  })
})

describe('under a slider', () => {
  it('works on the current pair alone until the slider rests, and lets its run finish only when told to', async () => {
    const { scheduler, started, flights, flush } = bench(6, 2)
    scheduler.setCurrent(2)
    await flush()
    expect(scheduler.running).toEqual([2, 3])
    scheduler.follow(true)
    await flush()
    expect(flights.get(2)!.signal.aborted).toBe(false)
    expect(flights.get(3)!.signal.aborted).toBe(true)
    expect(scheduler.running).toEqual([2])
    scheduler.restart(2)
    await flush()
    expect(started).toEqual([2, 3, 2])
    scheduler.follow(false)
    await flush()
    expect(started).toEqual([2, 3, 2, 2])
    scheduler.resume()
    await flush()
    expect(scheduler.running).toEqual([2, 3])
  })
})

describe('something that the user waits for', () => {
  it('gets the place of the farthest pair, which is taken up again afterwards', async () => {
    const { scheduler, started, flights, flush } = bench(6, 2)
    scheduler.setCurrent(2)
    await flush()
    const release = scheduler.makeRoom()
    await flush()
    expect(flights.get(3)!.signal.aborted).toBe(true)
    expect(scheduler.running).toEqual([2])
    release()
    release()
    await flush()
    expect(started).toEqual([2, 3, 3])
    expect(scheduler.running).toEqual([2, 3])
  })

  it('waits for the current pair itself', async () => {
    const { scheduler, flights, flush, finishAll } = bench(3, 1)
    scheduler.setCurrent(1)
    await flush()
    flights.get(0)?.finish()
    await flush()
    while (!scheduler.running.includes(1)) {
      flights.get(scheduler.running[0]!)!.finish()
      await flush()
    }
    const release = scheduler.makeRoom()
    expect(flights.get(1)!.signal.aborted).toBe(false)
    flights.get(1)!.finish()
    await flush()
    expect(scheduler.running).toEqual([])
    release()
    await flush()
    expect(scheduler.running).toHaveLength(1)
    await finishAll()
    expect(scheduler.status).toBe('done')
  })
})
