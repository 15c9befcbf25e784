import { DEGRADATION_METRICS, NOISE_KINDS } from '#model/noise/degradation.ts'
import { Button } from '../controls/Button.tsx'
import { Dropdown } from '../controls/Choice.tsx'
import { Explain } from '../controls/Explain.tsx'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { Row } from '../controls/Rows.tsx'
import { CURVES } from '../metrics/curves.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { DegradationFigure } from './DegradationFigure.tsx'
import styles from './instruments.module.css'
import { DEGRADATION_SEEDS } from './NoiseEngine.ts'
import { networkPlan } from './networkPlan.ts'
import { NOISE_WORDS } from './noiseKinds.ts'

/** How a metric of the pseudo-labels falls as one kind of noise grows, and what the network makes of them. */
export function DegradationView() {
  const kind = useStudio(state => state.degradationKind)
  const setKind = useStudio(state => state.setDegradationKind)
  const metric = useStudio(state => state.degradationMetric)
  const setMetric = useStudio(state => state.setDegradationMetric)
  const canMeasure = useStudio(
    state => state.shown?.truth != null && state.shown.sweep1 !== null && state.currentLabel?.layers != null,
  )
  return (
    <div className={styles.degradation}>
      <div className={styles.heading}>
        <h3>Degradation</h3>
        <Explain what="Degradation curve">
          <p>
            Each level of one kind of noise is put into the pseudo-labels of this pair with {DEGRADATION_SEEDS} seeds,
            from the seed above on, and measured against the truth (protocol av2-v1). The line is the mean, the band
            reaches from the lowest to the highest.
          </p>
          <p>
            The network is given the same noisy pseudo-labels as context, with the first seed alone and no more
            iterations than it was made for: each point costs a run of seconds. Without context no noise of the labels
            reaches it, so that one run is a line; an error of the ego motion does reach it, so that there it is run at
            each level. The dots are the labels that it was given: where its line is better than they are, it mends
            them.
          </p>
          <p>The kinds and levels are those of the training’s sensitivity study.</p>
        </Explain>
      </div>
      <Row label="Noise">
        <Dropdown
          label="Kind of noise"
          value={kind}
          options={NOISE_KINDS.map(value => ({ value, label: NOISE_WORDS[value].label }))}
          onChange={setKind}
        />
      </Row>
      <Row label="Metric">
        <Dropdown
          label="Metric that degrades"
          value={metric}
          options={DEGRADATION_METRICS.map(value => ({ value, label: CURVES[value].label }))}
          onChange={setMetric}
        />
      </Row>
      <LabelsWork canMeasure={canMeasure} />
      <NetworkWork canMeasure={canMeasure} />
      {!canMeasure && <p className={styles.remark}>A curve needs truth for this pair, and its labels.</p>}
      <DegradationFigure />
    </div>
  )
}

function LabelsWork({ canMeasure }: { readonly canMeasure: boolean }) {
  const { instruments } = useStudioHandle()
  const task = useStudio(state => state.degradationTask)
  if (!task)
    return (
      <Button disabled={!canMeasure} onClick={() => void instruments.noise.measureDegradation()}>
        Measure the curve
      </Button>
    )
  return (
    <div className={styles.work}>
      <span>Measuring</span>
      <ProgressBar label="Degradation curve" fraction={task.fraction} />
      <Button look="quiet" onClick={() => instruments.noise.cancelCurve()}>
        Stop
      </Button>
    </div>
  )
}

/** The network's runs; the labels' own curve is measured with them when it is not there. */
function NetworkWork({ canMeasure }: { readonly canMeasure: boolean }) {
  const { instruments } = useStudioHandle()
  const kind = useStudio(state => state.degradationKind)
  const seed = useStudio(state => state.noiseSeed)
  const labels = useStudio(state => state.degradation)
  const network = useStudio(state => state.networkDegradation)
  const frameKey = useStudio(state => state.shown?.key)
  const task = useStudio(state => state.networkDegradationTask)
  const runs = networkPlan(kind).length
  const isOfThis = network?.frameKey === frameKey && network?.kind === kind && network.seed === seed
  const done = isOfThis ? network.points.length : 0
  if (task)
    return (
      <div className={styles.work}>
        <span role="status">{task.stage}</span>
        <ProgressBar label="Degradation of the network" fraction={task.fraction} />
        <Button look="quiet" onClick={() => instruments.networkDegradation.cancel()}>
          Stop
        </Button>
      </div>
    )
  const start = () => {
    const { result } = labels ?? {}
    if (labels?.frameKey !== frameKey || result?.kind !== kind || result.seed !== seed)
      void instruments.noise.measureDegradation()
    void instruments.networkDegradation.measure()
  }
  return (
    <Button
      disabled={!canMeasure || done === runs}
      title={`${runs} runs of the network, some seconds each: the ends of the scale first, then what lies between`}
      onClick={start}
    >
      {done === 0 ? 'Measure the network too' : done === runs ? 'The network is measured' : 'Go on with the network'}
    </Button>
  )
}
