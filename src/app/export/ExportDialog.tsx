import { Button } from '../controls/Button.tsx'
import { formatBytes } from '../controls/format.ts'
import { NoticeBox } from '../controls/Notice.tsx'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { Sheet } from '../controls/Sheet.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { DataExport } from './DataExport.tsx'
import styles from './export.module.css'
import { PictureExport } from './PictureExport.tsx'
import { ReportExport } from './ReportExport.tsx'

/** Everything that can be kept of a session: values, pictures, a report. */
export function ExportDialog() {
  const open = useStudio(state => state.exportOpen)
  const setOpen = useStudio(state => state.setExportOpen)
  return (
    <Sheet title="Export" open={open} onOpenChange={setOpen}>
      <DataExport />
      <PictureExport />
      <ReportExport />
      <Outcome />
    </Sheet>
  )
}

/** What is being made, and what became of the last one. */
function Outcome() {
  const { exports } = useStudioHandle()
  const exporting = useStudio(state => state.exporting)
  const exported = useStudio(state => state.exported)
  const error = useStudio(state => state.exportError)
  return (
    <footer className={styles.outcome} aria-live="polite">
      {exporting && (
        <>
          <div className={styles.progress}>
            <ProgressBar
              label={exporting.stage}
              fraction={exporting.total > 0 ? exporting.done / exporting.total : null}
            />
            <span>{exporting.stage}</span>
          </div>
          <Button onClick={() => exports.cancel()}>Cancel</Button>
        </>
      )}
      {!exporting && error && <NoticeBox severity="error" error={error} />}
      {!exporting && exported && (
        <p className={styles.saved}>
          Saved <strong>{exported.name}</strong>, {formatBytes(exported.bytes)}: {exported.note}.
        </p>
      )}
      {!exporting && !exported && !error && (
        <p className={styles.saved}>Files go to the browser’s downloads. Nothing leaves this device.</p>
      )}
    </footer>
  )
}
