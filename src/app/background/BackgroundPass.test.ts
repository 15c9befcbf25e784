import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StudioError } from '#model/error/studioError.ts'
import { BackgroundPass, type PassOptions } from './BackgroundPass.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A pass ends when the test says so. */
function bench(patch: Partial<PassOptions> = {}) {
  const ends: { resolve(): void; reject(reason: unknown): void; signal: AbortSignal }[] = []
  const failed = vi.fn<(error: StudioError) => void>()
  const ended = vi.fn()
  const pass = new BackgroundPass({
    run: signal => new Promise((resolve, reject) => ends.push({ resolve, reject, signal })),
    failed,
    ended,
    isWanted: () => true,
    restMilliseconds: 100,
    ...patch,
  })
  const rest = () => vi.advanceTimersByTimeAsync(100)
  return { pass, ends, failed, ended, rest }
}

describe('a pass in the background', () => {
  it('takes together what comes in within the rest', async () => {
    const { pass, ends, rest } = bench()
    pass.later()
    pass.later()
    expect(ends).toHaveLength(0)
    await rest()
    expect(ends).toHaveLength(1)
  })

  it('is followed by one more for what comes in while it runs', async () => {
    const { pass, ends, ended, rest } = bench()
    pass.later()
    await rest()
    pass.later()
    await rest()
    pass.later()
    await rest()
    expect(ends).toHaveLength(1)
    ends[0]?.resolve()
    await rest()
    expect(ends).toHaveLength(2)
    ends[1]?.resolve()
    await rest()
    expect(ends).toHaveLength(2)
    expect(ended).toHaveBeenCalledTimes(2)
  })

  it('begins anew beside one that was called off, whose end tells nothing', async () => {
    const { pass, ends, failed, ended, rest } = bench()
    pass.later()
    await rest()
    pass.abort()
    expect(ends[0]?.signal.aborted).toBe(true)
    pass.later()
    await rest()
    expect(ends).toHaveLength(2)
    ends[0]?.reject(new Error('too late'))
    await rest()
    expect(failed).not.toHaveBeenCalled()
    expect(ended).not.toHaveBeenCalled()
  })

  it('says why it failed, but not that it was cancelled, and can be asked for again', async () => {
    const { pass, ends, failed, rest } = bench()
    pass.later()
    await rest()
    ends[0]?.reject(new Error('broken'))
    await rest()
    expect(failed.mock.calls.map(([error]) => error.message)).toEqual(['broken'])
    pass.later()
    await rest()
    ends[1]?.reject(new StudioError({ code: 'cancelled', message: 'Stopped.' }))
    await rest()
    expect(failed).toHaveBeenCalledTimes(1)
  })

  it('does not run when it is not wanted, by then or at once, nor after the end', async () => {
    let wanted = true
    const { pass, ends, rest } = bench({ isWanted: () => wanted })
    pass.later()
    wanted = false
    await rest()
    pass.later()
    await rest()
    expect(ends).toHaveLength(0)
    wanted = true
    pass.later()
    pass.dispose()
    await rest()
    expect(ends).toHaveLength(0)
  })
})
