import { ArrowDownUp } from 'lucide-react'
import { useState } from 'react'
import type { PointFrame } from '#model/sweep/sweep.ts'
import { Button } from '../controls/Button.tsx'
import { Dropdown, Segments } from '../controls/Choice.tsx'
import { Row } from '../controls/Rows.tsx'
import { Section } from '../controls/Section.tsx'
import type { OpenedSequence } from '../stores/dataSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './data.module.css'
import { FrameOrder } from './FrameOrder.tsx'

/** How the files were understood, and what the user says instead. */
export function SequenceSettingsPanel({ sequence }: { readonly sequence: OpenedSequence }) {
  const { info } = sequence
  const settings = useStudio(state => state.sequenceSettings[info.id])
  const change = useStudio(state => state.changeSequence)
  if (!settings) return null
  const poses = [
    ...info.poseSources.map(source => ({
      value: source.id,
      label: source.label,
      hint: source.frames < info.frames.length ? `${source.frames} of ${info.frames.length} sweeps` : 'all sweeps',
    })),
    { value: ESTIMATE, label: 'Estimate from the points', hint: 'the ego motion of each pair by registration' },
  ]
  return (
    <Section title="Sequence">
      <Row label="Points are in" title="The frame that x, y and z are given in">
        <Segments<PointFrame>
          label="Frame of the points"
          value={settings.frame}
          options={[
            { value: 'sensor', label: 'Sensor' },
            { value: 'ego', label: 'Ego' },
          ]}
          onChange={frame => change(info.id, 'Frame of the points', { frame })}
        />
      </Row>
      {info.frameIsGuessed && settings.frame === info.frame && (
        <p className={styles.guess}>The files do not say which frame: {info.frame} is a guess.</p>
      )}
      <Row label="Poses from">
        <Dropdown
          label="Source of the poses"
          value={settings.poseSource ?? ESTIMATE}
          options={poses}
          onChange={id => change(info.id, 'Source of the poses', { poseSource: id === ESTIMATE ? null : id })}
        />
      </Row>
      <Row label="Time step">
        <TimeStep
          seconds={settings.intervalSeconds}
          onChange={intervalSeconds => change(info.id, 'Time step', { intervalSeconds })}
        />
      </Row>
      {info.intervalIsAssumed && settings.intervalSeconds === info.intervalSeconds && (
        <p className={styles.guess}>The files hold no timestamps: {info.intervalSeconds} s is assumed.</p>
      )}
      {info.frames.length > 1 && sequence.simulation === null && (
        <>
          <Row label="Order">
            <Button onClick={() => change(info.id, 'Order of the sweeps', { order: [...settings.order].reverse() })}>
              <ArrowDownUp size={13} aria-hidden />
              Reverse
            </Button>
          </Row>
          <FrameOrder
            info={info}
            order={settings.order}
            onChange={order => change(info.id, 'Order of the sweeps', { order })}
          />
        </>
      )}
    </Section>
  )
}

const ESTIMATE = 'estimate'

/** Milliseconds as typed; taken when they make sense. */
function TimeStep({ seconds, onChange }: { readonly seconds: number; readonly onChange: (seconds: number) => void }) {
  const shown = String(Math.round(seconds * 1e6) / 1e3)
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? shown
  const value = Number(text)
  const isValid = text.trim() !== '' && Number.isFinite(value) && value >= 1 && value <= 60_000
  const commit = () => {
    if (draft !== null && isValid && draft !== shown) onChange(value / 1000)
    setDraft(null)
  }
  return (
    <>
      <input
        className={styles.number}
        aria-label="Time between two sweeps in milliseconds"
        aria-invalid={!isValid}
        inputMode="decimal"
        value={text}
        onChange={event => setDraft(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={event => {
          if (event.key === 'Enter') commit()
          else if (event.key === 'Escape') setDraft(null)
        }}
      />
      <span className={styles.unit}>ms</span>
    </>
  )
}
