import { META_CLASSES, type MetaClass } from '#model/evaluation/categories.ts'
import type { RangeBin } from '#model/evaluation/rangeWiseError.ts'
import type { EvaluationSummary, InstanceMetrics } from '#model/evaluation/summary.ts'
import type { TrackingMetrics } from '#model/evaluation/trackingMetrics.ts'
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
  /** Null when the pairs do not follow one another. */
  readonly tracking: { readonly all: TrackingMetrics; readonly moving: TrackingMetrics } | null
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
    bucketed: summary.bucketed,
    // JSON has no infinity: the last bin has no end.
    rangeWise: summary.rangeWise.map(bin => ({ ...bin, toMetres: endOf(bin) })),
    tracking: report.tracking,
    egoMotion: report.egoMotion,
    milliseconds: report.milliseconds,
  })}\n`
}

/** The same numbers for people; metres per sweep interval, shares as they are. */
export function tableReport(report: EvaluationReport): string {
  const { summary } = report
  const { epe, accuracy, dynamic, instances, bucketed } = summary
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
    row('segmentation', ['over', 'under']),
    row('all objects', [instances.all.overSegmentation, instances.all.underSegmentation].map(share)),
    row('moving objects', [instances.moving.overSegmentation, instances.moving.underSegmentation].map(share)),
    '',
    ...trackingRows(report.tracking),
    row('bucketed', ['mean', ...META_CLASSES.map(name => SHORT_NAMES[name])]),
    row('dynamic', [bucketed.meanDynamic, ...META_CLASSES.map(name => bucketed.classes[name].dynamic)].map(share)),
    row('static', ['', ...META_CLASSES.map(name => metres(bucketed.classes[name].staticMetres))]),
    '',
    row('range', summary.rangeWise.map(rangeName)),
    row(
      'static',
      summary.rangeWise.map(bin => metres(bin.staticMetres)),
    ),
    row(
      'dynamic',
      summary.rangeWise.map(bin => metres(bin.dynamicMetres)),
    ),
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

const SHORT_NAMES: Readonly<Record<MetaClass, string>> = {
  CAR: 'car',
  OTHER_VEHICLES: 'other vehicle',
  PEDESTRIAN: 'pedestrian',
  WHEELED_VRU: 'wheeled vru',
}

function trackingRows(tracking: EvaluationReport['tracking']): string[] {
  if (!tracking) return []
  const line = (label: string, { tracks, idSwitches, fragmentations, idStability }: TrackingMetrics) =>
    row(label, [...[tracks, idSwitches, fragmentations].map(String), share(idStability)])
  return [
    row('tracking', ['tracks', 'id switches', 'fragments', 'id stability']),
    line('all objects', tracking.all),
    line('moving objects', tracking.moving),
    '',
  ]
}

function endOf({ toMetres }: RangeBin): number | null {
  return Number.isFinite(toMetres) ? toMetres : null
}

function rangeName(bin: RangeBin): string {
  const end = endOf(bin)
  return end === null ? `${bin.fromMetres}+ m` : `${bin.fromMetres}-${end} m`
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
