import { guardedStorage } from '../shell/guardedStorage.ts'
import type { SetState } from './slice.ts'

export const SIDE_TABS = ['view', 'method', 'metrics', 'pick'] as const
export type SideTab = (typeof SIDE_TABS)[number]

export interface ShellSlice {
  readonly helpOpen: boolean
  readonly sideTab: SideTab
  readonly leftOpen: boolean
  readonly rightOpen: boolean
  /** WebGL2 missing or lost for good. */
  readonly viewerFailure: { readonly message: string; readonly hint: string } | null
  setHelpOpen(open: boolean): void
  setSideTab(tab: SideTab): void
  setLeftOpen(open: boolean): void
  setRightOpen(open: boolean): void
  setViewerFailure(failure: { readonly message: string; readonly hint: string } | null): void
}

/** Below this the data panel starts closed: the view and the inspector need the room. */
const ROOM_FOR_DATA_PIXELS = 940

const LEFT = 'studio-data-panel'
const RIGHT = 'studio-inspector'
const wasClosed = (key: string) => guardedStorage.getItem(key) === 'closed'
const remember = (key: string, open: boolean) => guardedStorage.setItem(key, open ? 'open' : 'closed')

export function createShellSlice(set: SetState, windowWidth: number): ShellSlice {
  return {
    helpOpen: false,
    sideTab: 'view',
    leftOpen: windowWidth >= ROOM_FOR_DATA_PIXELS && !wasClosed(LEFT),
    rightOpen: !wasClosed(RIGHT),
    viewerFailure: null,
    setHelpOpen: helpOpen => set({ helpOpen }),
    setSideTab: sideTab => {
      remember(RIGHT, true)
      set({ sideTab, rightOpen: true })
    },
    setLeftOpen: leftOpen => {
      remember(LEFT, leftOpen)
      set({ leftOpen })
    },
    setRightOpen: rightOpen => {
      remember(RIGHT, rightOpen)
      set({ rightOpen })
    },
    setViewerFailure: viewerFailure => set({ viewerFailure }),
  }
}
