import { Eye } from 'lucide-react'
import { Button } from '../controls/Button.tsx'
import { SliderRow } from '../controls/Rows.tsx'
import { Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './inference.module.css'
import { whyNoConvergence } from './paneConvergence.ts'

/** Below this mean change a further iteration is not worth its time, metres. */
const SETTLED_METRES = 0.005

/** The prediction after 0..k iterations, and how much each changed. */
export function IterationScrub() {
  const prediction = useStudio(state => state.currentPrediction)
  const asked = useStudio(state => state.iteration)
  const show = useStudio(state => state.showIteration)
  if (!prediction) return null
  const { iterations, changes } = prediction
  const at = asked ?? iterations
  const most = Math.max(...changes, 1e-6)
  const settled = changes.findIndex((change, k) => k > 0 && change < SETTLED_METRES)
  return (
    <Section title="Iterations">
      <SliderRow
        label="Looked at"
        title="What the network starts from (0) and what it says after each iteration; the pane Prediction shows it"
        value={at}
        minimum={0}
        maximum={iterations}
        step={1}
        onChange={value => show(value === iterations ? null : value)}
        format={value => (value === 0 ? 'start' : `${value} of ${iterations}`)}
      />
      <ol className={styles.changes} aria-label="Mean change of the moving points' flow by iteration">
        {changes.map((change, k) =>
          k === 0 ? null : (
            // biome-ignore lint/suspicious/noArrayIndexKey: an iteration is its number
            <li key={k} data-current={k === at}>
              <span>{k}</span>
              <span className={styles.changeTrack}>
                <span style={{ width: `${(100 * change) / most}%` }} />
              </span>
              <span>{(100 * change).toFixed(1)} cm</span>
            </li>
          ),
        )}
      </ol>
      <p className={styles.remark}>
        {settled > 0
          ? `From iteration ${settled} on moving points change by less than ${(1000 * SETTLED_METRES).toFixed(0)} mm on average: more would hardly change the picture.`
          : 'Mean change of the flow of what moves.'}
      </p>
      <ShowConvergence />
    </Section>
  )
}

const KINDS = [
  { of: 'still-moves', label: 'Show what still moves', title: 'How far each point’s flow is from where it ends' },
  {
    of: 'settled',
    label: 'Show when it settled',
    title: 'From which iteration on each point’s flow stays near its end',
  },
] as const

/** The same point by point: colours of the view. */
function ShowConvergence() {
  const colour = useStudio(state => state.view.colour)
  const setColour = useStudio(state => state.setColour)
  const why = useStudio(whyNoConvergence)
  return (
    <div className={styles.buttons}>
      {KINDS.map(({ of, label, title }) => (
        <Button
          key={of}
          look="quiet"
          disabled={why !== null}
          aria-pressed={colour.kind === 'convergence' && colour.of === of}
          title={why ?? title}
          onClick={() => setColour({ kind: 'convergence', of })}
        >
          <Eye size={12} aria-hidden />
          {label}
        </Button>
      ))}
    </div>
  )
}
