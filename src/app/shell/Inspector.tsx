import { Tabs } from 'radix-ui'
import type { ComponentType } from 'react'
import { ComparePanel } from '../compare/ComparePanel.tsx'
import { NetworkPanel } from '../inference/NetworkPanel.tsx'
import { MethodPanel } from '../method/MethodPanel.tsx'
import { MetricsPanel } from '../metrics/MetricsPanel.tsx'
import { PickPanel } from '../pick/PickPanel.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { SIDE_TABS, type SideTab } from '../stores/shellSlice.ts'
import { ViewPanel } from '../view/ViewPanel.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import styles from './shell.module.css'

const TABS: Readonly<Record<SideTab, { readonly label: string; readonly panel: ComponentType }>> = {
  view: { label: 'View', panel: ViewPanel },
  method: { label: 'Method', panel: MethodPanel },
  network: { label: 'Network', panel: NetworkPanel },
  compare: { label: 'Compare', panel: ComparePanel },
  metrics: { label: 'Metrics', panel: MetricsPanel },
  pick: { label: 'Pick', panel: PickPanel },
}

export function Inspector() {
  const tab = useStudio(state => state.sideTab)
  const setTab = useStudio(state => state.setSideTab)
  return (
    <Tabs.Root
      className={styles.inspector}
      value={tab}
      onValueChange={value => {
        const chosen = SIDE_TABS.find(candidate => candidate === value)
        if (chosen) setTab(chosen)
      }}
    >
      <Tabs.List className={styles.tabs} aria-label="Inspector">
        {SIDE_TABS.map(id => (
          <Tabs.Trigger key={id} value={id} className={styles.tab}>
            {TABS[id].label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {SIDE_TABS.map(id => {
        const Content = TABS[id].panel
        return (
          <Tabs.Content key={id} value={id} className={styles.tabContent}>
            <ErrorBoundary what={`The ${TABS[id].label} panel`}>
              <Content />
            </ErrorBoundary>
          </Tabs.Content>
        )
      })}
    </Tabs.Root>
  )
}
