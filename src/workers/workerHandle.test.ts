import { afterEach, describe, expect, it } from 'vitest'
import { StudioError } from '#model/error/studioError.ts'
import { breathe, type TaskOptions } from '#model/task/task.ts'
import { exposeService } from './exposeService.ts'
import type { PartialTask } from './taskBridge.ts'
import { type SpawnedWorker, WorkerHandle } from './workerHandle.ts'
import { WorkerPool } from './workerPool.ts'

class CountingService {
  readonly #log: { stoppedAt: number }

  constructor(log = { stoppedAt: -1 }) {
    this.#log = log
  }

  async square(values: Float32Array, _task: TaskOptions): Promise<{ squares: Float32Array }> {
    return { squares: values.map(v => v * v) }
  }

  async count(until: number, task: TaskOptions): Promise<number> {
    const start = performance.now()
    while (performance.now() - start < until) {
      this.#log.stoppedAt = performance.now() - start
      task.onProgress?.({ stage: 'Counting', done: this.#log.stoppedAt, total: until })
      await breathe(task.signal)
    }
    return until
  }

  async fail(_task: TaskOptions): Promise<never> {
    throw new StudioError({
      code: 'file-truncated',
      message: '12 bytes are missing.',
      hint: 'Copy it again.',
      file: 'a.bin',
    })
  }
}

/** The service on the other end of a MessageChannel: the same messages as a thread's, in one process. */
function fakeThread(service: object) {
  let crash: (reason: string) => void = () => {}
  let terminated = 0
  const spawned: SpawnedWorker[] = []
  const spawn = (): SpawnedWorker => {
    const { port1, port2 } = new MessageChannel()
    exposeService(service, port2)
    port2.start()
    port1.start()
    const worker: SpawnedWorker = {
      endpoint: port1,
      terminate: () => {
        terminated++
        port1.close()
      },
      onCrash: listener => {
        crash = listener
      },
    }
    spawned.push(worker)
    return worker
  }
  return { spawn, crash: (reason: string) => crash(reason), spawned, terminatedCount: () => terminated }
}

let open: { dispose(): void }[] = []
afterEach(() => {
  for (const handle of open) handle.dispose()
  open = []
})

function handleFor(service: CountingService) {
  const thread = fakeThread(service)
  const crashes: string[] = []
  const handle = new WorkerHandle<CountingService>('counting', thread.spawn, {
    onCrash: reason => crashes.push(reason),
  })
  open.push(handle)
  return { handle, thread, crashes }
}

describe('WorkerHandle', () => {
  it('carries typed arrays there and results back', async () => {
    const { handle } = handleFor(new CountingService())
    const { squares } = await handle.call('square', [Float32Array.of(1, 2, 3)])
    expect(Array.from(squares)).toEqual([1, 4, 9])
  })

  it('keeps code, hint and file of an error', async () => {
    const { handle } = handleFor(new CountingService())
    await expect(handle.call('fail', [])).rejects.toMatchObject({
      code: 'file-truncated',
      hint: 'Copy it again.',
      file: 'a.bin',
    })
  })

  it('tells parts of a result while the rest is being made, and hands them over', async () => {
    const own = new Float32Array(4096)
    class Telling {
      async tell(_task: PartialTask): Promise<string> {
        _task.onPartial?.({ values: own })
        await new Promise(resolve => setTimeout(resolve, 20))
        return 'whole'
      }
    }
    const handle = new WorkerHandle<Telling>('telling', fakeThread(new Telling()).spawn)
    open.push(handle)
    const told: unknown[] = []
    const whole = handle.call('tell', [], { onPartial: part => told.push(part) }).then(value => told.push(value))
    await whole
    expect(told).toEqual([{ values: new Float32Array(4096) }, 'whole'])
    expect(own.byteLength).toBe(0)
    const after: unknown[] = []
    const controller = new AbortController()
    const cancelled = handle.call('tell', [], { signal: controller.signal, onPartial: part => after.push(part) })
    controller.abort()
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    await new Promise(resolve => setTimeout(resolve, 40))
    expect(after).toEqual([])
  })

  it('can be given up: what is pending is cancelled, and the next call has a thread of its own', async () => {
    const { handle, thread, crashes } = handleFor(new CountingService())
    const pending = handle.call('count', [10_000])
    handle.renew()
    await expect(pending).rejects.toMatchObject({ code: 'cancelled' })
    expect(thread.terminatedCount()).toBe(1)
    expect(crashes).toEqual([])
    expect(Array.from((await handle.call('square', [Float32Array.of(4)])).squares)).toEqual([16])
    expect(thread.spawned).toHaveLength(2)
  })

  it('tells progress', async () => {
    const { handle } = handleFor(new CountingService())
    const told: number[] = []
    await handle.call('count', [200], { onProgress: progress => told.push(progress.done) })
    expect(told.length).toBeGreaterThan(1)
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })

  it('rejects at once when cancelled and stops the work on the other side', async () => {
    const log = { stoppedAt: -1 }
    const { handle } = handleFor(new CountingService(log))
    const controller = new AbortController()
    const call = handle.call('count', [5000], { signal: controller.signal })
    setTimeout(() => controller.abort(), 60)
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    // A second call gets through well before the five seconds that the first would have taken.
    await handle.call('square', [Float32Array.of(2)])
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(log.stoppedAt).toBeLessThan(2000)
  })

  it('rejects what is pending when disposed, and every later call', async () => {
    const { handle, thread } = handleFor(new CountingService())
    const call = handle.call('count', [5000])
    handle.dispose()
    handle.dispose()
    await expect(call).rejects.toMatchObject({ code: 'worker-disposed' })
    await expect(handle.call('square', [new Float32Array(1)])).rejects.toMatchObject({ code: 'worker-disposed' })
    expect(thread.terminatedCount()).toBe(1)
  })

  it('reports a crash once, rejects what was pending and works again', async () => {
    const { handle, thread, crashes } = handleFor(new CountingService())
    const call = handle.call('count', [5000])
    thread.crash('out of memory')
    thread.crash('out of memory')
    await expect(call).rejects.toMatchObject({ code: 'worker-crashed' })
    expect(crashes).toEqual(['out of memory'])
    expect((await handle.call('square', [Float32Array.of(3)])).squares[0]).toBe(9)
    expect(thread.spawned.length).toBe(2)
  })

  /** Work in one piece, like a decoder that cannot be asked to stop. */
  class DeafService {
    async work(milliseconds: number, _task: TaskOptions): Promise<string> {
      await new Promise(resolve => setTimeout(resolve, milliseconds))
      return 'done'
    }
  }

  function deafHandle(afterMilliseconds: number) {
    const thread = fakeThread(new DeafService())
    let abandoned = 0
    const handle = new WorkerHandle<DeafService>('deaf', thread.spawn, {
      abandon: { afterMilliseconds, onAbandoned: () => abandoned++ },
    })
    open.push(handle)
    return { handle, thread, abandonedCount: () => abandoned }
  }

  it('ends a thread that does not notice that all its calls are cancelled, and starts another for the next', async () => {
    const { handle, thread, abandonedCount } = deafHandle(20)
    const controller = new AbortController()
    const calls = [0, 1].map(() => handle.call('work', [3000], { signal: controller.signal }))
    controller.abort()
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    const start = performance.now()
    while (thread.terminatedCount() === 0 && performance.now() - start < 2000)
      await new Promise(resolve => setTimeout(resolve, 5))
    expect(thread.terminatedCount()).toBe(1)
    expect(abandonedCount()).toBe(1)
    expect(await handle.call('work', [1])).toBe('done')
    expect(thread.spawned.length).toBe(2)
  })

  it('keeps the thread while another of its calls is wanted, or when it answers in time', async () => {
    const { handle, thread } = deafHandle(150)
    const controller = new AbortController()
    const cancelled = handle.call('work', [300], { signal: controller.signal })
    const wanted = handle.call('work', [350])
    controller.abort()
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(await wanted).toBe('done')
    const quick = new AbortController()
    const short = handle.call('work', [2], { signal: quick.signal })
    quick.abort()
    await expect(short).rejects.toMatchObject({ code: 'cancelled' })
    await new Promise(resolve => setTimeout(resolve, 250))
    expect(thread.terminatedCount()).toBe(0)
  })
})

describe('WorkerPool', () => {
  it('runs no more at once than it has workers, in order, and drops what is cancelled while waiting', async () => {
    const running = { now: 0, most: 0, order: [] as number[] }
    class Slow {
      async work(id: number, _task: TaskOptions): Promise<number> {
        running.now++
        running.most = Math.max(running.most, running.now)
        running.order.push(id)
        await new Promise(resolve => setTimeout(resolve, 30))
        running.now--
        return id
      }
    }
    const pool = new WorkerPool<Slow>('slow', 2, fakeThread(new Slow()).spawn)
    open.push(pool)
    const controller = new AbortController()
    const calls = [0, 1, 2, 3, 4].map(id =>
      pool.call('work', [id], id === 3 ? { signal: controller.signal } : undefined).catch((e: StudioError) => e.code),
    )
    controller.abort()
    expect(await Promise.all(calls)).toEqual([0, 1, 2, 'cancelled', 4])
    expect(running.most).toBe(2)
    expect(running.order.slice(0, 2)).toEqual([0, 1])
    // Both workers are free by then: which of the two begins first is the threads' affair.
    expect(running.order.slice(2).sort()).toEqual([2, 4])
  })

  it('sends what belongs together to the worker that knows it, also when all are cancelled at once', async () => {
    let threads = 0
    class Remembering {
      readonly #thread = threads++
      async work(milliseconds: number, task: TaskOptions): Promise<number> {
        const start = performance.now()
        while (performance.now() - start < milliseconds) await breathe(task.signal)
        return this.#thread
      }
    }
    const pool = new WorkerPool<Remembering>('remembering', 3, () => fakeThread(new Remembering()).spawn())
    open.push(pool)
    const first = await Promise.all(['a', 'b', 'c'].map(subject => pool.call('work', [20], undefined, subject)))
    expect(new Set(first).size).toBe(3)
    for (const subject of ['c', 'a', 'b', 'a']) {
      const expected = first['abc'.indexOf(subject)]
      expect(await pool.call('work', [1], undefined, subject)).toBe(expected)
      const controller = new AbortController()
      const busy = [0, 1, 2].map(() => pool.call('work', [5000], { signal: controller.signal }).catch(() => null))
      controller.abort()
      expect(await pool.call('work', [1], undefined, subject)).toBe(expected)
      await Promise.all(busy)
    }
  })
})
