import { EvaluationAccumulator } from './evaluationAccumulator.ts'
import type { ProtocolName } from './protocol.ts'
import type { EvaluationJob, EvaluationSummary } from './summary.ts'

/**
 * Measures one estimate against the truth of its sweep under a named protocol (METRICS).
 * Points outside `truth.labelledRegion` are left out: there the truth does not speak.
 */
export function evaluateEstimate(job: EvaluationJob, protocol: ProtocolName = 'av2-v1'): EvaluationSummary {
  const accumulator = new EvaluationAccumulator(protocol)
  accumulator.add(job)
  return accumulator.summary()
}
