import type { EvaluationSummary } from '#workers/contract.ts'

interface MetricRow {
  readonly label: string
  readonly explanation: string
  readonly text: (summary: EvaluationSummary) => string
}

interface MetricGroup {
  readonly title: string
  readonly note: string
  readonly rows: readonly MetricRow[]
}

/** Points or objects of a kind may be absent from a frame: then there is nothing to average. */
const number = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'none')

export const METRIC_GROUPS: readonly MetricGroup[] = [
  {
    title: 'End-point error, metres (av2-v1)',
    note: 'Lower is better. Distance between estimated and true displacement in one interval.',
    rows: [
      { label: '3-way mean', explanation: 'Mean of the three below', text: ({ epe }) => number(epe.threeWay) },
      {
        label: 'Foreground dynamic',
        explanation: 'Points of annotated objects that move',
        text: ({ epe }) => number(epe.fd),
      },
      {
        label: 'Foreground static',
        explanation: 'Points of annotated objects that stand',
        text: ({ epe }) => number(epe.fs),
      },
      { label: 'Background static', explanation: 'Everything else that stands', text: ({ epe }) => number(epe.bs) },
    ],
  },
  {
    title: 'Moving points',
    note: 'Higher is better. Moving: more than 0.05 m an interval besides the ego motion.',
    rows: [
      { label: 'IoU', explanation: 'Intersection over union', text: ({ dynamic }) => number(dynamic.iou) },
      {
        label: 'Precision',
        explanation: 'Of those called moving, how many move',
        text: ({ dynamic }) => number(dynamic.precision),
      },
      {
        label: 'Recall',
        explanation: 'Of those that move, how many were found',
        text: ({ dynamic }) => number(dynamic.recall),
      },
    ],
  },
  {
    title: 'Moving objects',
    note: 'Higher is better. A match overlaps by IoU of at least 0.5; true objects under 50 points are left out.',
    rows: [
      { label: 'PQ', explanation: 'Panoptic quality', text: ({ moving }) => number(moving.pq) },
      { label: 'F1', explanation: 'Harmonic mean of precision and recall', text: ({ moving }) => number(moving.f1) },
      {
        label: 'Precision',
        explanation: 'Of the predicted objects, how many are true',
        text: ({ moving }) => number(moving.precision),
      },
      {
        label: 'Recall',
        explanation: 'Of the true objects, how many were found',
        text: ({ moving }) => number(moving.recall),
      },
    ],
  },
]
