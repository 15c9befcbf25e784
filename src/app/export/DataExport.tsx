import { useState } from 'react'
import { LEADERBOARD_FORMS, LEADERBOARDS, type Leaderboard } from '#model/export/av2/leaderboards.ts'
import { EXPORT_FORMATS, EXPORT_WORDS, type ExportFormat } from '#model/export/exportFormats.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import { Button } from '../controls/Button.tsx'
import { Dropdown, Segments } from '../controls/Choice.tsx'
import { Row } from '../controls/Rows.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import styles from './export.module.css'

const FORMATS = EXPORT_FORMATS.map(value => ({
  value,
  label: EXPORT_WORDS[value].label,
  hint: EXPORT_WORDS[value].explanation,
}))
const FORMS = LEADERBOARDS.map(value => ({
  value,
  label: `Leaderboard of ${value}`,
  hint: LEADERBOARD_FORMS[value].explanation,
}))

/** Values of an estimate, of this frame or of all that have it. */
export function DataExport() {
  const { exports } = useStudioHandle()
  const pane = useStudio(state => state.panes[0]?.source ?? 'pseudo-labels')
  const [chosen, setChosen] = useState<EstimateSource | null>(null)
  const source = chosen ?? pane
  const choices = useStudio(state => state.exportChoices)
  const choose = useStudio(state => state.chooseExport)
  const busy = useStudio(state => state.exporting !== null)
  // Counted anew whenever something was labelled, predicted or shown.
  useStudio(state => state.lanes)
  useStudio(state => state.shown)
  useStudio(state => state.currentLabel)
  useStudio(state => state.currentPrediction)
  useStudio(state => state.predictedPairs)
  const { frames } = choices
  const all = exports.count(source, 'all')
  const count = frames === 'all' ? all : exports.count(source, 'shown')
  return (
    <section className={styles.part} aria-label="Data">
      <h2>Data</h2>
      <Row label="Estimate">
        <Dropdown<EstimateSource>
          label="Estimate to export"
          value={source}
          options={ESTIMATE_SOURCES.map(({ id, label, explanation }) => ({ value: id, label, hint: explanation }))}
          onChange={setChosen}
        />
      </Row>
      <Row label="Format">
        <Dropdown<ExportFormat>
          label="Format"
          value={choices.format}
          options={FORMATS}
          onChange={format => choose({ format })}
        />
      </Row>
      {choices.format === 'av2-submission' && (
        <Row label="Form">
          <Dropdown<Leaderboard>
            label="Form of the leaderboard"
            value={choices.leaderboard}
            options={FORMS}
            onChange={leaderboard => choose({ leaderboard })}
          />
        </Row>
      )}
      <Row label="Frames">
        <Segments<'shown' | 'all'>
          label="Frames to export"
          value={frames}
          options={[
            { value: 'shown', label: 'This frame' },
            { value: 'all', label: allOf(choices.format, source, all) },
          ]}
          onChange={value => choose({ frames: value })}
        />
      </Row>
      <p className={styles.words}>
        {count === 0 ? 'No frame has this estimate yet.' : what(choices.format, choices.leaderboard)}
      </p>
      <Button look="primary" disabled={busy || count === 0} onClick={() => void exports.saveData(source)}>
        Save data
      </Button>
    </section>
  )
}

function allOf(format: ExportFormat, source: EstimateSource, count: number): string {
  if (format === 'av2-submission') return `Every fifth: ${count}`
  const done =
    source === 'truth' ? 'with truth' : source === 'prediction' || source === 'polished' ? 'predicted' : 'labelled'
  return `All ${count} ${done}`
}

function what(format: ExportFormat, leaderboard: Leaderboard): string {
  if (format !== 'av2-submission') return `${EXPORT_WORDS[format].explanation}, in metres and original coordinates.`
  const { flow, points } = LEADERBOARD_FORMS[leaderboard]
  const rows =
    points === 'all'
      ? 'one row for each point of a sweep'
      : 'one row for each point within 50 m that is off the ground as found here; the official masks differ by about 1 %, give them on the command line'
  return `Flow ${flow}, ${rows}. It is read back and checked.`
}
