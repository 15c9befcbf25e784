import type { EstimateSource } from '#model/sweep/estimate.ts'
import { Dropdown } from '../controls/Choice.tsx'
import { Row } from '../controls/Rows.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'

interface SourceChoiceProps {
  readonly label: string
  readonly value: EstimateSource
  readonly onChange: (source: EstimateSource) => void
}

/** One of the estimates that there are for this pair; the chosen one stays listed when it is not there. */
export function SourceChoice({ label, value, onChange }: SourceChoiceProps) {
  const there = useStudio(state => ESTIMATE_SOURCES.map(({ pick }) => (pick(state) ? '1' : '0')).join(''))
  return (
    <Row label="Estimate">
      <Dropdown
        label={label}
        value={value}
        options={ESTIMATE_SOURCES.filter(({ id }, k) => id === value || there[k] === '1').map(
          ({ id, label: name }) => ({
            value: id,
            label: name,
          }),
        )}
        onChange={onChange}
      />
    </Row>
  )
}
