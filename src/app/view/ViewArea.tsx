import { type ComponentType, useCallback, useMemo, useSyncExternalStore } from 'react'
import type { ViewerHandle, ViewerProps } from '#viewer/contract.ts'
import { ErrorBoundary } from '../shell/ErrorBoundary.tsx'
import type { Run } from '../shell/TopBar.tsx'
import { Unhurried } from '../shell/Unhurried.tsx'
import { seenPanes } from '../stores/comparisonSlice.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { estimateSource } from './estimateSources.ts'
import { FrameError } from './FrameError.tsx'
import { LegendOverlay } from './LegendOverlay.tsx'
import { objectAt } from './objectAt.ts'
import { PaneHeaders } from './PaneHeaders.tsx'
import { PickedOut } from './PickedOut.tsx'
import { RayKey } from './RayKey.tsx'
import { SwipeDivider } from './SwipeDivider.tsx'
import { ViewBar } from './ViewBar.tsx'
import { NothingOpen, ViewerFailure } from './ViewMessages.tsx'
import styles from './view.module.css'
import { createViewerContent } from './viewerContent.ts'
import { WelcomeHint } from './WelcomeHint.tsx'

export function ViewArea({ viewer: Viewer, run }: { readonly viewer: ComponentType<ViewerProps>; readonly run: Run }) {
  const { fast, store } = useStudioHandle()
  const content = useMemo(() => createViewerContent(store), [store])
  const { frame, panes, settings, swipe } = useSyncExternalStore(content.subscribe, content.get)
  const failure = useStudio(state => state.viewerFailure)
  const setFailure = useStudio(state => state.setViewerFailure)
  const isEmpty = useStudio(state => state.sequences.length === 0 && state.opening === null)
  const onReady = useCallback(
    (handle: ViewerHandle) => {
      fast.viewer = handle
      fast.content = content
      if (fast.camera) handle.setCamera(fast.camera, false)
    },
    [fast, content],
  )
  const onCamera = useCallback<ViewerProps['onCamera']>(
    pose => {
      fast.camera = pose
    },
    [fast],
  )
  const onPick = useCallback<ViewerProps['onPick']>(
    point => {
      const state = store.getState()
      const { pick, selectInstance, inspectCluster, currentLabel } = state
      pick(point)
      const cluster = point?.sweep === 0 ? (currentLabel?.layers?.cluster0[point.index] ?? -1) : -1
      inspectCluster(cluster < 0 ? null : cluster)
      const source = seenPanes(state).panes.find(pane => pane.id === point?.pane)?.source
      const estimate = source && estimateSource(source)?.pick(state)
      const object = estimate && point?.sweep === 0 ? objectAt(estimate, point.index) : null
      selectInstance(source && object ? { source, track: object.track } : null)
    },
    [store],
  )
  const onFirstPicture = useCallback(() => store.getState().settleStart(), [store])
  const onFailure = useCallback((message: string, hint: string) => setFailure({ message, hint }), [setFailure])
  return (
    <div className={styles.area}>
      <Unhurried place={<div className={styles.bar} />}>
        <ViewBar run={run} />
      </Unhurried>
      <section className={styles.stage} aria-label="3-D view">
        <ErrorBoundary what="The view">
          {failure ? (
            <ViewerFailure message={failure.message} hint={failure.hint} />
          ) : (
            <Viewer
              content={content}
              onPick={onPick}
              onCamera={onCamera}
              onReady={onReady}
              onFirstPicture={onFirstPicture}
              onFailure={onFailure}
            />
          )}
        </ErrorBoundary>
        <Unhurried>
          {!failure && <PaneHeaders />}
          {!failure && typeof swipe === 'number' && <SwipeDivider share={swipe} />}
          {!failure && frame && <PickedOut panes={panes} />}
          {!failure && frame && <LegendOverlay frame={frame} panes={panes} settings={settings} />}
          {!failure && frame && <RayKey />}
          {isEmpty && <NothingOpen run={run} onSample={options => void store.getState().openSimulation(options)} />}
          {!failure && <WelcomeHint run={run} />}
          <FrameError />
        </Unhurried>
      </section>
    </div>
  )
}
