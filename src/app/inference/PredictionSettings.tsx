import { Button } from '../controls/Button.tsx'
import { NoticeBox } from '../controls/Notice.tsx'
import { ProgressBar } from '../controls/ProgressBar.tsx'
import { SliderRow, SwitchRow } from '../controls/Rows.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './inference.module.css'

/** What the network is given and how long it refines; what it is doing now. */
export function PredictionSettings() {
  const { inference: engine } = useStudioHandle()
  const { withContext, iterations } = useStudio(state => state.inference)
  const set = useStudio(state => state.setInference)
  const manifest = useStudio(state => (state.modelState.kind === 'ready' ? state.modelState.model.manifest : null))
  const predicting = useStudio(state => state.predicting)
  const error = useStudio(state => state.predictionError)
  const recovery = useStudio(state => state.currentPrediction?.recovery ?? null)
  const wish = useStudio(state => state.predictionWish)
  const wishPredictions = useStudio(state => state.wishPredictions)
  const predicted = useStudio(state => state.predictedPairs)
  const labelled = useStudio(state => state.labelled)
  const retry = useStudio(state => state.retryInference)
  const isShown = useStudio(state => state.panes.some(({ source }) => source === 'prediction' || source === 'polished'))
  const first = useStudio(state => state.panes[0])
  const setSource = useStudio(state => state.setPaneSource)
  const asked = iterations ?? manifest?.iterations.default ?? 4
  const trained = manifest?.iterations.trained[1] ?? asked
  return (
    <>
      {!isShown && first && (
        <Button look="primary" onClick={() => setSource(first.id, 'prediction')}>
          Show the prediction
        </Button>
      )}
      <SwitchRow
        label="Given the pseudo-labels"
        title="Coarse to fine: the coarse stage's flow, objects and confidence as the network's context; off = the network alone"
        checked={withContext}
        onChange={value => set('Context of the network', { withContext: value })}
      />
      <SliderRow
        label="Iterations"
        title="Of the GRU: each looks again at where the flow so far leads"
        value={asked}
        minimum={1}
        maximum={manifest?.iterations.most ?? 8}
        step={1}
        onChange={value => set('Iterations of the network', { iterations: value })}
        format={value => (value > trained ? `${value} (untrained)` : String(value))}
      />
      {asked > trained && (
        <p className={styles.remark}>
          The model was trained for at most {trained} iterations: what stands may begin to drift.
        </p>
      )}
      <SwitchRow
        label="Every pair of the sequence"
        title="Predicts the labelled pairs from the shown one outwards, in the background"
        checked={wish === 'all'}
        onChange={all => wishPredictions(all ? 'all' : 'shown')}
      />
      {wish === 'all' && (
        <p className={styles.remark} role="status">
          {predicted} of {labelled} labelled pairs are predicted.
        </p>
      )}
      {predicting && (
        <div className={styles.work}>
          <span>{predicting.stage}</span>
          <ProgressBar label={predicting.stage} fraction={predicting.fraction} />
          <Button look="quiet" onClick={() => engine.cancel()}>
            Stop
          </Button>
        </div>
      )}
      {error && (
        <NoticeBox severity={error.code === 'cancelled' ? 'info' : 'error'} error={error}>
          <Button onClick={retry}>Predict again</Button>
        </NoticeBox>
      )}
      {recovery && <NoticeBox severity="warning" error={{ message: recovery }} />}
    </>
  )
}
