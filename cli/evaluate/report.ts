import type { EvaluationSummary, InstanceMetrics } from '#model/evaluation/summary.ts'
import type { EgoMotionSummary } from './egoMotionTally.ts'
import type { EstimateName, PosesName, RegionName } from './options.ts'

export interface EvaluationReport {
  readonly input: string
  /** Name of the sequence that was measured. */
  readonly sequence: string
  readonly estimate: EstimateName
  readonly poses: PosesName
  readonly region: RegionName
  readonly summary: EvaluationSummary
  readonly egoMotion: EgoMotionSummary
  readonly milliseconds: Readonly<Record<string, number>>
}

/** One JSON object, one line; what could not be measured is null. */
export function jsonReport(report: EvaluationReport): string {
  const { summary } = report
  const instances = (m: InstanceMetrics) => ({
    ap: m.ap,
    pq: m.pq,
    f1: m.f1,
    precision: m.precision,
    recall: m.recall,
    miou: m.miou,
    ri: m.ri,
    overSegmentation: m.overSegmentation,
    underSegmentation: m.underSegmentation,
    objects: m.objects,
  })
  return `${JSON.stringify({
    input: report.input,
    sequence: report.sequence,
    estimate: report.estimate,
    protocol: summary.protocol,
    region: report.region,
    poses: report.poses,
    pairs: summary.pairs,
    points: summary.points,
    epe: summary.epe,
    accuracy: summary.accuracy,
    angleErrorRadians: summary.angleErrorRadians,
    dynamic: summary.dynamic,
    instances: { all: instances(summary.instances.all), moving: instances(summary.instances.moving) },
    egoMotion: report.egoMotion,
    milliseconds: report.milliseconds,
  })}\n`
}

/** The same numbers for people; metres per sweep interval, shares as they are. */
export function tableReport(report: EvaluationReport): string {
  const { summary } = report
  const { epe, accuracy, dynamic, instances } = summary
  const lines = [
    `${report.input} (${report.sequence}): ${report.estimate} (poses ${report.poses}), protocol ${summary.protocol}, region ${report.region}`,
    `${summary.pairs} ${summary.pairs === 1 ? 'pair' : 'pairs'}, ${summary.points} points measured; metres per sweep interval`,
    '',
    row('end-point error', ['3-way', 'FD', 'FS', 'BS']),
    row(summary.protocol, [epe.threeWay, epe.fd, epe.fs, epe.bs].map(metres)),
    '',
    row('', ['strict', 'relaxed', 'angle rad']),
    row('accuracy', [share(accuracy.strict), share(accuracy.relax), share(summary.angleErrorRadians)]),
    '',
    row('', ['precision', 'recall', 'IoU']),
    row('dynamic points', [dynamic.precision, dynamic.recall, dynamic.iou].map(share)),
    '',
    row('instances', ['AP', 'PQ', 'F1', 'precision', 'recall', 'mIoU', 'RI', 'objects']),
    instanceRow('all objects', instances.all),
    instanceRow('moving objects', instances.moving),
    '',
    row('ego motion', ['median error', 'worst error', 'good', 'doubtful', 'bad']),
    row('', [
      metres(report.egoMotion.meanErrorMetres.median),
      metres(report.egoMotion.meanErrorMetres.worst),
      ...[report.egoMotion.trust.good, report.egoMotion.trust.doubtful, report.egoMotion.trust.bad].map(String),
    ]),
    '',
    row('milliseconds', Object.keys(report.milliseconds)),
    row(
      'median',
      Object.values(report.milliseconds).map(value => value.toFixed(0)),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function instanceRow(label: string, m: InstanceMetrics): string {
  return row(label, [...[m.ap, m.pq, m.f1, m.precision, m.recall, m.miou, m.ri].map(share), String(m.objects)])
}

function row(label: string, cells: readonly string[]): string {
  return (label.padEnd(16) + cells.map(cell => cell.padStart(14)).join('')).trimEnd()
}

function metres(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(4)
}

function share(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(3)
}
