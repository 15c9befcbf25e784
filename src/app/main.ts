import { assignTracks } from '#model/coarse/tracking.ts'
import { hasWebGl2 } from '#viewer/drawingCanvas.ts'
import { createStudioWorkers } from '#workers/index.ts'
import { createStudio } from './stores/createStudio.ts'
import { exposeDebug } from './studioDebug.ts'
import { connectUrl } from './url/connectUrl.ts'
import './theme/tokens.css'
import './theme/base.css'

// The first sweeps are on their way, and the GPU's driver is starting, before the browser has parsed React and three.
const studio = createStudio({
  workers: createStudioWorkers(),
  assignTracks,
  windowWidth: window.innerWidth,
  hurried: true,
})
const { simulation } = connectUrl(studio)
exposeDebug(studio)
void studio.store.getState().openSimulation(simulation)
const mounting = import('./mount.tsx')
hasWebGl2()

mounting.then(
  ({ mount }) => mount(studio),
  (cause: unknown) => {
    // Without the interface there is no place of its own for an error: the page itself says it.
    document.body.textContent = `SemanticFlow Studio could not load its interface (${cause instanceof Error ? cause.message : String(cause)}). Reload the page.`
    throw cause
  },
)
