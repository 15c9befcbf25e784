import { describe, expect, it } from 'vitest'
import { StudioError } from '#model/error/studioError.ts'
import { failureOf, NEVER_LOST, unlessLost, whenLost } from './lostDevice.ts'

/** A runtime whose device is gone after some milliseconds. */
function losing(message: string, milliseconds: number) {
  const lost = new Promise(resolve => setTimeout(() => resolve({ reason: 'unknown', message }), milliseconds))
  return { env: { webgpu: { device: Promise.resolve({ lost }) } } }
}

describe('a lost GPU device', () => {
  it('is told in the browser’s words', async () => {
    expect(await whenLost(losing('The driver was reset. ', 0))).toBe('The driver was reset')
    expect(await whenLost(losing('', 0))).toBe('no reason told')
  })

  it('is why a run failed, whatever the runtime says and although it says so first', { timeout: 20_000 }, async () => {
    const ort = new Error('map_async_result.status == Success was false')
    expect(await failureOf(ort, whenLost(losing('Gone', 50)))).toMatchObject({
      code: 'gpu-unavailable',
      message: 'the GPU was lost (Gone)',
    })
    expect(await failureOf(ort, NEVER_LOST)).toMatchObject({ code: 'internal', message: ort.message })
    const cancelled = new StudioError({ code: 'cancelled', message: 'The task was cancelled.' })
    expect(await failureOf(cancelled, whenLost(losing('Gone', 0)))).toBe(cancelled)
  })

  it('ends a run that never comes back, and no other', async () => {
    const for100 = new Promise(resolve => setTimeout(() => resolve('done'), 100))
    expect(await unlessLost(whenLost(losing('Gone', 0)), for100)).toBe('done')
    await expect(unlessLost(whenLost(losing('Gone', 0)), NEVER_LOST)).rejects.toMatchObject({
      code: 'gpu-unavailable',
    })
  })
})
