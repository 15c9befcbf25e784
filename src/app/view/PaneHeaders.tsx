import type { EstimateSource } from '#model/sweep/estimate.ts'
import { Dropdown } from '../controls/Choice.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from './estimateSources.ts'
import styles from './view.module.css'

const OPTIONS = ESTIMATE_SOURCES.map(({ id, label, explanation }) => ({ value: id, label, hint: explanation }))

/** Whose estimate each pane shows. */
export function PaneHeaders() {
  const panes = useStudio(state => state.panes)
  const setSource = useStudio(state => state.setPaneSource)
  const stale = useStudio(state => state.currentLabelStale)
  return (
    <div className={styles.paneHeaders}>
      {panes.map((pane, i) => (
        <div key={pane.id} className={styles.paneHeader}>
          <Dropdown<EstimateSource>
            label={panes.length === 1 ? 'Estimate shown' : `Estimate in pane ${i + 1}`}
            value={pane.source}
            options={OPTIONS}
            onChange={source => setSource(pane.id, source)}
            className={styles.paneSelect}
          />
          {stale && pane.source !== 'truth' && <span className={styles.stale}>Updating</span>}
        </div>
      ))}
    </div>
  )
}
