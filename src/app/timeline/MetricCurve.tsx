import { CURVES, curveValue } from '../metrics/curves.ts'
import { frameCount } from '../stores/frameSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { curvePaths, highestOf } from './curvePaths.ts'
import styles from './timeline.module.css'

/** One metric of one estimate over the sequence, across its lanes; nothing before two pairs are measured. */
export function MetricCurve() {
  const metrics = useStudio(state => state.sequenceMetrics)
  const metric = useStudio(state => state.curveMetric)
  const source = useStudio(state => state.curveSource)
  const count = useStudio(frameCount)
  if (!metrics || metrics.frames.size < 2 || count < 2) return null
  const { label } = CURVES[metric]
  const values = Array.from({ length: count }, (_, position) =>
    curveValue(metrics.frames.get(position), source, metric),
  )
  const highest = highestOf(values)
  return (
    <svg className={styles.curve} viewBox={`0 0 ${count} 1`} preserveAspectRatio="none" role="img">
      <title>{`${label}, 0 to ${highest}`}</title>
      {[styles.casing, undefined].flatMap(look =>
        curvePaths(values, highest).map(path => (
          <path key={`${look} ${path}`} className={look} d={path} vectorEffect="non-scaling-stroke" />
        )),
      )}
    </svg>
  )
}
