import { Button } from '../controls/Button.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './export.module.css'

/** What was measured on what: to read, or for programs. */
export function ReportExport() {
  const { exports } = useStudioHandle()
  const busy = useStudio(state => state.exporting !== null)
  const measured = useStudio(state => state.sequenceMetrics?.measured ?? 0)
  return (
    <section className={styles.part} aria-label="Report">
      <h2>Session report</h2>
      <p className={styles.words}>
        Settings, parameters, seeds, input files, metrics of this frame and of {measured} measured{' '}
        {measured === 1 ? 'frame' : 'frames'}, stage times and hardware. The page holds the view and the same numbers as
        JSON.
      </p>
      <div className={styles.buttons}>
        <Button look="primary" disabled={busy} onClick={() => void exports.saveReport('html')}>
          Save page (HTML)
        </Button>
        <Button disabled={busy} onClick={() => void exports.saveReport('json')}>
          Save JSON
        </Button>
      </div>
    </section>
  )
}
