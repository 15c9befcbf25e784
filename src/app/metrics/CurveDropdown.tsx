import { Dropdown } from '../controls/Choice.tsx'
import { DISAGREEMENT_METRICS } from '../stores/disagreementSlice.ts'
import { CURVE_METRICS, type CurveChoice } from '../stores/metricsSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { canBeDrawn, curveLook } from './chosenCurve.ts'

/** What the timeline draws: metrics against truth where there is any, and what two estimates disagree in. */
export function CurveDropdown({
  label,
  className,
}: {
  readonly label: string
  readonly className?: string | undefined
}) {
  const hasTruth = useStudio(state => canBeDrawn(CURVE_METRICS[0], state))
  const metric = useStudio(state => state.curveMetric)
  const setMetric = useStudio(state => state.setCurveMetric)
  const choices: readonly CurveChoice[] = [...(hasTruth ? CURVE_METRICS : []), ...DISAGREEMENT_METRICS]
  return (
    <Dropdown<CurveChoice | ''>
      label={label}
      value={choices.includes(metric) ? metric : ''}
      placeholder="No curve"
      options={choices.map(value => ({ value, label: curveLook(value).label, group: curveLook(value).group }))}
      onChange={value => {
        if (value !== '') setMetric(value)
      }}
      className={className}
    />
  )
}
