import type { StudioErrorDetails } from '#model/error/studioError.ts'
import type { GetState, SetState } from './slice.ts'

/** The panel that a notice is shown in. */
export type NoticeScope = 'data' | 'frame' | 'labelling' | 'inference' | 'compare' | 'metrics' | 'workers'

export interface Notice {
  readonly scope: NoticeScope
  readonly severity: 'error' | 'info'
  readonly error: StudioErrorDetails
}

export interface NoticeSlice {
  /** By id: raising again replaces, fixing the cause removes. */
  readonly notices: Readonly<Record<string, Notice>>
  /** Spoken to screen readers. */
  readonly announcement: string
  raise(id: string, scope: NoticeScope, error: StudioErrorDetails, severity?: Notice['severity']): void
  settle(id: string): void
  announce(text: string): void
}

export function createNoticeSlice(set: SetState, get: GetState): NoticeSlice {
  return {
    notices: {},
    announcement: '',
    raise: (id, scope, error, severity = 'error') =>
      set(state => ({
        notices: { ...state.notices, [id]: { scope, severity, error } },
        announcement: error.message,
      })),
    settle: id => {
      if (!(id in get().notices)) return
      set(state => {
        const { [id]: _settled, ...notices } = state.notices
        return { notices }
      })
    },
    announce: text => set({ announcement: text }),
  }
}
