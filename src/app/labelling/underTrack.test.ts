import { describe, expect, it } from 'vitest'
import { fakeInstance } from '../testing/fakeData.ts'
import { isUnderTrack, underTrack } from './underTrack.ts'

describe('an object under its track', () => {
  it('is named by it when it is named by number, and keeps a real name', () => {
    const second = fakeInstance(3, { label: 'Object 2' })
    expect(underTrack(second, 9)).toMatchObject({ id: 3, track: 9, label: 'Object 9' })
    expect(underTrack(fakeInstance(3, { label: 'BUS' }), 9)).toMatchObject({ track: 9, label: 'BUS' })
    // Number and name are both to be right: ids and names of one frame do not agree.
    expect(isUnderTrack(second, 3)).toBe(false)
    expect(isUnderTrack(underTrack(second, 3), 3)).toBe(true)
    expect(isUnderTrack(fakeInstance(3, { label: 'BUS' }), 4)).toBe(false)
  })
})
