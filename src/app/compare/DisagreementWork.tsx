import type { EstimateSource } from '#model/sweep/estimate.ts'
import { Button } from '../controls/Button.tsx'
import { Dropdown } from '../controls/Choice.tsx'
import { NoticeBox, PanelNotices } from '../controls/Notice.tsx'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { Row } from '../controls/Rows.tsx'
import { isPrediction } from '../inference/wantsNetwork.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import styles from './compare.module.css'

const OPTIONS = ESTIMATE_SOURCES.map(({ id, label, explanation }) => ({ value: id, label, hint: explanation }))

/** Whose disagreement is drawn over the timeline, and how far the comparing is. */
export function DisagreementWork() {
  const pair = useStudio(state => state.disagreementPair)
  const setSide = useStudio(state => state.setDisagreementSide)
  return (
    <>
      <Row label="Of">
        <Dropdown<EstimateSource>
          label="First estimate of the curve"
          value={pair.a}
          options={OPTIONS}
          onChange={source => setSide('a', source)}
        />
      </Row>
      <Row label="Against">
        <Dropdown<EstimateSource>
          label="Second estimate of the curve"
          value={pair.b}
          options={OPTIONS}
          onChange={source => setSide('b', source)}
        />
      </Row>
      <Work />
      <PanelNotices scope="compare" />
    </>
  )
}

function Work() {
  const pair = useStudio(state => state.disagreementPair)
  const task = useStudio(state => state.disagreementTask)
  const stopped = useStudio(state => state.disagreementStopped)
  const setStopped = useStudio(state => state.setDisagreementStopped)
  const compared = useStudio(state => state.disagreements.size)
  const labelled = useStudio(state => state.labelled)
  const predicted = useStudio(state => state.predictedPairs)
  const wish = useStudio(state => state.predictionWish)
  const predicting = useStudio(state => state.predicting !== null)
  const model = useStudio(state => state.modelState)
  const retry = useStudio(state => state.retryInference)
  const wishPredictions = useStudio(state => state.wishPredictions)
  const needsNetwork = isPrediction(pair.a) || isPrediction(pair.b)
  const canPredict = needsNetwork && predicted < labelled
  return (
    <>
      <p className={styles.note} role="status">
        {compared} of {labelled} labelled pairs have both and are compared
        {stopped ? '; stopped.' : wish === 'all' && canPredict ? `, ${predicted} are predicted.` : '.'}
      </p>
      {task && !stopped && (
        <div className={styles.work}>
          <ProgressBar label="Comparing the two on every frame" fraction={task.done / task.total} />
          <Button look="quiet" onClick={() => setStopped(true)}>
            Stop
          </Button>
        </div>
      )}
      {stopped && <Button onClick={() => setStopped(false)}>Go on comparing</Button>}
      {needsNetwork && model.kind === 'loading' && !stopped && <p className={styles.note}>{model.stage}.</p>}
      {needsNetwork && model.kind === 'failed' && (
        <NoticeBox severity="error" error={model.error}>
          <Button onClick={retry}>Load again</Button>
        </NoticeBox>
      )}
      {canPredict && !stopped && (
        <Button
          title="The network at work on every labelled pair, in the background: seconds each"
          onClick={() => wishPredictions(wish === 'all' ? 'shown' : 'all')}
        >
          {wish === 'all'
            ? 'Stop predicting the others'
            : predicting
              ? 'Predict the other pairs too'
              : 'Predict every pair'}
        </Button>
      )}
    </>
  )
}
