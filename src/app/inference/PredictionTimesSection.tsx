import { Button } from '../controls/Button.tsx'
import { Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './inference.module.css'
import { timingRows } from './timingRows.ts'

const milliseconds = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0))

/** Milliseconds of each component: the last prediction, and all since the model was loaded. */
export function PredictionTimesSection() {
  const timings = useStudio(state => state.predictionTimings)
  const model = useStudio(state => (state.modelState.kind === 'ready' ? state.modelState.model : null))
  const rows = timingRows(timings)
  if (rows.length === 0 || !model) return null
  const save = () => {
    const report = {
      model: model.manifest.name,
      graphs: model.manifest.graphs.encoder.sha256,
      provider: model.provider,
      hardware: { cores: navigator.hardwareConcurrency, browser: navigator.userAgent },
      coldMilliseconds: model.milliseconds,
      warmMilliseconds: rows,
      predictions: timings,
    }
    const url = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }))
    const link = document.createElement('a')
    link.href = url
    link.download = `prediction-times-${model.provider.name}.json`
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <Section title="Time">
      <table className={styles.times}>
        <thead>
          <tr>
            <th aria-label="Component" />
            <th>Last</th>
            <th>Median</th>
            <th>p95</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td>{milliseconds(row.last)}</td>
              <td>{milliseconds(row.median)}</td>
              <td>{milliseconds(row.p95)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.remark}>
        Milliseconds over {timings.length} {timings.length === 1 ? 'prediction' : 'predictions'} of the loaded model.
      </p>
      <Button onClick={save}>Save as JSON</Button>
    </Section>
  )
}
