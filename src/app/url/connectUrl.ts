import { DEFAULT_SIMULATION } from '#model/simulator/options.ts'
import { guardedStorage } from '../shell/guardedStorage.ts'
import type { Studio } from '../stores/createStudio.ts'
import { activeSequence } from '../stores/dataSlice.ts'
import type { ThemeChoice } from '../stores/viewSlice.ts'
import { decodeUrl, encodeUrl, THEMES } from './urlCodec.ts'

const REST_MILLISECONDS = 400
/** The camera moves without the store's knowledge; its place is looked up this often. */
const CAMERA_LOOK_MILLISECONDS = 1000

const THEME = 'studio-theme'

/** Eyes and rooms stay the same from visit to visit; everything else of the view belongs to the address. */
function rememberedTheme(): ThemeChoice {
  const stored = guardedStorage.getItem(THEME)
  return THEMES.find(theme => theme === stored) ?? 'system'
}

/** Takes the view from the address bar once, then keeps the address bar up to date. Returns what was asked to be opened. */
export function connectUrl({ store, fast }: Studio): { readonly simulation: typeof DEFAULT_SIMULATION; stop(): void } {
  const asked = decodeUrl(window.location.hash)
  store.setState({
    view: asked.view,
    panes: asked.panes,
    comparison: asked.comparison,
    noise: asked.noise,
    noiseSeed: asked.noiseSeed,
    curveMetric: asked.curveMetric,
    curveSource: asked.curveSource,
    disagreementPair: asked.disagreementPair,
    themeChoice: asked.theme === 'system' ? rememberedTheme() : asked.theme,
    startPosition: asked.position,
  })
  fast.camera = asked.camera
  let timer: ReturnType<typeof setTimeout> | null = null
  let written = fast.camera
  const write = () => {
    timer = null
    written = fast.camera
    const state = store.getState()
    const text = encodeUrl({
      view: state.view,
      panes: state.panes,
      comparison: state.comparison,
      noise: state.noise,
      noiseSeed: state.noiseSeed,
      curveMetric: state.curveMetric,
      curveSource: state.curveSource,
      disagreementPair: state.disagreementPair,
      theme: state.themeChoice,
      position: state.position,
      camera: fast.camera,
      simulation: activeSequence(state)?.simulation ?? null,
    })
    const address = `${window.location.pathname}${window.location.search}${text ? `#${text}` : ''}`
    window.history.replaceState(null, '', address)
  }
  const later = () => {
    if (timer) clearTimeout(timer)
    timer = setTimeout(write, REST_MILLISECONDS)
  }
  const unsubscribe = store.subscribe((state, before) => {
    if (state.themeChoice !== before.themeChoice) guardedStorage.setItem(THEME, state.themeChoice)
    if (
      state.view !== before.view ||
      state.panes !== before.panes ||
      state.comparison !== before.comparison ||
      state.noise !== before.noise ||
      state.noiseSeed !== before.noiseSeed ||
      state.curveMetric !== before.curveMetric ||
      state.curveSource !== before.curveSource ||
      state.disagreementPair !== before.disagreementPair ||
      state.themeChoice !== before.themeChoice ||
      state.activeId !== before.activeId ||
      (state.position !== before.position && !state.playing) ||
      state.playing !== before.playing
    )
      later()
  })
  const look = setInterval(() => {
    if (fast.camera !== written && !timer) later()
  }, CAMERA_LOOK_MILLISECONDS)
  return {
    simulation: { ...DEFAULT_SIMULATION, ...asked.simulation },
    stop: () => {
      unsubscribe()
      clearInterval(look)
      if (timer) clearTimeout(timer)
    },
  }
}
