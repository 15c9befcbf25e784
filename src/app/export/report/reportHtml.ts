import { formatBytes, formatCount } from '../../controls/format.ts'
import { CURVES } from '../../metrics/curves.ts'
import { METRIC_GROUPS } from '../../metrics/metricRows.ts'
import type { CurveMetric } from '../../stores/metricsSlice.ts'
import tokens from '../../theme/tokens.css?inline'
import type { MeasuredEstimate, SessionReport } from './sessionReport.ts'

/** Of the page alone: colours and sizes are the interface's tokens in its theme for print. */
const STYLE = `
body { background: var(--surface-0); color: var(--text-1); font: var(--font-base)/var(--line) var(--font-family); margin: 0 auto; max-width: 980px; padding: var(--space-8) var(--space-7); }
h1 { font-size: 22px; margin: 0 0 var(--space-2); } h2 { border-bottom: 1px solid var(--line-strong); font-size: var(--font-title); margin: var(--space-8) 0 var(--space-5); padding-bottom: var(--space-2); } h3 { font-size: var(--font-base); margin: var(--space-6) 0 var(--space-2); }
p, figcaption { color: var(--text-2); margin: 0 0 var(--space-4); } figure { margin: var(--space-6) 0; } img { border: 1px solid var(--line-soft); max-width: 100%; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th { font-weight: var(--weight-strong); text-align: left; } td, th { border-bottom: 1px solid var(--line-soft); padding: 3px 18px 3px 0; vertical-align: top; } td.number, th.number { text-align: right; } tbody th { font-weight: 400; }
pre { background: var(--surface-3); border-radius: var(--radius); font: var(--font-small)/var(--line) var(--font-family-mono); overflow-x: auto; padding: var(--space-5); white-space: pre-wrap; }
details { margin: var(--space-4) 0; } summary { cursor: pointer; }`

/**
 * The report as one page that needs nothing else: picture, tables, and the same numbers as JSON in the element `report`.
 * @param picture data address of the view; null = none
 */
export function reportHtml(report: SessionReport, json: string, picture: string | null): string {
  const { app, sequence, frame, together } = report
  const title = `${sequence?.name ?? 'No data'}: session report`
  return `<!doctype html>
<html lang="en" data-theme="paper">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)}</title>
<style>${tokens}${STYLE}</style>
</head>
<body>
<h1>${text(title)}</h1>
<p>${text(app.name)} ${text(app.version)}, ${text(app.madeAt)}</p>
${picture ? `<figure><img src="${picture}" alt="The view as it was"><figcaption>Frame ${frame?.number}: ${text(report.view.panes.join(' | '))}</figcaption></figure>` : ''}
${section('Data', facts(dataFacts(report)) + filesTable(report))}
${frame ? section(`Frame ${frame.number}`, metricTables(frame.metrics, 'This frame has no truth, or is not measured yet.')) : ''}
${section('Sequence', sequenceBody(report, together))}
${section('Times', timingsTable(report))}
${section('Hardware', facts(hardwareFacts(report)))}
${section('Settings', `<details><summary>View and parameters</summary><pre>${text(JSON.stringify({ method: report.method, network: report.network, noise: report.noise, view: report.view }, null, 2))}</pre></details>`)}
<script type="application/json" id="report">${json.replaceAll('<', '\\u003c')}</script>
</body>
</html>
`
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function section(title: string, body: string): string {
  return `<section><h2>${text(title)}</h2>${body}</section>`
}

type Cell = string | number

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell, tag: 'td' | 'th', column: number) => {
    const isNumber = column > 0 && (typeof value === 'number' || /^[-\d.\u2009]+( \w+)?$|^none$/.test(value))
    return `<${tag}${isNumber ? ' class="number"' : ''}>${text(String(value))}</${tag}>`
  }
  const body = rows.map(row => `<tr>${row.map((value, k) => cell(value, k === 0 ? 'th' : 'td', k)).join('')}</tr>`)
  const isNumeric = (column: number) =>
    column > 0 && rows.length > 0 && /^[-\d.\u2009]+|none/.test(String(rows[0]?.[column]))
  const heads = head.map((name, k) => `<th${isNumeric(k) ? ' class="number"' : ''}>${text(name)}</th>`)
  return `<table><thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

function facts(rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([name, value]) => `<tr><th>${text(name)}</th><td>${text(value)}</td></tr>`)
  return `<table><tbody>${lines.join('')}</tbody></table>`
}

function dataFacts({ sequence, frame }: SessionReport): (readonly [string, string])[] {
  if (!sequence) return [['Sequence', 'none open']]
  const { simulation, settings } = sequence
  return [
    ['Sequence', sequence.name],
    ['Format', sequence.format],
    ['Sweeps', String(sequence.sweeps)],
    ['Sensor', sequence.sensorClass],
    ['Time step', `${settings.intervalSeconds} s`],
    ['Points in', settings.frame === 'ego' ? 'the vehicle\u2019s frame' : 'the sensor\u2019s frame'],
    ['Poses', settings.poseSource ?? 'estimated from the points'],
    ...(simulation ? ([['Simulated', `${simulation.sensor}, seed ${simulation.seed}`]] as const) : []),
    ...(frame ? ([['Shown', `${frame.name}, ${formatCount(frame.points)} points`]] as const) : []),
  ]
}

function filesTable({ files }: SessionReport): string {
  if (files.length === 0) return ''
  const rows = files.map(({ path, bytes, format, outcome, error }) => {
    return [path, formatBytes(bytes), format, error ? `${outcome}: ${error.message}` : outcome]
  })
  return `<details><summary>${files.length} input files</summary>${table(['File', 'Size', 'Format', 'Use'], rows)}</details>`
}

function metricTables(measured: readonly MeasuredEstimate[], without: string): string {
  const [first] = measured
  if (!first) return `<p>${text(without)}</p>`
  const groups = METRIC_GROUPS.map(({ title, note, rows }) => {
    const lines = rows.map(row => [row.label, ...measured.map(({ summary }) => row.text(summary))])
    return `<h3>${text(title)}</h3><p>${text(note)}</p>${table(['', ...measured.map(({ estimate }) => estimate)], lines)}`
  })
  const { protocol, pairs, points } = first.summary
  return `<p>Protocol ${text(protocol)}, ${pairs} ${pairs === 1 ? 'pair' : 'pairs'}, ${formatCount(points)} points.</p>${groups.join('')}`
}

/** As many columns as a page is wide; the JSON has all. */
const FRAME_METRICS: readonly CurveMetric[] = ['three-way', 'foreground-dynamic', 'dynamic-iou', 'moving-pq']

function sequenceBody({ frames }: SessionReport, together: SessionReport['together']): string {
  if (!together) return '<p>No frame was measured against truth.</p>'
  const { measuredFrames, labelledFrames, metrics, tracking } = together
  const tracks = tracking
    ? `<h3>Tracking</h3>${table(
        ['', 'Tracks', 'Id switches', 'Fragmentations', 'Stability'],
        (['all', 'moving'] as const).map(which => {
          const { tracks: count, idSwitches, fragmentations, idStability } = tracking[which]
          return [`${which} objects`, count, idSwitches, fragmentations, fixed(idStability)]
        }),
      )}`
    : ''
  const perFrame = table(
    ['Frame', ...FRAME_METRICS.map(metric => CURVES[metric].label)],
    frames.map(({ number, metrics: of }) => [number, ...FRAME_METRICS.map(metric => fixed(CURVES[metric].value(of)))]),
  )
  return `<p>${measuredFrames} of ${labelledFrames} labelled frames are measured; below they are one data set.</p>${metricTables(metrics, '')}${tracks}<h3>Pseudo-labels, frame by frame</h3>${perFrame}`
}

function fixed(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : 'none'
}

function timingsTable({ timings }: SessionReport): string {
  if (timings.length === 0) return '<p>No pair was labelled.</p>'
  const rows = timings.map(({ stage, runs, medianMilliseconds, p95Milliseconds }) => {
    return [stage, runs, medianMilliseconds.toFixed(0), p95Milliseconds.toFixed(0)]
  })
  return `<p>Of the coarse stage, over the pairs labelled with the settings of now.</p>${table(['Stage', 'Runs', 'Median ms', '95 % under ms'], rows)}`
}

function hardwareFacts({ hardware }: SessionReport): (readonly [string, string])[] {
  return [
    ['Processor cores', String(hardware.cores)],
    ['Memory', hardware.memoryGigabytes === null ? 'not told' : `${hardware.memoryGigabytes} GB or more`],
    ['Graphics', hardware.graphics],
    ['Browser', hardware.browser],
    ['Cross-origin isolated', hardware.crossOriginIsolated ? 'yes' : 'no: WebAssembly runs in one thread'],
  ]
}
