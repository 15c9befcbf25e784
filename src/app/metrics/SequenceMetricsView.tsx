import { nameOf } from '../compare/comparedSides.ts'
import { formatCount } from '../controls/format.ts'
import { Empty, Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { CurveSection } from './CurveSection.tsx'
import { MetricTables } from './MetricTables.tsx'
import styles from './metrics.module.css'
import { WorstObjects } from './WorstObjects.tsx'
import { objectsOfSequence } from './worstObjects.ts'

/** All labelled pairs that have truth as one data set, the curve over the timeline, and where it is worst. */
export function SequenceMetricsView() {
  const metrics = useStudio(state => state.sequenceMetrics)
  const source = useStudio(state => state.curveSource)
  const summary = metrics?.bySource['pseudo-labels']
  if (!metrics || !summary)
    return <Empty title="No labelled pair with truth yet">Pairs are added here as they are labelled.</Empty>
  const { tracking } = metrics
  return (
    <>
      <CurveSection />
      <WorstObjects objects={objectsOfSequence(metrics.frames, source)} source={nameOf(source)} of="sequence" />
      <MetricTables bySource={metrics.bySource} />
      <Section title="Objects over time" startsOpen={false}>
        {tracking ? (
          <table className={styles.table}>
            <thead>
              <tr>
                <th aria-label="Metric" />
                <th>Moving</th>
                <th>All</th>
              </tr>
            </thead>
            <tbody>
              {(
                [
                  ['True tracks', 'tracks', 0],
                  ['Id switches', 'idSwitches', 0],
                  ['Fragmentations', 'fragmentations', 0],
                  ['Id stability', 'idStability', 3],
                ] as const
              ).map(([label, name, digits]) => (
                <tr key={name}>
                  <th scope="row">{label}</th>
                  {[tracking.moving, tracking.all].map((of, k) => (
                    <td key={k === 0 ? 'moving' : 'all'}>
                      {Number.isFinite(of[name]) ? of[name].toFixed(digits) : 'none'}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p className={styles.note}>Known once measured pairs follow one another.</p>
        )}
        <p className={styles.note}>
          A switch: matched by another track than before. A fragmentation: found again after it was lost. Stability:
          share of matched frames with an object’s most frequent track.
        </p>
      </Section>
      <p className={styles.foot}>
        Protocol {summary.protocol}, {metrics.measured} of {metrics.labelled} labelled pairs:{' '}
        {formatCount(summary.points)} points. Pairs are measured where their truth is loaded.
      </p>
    </>
  )
}
