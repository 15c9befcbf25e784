import { poseFlow } from '../coarse/pseudoLabels.ts'
import type { Estimate } from '../sweep/estimate.ts'

/**
 * Flow minus what the ego motion alone gives.
 * @param positions N x 3, sweep 0
 * @returns N x 3, metres a sweep, sweep 1's axes
 */
export function residualFlow(
  estimate: Pick<Estimate, 'flow' | 'sweep1FromSweep0'>,
  positions: Float32Array,
): Float32Array {
  const residual = poseFlow(positions, estimate.sweep1FromSweep0)
  for (let i = 0; i < residual.length; i++) residual[i] = (estimate.flow[i] as number) - (residual[i] as number)
  return residual
}
