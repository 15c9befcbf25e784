import { formatCount } from '../controls/format.ts'
import { PanelNotices } from '../controls/Notice.tsx'
import { Empty, Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import { METRIC_GROUPS } from './metricRows.ts'
import styles from './metrics.module.css'

/** Every estimate of this frame against its truth. */
export function MetricsPanel() {
  const shown = useStudio(state => state.shown)
  const metrics = useStudio(state => state.frameMetrics)
  const evaluating = useStudio(state => state.evaluating)
  const playing = useStudio(state => state.playing)
  const sources = ESTIMATE_SOURCES.filter(source => metrics?.bySource[source.id])
  const [first] = sources
  const summary = first ? metrics?.bySource[first.id] : undefined
  return (
    <>
      <PanelNotices scope="metrics" />
      {!shown?.truth ? (
        <Empty title={shown?.truthPending ? 'Truth is loading' : 'No truth for this pair'}>
          Metrics compare with annotations: Argoverse 2 logs, KITTI boxes, OpenSceneFlow files with flow, and the
          simulated street have them.
        </Empty>
      ) : !metrics || !summary ? (
        <Empty title={evaluating ? 'Measuring' : playing ? 'Measured when playing stops' : 'Waiting for an estimate'} />
      ) : (
        <div className={metrics.frameKey === shown.key ? undefined : styles.old}>
          {METRIC_GROUPS.map(group => (
            <Section key={group.title} title={group.title}>
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th aria-label="Metric" />
                    {sources.map(source => (
                      <th key={source.id}>{source.label}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {group.rows.map(row => (
                    <tr key={row.label} title={row.explanation}>
                      <th scope="row">{row.label}</th>
                      {sources.map(source => {
                        const of = metrics.bySource[source.id]
                        return <td key={source.id}>{of ? row.text(of) : ''}</td>
                      })}
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className={styles.note}>{group.note}</p>
            </Section>
          ))}
          <p className={styles.foot}>
            Protocol {summary.protocol}, this frame alone: {formatCount(summary.points)} points with |x|, |y| ≤ 50 m,
            not ground, with known flow.
          </p>
        </div>
      )}
    </>
  )
}
