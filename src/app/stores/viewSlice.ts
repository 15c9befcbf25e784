import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { ColourMode, ViewerTheme, ViewSettings } from '#viewer/contract.ts'
import type { GetState, SetState } from './slice.ts'

/** What the user sets of the view; the theme is chosen apart because the system may decide it. */
export type ViewChoices = Omit<ViewSettings, 'theme' | 'reducedMotion'>

export interface PaneChoice {
  readonly id: string
  readonly source: EstimateSource
}

/** Sweeps: five seconds at 10 Hz. */
export const LONGEST_TRAIL = 50

/** The viewer lays out no more than four. */
export const PANE_COUNTS = [1, 2, 3, 4] as const
export type PaneCount = (typeof PANE_COUNTS)[number]
/** By place; the first keeps its name whatever the others do. */
export const PANE_IDS = ['a', 'b', 'c', 'd'] as const
/** A new pane shows the first of these that no other does. */
const NEW_PANE_SOURCES: readonly EstimateSource[] = ['pseudo-labels', 'truth', 'prediction', 'polished', 'ego-motion']

export type ThemeChoice = 'system' | ViewerTheme

/** Deep partial, one level down: `{ points: { size: 3 } }`. */
export type ViewPatch = { readonly [K in keyof ViewChoices]?: Partial<ViewChoices[K]> | ViewChoices[K] }

export interface ViewSlice {
  readonly view: ViewChoices
  readonly panes: readonly PaneChoice[]
  readonly themeChoice: ThemeChoice
  readonly systemScheme: 'light' | 'dark'
  readonly reducedMotion: boolean
  patchView(label: string, patch: ViewPatch): void
  setColour(colour: ColourMode): void
  setPaneSource(paneId: string, source: EstimateSource): void
  setPaneCount(count: PaneCount): void
  setTheme(theme: ThemeChoice): void
  setSystem(system: { readonly scheme: 'light' | 'dark'; readonly reducedMotion: boolean }): void
}

export const DEFAULT_VIEW: ViewChoices = {
  colour: { kind: 'flow', residual: true },
  points: { size: 2, unit: 'px', depthCue: 0.6, showSweep0: true, showSweep1: false, hideGround: false },
  warp: 0,
  arrows: { shown: true, density: 0.25, scale: 1, dynamicOnly: true, residual: true },
  boxes: { estimate: true, truth: false, labels: true },
  trails: { shown: false, sweeps: 20, ahead: true },
  flowScaleMetresPerSecond: 15,
}

export const DEFAULT_PANES: readonly PaneChoice[] = [{ id: 'a', source: 'pseudo-labels' }]

function newPaneSource(panes: readonly PaneChoice[]): EstimateSource {
  const free = NEW_PANE_SOURCES.filter(source => !panes.some(pane => pane.source === source))
  return free[0] ?? 'truth'
}

export function resolveTheme(state: Pick<ViewSlice, 'themeChoice' | 'systemScheme'>): ViewerTheme {
  return state.themeChoice === 'system' ? state.systemScheme : state.themeChoice
}

export function mergeView(view: ViewChoices, patch: ViewPatch): ViewChoices {
  return {
    colour: { ...view.colour, ...patch.colour } as ColourMode,
    points: { ...view.points, ...patch.points },
    warp: typeof patch.warp === 'number' ? patch.warp : view.warp,
    arrows: { ...view.arrows, ...patch.arrows },
    boxes: { ...view.boxes, ...patch.boxes },
    trails: { ...view.trails, ...patch.trails },
    flowScaleMetresPerSecond:
      typeof patch.flowScaleMetresPerSecond === 'number'
        ? patch.flowScaleMetresPerSecond
        : view.flowScaleMetresPerSecond,
  }
}

export function createViewSlice(set: SetState, get: GetState): ViewSlice {
  return {
    view: DEFAULT_VIEW,
    panes: DEFAULT_PANES,
    themeChoice: 'system',
    systemScheme: 'dark',
    reducedMotion: false,
    patchView: (label, patch) => get().changeSettings(label, { view: mergeView(get().view, patch) }, label),
    setColour: colour => get().changeSettings('Colour', { view: { ...get().view, colour } }),
    setPaneSource: (paneId, source) =>
      get().changeSettings('Estimate of a pane', {
        panes: get().panes.map(pane => (pane.id === paneId ? { ...pane, source } : pane)),
      }),
    setPaneCount: count => {
      const { panes } = get()
      if (panes.length === count) return
      const next = [...panes.slice(0, count)]
      for (const id of PANE_IDS.slice(next.length, count)) next.push({ id, source: newPaneSource(next) })
      get().changeSettings('Panes', { panes: next })
    },
    setTheme: themeChoice => get().changeSettings('Theme', { themeChoice }),
    setSystem: ({ scheme, reducedMotion }) => set({ systemScheme: scheme, reducedMotion }),
  }
}
