import type { Disagreement } from '#model/evaluation/comparison/disagreement.ts'
import type { DisagreementMetric } from '../stores/disagreementSlice.ts'

interface DisagreementCurve {
  readonly label: string
  readonly group: string
  readonly value: (disagreement: Disagreement) => number
  /** Which end is bad. */
  readonly worst: 'high' | 'low'
  readonly formula: string
  readonly explanation: string
}

const GROUP = 'Disagreement, no truth needed'

/** What can be drawn of two estimates against each other; swapping the two changes none of them. */
export const DISAGREEMENT_CURVES: Readonly<Record<DisagreementMetric, DisagreementCurve>> = {
  'flow-apart': {
    label: 'Flow apart, m',
    group: GROUP,
    value: ({ flowMetres }) => flowMetres,
    worst: 'high',
    formula: 'mean |f_A − f_B| over points with dynamic_A ≥ 0.5 or dynamic_B ≥ 0.5',
    explanation:
      'How far apart the two flows are, in metres per sweep interval, over the points that either of the two calls moving. None where nothing moves.',
  },
  'flow-far': {
    label: 'Points over 5 cm apart',
    group: GROUP,
    value: ({ farShare }) => farShare,
    worst: 'high',
    formula: 'share of points with |f_A − f_B| > 0.05 m',
    explanation:
      'Of all points, moving or not, those whose two flows are more than 0.05 m apart: the field’s border of standing. It also shows where two ego motions differ.',
  },
  'moving-labels': {
    label: 'Moving in one only',
    group: GROUP,
    value: ({ motionShare }) => motionShare,
    worst: 'high',
    formula: '|M_A Δ M_B| / |M_A ∪ M_B|, M = points with dynamic ≥ 0.5',
    explanation:
      'Of the points that either of the two calls moving, those that only one does: 1 − IoU of the moving points. None where nothing moves.',
  },
  'object-labels': {
    label: 'In another object',
    group: GROUP,
    value: ({ objectShare }) => objectShare,
    worst: 'high',
    formula: '1 − Σ |a ∩ b| over matches (a, b) / |points of an object in A or B|',
    explanation:
      'Of the points that either of the two puts into an object, those that are not in the same object in both. Objects are matched one to one with the largest sum of IoU, from an IoU of 0.1 on.',
  },
  'matched-iou': {
    label: 'IoU of matched objects',
    group: GROUP,
    value: ({ matchedIou }) => matchedIou,
    worst: 'low',
    formula: 'mean IoU(a, b) over matches (a, b)',
    explanation:
      'How well the outlines of those objects agree that both have. Objects are matched one to one with the largest sum of IoU, from an IoU of 0.1 on. None where nothing matches.',
  },
  'object-agreement': {
    label: 'Agreement of objects',
    group: GROUP,
    value: ({ objectAgreement }) => objectAgreement,
    worst: 'low',
    formula: '2 Σ IoU(a, b) over matches (a, b) / (objects of A + objects of B)',
    explanation:
      'The same, with objects that only one of the two has counted as 0: 1 = the same objects with the same points.',
  },
}
