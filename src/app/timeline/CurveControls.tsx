import { ArrowDownWideNarrow } from 'lucide-react'
import { nameOf } from '../compare/comparedSides.ts'
import { IconButton } from '../controls/Button.tsx'
import { CurveDropdown } from '../metrics/CurveDropdown.tsx'
import { canBeDrawn, curveValueAt } from '../metrics/chosenCurve.ts'
import type { Run } from '../shell/TopBar.tsx'
import { isDisagreement } from '../stores/disagreementSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import type { StudioState } from '../stores/studioState.ts'
import styles from './timeline.module.css'

/** What the curve draws, its value here, and the way to the next worst frame; nothing before two pairs are labelled. */
export function CurveControls({ run }: { readonly run: Run }) {
  const isOffered = useStudio(state => state.labelled >= 2)
  const isDrawn = useStudio(state => canBeDrawn(state.curveMetric, state))
  const value = useStudio(state => curveValueAt(state, state.position))
  const whose = useStudio(whoseCurve)
  if (!isOffered) return null
  return (
    <div className={styles.curveControls}>
      <CurveDropdown label="Curve over the timeline" className={styles.curveMetric} />
      {isDrawn && (
        <>
          <output className={styles.curveValue} title={`In this frame: ${whose}`}>
            {Number.isFinite(value) ? value.toFixed(3) : 'none'}
          </output>
          <IconButton label="Next worst frame" command="worst-frame" side="top" onClick={() => run('worst-frame')}>
            <ArrowDownWideNarrow size={14} />
          </IconButton>
        </>
      )}
    </div>
  )
}

function whoseCurve({ curveMetric, curveSource, disagreementPair: { a, b } }: StudioState): string {
  return isDisagreement(curveMetric) ? `${nameOf(a)} against ${nameOf(b)}` : `${nameOf(curveSource)} against the truth`
}
