import type { Studio } from '../stores/createStudio.ts'
import { frameCount } from '../stores/frameSlice.ts'
import { PANE_COUNTS, type PaneCount } from '../stores/viewSlice.ts'
import { canPlay } from '../timeline/Player.ts'
import { trailRemark } from '../tracks/paneTrails.ts'
import { nextColour } from '../view/colourModes.ts'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import { followSelected } from '../view/follow.ts'
import type { CommandId } from './commandIds.ts'

export type Command = (studio: Studio) => void

/** Asks for files or a folder; set by the pickers once they are mounted. */
export interface Pickers {
  openFiles(): void
  openFolder(): void
}

const THEME_ORDER = ['system', 'dark', 'light', 'paper'] as const
const WARP_STEP = 0.1
const SWIPE_STEP = 0.02
const POINT_SIZES = { px: { least: 1, most: 8, step: 0.5 }, m: { least: 0.02, most: 0.5, step: 0.02 } } as const

const camera =
  (preset: 'tilted' | 'top' | 'ego' | 'side' | 'reset'): Command =>
  ({ fast }) =>
    fast.viewer?.flyTo(preset)

const TURN_RADIANS = Math.PI / 36
const MOVE_SHARE = 0.08
const ZOOM_FACTOR = 1.15

const turn =
  (azimuth: number, elevation: number): Command =>
  ({ fast }) =>
    fast.viewer?.orbit(azimuth * TURN_RADIANS, elevation * TURN_RADIANS)

const move =
  (right: number, forward: number): Command =>
  ({ fast }) =>
    fast.viewer?.nudge(right * MOVE_SHARE, forward * MOVE_SHARE)

const zoom =
  (factor: number): Command =>
  ({ fast }) =>
    fast.viewer?.zoom(factor)

const step =
  (frames: number): Command =>
  ({ store }) =>
    store.getState().step(frames)

function warpBy(amount: number): Command {
  return ({ store }) => {
    const { view, patchView } = store.getState()
    patchView('Warp', { warp: Math.min(1, Math.max(0, Math.round((view.warp + amount) * 100) / 100)) })
  }
}

function resizePoints(steps: number): Command {
  return ({ store }) => {
    const { view, patchView } = store.getState()
    const { least, most, step: by } = POINT_SIZES[view.points.unit]
    const size = Math.min(most, Math.max(least, Math.round((view.points.size + steps * by) * 100) / 100))
    patchView('Point size', { points: { size } })
  }
}

function panesBy(amount: 1 | -1): Command {
  return ({ store }) => {
    const { panes, setPaneCount } = store.getState()
    const at = PANE_COUNTS.indexOf(panes.length as PaneCount)
    setPaneCount(PANE_COUNTS[(at + amount + PANE_COUNTS.length) % PANE_COUNTS.length] ?? 1)
  }
}

/** Only while there is a divider. */
function swipeBy(amount: number): Command {
  return ({ store }) => {
    const { comparison, panes, setSwipe } = store.getState()
    if (comparison.swipe !== null && panes.length === 1) setSwipe(Math.round((comparison.swipe + amount) * 1000) / 1000)
  }
}

export function makeCommands(pickers: Pickers): Readonly<Record<CommandId, Command>> {
  return {
    'open-files': () => pickers.openFiles(),
    'open-folder': () => pickers.openFolder(),
    export: ({ store }) => store.getState().setExportOpen(true),
    'save-picture': ({ exports }) => void exports.savePicture(),
    cancel: ({ store }) => {
      const state = store.getState()
      if (state.opening) state.cancelOpening()
      else {
        state.pick(null)
        state.selectInstance(null)
        state.chooseFailure(null)
        state.chooseCell(null)
      }
    },
    help: ({ store }) => store.getState().setHelpOpen(!store.getState().helpOpen),
    undo: ({ store }) => store.getState().undo(),
    redo: ({ store }) => store.getState().redo(),
    'toggle-left': ({ store }) => store.getState().setLeftOpen(!store.getState().leftOpen),
    'toggle-right': ({ store }) => store.getState().setRightOpen(!store.getState().rightOpen),
    'next-theme': ({ store }) => {
      const { themeChoice, setTheme } = store.getState()
      setTheme(THEME_ORDER[(THEME_ORDER.indexOf(themeChoice) + 1) % THEME_ORDER.length] ?? 'system')
    },
    play: ({ store }) => {
      const state = store.getState()
      if (canPlay(frameCount(state))) state.setPlaying(!state.playing)
    },
    'previous-frame': step(-1),
    'next-frame': step(1),
    'back-ten': step(-10),
    'forward-ten': step(10),
    'first-frame': ({ store }) => {
      store.getState().setPlaying(false)
      store.getState().setPosition(0)
    },
    'last-frame': ({ store }) => {
      store.getState().setPlaying(false)
      store.getState().setPosition(Number.MAX_SAFE_INTEGER)
    },
    slower: ({ store }) => store.getState().changeSpeed(-1),
    faster: ({ store }) => store.getState().changeSpeed(1),
    loop: ({ store }) => store.getState().setLoop(!store.getState().loop),
    'camera-tilted': camera('tilted'),
    'camera-top': camera('top'),
    'camera-ego': camera('ego'),
    'camera-side': camera('side'),
    'camera-follow': followSelected,
    'camera-reset': camera('reset'),
    'turn-left': turn(1, 0),
    'turn-right': turn(-1, 0),
    'turn-up': turn(0, 1),
    'turn-down': turn(0, -1),
    'move-left': move(-1, 0),
    'move-right': move(1, 0),
    'move-forward': move(0, 1),
    'move-back': move(0, -1),
    nearer: zoom(ZOOM_FACTOR),
    farther: zoom(1 / ZOOM_FACTOR),
    'next-colour': ({ store }) => store.getState().setColour(nextColour(store.getState(), 1)),
    'previous-colour': ({ store }) => store.getState().setColour(nextColour(store.getState(), -1)),
    ground: ({ store }) => {
      const { view, patchView } = store.getState()
      patchView('Ground', { points: { hideGround: !view.points.hideGround } })
    },
    'sweep-1': ({ store }) => {
      const { view, patchView } = store.getState()
      patchView('Next sweep', { points: { showSweep1: !view.points.showSweep1 } })
    },
    arrows: ({ store }) => {
      const { view, patchView } = store.getState()
      patchView('Arrows', { arrows: { shown: !view.arrows.shown } })
    },
    boxes: ({ store }) => {
      const { view, patchView } = store.getState()
      patchView('Boxes', { boxes: { estimate: !view.boxes.estimate } })
    },
    'truth-boxes': ({ store }) => {
      const { view, patchView } = store.getState()
      patchView('Boxes of the truth', { boxes: { truth: !view.boxes.truth } })
    },
    trails: ({ store }) => {
      const state = store.getState()
      const shown = !state.view.trails.shown
      state.patchView('Trails', { trails: { shown } })
      const why = shown ? trailRemark(store.getState()) : null
      if (why) state.announce(why)
    },
    'more-panes': panesBy(1),
    'fewer-panes': panesBy(-1),
    swipe: ({ store }) => {
      const { comparison, panes, setSwipe } = store.getState()
      setSwipe(comparison.swipe === null || panes.length > 1 ? (comparison.swipe ?? 0.5) : null)
    },
    'swipe-left': swipeBy(-SWIPE_STEP),
    'swipe-right': swipeBy(SWIPE_STEP),
    flicker: ({ store }) => {
      const state = store.getState()
      state.setFlickering(!state.flickering)
    },
    'worst-frame': ({ store }) => store.getState().stepWorst(1),
    'worst-frame-back': ({ store }) => store.getState().stepWorst(-1),
    'next-reference': ({ store }) => {
      const { comparison, setReference, announce } = store.getState()
      const at = ESTIMATE_SOURCES.findIndex(({ id }) => id === comparison.reference)
      const next = ESTIMATE_SOURCES[(at + 1) % ESTIMATE_SOURCES.length]
      if (!next) return
      setReference(next.id)
      announce(`Compared with: ${next.label}`)
    },
    warp: ({ store }) => {
      const { view, patchView } = store.getState()
      patchView('Warp', { warp: view.warp < 0.5 ? 1 : 0 })
    },
    'warp-less': warpBy(-WARP_STEP),
    'warp-more': warpBy(WARP_STEP),
    'smaller-points': resizePoints(-1),
    'larger-points': resizePoints(1),
  }
}
