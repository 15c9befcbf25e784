import { type ComponentType, useEffect, useRef, useState } from 'react'
import { Group, Panel, type PanelImperativeHandle, Separator, useDefaultLayout } from 'react-resizable-panels'
import type { ViewerProps } from '#viewer/contract.ts'
import { DataPanel } from '../data/DataPanel.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { ViewArea } from '../view/ViewArea.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { guardedStorage } from './guardedStorage.ts'
import { Inspector } from './Inspector.tsx'
import styles from './shell.module.css'
import type { Run } from './TopBar.tsx'
import { Unhurried } from './Unhurried.tsx'

const PANELS = ['data', 'view', 'inspector']

/** Pixels; narrower on a small window, so that the view keeps half of it. */
function startSizes(windowWidth: number) {
  return windowWidth < 1200 ? { data: 232, inspector: 272 } : { data: 272, inspector: 316 }
}

export function Layout({ viewer, run }: { readonly viewer: ComponentType<ViewerProps>; readonly run: Run }) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: 'studio-layout',
    panelIds: PANELS,
    storage: guardedStorage,
    onlySaveAfterUserInteractions: true,
  })
  const leftOpen = useStudio(state => state.leftOpen)
  const rightOpen = useStudio(state => state.rightOpen)
  const setLeftOpen = useStudio(state => state.setLeftOpen)
  const setRightOpen = useStudio(state => state.setRightOpen)
  const [sizes] = useState(() => startSizes(window.innerWidth))
  const left = useCollapsible(leftOpen)
  const right = useCollapsible(rightOpen)
  return (
    <Group
      orientation="horizontal"
      className={styles.body}
      onLayoutChanged={onLayoutChanged}
      {...(defaultLayout ? { defaultLayout } : {})}
    >
      <Panel
        id="data"
        panelRef={left}
        collapsible
        collapsedSize={0}
        defaultSize={sizes.data}
        minSize={220}
        maxSize={420}
        groupResizeBehavior="preserve-pixel-size"
        className={styles.side}
        onResize={size => setLeftOpen(size.inPixels > 0)}
      >
        {leftOpen && (
          <Unhurried>
            <ErrorBoundary what="The data panel">
              <DataPanel run={run} />
            </ErrorBoundary>
          </Unhurried>
        )}
      </Panel>
      <Separator className={styles.handle} aria-label="Width of the data panel" />
      <Panel id="view" minSize={320} className={styles.centre}>
        <ErrorBoundary what="The view">
          <ViewArea viewer={viewer} run={run} />
        </ErrorBoundary>
      </Panel>
      <Separator className={styles.handle} aria-label="Width of the inspector" />
      <Panel
        id="inspector"
        panelRef={right}
        collapsible
        collapsedSize={0}
        defaultSize={sizes.inspector}
        minSize={264}
        maxSize={560}
        groupResizeBehavior="preserve-pixel-size"
        className={styles.side}
        onResize={size => setRightOpen(size.inPixels > 0)}
      >
        {rightOpen && (
          <Unhurried>
            <ErrorBoundary what="The inspector">
              <Inspector />
            </ErrorBoundary>
          </Unhurried>
        )}
      </Panel>
    </Group>
  )
}

/** Follows the store's wish; dragging the handle changes the store instead. */
function useCollapsible(open: boolean) {
  const panel = useRef<PanelImperativeHandle | null>(null)
  useEffect(() => {
    const handle = panel.current
    if (!handle || handle.isCollapsed() === !open) return
    if (open) handle.expand()
    else handle.collapse()
  }, [open])
  return panel
}
