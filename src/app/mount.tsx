import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Viewer } from '#viewer/index.ts'
import { App } from './shell/App.tsx'
import type { Studio } from './stores/createStudio.ts'

/** The interface over a studio that is already at work: everything heavy (React, three) comes with this module. */
export function mount(studio: Studio): void {
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no element with the id root.')
  createRoot(root).render(
    <StrictMode>
      <App studio={studio} viewer={Viewer} />
    </StrictMode>,
  )
}
