import { Eye, RotateCcw } from 'lucide-react'
import {
  type ParameterDescriptor,
  parameterDescriptors,
  parameterValue,
  withParameter,
} from '#model/coarse/parameterDescriptors.ts'
import type { ColourMode } from '#viewer/contract.ts'
import { Button } from '../controls/Button.tsx'
import { formatNumber } from '../controls/format.ts'
import { PanelNotices } from '../controls/Notice.tsx'
import { SliderRow } from '../controls/Rows.tsx'
import { Empty, Section } from '../controls/Section.tsx'
import { FailuresSection } from '../instruments/FailuresSection.tsx'
import { KDistancePlot } from '../instruments/KDistancePlot.tsx'
import { LossesSection } from '../instruments/LossesSection.tsx'
import { NoiseSection } from '../instruments/NoiseSection.tsx'
import { activeSequence } from '../stores/dataSlice.ts'
import { parametersFor } from '../stores/parameterSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { ObjectsSection } from '../tracks/ObjectsSection.tsx'
import { EgoMotionCard } from './EgoMotionCard.tsx'
import { MotionsTable } from './MotionsTable.tsx'
import styles from './method.module.css'
import { StageTimings } from './StageTimings.tsx'

/** The coarse stage at work on this pair: what it decided, what it cost, and what can be changed. */
export function MethodPanel() {
  const label = useStudio(state => state.currentLabel)
  const stale = useStudio(state => state.currentLabelStale)
  return (
    <>
      <PanelNotices scope="labelling" />
      {label ? (
        <>
          <Section title="Ego motion">
            <EgoMotionCard egoMotion={label.egoMotion} />
          </Section>
          <Section
            title="Rigid motions"
            aside={<span className={styles.aside}>{stale ? 'updating' : `${label.motions.length} clusters`}</span>}
          >
            <div className={stale ? styles.stale : undefined}>
              <MotionsTable label={label} />
            </div>
          </Section>
          <ObjectsSection />
          <FailuresSection />
          <LossesSection />
          <NoiseSection />
          <Section title="Time" aside={stale ? <span className={styles.aside}>updating</span> : null}>
            <StageTimings timings={label.timings} />
          </Section>
        </>
      ) : (
        <>
          <Empty title="This pair is not labelled yet">
            Ego motion, rigid motions and timings appear here as soon as the coarse stage has run on it.
          </Empty>
          <ObjectsSection />
        </>
      )}
      <Parameters />
    </>
  )
}

const GROUPS: Readonly<Record<ParameterDescriptor['group'], string>> = {
  ground: 'Ground',
  rayCasting: 'Ray casting',
  clustering: 'Clustering (DBSCAN)',
  rigidMotion: 'Rigid motion',
}

/** How the view shows what a stage decided. */
const STAGE_COLOURS: Readonly<
  Record<ParameterDescriptor['group'], { readonly colour: ColourMode; readonly what: string }>
> = {
  ground: { colour: { kind: 'ground' }, what: 'ground' },
  rayCasting: { colour: { kind: 'evidence' }, what: 'evidence' },
  clustering: { colour: { kind: 'cluster' }, what: 'clusters' },
  rigidMotion: { colour: { kind: 'instance' }, what: 'objects' },
}

/** Colours the points by the stage's result, so that its sliders can be watched at work. */
function ShowStage({ group }: { readonly group: ParameterDescriptor['group'] }) {
  const { colour, what } = STAGE_COLOURS[group]
  const shown = useStudio(state => state.view.colour.kind === colour.kind)
  const setColour = useStudio(state => state.setColour)
  return (
    <Button look="quiet" aria-pressed={shown} onClick={() => setColour(colour)} title={`Colour the points by ${what}`}>
      <Eye size={12} aria-hidden />
      Show {what}
    </Button>
  )
}

function Parameters() {
  const sensorClass = useStudio(state => activeSequence(state)?.info.sensorClass ?? 'unknown')
  const overrides = useStudio(state => state.parameterOverrides)
  const set = useStudio(state => state.setParameters)
  const reset = useStudio(state => state.resetParameters)
  const parameters = parametersFor(overrides, sensorClass)
  const defaults = parametersFor({}, sensorClass)
  const groups = [...new Set(parameterDescriptors.map(descriptor => descriptor.group))]
  return (
    <Section
      title="Parameters"
      aside={
        overrides[sensorClass] && (
          <Button look="quiet" onClick={() => reset(sensorClass)}>
            <RotateCcw size={12} aria-hidden />
            Reset
          </Button>
        )
      }
    >
      {groups.map(group => (
        <fieldset key={group} className={styles.group}>
          <legend>
            {GROUPS[group]}
            <ShowStage group={group} />
          </legend>
          {parameterDescriptors
            .filter(descriptor => descriptor.group === group)
            .map(descriptor => {
              const value = parameterValue(parameters, descriptor)
              const changed = value !== parameterValue(defaults, descriptor)
              return (
                <div key={descriptor.path} className={changed ? styles.changed : undefined}>
                  <SliderRow
                    label={descriptor.label}
                    title={`${descriptor.explanation} Default ${formatNumber(parameterValue(defaults, descriptor))} ${descriptor.unit}`}
                    value={value}
                    minimum={descriptor.minimum}
                    maximum={descriptor.maximum}
                    step={descriptor.step}
                    onChange={next =>
                      set(sensorClass, withParameter(parameters, descriptor, next), `${sensorClass} ${descriptor.path}`)
                    }
                    format={shown => `${formatNumber(shown)}${descriptor.unit ? ` ${descriptor.unit}` : ''}`}
                  />
                </div>
              )
            })}
          {group === 'clustering' && <KDistancePlot />}
        </fieldset>
      ))}
    </Section>
  )
}
