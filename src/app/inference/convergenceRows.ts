import { type Convergence, LEFT, SETTLED_METRES } from '#model/network/convergence.ts'
import type { Fact } from '../controls/Facts.tsx'

/** How one point's flow came to its end, iteration by iteration. */
export function convergenceRows({ iterations, remaining }: Convergence, point: number): Fact[] {
  const series = remaining.subarray(point * iterations, (point + 1) * iterations)
  if (series.length === 0) return []
  if (series[0] === LEFT) return [['Iterations', 'left as clear background before the last']]
  if ((series[0] as number) < 0) return [['Iterations', 'not seen by the network: ground, or outside of its grid']]
  let settled = iterations
  while (settled > 0 && (series[settled - 1] as number) <= SETTLED_METRES) settled--
  const centimetres = (metres: number) => `${(100 * metres).toFixed(1)} cm`
  return [
    [
      'Flow settled',
      settled === 0
        ? 'from the start'
        : settled === iterations
          ? `not before the last iteration, ${iterations}`
          : `after iteration ${settled} of ${iterations}`,
    ],
    ...Array.from(
      series,
      (metres, j): Fact => [j === 0 ? 'From start to end' : `Still moved after ${j}`, centimetres(metres)],
    ),
  ]
}
