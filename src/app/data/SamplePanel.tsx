import { Dices } from 'lucide-react'
import { useState } from 'react'
import { DEFAULT_SIMULATION, type SimulatedSensor } from '#model/simulator/options.ts'
import { Button } from '../controls/Button.tsx'
import { Dropdown } from '../controls/Choice.tsx'
import { Row } from '../controls/Rows.tsx'
import { Section } from '../controls/Section.tsx'
import { activeSequence } from '../stores/dataSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './data.module.css'

export const SENSORS: readonly { readonly value: SimulatedSensor; readonly label: string }[] = [
  { value: 'av2', label: 'Two stacked 32 beams (AV2)' },
  { value: 'hdl-64e', label: '64 beams (HDL-64E)' },
  { value: 'spinning-32', label: '32 beams' },
  { value: 'solid-state', label: 'Solid state' },
]

/** The built-in sample: a street that is made here, with exact truth. */
export function SamplePanel() {
  const active = useStudio(activeSequence)
  const open = useStudio(state => state.openSimulation)
  const busy = useStudio(state => state.opening !== null)
  const simulation = active?.simulation ?? DEFAULT_SIMULATION
  const [draft, setDraft] = useState<string | null>(null)
  const seed = draft ?? String(simulation.seed)
  const parsed = /^\d{1,9}$/.test(seed.trim()) ? Number(seed) : null
  const openSeed = (next: number) => {
    setDraft(null)
    void open({ ...simulation, seed: next })
  }
  return (
    <Section title="Built-in sample" startsOpen={active === null || active.simulation !== null}>
      <span className={styles.chip}>Simulated street, exact truth</span>
      <Row label="Sensor">
        <Dropdown
          label="Sensor of the simulated street"
          value={simulation.sensor}
          options={SENSORS}
          onChange={sensor => void open({ ...simulation, sensor })}
        />
      </Row>
      <Row label="Seed" title="The same seed and sensor always give the same street">
        <input
          className={styles.number}
          aria-label="Seed of the street"
          aria-invalid={parsed === null}
          inputMode="numeric"
          value={seed}
          onChange={event => setDraft(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && parsed !== null) openSeed(parsed)
          }}
        />
        {draft !== null && parsed !== null ? (
          <Button look="primary" onClick={() => openSeed(parsed)}>
            Open
          </Button>
        ) : (
          <Button disabled={busy} onClick={() => openSeed(1 + Math.floor(Math.random() * 9999))}>
            <Dices size={13} aria-hidden />
            New street
          </Button>
        )}
      </Row>
    </Section>
  )
}
