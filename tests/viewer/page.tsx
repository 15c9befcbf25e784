import { createRoot } from 'react-dom/client'
import type {
  CameraPose,
  ContentSource,
  PickedPoint,
  ViewerContent,
  ViewerHandle,
  ViewSettings,
} from '#viewer/contract.ts'
import * as viewer from '#viewer/index.ts'
import * as scenes from './scenes.ts'

const settings: ViewSettings = {
  theme: 'dark',
  colour: { kind: 'height' },
  points: { size: 2, unit: 'px', depthCue: 0.5, showSweep0: true, showSweep1: false, hideGround: false },
  warp: 0,
  arrows: { shown: false, density: 0.1, scale: 1, dynamicOnly: true, residual: true },
  boxes: { estimate: false, truth: false, labels: false },
  trails: { shown: false, sweeps: 20, ahead: true },
  flowScaleMetresPerSecond: 15,
  reducedMotion: true,
}

/** What a browser test drives: props in, events and the handle out. */
export interface ViewerPage {
  readonly scenes: typeof scenes
  readonly viewer: typeof viewer
  readonly settings: ViewSettings
  handle: ViewerHandle | null
  readonly picks: (PickedPoint | null)[]
  readonly cameras: CameraPose[]
  readonly failures: string[]
  show: (change: Partial<ViewerContent>) => void
}

const page: ViewerPage = {
  scenes,
  viewer,
  settings,
  handle: null,
  picks: [],
  cameras: [],
  failures: [],
  show: () => undefined,
}
Object.assign(globalThis, { viewerPage: page })

const remember = {
  onPick: (picked: PickedPoint | null) => {
    page.picks.push(picked)
  },
  onCamera: (pose: CameraPose) => {
    page.cameras.push(pose)
  },
  onReady: (handle: ViewerHandle) => {
    page.handle = handle
  },
  onFirstPicture: () => undefined,
  onFailure: (message: string) => {
    page.failures.push(message)
  },
}

let shown: ViewerContent = { frame: null, panes: [], settings, picked: null, selectedInstance: null }
const listeners = new Set<() => void>()
const content: ContentSource = {
  get: () => shown,
  subscribe: listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
page.show = change => {
  shown = { ...shown, ...change }
  for (const listener of listeners) listener()
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<viewer.Viewer content={content} {...remember} />)
