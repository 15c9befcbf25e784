import type { EstimateSource } from '#model/sweep/estimate.ts'
import { paneShares } from '#viewer/index.ts'
import { nameOf } from '../compare/comparedSides.ts'
import { Dropdown } from '../controls/Choice.tsx'
import { COMPARED_PANE, comparedWith, seenPanes } from '../stores/comparisonSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from './estimateSources.ts'
import styles from './view.module.css'

const OPTIONS = ESTIMATE_SOURCES.map(({ id, label, explanation }) => ({ value: id, label, hint: explanation }))

/** Whose estimate each pane shows, and whom the second half of a swipe. */
export function PaneHeaders() {
  const own = useStudio(state => state.panes)
  const comparison = useStudio(state => state.comparison)
  const flickering = useStudio(state => state.flickering)
  const setSource = useStudio(state => state.setPaneSource)
  const setReference = useStudio(state => state.setReference)
  const stale = useStudio(state => state.currentLabelStale)
  const { panes, swipe } = seenPanes({ panes: own, comparison, flickering })
  const shares = paneShares(panes.length, swipe)
  return (
    <div className={styles.paneHeaders}>
      {panes.map((pane, i) => {
        const { x = 0, y = 0, width = 1 } = shares[i] ?? {}
        const isCompared = pane.id === COMPARED_PANE
        // What is chosen stays in the menu while another stands in for it.
        const chosen = isCompared
          ? comparedWith(own[0]?.source ?? 'pseudo-labels', comparison)
          : (own.find(({ id }) => id === pane.id)?.source ?? pane.source)
        const label = isCompared ? 'Compared with' : own.length === 1 ? 'Estimate shown' : `Estimate in pane ${i + 1}`
        return (
          <div
            key={pane.id}
            className={styles.paneHeader}
            style={{ left: `${100 * x}%`, top: `${100 * y}%`, width: `${100 * width}%` }}
          >
            <Dropdown<EstimateSource>
              label={label}
              value={chosen}
              options={OPTIONS}
              onChange={source => (isCompared ? setReference(source) : setSource(pane.id, source))}
              className={styles.paneSelect}
            />
            {pane.source !== chosen && <span className={styles.standIn}>Showing {nameOf(pane.source)}</span>}
            {stale && pane.source !== 'truth' && <span className={styles.stale}>Updating</span>}
          </div>
        )
      })}
    </div>
  )
}
