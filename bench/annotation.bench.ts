import { FOREGROUND_DYNAMIC, groupsOf } from '../src/model/evaluation/protocol.ts'
import { realSets } from './accuracy/evaluationSets.ts'
import { labelled, loadedPairs } from './accuracy/measureSet.ts'
import type { Measurement } from './report.ts'

export const name = 'annotation'

/**
 * What the dynamic error of pairs on real sweeps is made of, protocol av2-v1, poses given: in the ground plane and upwards. No road
 * user climbs by centimetres within a tenth of a second: what is upwards are boxes that jump, drawn by hand frame by frame.
 */
export async function run(): Promise<readonly Measurement[]> {
  const results: Measurement[] = []
  for (const set of realSets()) {
    let [count, whole, level, upward, rise] = [0, 0, 0, 0, 0]
    for await (const loaded of loadedPairs(set)) {
      const { sweep0, truth, result } = await labelled(loaded)
      const { estimate, ground0 } = result
      const groups = groupsOf({ sweep0, truth, estimate, ground0 }, 'av2-v1')
      for (let i = 0; i < sweep0.count; i++) {
        if (groups[i] !== FOREGROUND_DYNAMIC) continue
        const [x, y, z] = [0, 1, 2].map(
          axis => (estimate.flow[3 * i + axis] as number) - (truth.flow[3 * i + axis] as number),
        ) as [number, number, number]
        count++
        whole += Math.hypot(x, y, z)
        level += Math.hypot(x, y)
        upward += Math.abs(z)
        rise += Math.abs(truth.flow[3 * i + 2] as number)
      }
    }
    const measurement = {
      data: set.name,
      points: count,
      fd: whole / count,
      level: level / count,
      upward: upward / count,
      annotatedRise: rise / count,
    }
    console.log(
      `${set.name}: FD ${measurement.fd.toFixed(4)} m, in the ground plane ${measurement.level.toFixed(4)}, upwards ${measurement.upward.toFixed(4)} (the annotation itself rises or sinks by ${measurement.annotatedRise.toFixed(4)})`,
    )
    results.push(measurement)
  }
  if (results.length === 0) console.log('No real pairs are at hand: skipped.')
  return results
}
