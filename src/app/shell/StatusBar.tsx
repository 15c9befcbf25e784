import { formatBytes, formatCount } from '../controls/format.ts'
import { PanelNotices } from '../controls/Notice.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './shell.module.css'

/** What is loaded, what it costs, and what the workers do. */
export function StatusBar() {
  const shown = useStudio(state => state.shown)
  const use = useStudio(state => state.cacheUse)
  const frames = useStudio(state => state.lanes.loaded)
  const loaded = frames.reduce((sum, lane) => sum + (lane === 1 ? 1 : 0), 0)
  const reading = frames.some(lane => lane === 3)
  const active = useStudio(state => state.activeLabelling)
  const buffering = useStudio(state => state.buffering)
  const work = active[0]
  return (
    <>
      <div className={styles.toasts}>
        <PanelNotices scope="workers" />
      </div>
      <footer className={styles.statusBar}>
        <span>
          {shown
            ? `${formatCount(shown.sweep0.count)} points${shown.sweep1 ? ` + ${formatCount(shown.sweep1.count)}` : ''}`
            : 'No sweep'}
        </span>
        {shown && (
          <span className={styles.wideOnly}>{shown.sweep0.frame === 'ego' ? 'ego frame' : 'sensor frame'}</span>
        )}
        <span title="Sweeps and truth kept in memory, of the budget for them">
          Frames {loaded}/{frames.length} · {formatBytes(use.frameBytes)} of {formatBytes(use.frameBudgetBytes)}
        </span>
        <span className={styles.wideOnly} title="Pseudo-labels kept in memory, of the budget for them">
          Labels {formatBytes(use.labelBytes)} of {formatBytes(use.labelBudgetBytes)}
        </span>
        <span className={styles.statusEnd}>
          {buffering ? 'Waiting for a frame' : reading ? 'Reading' : ''}
          {work && (buffering || reading) ? ' · ' : ''}
          {work ? `Frame ${work.position + 1}: ${work.stage}` : buffering || reading ? '' : 'Idle'}
        </span>
      </footer>
    </>
  )
}
