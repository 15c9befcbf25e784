import { useMemo } from 'react'
import { DisagreementWork } from '../compare/DisagreementWork.tsx'
import { DISAGREEMENT_CURVES } from '../compare/disagreementCurves.ts'
import { Dropdown } from '../controls/Choice.tsx'
import { Explain } from '../controls/Explain.tsx'
import { Section } from '../controls/Section.tsx'
import { isDisagreement } from '../stores/disagreementSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import { CurveDropdown } from './CurveDropdown.tsx'
import { rankedFrames } from './chosenCurve.ts'
import styles from './metrics.module.css'

const WORST = 4

/** The curve over the timeline: what it draws, of whom, and where it is worst. */
export function CurveSection() {
  const metric = useStudio(state => state.curveMetric)
  const disagreement = isDisagreement(metric) ? DISAGREEMENT_CURVES[metric] : null
  return (
    <Section
      title="Over the timeline"
      aside={
        disagreement && (
          <Explain what={disagreement.label}>
            <p>{disagreement.explanation}</p>
            <code>{disagreement.formula}</code>
            <p>
              Points whose flow one of the two does not know (a track that vanishes, an area without truth) are left
              out.
            </p>
          </Explain>
        )
      }
    >
      <CurveDropdown label="Curve drawn over the timeline" />
      {disagreement ? <DisagreementWork /> : <MeasuredSource />}
      <WorstFrames />
    </Section>
  )
}

/** Whose metric is drawn. */
function MeasuredSource() {
  const metrics = useStudio(state => state.sequenceMetrics)
  const source = useStudio(state => state.curveSource)
  const setSource = useStudio(state => state.setCurveSource)
  const sources = ESTIMATE_SOURCES.filter(({ id }) => metrics?.bySource[id])
  if (sources.length === 0) return null
  return (
    <Dropdown
      label="Estimate whose curve is drawn"
      value={source}
      options={sources.map(({ id, label }) => ({ value: id, label }))}
      onChange={setSource}
    />
  )
}

function WorstFrames() {
  const curveMetric = useStudio(state => state.curveMetric)
  const curveSource = useStudio(state => state.curveSource)
  const sequenceMetrics = useStudio(state => state.sequenceMetrics)
  const disagreements = useStudio(state => state.disagreements)
  const position = useStudio(state => state.position)
  const setPosition = useStudio(state => state.setPosition)
  const frames = useMemo(
    () => rankedFrames({ curveMetric, curveSource, sequenceMetrics, disagreements }).slice(0, WORST),
    [curveMetric, curveSource, sequenceMetrics, disagreements],
  )
  if (frames.length === 0) return null
  return (
    <>
      <ol className={styles.worst} aria-label="Worst frames">
        {frames.map(frame => (
          <li key={frame.position}>
            <button
              type="button"
              aria-current={frame.position === position}
              onClick={() => setPosition(frame.position)}
            >
              <span>Frame {frame.position + 1}</span>
              <span>{frame.value.toFixed(3)}</span>
            </button>
          </li>
        ))}
      </ol>
      <p className={styles.note}>The worst frames by this curve; a click shows one, N goes to the next worst.</p>
    </>
  )
}
