import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { assignTracks } from '#model/coarse/tracking.ts'
import { Viewer } from '#viewer/index.ts'
import { createStudioWorkers } from '#workers/index.ts'
import { App } from './shell/App.tsx'
import { createStudio } from './stores/createStudio.ts'
import { exposeDebug } from './studioDebug.ts'
import { connectUrl } from './url/connectUrl.ts'
import './theme/tokens.css'
import './theme/base.css'

const studio = createStudio({ workers: createStudioWorkers(), assignTracks, windowWidth: window.innerWidth })
const { simulation } = connectUrl(studio)
exposeDebug(studio)
void studio.store.getState().openSimulation(simulation)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id root.')
createRoot(root).render(
  <StrictMode>
    <App studio={studio} viewer={Viewer} />
  </StrictMode>,
)
