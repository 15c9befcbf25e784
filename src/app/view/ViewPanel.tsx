import { Segments } from '../controls/Choice.tsx'
import { Row, SliderRow, SwitchRow } from '../controls/Rows.tsx'
import { Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { LONGEST_TRAIL, type ThemeChoice } from '../stores/viewSlice.ts'
import { trailRemark } from '../tracks/paneTrails.ts'
import styles from './view.module.css'

const percent = (value: number) => `${Math.round(100 * value)} %`
const times = (value: number) => `${value.toFixed(1)}\u00d7`

export function ViewPanel() {
  return (
    <>
      <Points />
      <Arrows />
      <Boxes />
      <Trails />
      <Look />
    </>
  )
}

function Points() {
  const points = useStudio(state => state.view.points)
  const patch = useStudio(state => state.patchView)
  const inPixels = points.unit === 'px'
  return (
    <Section title="Points">
      <Row label="Size in">
        <Segments
          label="Unit of the point size"
          value={points.unit}
          options={[
            { value: 'px', label: 'Pixels' },
            { value: 'm', label: 'Metres' },
          ]}
          onChange={unit => {
            if (unit !== points.unit)
              patch('Unit of the point size', { points: { unit, size: unit === 'px' ? 2 : 0.06 } })
          }}
        />
      </Row>
      <SliderRow
        label="Size"
        value={points.size}
        minimum={inPixels ? 1 : 0.02}
        maximum={inPixels ? 8 : 0.5}
        step={inPixels ? 0.5 : 0.01}
        onChange={size => patch('Point size', { points: { size } })}
        format={value => (inPixels ? `${value} px` : `${Math.round(100 * value)} cm`)}
      />
      <SliderRow
        label="Depth cue"
        title="Eye-dome lighting: darkens points behind an edge"
        value={points.depthCue}
        minimum={0}
        maximum={1}
        step={0.05}
        onChange={depthCue => patch('Depth cue', { points: { depthCue } })}
        format={percent}
      />
      <SwitchRow
        label="This sweep"
        checked={points.showSweep0}
        onChange={showSweep0 => patch('This sweep', { points: { showSweep0 } })}
      />
      <SwitchRow
        label="Next sweep"
        checked={points.showSweep1}
        onChange={showSweep1 => patch('Next sweep', { points: { showSweep1 } })}
      />
      <SwitchRow
        label="Hide ground"
        checked={points.hideGround}
        onChange={hideGround => patch('Ground', { points: { hideGround } })}
      />
    </Section>
  )
}

function Arrows() {
  const arrows = useStudio(state => state.view.arrows)
  const patch = useStudio(state => state.patchView)
  const scale = useStudio(state => state.view.flowScaleMetresPerSecond)
  return (
    <Section title="Motion">
      <SwitchRow label="Arrows" checked={arrows.shown} onChange={shown => patch('Arrows', { arrows: { shown } })} />
      <SwitchRow
        label="Moving points only"
        checked={arrows.dynamicOnly}
        onChange={dynamicOnly => patch('Arrows of moving points', { arrows: { dynamicOnly } })}
      />
      <SwitchRow
        label="Ego motion removed"
        checked={arrows.residual}
        onChange={residual => patch('Arrows without ego motion', { arrows: { residual } })}
      />
      <SliderRow
        label="Density"
        title="Share of the points that get an arrow"
        value={arrows.density}
        minimum={0.01}
        maximum={1}
        step={0.01}
        onChange={density => patch('Arrow density', { arrows: { density } })}
        format={percent}
      />
      <SliderRow
        label="Length"
        title="1 = the displacement in one interval, true to scale"
        value={arrows.scale}
        minimum={0.5}
        maximum={10}
        step={0.5}
        onChange={value => patch('Arrow length', { arrows: { scale: value } })}
        format={times}
      />
      <SliderRow
        label="Full colour at"
        title="The same speed has the same colour in all frames, panes and sources"
        value={scale}
        minimum={1}
        maximum={40}
        step={1}
        onChange={flowScaleMetresPerSecond => patch('Colour scale of the flow', { flowScaleMetresPerSecond })}
        format={value => `${value} m/s`}
      />
    </Section>
  )
}

function Boxes() {
  const boxes = useStudio(state => state.view.boxes)
  const patch = useStudio(state => state.patchView)
  return (
    <Section title="Boxes">
      <SwitchRow
        label="Of the estimate"
        checked={boxes.estimate}
        onChange={estimate => patch('Boxes', { boxes: { estimate } })}
      />
      <SwitchRow
        label="Of the truth"
        checked={boxes.truth}
        onChange={truth => patch('Boxes of the truth', { boxes: { truth } })}
      />
      <SwitchRow
        label="Speed labels"
        checked={boxes.labels}
        onChange={labels => patch('Speed labels', { boxes: { labels } })}
      />
    </Section>
  )
}

function Trails() {
  const trails = useStudio(state => state.view.trails)
  const patch = useStudio(state => state.patchView)
  const remark = useStudio(state => (state.view.trails.shown ? trailRemark(state) : null))
  const seconds = useStudio(state => state.shown?.intervalSeconds ?? 0.1)
  return (
    <Section title="Trails">
      <SwitchRow
        label="Where objects were"
        title="The centres of each moving object in the sweeps before, seen from this one; they fade with age"
        checked={trails.shown}
        onChange={shown => patch('Trails', { trails: { shown } })}
      />
      <SwitchRow
        label="And will be"
        title="Thinner: where it is in the sweeps to come, as far as these are labelled or predicted"
        checked={trails.ahead}
        onChange={ahead => patch('Trails ahead', { trails: { ahead } })}
        disabled={!trails.shown}
      />
      <SliderRow
        label="Trail length"
        title="How many sweeps back, and ahead"
        value={trails.sweeps}
        minimum={1}
        maximum={LONGEST_TRAIL}
        step={1}
        onChange={sweeps => patch('Length of the trails', { trails: { sweeps } })}
        format={value => `${value} (${(value * seconds).toFixed(1)} s)`}
        disabled={!trails.shown}
      />
      {remark && (
        <p className={styles.remark} role="status">
          {remark}
        </p>
      )}
    </Section>
  )
}

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
  { value: 'paper', label: 'Paper' },
]

function Look() {
  const theme = useStudio(state => state.themeChoice)
  const setTheme = useStudio(state => state.setTheme)
  return (
    <Section title="Theme">
      <Segments label="Theme" value={theme} options={THEMES} onChange={setTheme} />
    </Section>
  )
}
