import { FIRST_INSTANCE, STATIC_RESIDUAL_METRES } from '../sweep/estimate.ts'
import { connectedGroups } from './connectedGroups.ts'
import { counted, type Failure, type FailureInput, failure, isKnown, percent, residualAt, rowsById } from './failure.ts'
import { nameIn, trueMovers } from './segmentation.ts'

const FEWEST_POINTS = 10
/** Share of a cluster's points with dynamic evidence that is strong: rays passed through a third of it. */
const STRONG_EVIDENCE = 0.3
/** Metres between points of one group of loose evidence. */
const GROUP_METRES = 0.8
/** Share of an object's points whose place is still taken, and of its own length that it claims to have left it by. */
const STILL_TAKEN_SHARE = 0.8
const LEFT_BY_LENGTHS = 0.6
const LEAST_LEFT_METRES = 0.5
/** Share of an instance's points that stand by the truth. */
const STANDING_SHARE = 0.6
/** Share of a cluster's points that the next sweep must match, moved or not, or it has vanished. */
const MATCHED_SHARE = 0.4

/** Share of the threshold of motion from which something crawls: boxes that annotate what stands jitter by less. */
const CRAWLS_FROM = 0.5

const saysMoving = ({ estimate }: FailureInput, i: number) => (estimate.dynamic[i] as number) >= 0.5

/** Moves, but no object of the estimate says so. */
export function unlabelledMovers(input: FailureInput): Failure[] {
  const { positions, estimate, truth, coarse } = input
  if (truth)
    return [...trueMovers(truth)].flatMap(([object, rows]) => {
      const missed = rows.filter(i => !saysMoving(input, i) && coarse.ground0[i] === 0)
      if (missed.length < FEWEST_POINTS || missed.length <= 0.5 * rows.length) return []
      const evidence = missed.filter(i => coarse.evidence0.dynamic[i] === 1).length
      return failure(positions, missed, {
        kind: 'unlabelled-mover',
        title: `${nameIn(truth, object)} moves unlabelled`,
        why: `${counted(missed.length, 'point')} of ${rows.length} are called standing; rays passed through ${evidence} of them.`,
        ...clusterOf(input, missed),
        knownBy: 'truth',
      })
    })
  const loose = [...coarse.evidence0.dynamic.keys()].filter(
    i =>
      coarse.evidence0.dynamic[i] === 1 &&
      coarse.ground0[i] === 0 &&
      coarse.cluster0[i] === -1 &&
      (estimate.instance[i] as number) < FIRST_INSTANCE,
  )
  return connectedGroups(positions, loose, GROUP_METRES)
    .filter(rows => rows.length >= FEWEST_POINTS)
    .map(rows =>
      failure(positions, rows, {
        kind: 'unlabelled-mover',
        title: `${counted(rows.length, 'loose point')} left their place`,
        why: 'Rays of the other sweeps passed through them, but they form no cluster: no motion could be tried.',
        knownBy: 'data',
      }),
    )
}

/** A cluster that rays say has moved, and whose motion was not believed. */
export function rejectedWithEvidence(input: FailureInput): Failure[] {
  const { positions, coarse } = input
  const rows = rowsById(coarse.cluster0, id => id >= 0)
  return coarse.motions.flatMap(motion => {
    const own = rows.get(motion.cluster) ?? []
    if (motion.accepted || motion.evidenceShare < STRONG_EVIDENCE || own.length < FEWEST_POINTS) return []
    if (hasVanished(motion) || own.filter(i => saysMoving(input, i)).length > 0.5 * own.length) return []
    return failure(positions, own, {
      kind: 'rejected-with-evidence',
      title: `Cluster ${motion.cluster} was rejected in spite of its evidence`,
      why: `Rays of the other sweeps passed through ${percent(motion.evidenceShare)} of its ${counted(own.length, 'point')}.`,
      box: motion.box,
      cluster: motion.cluster,
      reason: motion.reason,
      knownBy: 'data',
    })
  })
}

/** Stands, but is called a moving object. */
export function falseMovers({ positions, estimate, truth, coarse }: FailureInput): Failure[] {
  const rows = rowsById(estimate.instance, id => id >= FIRST_INSTANCE)
  return estimate.instances.flatMap(object => {
    const own = rows.get(object.id) ?? []
    if (!object.moving || own.length < FEWEST_POINTS) return []
    const found = {
      kind: 'false-mover',
      title: `${object.label} may stand`,
      box: object.box,
      instance: object.id,
      knownBy: 'data',
    } as const
    if (truth) {
      const known = own.filter(i => isKnown(truth, i))
      const standing = known.filter(i => (truth.dynamic[i] as number) < 0.5)
      if (known.length < FEWEST_POINTS || standing.length < STANDING_SHARE * known.length) return []
      return failure(positions, own, {
        ...found,
        title: `${object.label} stands`,
        why: `${percent(standing.length / known.length)} of its ${counted(known.length, 'point')} stand by the truth; the estimate moves it at ${object.speedMetresPerSecond.toFixed(1)} m/s.`,
        knownBy: 'truth',
      })
    }
    const left = Math.hypot(...residualAt(object, estimate.sweep1FromSweep0, object.box.center))
    const taken = own.filter(i => (coarse.evidence0.occupied[i] as number) > 0).length / own.length
    const leavesItsPlace = left >= Math.max(LEAST_LEFT_METRES, LEFT_BY_LENGTHS * object.box.size[0])
    if (!leavesItsPlace || taken < STILL_TAKEN_SHARE) return []
    return failure(positions, own, {
      ...found,
      why: `It is said to have moved ${left.toFixed(1)} m, but the next sweep still has returns at ${percent(taken)} of its points.`,
    })
  })
}

/** Objects that move, but by less than what counts as moving. */
export function slowMovers({ positions, truth, coarse, estimate }: FailureInput): Failure[] {
  const threshold = STATIC_RESIDUAL_METRES / estimate.intervalSeconds
  const isSlow = (metres: number) => metres >= CRAWLS_FROM * STATIC_RESIDUAL_METRES && metres < STATIC_RESIDUAL_METRES
  const below = `below the ${threshold.toFixed(1)} m/s from which points count as moving`
  if (truth) {
    const rows = rowsById(truth.instance, (id, i) => id >= FIRST_INSTANCE && isKnown(truth, i))
    return truth.instances.flatMap(object => {
      const own = rows.get(object.id) ?? []
      if (own.length < FEWEST_POINTS || !isSlow(object.speedMetresPerSecond * truth.intervalSeconds)) return []
      return failure(positions, own, {
        kind: 'slow-mover',
        title: `${object.label} crawls`,
        why: `It moves at ${object.speedMetresPerSecond.toFixed(2)} m/s, ${below}.`,
        box: object.box,
        knownBy: 'truth',
      })
    })
  }
  const rows = rowsById(coarse.cluster0, id => id >= 0)
  return coarse.motions.flatMap(motion => {
    const own = rows.get(motion.cluster) ?? []
    const metres = Math.hypot(...motion.residualMetres)
    if (motion.accepted || motion.reason !== 'static' || !isSlow(metres)) return []
    if (own.length < 2 * FEWEST_POINTS || motion.inlierShare < motion.staticInlierShare + 0.05) return []
    return failure(positions, own, {
      kind: 'slow-mover',
      title: `Cluster ${motion.cluster} may crawl`,
      why: `Moving by ${(100 * metres).toFixed(1)} cm explains it better than standing, ${below}.`,
      box: motion.box,
      cluster: motion.cluster,
      reason: motion.reason,
      knownBy: 'data',
    })
  })
}

/** Objects that are in one of the sweeps only. */
export function appearing(input: FailureInput): Failure[] {
  const { positions, truth, coarse } = input
  if (truth) {
    const rows = rowsById(truth.instance, id => id >= FIRST_INSTANCE)
    return [...rows].flatMap(([object, own]) => {
      const lost = own.filter(i => truth.valid?.[i] === 0)
      if (lost.length < FEWEST_POINTS || lost.length < 0.5 * own.length) return []
      return failure(positions, lost, {
        kind: 'appearing',
        title: `${nameIn(truth, object)} is not in the next sweep`,
        why: `The motion of ${counted(lost.length, 'point')} is not known: its track ends here.`,
        knownBy: 'truth',
      })
    })
  }
  const rows = rowsById(coarse.cluster0, id => id >= 0)
  return coarse.motions.flatMap(motion => {
    const own = rows.get(motion.cluster) ?? []
    if (motion.accepted || own.length < FEWEST_POINTS || !hasVanished(motion)) return []
    return failure(positions, own, {
      kind: 'appearing',
      title: `Cluster ${motion.cluster} vanishes`,
      why: `The next sweep sees ${percent(motion.evidenceShare)} of its place empty and matches ${percent(motion.inlierShare)} of it after the best motion: hidden, gone, or too fast.`,
      box: motion.box,
      cluster: motion.cluster,
      reason: motion.reason,
      knownBy: 'data',
    })
  })
}

/** Its place is empty, and it is not found elsewhere. */
function hasVanished({ evidenceShare, inlierShare, staticInlierShare }: FailureInput['coarse']['motions'][number]) {
  return evidenceShare >= 0.5 && inlierShare < MATCHED_SHARE && staticInlierShare < MATCHED_SHARE
}

/** Nothing was found to move although something did. */
export function labelStarvation(input: FailureInput): Failure[] {
  const { positions, estimate, truth, coarse } = input
  if (estimate.instances.some(object => object.moving)) return []
  const moving = truth
    ? [...trueMovers(truth).values()].flat()
    : [...coarse.evidence0.dynamic.keys()].filter(i => coarse.evidence0.dynamic[i] === 1 && coarse.ground0[i] === 0)
  if (moving.length < 3 * FEWEST_POINTS) return []
  return [
    failure(positions, moving, {
      kind: 'label-starvation',
      title: 'No object was found to move',
      why: truth
        ? `${counted(moving.length, 'point')} belong to moving objects by the truth.`
        : `Rays of the other sweeps passed through ${counted(moving.length, 'point')}.`,
      box: null,
      knownBy: truth ? 'truth' : 'data',
    }),
  ]
}

/** The cluster that most of the points are in, and why it was rejected. */
function clusterOf({ coarse }: FailureInput, rows: readonly number[]): Pick<Failure, 'cluster' | 'reason'> {
  const counts = new Map<number, number>()
  for (const i of rows) {
    const cluster = coarse.cluster0[i] as number
    if (cluster >= 0) counts.set(cluster, (counts.get(cluster) ?? 0) + 1)
  }
  const [cluster, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [null]
  if (cluster === null || count < 0.5 * rows.length) return { cluster: null, reason: null }
  return { cluster, reason: coarse.motions.find(motion => motion.cluster === cluster)?.reason ?? null }
}
