import { assignTracks } from '#model/coarse/tracking.ts'
import { hasWebGl2 } from '#viewer/webglProbe.ts'
import { createStudioWorkers } from '#workers/index.ts'
import { createStudio } from './stores/createStudio.ts'
import { exposeDebug } from './studioDebug.ts'
import { connectUrl } from './url/connectUrl.ts'
import './theme/tokens.css'
import './theme/base.css'

/** A worker that takes longer to start must not keep the interface away. */
const LONGEST_WAIT_MILLISECONDS = 300

// The first sweeps are made while the browser parses React and three and starts the GPU's driver, not after.
const workers = createStudioWorkers()
const studio = createStudio({ workers, assignTracks, windowWidth: window.innerWidth })
const { simulation } = connectUrl(studio)
exposeDebug(studio)
// A worker that cannot start tells its reason when the street is opened.
const started = workers.reading.start().catch(() => undefined)
void studio.store.getState().openSimulation(simulation)

await Promise.race([started, new Promise(resolve => setTimeout(resolve, LONGEST_WAIT_MILLISECONDS))])
const mounting = import('./mount.tsx')
hasWebGl2()
try {
  const { mount } = await mounting
  mount(studio)
} catch (cause) {
  // Without the interface there is no place of its own for an error: the page itself says it.
  document.body.textContent = `SemanticFlow Studio could not load its interface (${cause instanceof Error ? cause.message : String(cause)}). Reload the page.`
  throw cause
}
