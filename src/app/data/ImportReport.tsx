import { ChevronRight, CircleAlert, CircleMinus, FileBox, FileCog, TriangleAlert } from 'lucide-react'
import { Collapsible } from 'radix-ui'
import { useState } from 'react'
import type { FileReport } from '#model/formats/importReport.ts'
import { baseName } from '#model/formats/inputFile.ts'
import { classes } from '../controls/classes.ts'
import { type Fact, Facts } from '../controls/Facts.tsx'
import { formatBytes, formatCount, formatNumber } from '../controls/format.ts'
import { NoticeBox } from '../controls/Notice.tsx'
import { Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './data.module.css'

/** Rows shown before "show all": a drop may hold thousands of files. */
const SHOWN_AT_FIRST = 60

const ORDER: Readonly<Record<FileReport['outcome'], number>> = { failed: 0, sweep: 1, sidecar: 2, ignored: 3 }

/** What became of every file of the last drop. */
export function ImportReport() {
  const batch = useStudio(state => state.batches.find(candidate => candidate.id === state.shownBatchId))
  const [all, setAll] = useState(false)
  if (!batch) return null
  const { reports } = batch
  const failed = reports.filter(report => report.outcome === 'failed').length
  const sweeps = reports.filter(report => report.outcome === 'sweep').length
  const sorted = [...reports].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome])
  const listed = all ? sorted : sorted.slice(0, SHOWN_AT_FIRST)
  return (
    <Section title="Import report">
      <p className={styles.sub}>
        {batch.label}: {sweeps} {sweeps === 1 ? 'sweep' : 'sweeps'}, {reports.length - sweeps - failed} other
        {failed > 0 && `, ${failed} failed`}
      </p>
      <ul>
        {listed.map(report => (
          <Report key={report.path} report={report} />
        ))}
      </ul>
      {listed.length < sorted.length && (
        <button type="button" className={styles.sub} onClick={() => setAll(true)}>
          Show all {sorted.length} files
        </button>
      )}
    </Section>
  )
}

const ICONS = { sweep: FileBox, sidecar: FileCog, ignored: CircleMinus, failed: CircleAlert } as const

function Report({ report }: { readonly report: FileReport }) {
  const [open, setOpen] = useState(report.outcome === 'failed')
  const Icon = ICONS[report.outcome]
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen} asChild>
      <li className={styles.report}>
        <Collapsible.Trigger className={styles.reportHead} data-outcome={report.outcome} title={report.path}>
          <Icon size={13} aria-label={report.outcome} />
          <span className={classes(styles.reportName, styles.tail)}>
            <bdi>{baseName(report.path)}</bdi>
          </span>
          {report.warnings.length > 0 && <TriangleAlert size={12} aria-label="has warnings" />}
          <span className={styles.sub}>
            {report.points === undefined ? formatBytes(report.bytes) : formatCount(report.points)}
          </span>
          <ChevronRight size={12} aria-hidden style={{ rotate: open ? '90deg' : '0deg' }} />
        </Collapsible.Trigger>
        <Collapsible.Content className={styles.reportBody}>
          {report.error ? (
            <NoticeBox severity="error" error={{ message: report.error.message, hint: report.error.hint }} />
          ) : (
            <p>{report.note}</p>
          )}
          <p className={styles.sub}>
            {report.format} · {formatBytes(report.bytes)}
          </p>
          {report.points !== undefined && <Facts rows={pointFacts(report)} />}
          {report.warnings.map(warning => (
            <NoticeBox key={warning} severity="warning" error={{ message: warning }} />
          ))}
          {report.fields && report.fields.length > 0 && <Fields fields={report.fields} />}
          {report.path !== baseName(report.path) && <p className={styles.sub}>{report.path}</p>}
        </Collapsible.Content>
      </li>
    </Collapsible.Root>
  )
}

/** Zeros are said too: that nothing is wrong is what one looks for. */
function pointFacts({ points = 0, frame, notFiniteRows, duplicateRows }: FileReport): readonly Fact[] {
  const rows: Fact[] = [['Points', formatCount(points)]]
  if (frame) rows.push(['Frame', frame])
  if (notFiniteRows !== undefined) rows.push(['Rows left out, not finite', formatCount(notFiniteRows)])
  if (duplicateRows !== undefined) rows.push(['Duplicates of another row', formatCount(duplicateRows)])
  return rows
}

function Fields({ fields }: { readonly fields: NonNullable<FileReport['fields']> }) {
  return (
    <table className={styles.fieldTable}>
      <thead>
        <tr>
          <th>Field</th>
          <th>Type</th>
          <th>Least</th>
          <th>Most</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(field => (
          <tr key={field.name}>
            <td>
              {field.name}
              {field.unit ? ` (${field.unit})` : ''}
            </td>
            <td>{field.storedType}</td>
            <td>{formatNumber(field.minimum, 2)}</td>
            <td>{formatNumber(field.maximum, 2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
