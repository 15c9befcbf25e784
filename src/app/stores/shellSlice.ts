import { guardedStorage } from '../shell/guardedStorage.ts'
import type { SetState } from './slice.ts'

export const SIDE_TABS = ['view', 'method', 'network', 'compare', 'metrics', 'pick'] as const
export type SideTab = (typeof SIDE_TABS)[number]

export interface ShellSlice {
  /**
   * The page is loading and nothing is drawn yet. What can wait does (panels, reading ahead, labels): the points are what the page
   * is opened for, and on two cores everything else would delay them.
   */
  readonly starting: boolean
  readonly helpOpen: boolean
  readonly sideTab: SideTab
  readonly leftOpen: boolean
  readonly rightOpen: boolean
  /** WebGL2 missing or lost for good. */
  readonly viewerFailure: { readonly message: string; readonly hint: string } | null
  /** The first picture is drawn, or is not waited for any longer. */
  settleStart(): void
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

export function createShellSlice(set: SetState, windowWidth: number, starting: boolean): ShellSlice {
  return {
    starting,
    helpOpen: false,
    sideTab: 'view',
    leftOpen: windowWidth >= ROOM_FOR_DATA_PIXELS && !wasClosed(LEFT),
    rightOpen: !wasClosed(RIGHT),
    viewerFailure: null,
    settleStart: () => set(state => (state.starting ? { starting: false } : state)),
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
