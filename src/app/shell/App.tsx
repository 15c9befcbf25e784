import { Tooltip } from 'radix-ui'
import { type ComponentType, useMemo } from 'react'
import type { ViewerProps } from '#viewer/contract.ts'
import { DropTarget } from '../data/DropTarget.tsx'
import { FilePickerInputs, type FilePickers, useFilePickers } from '../data/FilePickers.tsx'
import { ExportDialog } from '../export/ExportDialog.tsx'
import { HelpSheet } from '../shortcuts/HelpSheet.tsx'
import { useShortcuts } from '../shortcuts/useShortcuts.ts'
import type { Studio } from '../stores/createStudio.ts'
import { StudioProvider, useStudio } from '../stores/StudioContext.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Layout } from './Layout.tsx'
import { StatusBar } from './StatusBar.tsx'
import styles from './shell.module.css'
import { TopBar } from './TopBar.tsx'
import { Unhurried, UnhurriedProvider } from './Unhurried.tsx'
import { useTheme } from './useTheme.ts'

interface AppProps {
  readonly studio: Studio
  /** Handed in, so that tests can look at everything around it without a GPU. */
  readonly viewer: ComponentType<ViewerProps>
}

export function App({ studio, viewer }: AppProps) {
  return (
    <ErrorBoundary what="The app">
      <StudioProvider value={studio}>
        <Tooltip.Provider delayDuration={450} skipDelayDuration={150}>
          <UnhurriedProvider>
            <Workbench viewer={viewer} />
          </UnhurriedProvider>
        </Tooltip.Provider>
      </StudioProvider>
    </ErrorBoundary>
  )
}

function Workbench({ viewer }: Pick<AppProps, 'viewer'>) {
  const pickers: FilePickers = useFilePickers()
  const run = useShortcuts(useMemo(() => ({ openFiles: pickers.openFiles, openFolder: pickers.openFolder }), [pickers]))
  useTheme()
  return (
    <div className={styles.app}>
      <Unhurried place={<div className={styles.topBar} />}>
        <TopBar run={run} />
      </Unhurried>
      <Layout viewer={viewer} run={run} />
      <Unhurried place={<div className={styles.footPlace} />}>
        <Timeline run={run} />
        <StatusBar />
        <HelpSheet />
        <ExportDialog />
      </Unhurried>
      <FilePickerInputs pickers={pickers} />
      <DropTarget />
      <LiveRegion />
    </div>
  )
}

function LiveRegion() {
  const announcement = useStudio(state => state.announcement)
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {announcement}
    </div>
  )
}
