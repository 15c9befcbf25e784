import { Eye } from 'lucide-react'
import { LOSS_TERMS, LOSSES, type LossTerm } from '#model/losses/terms.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import { Button, IconButton } from '../controls/Button.tsx'
import { Explain } from '../controls/Explain.tsx'
import { formatCount } from '../controls/format.ts'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { Section } from '../controls/Section.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './instruments.module.css'
import { SourceChoice } from './SourceChoice.tsx'

/** What the training would make of this pair: each loss of an estimate as a number, and as a heat map. */
export function LossesSection() {
  return (
    <Section title="Losses" startsOpen={false}>
      <Losses />
    </Section>
  )
}

function Losses() {
  const { instruments } = useStudioHandle()
  const source = useStudio(state => state.lossSource ?? state.panes[0]?.source ?? 'pseudo-labels')
  const setSource = useStudio(state => state.setLossSource)
  const values = useStudio(state => state.losses[source])
  const task = useStudio(state => state.lossTask)
  const canAsk = useStudio(state => state.shown?.sweep1 != null && state.currentLabel?.layers != null)
  return (
    <>
      <SourceChoice label="Estimate whose losses are listed" value={source} onChange={setSource} />
      {task ? (
        <div className={styles.work}>
          <span>{task.stage}</span>
          <ProgressBar label={task.stage} fraction={task.fraction} />
          <Button look="quiet" onClick={() => instruments.losses.cancel()}>
            Stop
          </Button>
        </div>
      ) : (
        !values && (
          <Button look="primary" disabled={!canAsk} onClick={() => instruments.losses.ask(source)}>
            Compute the losses
          </Button>
        )
      )}
      <ul className={styles.losses} aria-label="Losses of the estimate">
        {LOSS_TERMS.map(term => (
          <LossRow key={term} term={term} source={source} />
        ))}
      </ul>
      {values ? (
        <p className={styles.remark}>
          Weighted as in training: <output>{formatLoss(values.weighted)}</output>. Against the pseudo-labels of this
          pair; the mean of what the eye shows is the number beside it.
        </p>
      ) : (
        <p className={styles.remark}>Held against the pseudo-labels of this pair, as the training would.</p>
      )}
    </>
  )
}

function LossRow({ term, source }: { readonly term: LossTerm; readonly source: EstimateSource }) {
  const { store } = useStudioHandle()
  const loss = useStudio(state => state.losses[source]?.terms.find(candidate => candidate.term === term))
  const isComputed = useStudio(state => state.losses[source] !== undefined)
  const isShown = useStudio(state => state.view.colour.kind === 'loss' && state.view.colour.term === term)
  const description = LOSSES[term]
  const paint = () => {
    const { view, changeSettings } = store.getState()
    const points = term === 'chamfer-back' ? { ...view.points, showSweep1: true } : view.points
    changeSettings('Colour', { view: { ...view, colour: { kind: 'loss', term }, points } })
  }
  return (
    <li>
      <IconButton label={`Colour the points by ${description.name}`} pressed={isShown} onClick={paint} side="left">
        <Eye size={13} />
      </IconButton>
      <span>{description.name}</span>
      <output title={loss ? `Mean over ${formatCount(loss.points)} points` : undefined}>
        {loss ? `${formatLoss(loss.mean)}${description.unit ? ` ${description.unit}` : ''}` : isComputed ? '–' : ''}
      </output>
      <Explain what={description.name}>
        <p>{description.explanation}</p>
        <code>{description.formula}</code>
        <p>{description.points}</p>
        <p>
          w = confidence of the label.{' '}
          {description.weight === null
            ? 'Not in the training’s sum.'
            : `Weight in the training: ${description.weight}.`}
        </p>
        <p>Source: {description.source}</p>
      </Explain>
    </li>
  )
}

export function formatLoss(value: number): string {
  if (value === 0) return '0'
  return value < 1e-4 ? value.toExponential(1) : value.toPrecision(3)
}
