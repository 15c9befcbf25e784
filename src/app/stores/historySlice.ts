import type { GetState, SetState } from './slice.ts'
import type { StudioState } from './studioState.ts'

/** Everything that undo takes back: what the user set, never what was loaded. */
export type SettingsSnapshot = Pick<
  StudioState,
  | 'view'
  | 'panes'
  | 'comparison'
  | 'themeChoice'
  | 'parameterOverrides'
  | 'sequenceSettings'
  | 'inference'
  | 'noise'
  | 'noiseSeed'
>

interface HistoryEntry {
  readonly label: string
  readonly before: SettingsSnapshot
}

export interface HistorySlice {
  readonly undoStack: readonly HistoryEntry[]
  readonly redoStack: readonly HistoryEntry[]
  /** The one way to change a setting. Changes of one `coalesceKey` in quick succession (a slider) undo as one. */
  changeSettings(label: string, patch: Partial<SettingsSnapshot>, coalesceKey?: string): void
  undo(): void
  redo(): void
}

const COALESCE_MILLISECONDS = 800
const DEPTH = 100

function snapshot(state: StudioState): SettingsSnapshot {
  const { view, panes, comparison, themeChoice } = state
  const { parameterOverrides, sequenceSettings, inference, noise, noiseSeed } = state
  return {
    view,
    panes,
    comparison,
    themeChoice,
    parameterOverrides,
    sequenceSettings,
    inference,
    noise,
    noiseSeed,
  }
}

export function createHistorySlice(set: SetState, get: GetState, now: () => number): HistorySlice {
  let lastKey: string | undefined
  let lastTime = Number.NEGATIVE_INFINITY
  return {
    undoStack: [],
    redoStack: [],
    changeSettings: (label, patch, coalesceKey) => {
      const time = now()
      const continues = coalesceKey !== undefined && coalesceKey === lastKey && time - lastTime < COALESCE_MILLISECONDS
      lastKey = coalesceKey
      lastTime = time
      const before = snapshot(get())
      set(state => ({
        ...patch,
        undoStack: continues ? state.undoStack : [...state.undoStack, { label, before }].slice(-DEPTH),
        redoStack: [],
      }))
    },
    undo: () => {
      const entry = get().undoStack.at(-1)
      if (!entry) return
      lastKey = undefined
      const before = snapshot(get())
      set(state => ({
        ...entry.before,
        undoStack: state.undoStack.slice(0, -1),
        redoStack: [...state.redoStack, { label: entry.label, before }],
        announcement: `Undone: ${entry.label}`,
      }))
    },
    redo: () => {
      const entry = get().redoStack.at(-1)
      if (!entry) return
      lastKey = undefined
      const before = snapshot(get())
      set(state => ({
        ...entry.before,
        redoStack: state.redoStack.slice(0, -1),
        undoStack: [...state.undoStack, { label: entry.label, before }],
        announcement: `Redone: ${entry.label}`,
      }))
    },
  }
}
