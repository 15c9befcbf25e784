import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { EvaluationSummary } from '#workers/contract.ts'
import { Section } from '../controls/Section.tsx'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import { METRIC_GROUPS } from './metricRows.ts'
import styles from './metrics.module.css'

interface MetricTablesProps {
  readonly bySource: Readonly<Partial<Record<EstimateSource, EvaluationSummary>>>
}

/** The same rows for a frame and for a sequence, one column an estimate. */
export function MetricTables({ bySource }: MetricTablesProps) {
  const sources = ESTIMATE_SOURCES.filter(source => bySource[source.id])
  return METRIC_GROUPS.map((group, k) => (
    <Section key={group.title} title={group.title} startsOpen={k < 3}>
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
                const of = bySource[source.id]
                return <td key={source.id}>{of ? row.text(of) : ''}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>{group.note}</p>
    </Section>
  ))
}
