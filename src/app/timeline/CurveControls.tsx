import { ArrowDownWideNarrow } from 'lucide-react'
import { IconButton } from '../controls/Button.tsx'
import { Dropdown } from '../controls/Choice.tsx'
import { CURVES, curveValue } from '../metrics/curves.ts'
import type { Run } from '../shell/TopBar.tsx'
import { CURVE_METRICS } from '../stores/metricsSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './timeline.module.css'

/** Which metric the curve draws, its value here, and the way to the next worst frame; nothing before two pairs are measured. */
export function CurveControls({ run }: { readonly run: Run }) {
  const measured = useStudio(state => (state.sequenceMetrics?.frames.size ?? 0) >= 2)
  const metric = useStudio(state => state.curveMetric)
  const setMetric = useStudio(state => state.setCurveMetric)
  const value = useStudio(state =>
    curveValue(state.sequenceMetrics?.frames.get(state.position), state.curveSource, state.curveMetric),
  )
  if (!measured) return null
  return (
    <div className={styles.curveControls}>
      <Dropdown
        label="Metric of the curve"
        value={metric}
        options={CURVE_METRICS.map(id => ({ value: id, label: CURVES[id].label, group: CURVES[id].group }))}
        onChange={setMetric}
        className={styles.curveMetric}
      />
      <output className={styles.curveValue} title="In this frame">
        {Number.isFinite(value) ? value.toFixed(3) : 'none'}
      </output>
      <IconButton label="Next worst frame" command="worst-frame" side="top" onClick={() => run('worst-frame')}>
        <ArrowDownWideNarrow size={14} />
      </IconButton>
    </div>
  )
}
