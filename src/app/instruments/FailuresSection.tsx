import { useEffect } from 'react'
import type { Failure, FailureKind } from '#model/failures/failure.ts'
import { classes } from '../controls/classes.ts'
import { Explain } from '../controls/Explain.tsx'
import { SwitchRow } from '../controls/Rows.tsx'
import { Section } from '../controls/Section.tsx'
import { REASONS } from '../method/motionRows.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { estimateSource } from '../view/estimateSources.ts'
import { failureSourceOf } from './FailuresEngine.ts'
import styles from './instruments.module.css'
import { SourceChoice } from './SourceChoice.tsx'

const KINDS: Readonly<Record<FailureKind, { readonly name: string; readonly explanation: string }>> = {
  'ego-drift': {
    name: 'Ego motion drift',
    explanation:
      'Standing points have a residual flow: the ego motion is wrong, or not the one of the other estimates.',
  },
  'label-starvation': {
    name: 'Label starvation',
    explanation: 'No object was found to move although something does: training would learn that nothing moves.',
  },
  'motion-collapse': {
    name: 'Motion collapse',
    explanation: 'All objects share one average motion instead of each having its own.',
  },
  'unlabelled-mover': {
    name: 'Mover unlabelled',
    explanation: 'Something moves and no object of the estimate says so.',
  },
  'rejected-with-evidence': {
    name: 'Rejected with evidence',
    explanation: 'Rays passed through a cluster, but the motion that was tried on it was not believed.',
  },
  'false-mover': { name: 'Standing called moving', explanation: 'A wall, a hedge or a parked car was given a motion.' },
  'over-segmentation': { name: 'Over-segmentation', explanation: 'One object in several instances.' },
  'under-segmentation': { name: 'Under-segmentation', explanation: 'Several objects in one instance.' },
  'slow-mover': {
    name: 'Slow mover',
    explanation: 'Moves by less than what counts as moving: every metric calls it standing.',
  },
  'range-edge': {
    name: 'Edge of the range',
    explanation: 'Lies across or crosses the edge at ±51.2 m: a part of it is not seen by the network.',
  },
  appearing: {
    name: 'In one sweep only',
    explanation: 'Vanishes from one sweep to the next: it has no motion to find.',
  },
}

/** What went wrong in this pair, or may have. */
export function FailuresSection() {
  const count = useStudio(state => (state.failures && isCurrent(state) ? state.failures.list.length : null))
  return (
    <Section
      title="Failures"
      startsOpen={false}
      aside={count === null ? null : <span className={styles.aside}>{count === 0 ? 'none' : count}</span>}
    >
      <Failures />
    </Section>
  )
}

function isCurrent({
  failures,
  shown,
}: {
  readonly failures: { readonly frameKey: string } | null
  readonly shown: { readonly key: string } | null
}) {
  return failures?.frameKey === shown?.key
}

function Failures() {
  const source = useStudio(failureSourceOf)
  const setSource = useStudio(state => state.setFailureSource)
  const setOpen = useStudio(state => state.setFailuresOpen)
  const byTruth = useStudio(state => state.failuresByTruth)
  const setByTruth = useStudio(state => state.setFailuresByTruth)
  const hasTruth = useStudio(state => state.shown?.truth != null)
  const failures = useStudio(state => (isCurrent(state) ? state.failures : null))
  const isThere = useStudio(state => estimateSource(source)?.pick(state) != null)
  useEffect(() => {
    setOpen(true)
    return () => setOpen(false)
  }, [setOpen])
  return (
    <>
      <SourceChoice label="Estimate whose failures are listed" value={source} onChange={setSource} />
      {hasTruth && (
        <SwitchRow
          label="Judged by the truth"
          title="Off: what the data alone lets suspect, as on a drive without annotations"
          checked={byTruth}
          onChange={setByTruth}
        />
      )}
      {!failures && (
        <p className={styles.remark}>{isThere ? 'Looking.' : 'There is no such estimate for this pair yet.'}</p>
      )}
      {failures?.list.length === 0 && <p className={styles.remark}>None of the known failures shows in this pair.</p>}
      {failures && failures.list.length > 0 && (
        <ul className={styles.failures} aria-label="Failures of this pair">
          {failures.list.map(failure => (
            <FailureRow key={`${failure.kind} ${failure.title} ${failure.points[0]}`} failure={failure} />
          ))}
        </ul>
      )}
    </>
  )
}

function FailureRow({ failure }: { readonly failure: Failure }) {
  const { fast, store } = useStudioHandle()
  const chosen = useStudio(state => state.chosenFailure === failure)
  const { name, explanation } = KINDS[failure.kind]
  const show = () => {
    const state = store.getState()
    if (chosen) {
      state.chooseFailure(null)
      state.inspectCluster(null)
      return
    }
    const source = state.failures?.source
    const instances = (source && estimateSource(source)?.pick(state)?.instances) ?? []
    const object = instances.find(({ id }) => id === failure.instance)
    state.selectInstance(source && object ? { source, track: object.track } : null)
    state.inspectCluster(failure.cluster)
    state.chooseFailure(failure)
    if (failure.box) fast.viewer?.focusBox(failure.box)
    else if (failure.points.length > 0) fast.viewer?.flyTo('reset')
  }
  return (
    <li className={classes(chosen && styles.chosen)}>
      <button type="button" aria-pressed={chosen} onClick={show}>
        <span className={styles.kind} data-known={failure.knownBy}>
          {name}
          {failure.box && ` · ${Math.hypot(failure.box.center[0], failure.box.center[1]).toFixed(0)} m away`}
        </span>
        <span>{failure.title}</span>
        {chosen && (
          <span className={styles.why}>
            {failure.why}
            {failure.reason && ` Rejected as “${REASONS[failure.reason].name}”: ${REASONS[failure.reason].explanation}`}
          </span>
        )}
      </button>
      <Explain what={name}>
        <p>{explanation}</p>
        <p>
          {failure.knownBy === 'truth'
            ? 'Known by the truth of this pair.'
            : 'Suggested by the data alone: there may be a harmless reason.'}
        </p>
        <p>{failure.why}</p>
      </Explain>
    </li>
  )
}
