import { CircleAlert, Pause, Play, RefreshCw, X } from 'lucide-react'
import { IconButton, Tip } from '../controls/Button.tsx'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './labelling.module.css'

/** Background labelling of the sequence: how far it is, pause, stop, retry. */
export function LabellingControls() {
  const status = useStudio(state => state.labellingStatus)
  const labelled = useStudio(state => state.labelled)
  const labellable = useStudio(state => state.labellable)
  const beyond = useStudio(state => state.labelsBeyondBudget)
  const failed = useStudio(state => state.failedPairs)
  const wish = useStudio(state => state.wishLabelling)
  const retry = useStudio(state => state.retryLabelling)
  const setPosition = useStudio(state => state.setPosition)
  if (status === 'idle') return <div className={styles.labelling} />
  const [firstFailed] = failed
  return (
    <div className={styles.labelling}>
      {firstFailed && (
        <Tip text={`Frame ${firstFailed.position + 1}: ${firstFailed.error.message}`} side="top">
          <button type="button" className={styles.failed} onClick={() => setPosition(firstFailed.position)}>
            <CircleAlert size={13} aria-hidden />
            {failed.length} failed
          </button>
        </Tip>
      )}
      {firstFailed && (
        <IconButton label="Try the failed pairs again" side="top" onClick={retry}>
          <RefreshCw size={13} />
        </IconButton>
      )}
      <div className={styles.text}>
        <span>{WORDS[status](labelled, labellable)}</span>
        {beyond > 0 && (
          <span className={styles.beyond} title="The label budget is full; these are labelled when you come near them.">
            {beyond} later
          </span>
        )}
        <div className={styles.bar}>
          <ProgressBar label="Pairs labelled" fraction={labellable > 0 ? labelled / labellable : 0} />
        </div>
      </div>
      {status === 'running' && (
        <IconButton label="Pause labelling" side="top" onClick={() => wish('pause')}>
          <Pause size={13} />
        </IconButton>
      )}
      {(status === 'paused' || status === 'cancelled') && (
        <IconButton
          label={status === 'paused' ? 'Resume labelling' : 'Start labelling'}
          side="top"
          onClick={() => wish('run')}
        >
          <Play size={13} />
        </IconButton>
      )}
      {(status === 'running' || status === 'paused') && (
        <IconButton label="Stop labelling" side="top" onClick={() => wish('cancel')}>
          <X size={14} />
        </IconButton>
      )}
    </div>
  )
}

const WORDS = {
  idle: () => '',
  running: (done: number, all: number) => `Labelling ${done} of ${all} pairs`,
  paused: (done: number, all: number) => `Paused at ${done} of ${all} pairs`,
  cancelled: (done: number, all: number) => `Stopped at ${done} of ${all} pairs`,
  done: (done: number, all: number) => (all === 1 ? 'Pair labelled' : `${done} of ${all} pairs labelled`),
} as const
