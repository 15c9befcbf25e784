import { useMemo } from 'react'
import { curveLook, curvePositions, curveValueAt } from '../metrics/chosenCurve.ts'
import { frameCount } from '../stores/frameSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { curvePaths, highestOf } from './curvePaths.ts'
import styles from './timeline.module.css'

/** The chosen curve over the sequence, across its lanes; nothing before it has two frames. */
export function MetricCurve() {
  const sequenceMetrics = useStudio(state => state.sequenceMetrics)
  const disagreements = useStudio(state => state.disagreements)
  const curveMetric = useStudio(state => state.curveMetric)
  const curveSource = useStudio(state => state.curveSource)
  const count = useStudio(frameCount)
  const values = useMemo(() => {
    const origins = { sequenceMetrics, disagreements, curveMetric, curveSource }
    if (curvePositions(origins).length < 2) return []
    return Array.from({ length: count }, (_, position) => curveValueAt(origins, position))
  }, [sequenceMetrics, disagreements, curveMetric, curveSource, count])
  if (values.length < 2) return null
  const highest = highestOf(values)
  return (
    <svg className={styles.curve} viewBox={`0 0 ${count} 1`} preserveAspectRatio="none" role="img">
      <title>{`${curveLook(curveMetric).label}, 0 to ${highest}`}</title>
      {[styles.casing, undefined].flatMap(look =>
        curvePaths(values, highest).map(path => (
          <path key={`${look} ${path}`} className={look} d={path} vectorEffect="non-scaling-stroke" />
        )),
      )}
    </svg>
  )
}
