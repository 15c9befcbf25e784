import { useState } from 'react'
import { Segments } from '../controls/Choice.tsx'
import { formatCount } from '../controls/format.ts'
import { PanelNotices } from '../controls/Notice.tsx'
import { Empty } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import { MetricTables } from './MetricTables.tsx'
import styles from './metrics.module.css'
import { SequenceMetricsView } from './SequenceMetricsView.tsx'
import { WorstObjects } from './WorstObjects.tsx'

type Scope = 'frame' | 'sequence'

/** Every estimate against the truth, of this frame or of the sequence so far. */
export function MetricsPanel() {
  const [scope, setScope] = useState<Scope>('frame')
  const hasTruth = useStudio(state => state.shown?.truth != null || state.sequenceMetrics !== null)
  return (
    <>
      <PanelNotices scope="metrics" />
      {hasTruth && (
        <div className={styles.scope}>
          <Segments<Scope>
            label="What is measured"
            value={scope}
            options={[
              { value: 'frame', label: 'This frame' },
              { value: 'sequence', label: 'Sequence' },
            ]}
            onChange={setScope}
          />
        </div>
      )}
      {scope === 'frame' || !hasTruth ? <FrameMetricsView /> : <SequenceMetricsView />}
    </>
  )
}

function FrameMetricsView() {
  const shown = useStudio(state => state.shown)
  const metrics = useStudio(state => state.frameMetrics)
  const evaluating = useStudio(state => state.evaluating)
  const playing = useStudio(state => state.playing)
  const first = ESTIMATE_SOURCES.find(source => metrics?.bySource[source.id])
  const summary = first ? metrics?.bySource[first.id] : undefined
  if (!shown?.truth)
    return (
      <Empty title={shown?.truthPending ? 'Truth is loading' : 'No truth for this pair'}>
        Metrics compare with annotations: Argoverse 2 logs, KITTI boxes, OpenSceneFlow files with flow, and the
        simulated street have them.
      </Empty>
    )
  if (!metrics || !summary)
    return (
      <Empty title={evaluating ? 'Measuring' : playing ? 'Measured when playing stops' : 'Waiting for an estimate'} />
    )
  return (
    <div className={metrics.frameKey === shown.key ? undefined : styles.old}>
      <MetricTables bySource={metrics.bySource} />
      {first && (
        <WorstObjects
          objects={(metrics.objects[first.id] ?? []).map(object => ({ position: shown.position, object }))}
          source={first.label}
          of="frame"
        />
      )}
      <p className={styles.foot}>
        Protocol {summary.protocol}, this frame alone: {formatCount(summary.points)} points with |x|, |y| ≤ 50 m, not
        ground, with known flow.
      </p>
    </div>
  )
}
