import { useStudio } from '../stores/StudioContext.tsx'
import styles from './inference.module.css'

/** How far the loaded model is from what PyTorch said on the scene that comes with it. */
export function SelfTestResult() {
  const test = useStudio(state => state.selfTest)
  if (test === null) return null
  if (test === 'running') return <p role="status">Running the model on its golden scene…</p>
  return (
    <div className={styles.selfTest} data-passed={test.passed} data-testid="self-test" role="status">
      <strong>
        {test.passed ? 'Agrees with PyTorch' : 'Does not agree with PyTorch'} (tolerance {test.tolerance})
      </strong>
      <dl>
        {Object.entries(test.differences).map(([name, difference]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{difference.toExponential(1)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
