import { Button } from '../controls/Button.tsx'
import { NoticeBox } from '../controls/Notice.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './view.module.css'

/** What is wrong with the frame at the playhead; the frame shown before stays behind it. */
export function FrameError() {
  const { frames } = useStudioHandle()
  const frameError = useStudio(state => state.frameError)
  const failedPairs = useStudio(state => state.failedPairs)
  const position = useStudio(state => state.position)
  const retryLabelling = useStudio(state => state.retryLabelling)
  const pair = failedPairs.find(candidate => candidate.position === position)
  if (!frameError && !pair) return null
  return (
    <div className={styles.frameError}>
      {frameError && (
        <NoticeBox
          severity="error"
          error={{ ...frameError.error, message: `Frame ${frameError.position + 1}: ${frameError.error.message}` }}
        >
          <Button onClick={() => frames.retry()}>Try again</Button>
        </NoticeBox>
      )}
      {pair && !frameError && (
        <NoticeBox severity="error" error={{ ...pair.error, message: `Labelling of this pair: ${pair.error.message}` }}>
          <Button onClick={retryLabelling}>Try again</Button>
        </NoticeBox>
      )}
    </div>
  )
}
