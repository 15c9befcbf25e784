import { FileUp, FolderOpen, X } from 'lucide-react'
import { Button, IconButton } from '../controls/Button.tsx'
import { classes } from '../controls/classes.ts'
import { PanelNotices } from '../controls/Notice.tsx'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { Empty, Section } from '../controls/Section.tsx'
import type { Run } from '../shell/TopBar.tsx'
import { activeSequence } from '../stores/dataSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './data.module.css'
import { ImportReport } from './ImportReport.tsx'
import { SamplePanel } from './SamplePanel.tsx'
import { SequenceSettingsPanel } from './SequenceSettingsPanel.tsx'

export function DataPanel({ run }: { readonly run: Run }) {
  const active = useStudio(activeSequence)
  return (
    <div className={styles.panel}>
      <OpeningProgress />
      <div className={styles.messages}>
        <PanelNotices scope="data" />
      </div>
      <Section title="Opened">
        <SequenceList />
        <div className={styles.actions}>
          <Button onClick={() => run('open-files')}>
            <FileUp size={13} aria-hidden />
            Files
          </Button>
          <Button onClick={() => run('open-folder')}>
            <FolderOpen size={13} aria-hidden />
            Folder
          </Button>
        </div>
      </Section>
      <SamplePanel key={active === null || active.simulation ? 'open' : 'closed'} />
      {active && <SequenceSettingsPanel key={active.info.id} sequence={active} />}
      <ImportReport />
    </div>
  )
}

function OpeningProgress() {
  const opening = useStudio(state => state.opening)
  const cancel = useStudio(state => state.cancelOpening)
  if (!opening) return null
  const { label, progress } = opening
  return (
    <div className={styles.messages}>
      <div className={styles.opening} role="status">
        <div className={styles.openingHead}>
          <span>Opening {label}</span>
          <Button onClick={cancel}>Cancel</Button>
        </div>
        <ProgressBar
          label={`Opening ${label}`}
          fraction={progress && progress.total > 0 ? progress.done / progress.total : null}
        />
        <span className={styles.openingStage}>
          {progress ? `${progress.stage} (${progress.done} of ${progress.total})` : 'Starting'}
        </span>
      </div>
    </div>
  )
}

/** The one that was opened last stands at the end of a list that may be longer than its box. */
function scrollIntoSight(element: HTMLElement | null): void {
  element?.scrollIntoView?.({ block: 'nearest' })
}

function SequenceList() {
  const sequences = useStudio(state => state.sequences)
  const activeId = useStudio(state => state.activeId)
  const activate = useStudio(state => state.activate)
  const close = useStudio(state => state.closeSequence)
  if (sequences.length === 0)
    return <Empty title="Nothing is open">Drop sweeps or a folder anywhere in this window.</Empty>
  return (
    <ul className={styles.sequences}>
      {sequences.map(({ info }) => (
        <li
          key={info.id}
          ref={info.id === activeId ? scrollIntoSight : undefined}
          className={classes(styles.sequence, info.id === activeId && styles.sequenceActive)}
        >
          <button
            type="button"
            className={styles.sequencePick}
            aria-current={info.id === activeId}
            onClick={() => activate(info.id)}
          >
            <span>{info.name}</span>
            <span className={styles.sub}>
              {info.format} · {info.frames.length === 1 ? '1 sweep' : `${info.frames.length} sweeps`}
            </span>
          </button>
          <IconButton label={`Close ${info.name}`} onClick={() => void close(info.id)}>
            <X size={13} />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}
