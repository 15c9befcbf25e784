import {
  type Band,
  DEGRADATION_METRICS,
  type Degradation,
  type DegradationMetric,
  NOISE_KINDS,
  type NoiseKind,
} from '#model/noise/degradation.ts'
import { Button } from '../controls/Button.tsx'
import { Dropdown } from '../controls/Choice.tsx'
import { Explain } from '../controls/Explain.tsx'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { Row } from '../controls/Rows.tsx'
import { CURVES } from '../metrics/curves.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { highestOf } from '../timeline/curvePaths.ts'
import { bandPaths } from './bandPaths.ts'
import styles from './instruments.module.css'
import { DEGRADATION_SEEDS } from './NoiseEngine.ts'

const KINDS: Readonly<Record<NoiseKind, { readonly label: string; readonly text: (level: number) => string }>> = {
  drop: { label: 'Objects dropped', text: level => `${Math.round(100 * level)} %` },
  split: { label: 'Objects split', text: level => `${Math.round(100 * level)} %` },
  merge: { label: 'Objects merged', text: level => `${Math.round(100 * level)} %` },
  flip: { label: 'Standing blob called moving', text: level => `${Math.round(100 * level)} %` },
  jitter: { label: 'Jitter of motions', text: level => `${Math.round(100 * level)} cm` },
  'ego-translation': { label: 'Shift of the ego motion', text: level => `${Math.round(100 * level)} cm` },
  'ego-yaw': { label: 'Yaw of the ego motion', text: level => `${((level * 180) / Math.PI).toFixed(2)}°` },
}

/** How a metric of the pseudo-labels falls as one kind of noise grows. */
export function DegradationView() {
  const { instruments } = useStudioHandle()
  const kind = useStudio(state => state.degradationKind)
  const setKind = useStudio(state => state.setDegradationKind)
  const metric = useStudio(state => state.degradationMetric)
  const setMetric = useStudio(state => state.setDegradationMetric)
  const task = useStudio(state => state.degradationTask)
  const canMeasure = useStudio(state => state.shown?.truth != null && state.currentLabel?.layers != null)
  const result = useStudio(state =>
    state.degradation?.frameKey === state.shown?.key ? (state.degradation?.result ?? null) : null,
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
          <p>The kinds and levels are those of the training’s sensitivity study.</p>
        </Explain>
      </div>
      <Row label="Noise">
        <Dropdown
          label="Kind of noise"
          value={kind}
          options={NOISE_KINDS.map(value => ({ value, label: KINDS[value].label }))}
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
      {task ? (
        <div className={styles.work}>
          <span>Measuring</span>
          <ProgressBar label="Degradation curve" fraction={task.fraction} />
          <Button look="quiet" onClick={() => instruments.noise.cancelCurve()}>
            Stop
          </Button>
        </div>
      ) : (
        <Button disabled={!canMeasure} onClick={() => void instruments.noise.measureDegradation()}>
          Measure the curve
        </Button>
      )}
      {!canMeasure && <p className={styles.remark}>A curve needs truth for this pair, and its labels.</p>}
      {result && <Curve result={result} metric={metric} />}
    </div>
  )
}

const number = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'none')

function Curve({ result, metric }: { readonly result: Degradation; readonly metric: DegradationMetric }) {
  const { label, text } = KINDS[result.kind]
  const bands: readonly Band[] = result.levels.map(level => level.metrics[metric])
  const isShare = metric === 'dynamic-iou' || metric === 'moving-pq'
  const highest = isShare ? 1 : highestOf(bands.map(band => band.most))
  const { band, line } = bandPaths(bands, highest)
  const name = `${CURVES[metric].label} against ${label.toLowerCase()}, seeds ${result.seed} to ${result.seed + result.seeds - 1}`
  return (
    <figure className={styles.curve}>
      <figcaption>{name}</figcaption>
      <div className={styles.plot}>
        <span className={styles.top}>{highest}</span>
        <span className={styles.bottom}>0</span>
        <svg viewBox={`0 0 ${bands.length - 1} 1`} preserveAspectRatio="none" role="img" aria-label={name}>
          <path className={styles.band} d={band} />
          <path className={styles.line} d={line} vectorEffect="non-scaling-stroke" />
        </svg>
      </div>
      <table className={styles.before}>
        <thead>
          <tr>
            <th scope="col">Level</th>
            <th scope="col">least</th>
            <th scope="col">mean</th>
            <th scope="col">most</th>
          </tr>
        </thead>
        <tbody>
          {result.levels.map(({ level, metrics }) => (
            <tr key={level}>
              <th scope="row">{text(level)}</th>
              <td>{number(metrics[metric].least)}</td>
              <td>{number(metrics[metric].mean)}</td>
              <td>{number(metrics[metric].most)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
