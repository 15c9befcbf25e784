import { Dices } from 'lucide-react'
import { useEffect } from 'react'
import type { Noise, SegmentationNoise } from '#model/noise/coarseNoise.ts'
import { DEGRADATION_METRICS } from '#model/noise/degradation.ts'
import { Button, IconButton } from '../controls/Button.tsx'
import { Row, SliderRow } from '../controls/Rows.tsx'
import { Section } from '../controls/Section.tsx'
import { CURVES } from '../metrics/curves.ts'
import { HIGHEST_NOISE_SEED } from '../stores/instrumentsSlice.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { DegradationView } from './DegradationView.tsx'
import styles from './instruments.module.css'

/** Errors put into the coarse stage's result, to see how much what comes after bears. */
export function NoiseSection() {
  return (
    <Section title="Noise" startsOpen={false}>
      <NoiseControls />
      <LiveMetrics />
      <DegradationView />
    </Section>
  )
}

const percent = (value: number) => `${Math.round(100 * value)} %`

const CHANCES: readonly {
  readonly name: Exclude<keyof SegmentationNoise, 'jitterMetres'>
  readonly label: string
  readonly title: string
}[] = [
  { name: 'drop', label: 'Drop', title: 'Chance of each object to be called background' },
  { name: 'split', label: 'Split', title: 'Chance of each object to be halved along a random direction' },
  { name: 'merge', label: 'Merge', title: 'Chance of each object to take the name and motion of another' },
  { name: 'flip', label: 'Flip', title: 'Chance that a standing blob of 1.5 m is called moving' },
]

const number = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'none')

const DEGREES = Math.PI / 180

function NoiseControls() {
  const { store } = useStudioHandle()
  const noise = useStudio(state => state.noise)
  const setNoise = useStudio(state => state.setNoise)
  const seed = useStudio(state => state.noiseSeed)
  const setSeed = useStudio(state => state.setNoiseSeed)
  const setOpen = useStudio(state => state.setNoiseOpen)
  const isShown = useStudio(state => state.panes.some(({ source }) => source === 'noisy'))
  const first = useStudio(state => state.panes[0])
  useEffect(() => {
    setOpen(true)
    return () => setOpen(false)
  }, [setOpen])
  const setSegmentation = (change: Partial<Noise['segmentation']>, what: string) =>
    setNoise({ ...noise, segmentation: { ...noise.segmentation, ...change } }, what)
  const setEgo = (change: Partial<Noise['ego']>, what: string) =>
    setNoise({ ...noise, ego: { ...noise.ego, ...change } }, what)
  return (
    <>
      {first && (
        <Button
          look={isShown ? 'plain' : 'primary'}
          onClick={() => {
            const { panes, setPaneSource } = store.getState()
            const pane = panes.find(({ source }) => source === 'noisy') ?? first
            setPaneSource(pane.id, isShown ? 'pseudo-labels' : 'noisy')
          }}
        >
          {isShown ? 'Show the pseudo-labels again' : 'Show the labels with noise'}
        </Button>
      )}
      {CHANCES.map(({ name, label, title }) => (
        <SliderRow
          key={name}
          label={label}
          title={title}
          value={noise.segmentation[name]}
          minimum={0}
          maximum={1}
          step={0.05}
          onChange={value => setSegmentation({ [name]: value }, label.toLowerCase())}
          format={percent}
        />
      ))}
      <SliderRow
        label="Jitter"
        title="Standard deviation of the error of each object’s motion, along x and y"
        value={noise.segmentation.jitterMetres}
        minimum={0}
        maximum={0.5}
        step={0.01}
        onChange={jitterMetres => setSegmentation({ jitterMetres }, 'jitter')}
        format={value => `${Math.round(100 * value)} cm`}
      />
      <SliderRow
        label="Ego shift"
        title="Error of the ego motion in a random direction of the ground plane"
        value={noise.ego.translationMetres}
        minimum={0}
        maximum={0.3}
        step={0.01}
        onChange={translationMetres => setEgo({ translationMetres }, 'ego shift')}
        format={value => `${Math.round(100 * value)} cm`}
      />
      <SliderRow
        label="Ego yaw"
        title="Error of the ego motion’s heading, to a random side"
        value={noise.ego.yawRadians / DEGREES}
        minimum={0}
        maximum={1}
        step={0.05}
        onChange={degrees => setEgo({ yawRadians: degrees * DEGREES }, 'ego yaw')}
        format={value => `${value.toFixed(2)}°`}
      />
      <Row label="Seed" title="The same seed draws the same noise">
        <input
          className={styles.seed}
          type="number"
          min={0}
          max={HIGHEST_NOISE_SEED}
          step={1}
          aria-label="Seed of the noise"
          value={seed}
          onChange={event => {
            if (event.target.value !== '') setSeed(Number(event.target.value))
          }}
        />
        <IconButton label="Draw again: next seed" onClick={() => setSeed(seed + 1)}>
          <Dices size={14} />
        </IconButton>
      </Row>
    </>
  )
}

/** Before and after, of this frame. */
function LiveMetrics() {
  const metrics = useStudio(state => (state.frameMetrics?.frameKey === state.shown?.key ? state.frameMetrics : null))
  const before = metrics?.bySource['pseudo-labels']
  const after = metrics?.bySource.noisy
  if (!before || !after) return null
  return (
    <table className={styles.before} aria-label="Metrics without and with noise">
      <thead>
        <tr>
          <th scope="col">This pair</th>
          <th scope="col">without</th>
          <th scope="col">with noise</th>
        </tr>
      </thead>
      <tbody>
        {DEGRADATION_METRICS.map(metric => (
          <tr key={metric}>
            <th scope="row">{CURVES[metric].label}</th>
            <td>{number(CURVES[metric].value(before))}</td>
            <td>{number(CURVES[metric].value(after))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
