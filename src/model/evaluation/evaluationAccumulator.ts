import { FIRST_INSTANCE } from '../sweep/estimate.ts'
import { BucketedErrorAccumulator } from './bucketedError.ts'
import { FlowErrorAccumulator } from './flowErrors.ts'
import { InstanceAccumulator } from './instances.ts'
import type { ProtocolName } from './protocol.ts'
import { RangeWiseErrorAccumulator } from './rangeWiseError.ts'
import type { EvaluationJob, EvaluationSummary } from './summary.ts'
import { type FrameMatches, matchesOfFrame } from './trackingMetrics.ts'

/**
 * Every metric of a protocol over any number of pairs: holds counts and sums, so that pooling over a data set is exact
 * and does not depend on how it was split.
 */
export class EvaluationAccumulator {
  readonly protocol: ProtocolName
  readonly #flow: FlowErrorAccumulator
  readonly #all = new InstanceAccumulator()
  readonly #moving = new InstanceAccumulator()
  readonly #bucketed = new BucketedErrorAccumulator()
  readonly #rangeWise = new RangeWiseErrorAccumulator()

  constructor(protocol: ProtocolName) {
    this.protocol = protocol
    this.#flow = new FlowErrorAccumulator(protocol)
  }

  /**
   * Adds a pair; returns which prediction matches which true object, from which tracking is measured.
   * @throws StudioError when the arrays do not belong together or a measured point has no finite error
   */
  add(job: EvaluationJob): FrameMatches {
    const measured = this.#flow.add(job)
    const { truth, estimate } = job
    const objects = truth.instance.map(id => (id >= FIRST_INSTANCE ? id : 0))
    const claimed = estimate.instance.map(id => (id >= FIRST_INSTANCE ? id : 0))
    const confidence = estimate.confidence ?? estimate.dynamic
    this.#bucketed.add(job)
    this.#rangeWise.add(job)
    const all = this.#all.add({ truth: objects, claimed, confidence, measured })
    const movers = movingOnly(objects, truth.dynamic, measured)
    const moving = this.#moving.add({ truth: movers, claimed, confidence, measured })
    return matchesOfFrame(truth, all, moving)
  }

  /** Adds all that another has counted under the same protocol: pairs may be measured one by one and put together anew. */
  merge(other: EvaluationAccumulator): void {
    this.#flow.merge(other.#flow)
    this.#all.merge(other.#all)
    this.#moving.merge(other.#moving)
    this.#bucketed.merge(other.#bucketed)
    this.#rangeWise.merge(other.#rangeWise)
  }

  summary(): EvaluationSummary {
    const moving = this.#moving.metrics()
    return {
      protocol: this.protocol,
      points: this.#flow.points,
      pairs: this.#flow.pairs,
      epe: this.#flow.epe(),
      accuracy: this.#flow.accuracy(),
      angleErrorRadians: this.#flow.angleErrorRadians(),
      dynamic: this.#flow.dynamic(),
      instances: { all: this.#all.metrics(), moving },
      moving,
      bucketed: this.#bucketed.result(),
      rangeWise: this.#rangeWise.result(),
    }
  }
}

/** Objects of which at least half of the measured points move; the rest becomes background. */
function movingOnly(objects: Int32Array, dynamic: Float32Array, measured: Uint8Array): Int32Array {
  const size = new Map<number, number>()
  const moving = new Map<number, number>()
  for (let i = 0; i < objects.length; i++) {
    const id = objects[i] as number
    if (id === 0 || measured[i] === 0) continue
    size.set(id, (size.get(id) ?? 0) + 1)
    if ((dynamic[i] as number) >= 0.5) moving.set(id, (moving.get(id) ?? 0) + 1)
  }
  return objects.map(id => ((moving.get(id) ?? 0) >= 0.5 * (size.get(id) ?? Number.POSITIVE_INFINITY) ? id : 0))
}
