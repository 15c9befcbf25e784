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

const RANGES = ['to 35 m', '35 to 50 m', '50 to 75 m', '75 to 100 m', 'beyond 100 m']

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
      {
        label: 'AP',
        explanation: 'Average precision, 101-point interpolated',
        text: ({ moving }) => number(moving.ap),
      },
      {
        label: 'mIoU',
        explanation: 'Mean overlap of the true objects under the best one-to-one assignment',
        text: ({ moving }) => number(moving.miou),
      },
      {
        label: 'Split',
        explanation: 'Over-segmentation: predictions in a true object that is hit at all; 1 is best',
        text: ({ moving }) => number(moving.overSegmentation),
      },
      {
        label: 'Merged',
        explanation: 'Under-segmentation: true objects in a prediction that holds any; 1 is best',
        text: ({ moving }) => number(moving.underSegmentation),
      },
    ],
  },
  {
    title: 'All annotated objects',
    note: 'What stands still cannot be found by its motion. Rand index: near 1 for anything where most is background.',
    rows: [
      { label: 'PQ', explanation: 'Panoptic quality', text: ({ instances }) => number(instances.all.pq) },
      { label: 'AP', explanation: 'Average precision', text: ({ instances }) => number(instances.all.ap) },
      {
        label: 'Recall',
        explanation: 'Of the true objects, how many were found',
        text: ({ instances }) => number(instances.all.recall),
      },
      {
        label: 'Rand index',
        explanation: 'Share of point pairs that both sides put together or both keep apart',
        text: ({ instances }) => number(instances.all.ri),
      },
    ],
  },
  {
    title: 'Bucketed normalised error',
    note: 'Lower is better, 1 = predicting no motion. Residual flow by class and speed, |x|, |y| < 35 m (Argoverse 2, 2024).',
    rows: [
      {
        label: 'Mean of the classes',
        explanation: 'Of the classes that move',
        text: ({ bucketed }) => number(bucketed.meanDynamic),
      },
      { label: 'Cars', explanation: 'Regular vehicles', text: ({ bucketed }) => number(bucketed.classes.CAR.dynamic) },
      {
        label: 'Other vehicles',
        explanation: 'Lorries, buses, trailers, trams',
        text: ({ bucketed }) => number(bucketed.classes.OTHER_VEHICLES.dynamic),
      },
      {
        label: 'Pedestrians',
        explanation: 'People on foot, in wheelchairs, with strollers',
        text: ({ bucketed }) => number(bucketed.classes.PEDESTRIAN.dynamic),
      },
      {
        label: 'Wheeled',
        explanation: 'Cyclists, motorcyclists and the like',
        text: ({ bucketed }) => number(bucketed.classes.WHEELED_VRU.dynamic),
      },
    ],
  },
  {
    title: 'Error of moving points by range, metres',
    note: 'Lower is better. Moving: at least 1.4 m/s at 10 Hz, at any distance.',
    rows: [0, 1, 2, 3, 4].map(bin => ({
      label: RANGES[bin] as string,
      explanation: 'Mean end-point error of moving points at this distance',
      text: ({ rangeWise }: EvaluationSummary) => number(rangeWise[bin]?.dynamicMetres ?? Number.NaN),
    })),
  },
]
