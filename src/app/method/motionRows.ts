import type { ClusterMotion, RejectionReason } from '#model/coarse/coarseResult.ts'

export type MotionFilter = 'accepted' | 'tried' | 'all'
export type ColumnId = 'result' | 'speed' | 'points' | 'gain' | 'inliers' | 'residual' | 'evidence'

interface Column {
  readonly id: ColumnId
  readonly label: string
  readonly explanation: string
  readonly isText?: true
  readonly value: (motion: ClusterMotion) => number
  readonly text: (motion: ClusterMotion) => string
}

const percent = (share: number) => `${Math.round(100 * share)}`

export const REASONS: Readonly<Record<RejectionReason, { readonly name: string; readonly explanation: string }>> = {
  'too-few-points': { name: 'few points', explanation: 'Too few points to tell a motion.' },
  'no-gain-over-static': {
    name: 'no gain',
    explanation: 'Moving explains the next sweep hardly better than standing still.',
  },
  'too-few-inliers': {
    name: 'few inliers',
    explanation: 'Too few of its points find the next sweep after the motion.',
  },
  static: { name: 'static', explanation: 'It stands still.' },
  'too-fast': { name: 'too fast', explanation: 'The motion is faster than anything on a road.' },
  'turning-too-fast': { name: 'turns too fast', explanation: 'The motion turns faster than anything on a road.' },
  'not-near-ground': {
    name: 'above ground',
    explanation: 'It hangs above the ground, a sign or a crown, and no motion of it is plain.',
  },
  'explained-by-other-cluster': {
    name: 'explained',
    explanation: 'What it would move onto is already explained by something else.',
  },
  'not-before-or-after': {
    name: 'not before or after',
    explanation: 'Neither the pair before nor the one after sees anything move here.',
  },
  'long-and-low': {
    name: 'long and low',
    explanation:
      'Flat like a kerb or a scrap of ground, or long and low like a hedge, which slides along itself unseen and needs evidence where it leaves or arrives.',
  },
  'too-large': { name: 'too large', explanation: 'Larger than any road user: a wall or a row.' },
  grazing: {
    name: 'grazing',
    explanation:
      'A thin wall seen along itself: its columns lie farther apart than anything matches, so that sliding along itself says nothing.',
  },
  doubtful: {
    name: 'doubtful',
    explanation: 'A motion was found, but its confidence is so low that it is most likely wrong.',
  },
  'piece-of-standing': {
    name: 'parked piece',
    explanation:
      'A low scrap within the outline of a car, of which a larger part stands: its few lines fit some motion by chance.',
  },
  'degenerate-geometry': { name: 'degenerate', explanation: 'Its shape does not determine a motion.' },
}

export const COLUMNS: readonly Column[] = [
  {
    id: 'result',
    label: 'Result',
    explanation: 'Accepted as moving, or why not',
    isText: true,
    value: motion => (motion.accepted ? 1 : 0),
    text: motion => (motion.reason ? REASONS[motion.reason].name : 'moves'),
  },
  {
    id: 'speed',
    label: 'm/s',
    explanation: 'Speed over ground',
    value: motion => motion.speedMetresPerSecond,
    text: motion => motion.speedMetresPerSecond.toFixed(1),
  },
  {
    id: 'points',
    label: 'Points',
    explanation: 'Points of the cluster',
    value: motion => motion.pointCount,
    text: motion => String(motion.pointCount),
  },
  {
    id: 'gain',
    label: 'Gain',
    explanation: 'Score of moving minus score of standing still',
    value: motion => motion.gain,
    text: motion => motion.gain.toFixed(2),
  },
  {
    id: 'inliers',
    label: 'In %',
    explanation: 'Share of its points that find the next sweep after the motion',
    value: motion => motion.inlierShare,
    text: motion => percent(motion.inlierShare),
  },
  {
    id: 'residual',
    label: 'cm',
    explanation: 'Centimetres: root mean square distance of the inliers after the motion',
    value: motion => motion.rmsMetres,
    text: motion => (100 * motion.rmsMetres).toFixed(1),
  },
  {
    id: 'evidence',
    label: 'Ev %',
    explanation: 'Share of its points in space that the other sweep saw free',
    value: motion => motion.evidenceShare,
    text: motion => percent(motion.evidenceShare),
  },
]

/** Rejected for reasons that need no second look. */
const PLAIN: ReadonlySet<RejectionReason> = new Set<RejectionReason>(['static', 'too-few-points', 'too-large'])

export function shownMotions(
  motions: readonly ClusterMotion[],
  filter: MotionFilter,
  by: ColumnId,
  down: boolean,
): readonly ClusterMotion[] {
  const column = COLUMNS.find(candidate => candidate.id === by)
  if (!column) return motions
  const sign = down ? -1 : 1
  const finite = (value: number) => (Number.isFinite(value) ? value : Number.NEGATIVE_INFINITY)
  return motions
    .filter(
      motion =>
        filter === 'all' ||
        motion.accepted ||
        (filter === 'tried' && motion.reason !== null && !PLAIN.has(motion.reason)),
    )
    .sort((a, b) => sign * (finite(column.value(a)) - finite(column.value(b))) || a.cluster - b.cluster)
}

/** One sentence on what was decided of a cluster. */
export function whyOf(motion: ClusterMotion): string {
  const name = `Cluster ${motion.cluster} (${motion.pointCount} points)`
  if (motion.reason) return `${name} does not move: ${REASONS[motion.reason].explanation}`
  const share = (value: number) => `${percent(value)} %`
  return `${name} moves: that explains ${share(motion.inlierShare)} of its points, standing still ${share(motion.staticInlierShare)}.`
}
