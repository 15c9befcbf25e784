import { breathe, type TaskOptions } from '../task/task.ts'
import { egoDrift } from './egoDrift.ts'
import { FAILURE_KINDS, type Failure, type FailureInput, type FailureKind, type Recogniser } from './failure.ts'
import {
  appearing,
  falseMovers,
  labelStarvation,
  rejectedWithEvidence,
  slowMovers,
  unlabelledMovers,
} from './movers.ts'
import { atRangeEdge } from './rangeEdge.ts'
import { motionCollapsed, overSegmented, underSegmented } from './segmentation.ts'

const RECOGNISERS: Readonly<Record<FailureKind, Recogniser>> = {
  'ego-drift': egoDrift,
  'label-starvation': labelStarvation,
  'motion-collapse': motionCollapsed,
  'unlabelled-mover': unlabelledMovers,
  'rejected-with-evidence': rejectedWithEvidence,
  'false-mover': falseMovers,
  'over-segmentation': overSegmented,
  'under-segmentation': underSegmented,
  'slow-mover': slowMovers,
  'range-edge': atRangeEdge,
  appearing,
}

/**
 * Everything that is recognised in a pair (METHOD 5), by kind, the largest first within a kind.
 * @throws StudioError `cancelled`
 */
export async function recogniseFailures(input: FailureInput, task: TaskOptions = {}): Promise<Failure[]> {
  const found: Failure[] = []
  for (const kind of FAILURE_KINDS) {
    await breathe(task.signal)
    found.push(...RECOGNISERS[kind](input).sort((a, b) => b.points.length - a.points.length))
  }
  return found
}
