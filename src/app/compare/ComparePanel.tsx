import { SplitSquareHorizontal, ToggleLeft } from 'lucide-react'
import { useDeferredValue } from 'react'
import type { DifferenceKind } from '#model/evaluation/comparison/differences.ts'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import { Button, Tip } from '../controls/Button.tsx'
import { Dropdown, Segments } from '../controls/Choice.tsx'
import { classes } from '../controls/classes.ts'
import controls from '../controls/controls.module.css'
import { Row } from '../controls/Rows.tsx'
import { Empty, Section } from '../controls/Section.tsx'
import { CurveSection } from '../metrics/CurveSection.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import styles from './compare.module.css'
import { comparedSources, nameOf } from './comparedSides.ts'
import { DividedObjects } from './DividedObjects.tsx'
import { MotionMatrix } from './MotionMatrix.tsx'
import { ObjectMatrix } from './ObjectMatrix.tsx'
import { useComparison } from './useComparison.ts'

const OPTIONS = ESTIMATE_SOURCES.map(({ id, label, explanation }) => ({ value: id, label, hint: explanation }))

/** What the first pane shows against another estimate: in the view, in numbers, and object by object. */
export function ComparePanel() {
  // The view goes first while frames change.
  const comparison = useDeferredValue(useComparison())
  const panes = useStudio(state => state.panes)
  const choices = useStudio(state => state.comparison)
  const { a, b } = comparedSources({ panes, comparison: choices })
  return (
    <>
      <Sides />
      {comparison ? (
        <>
          <MotionMatrix comparison={comparison} />
          <ObjectMatrix comparison={comparison} />
          <DividedObjects comparison={comparison} />
        </>
      ) : (
        <Empty title="Nothing to compare yet">
          {nameOf(a)} and {nameOf(b)} are both needed for this pair of sweeps.
        </Empty>
      )}
      <CurveSection />
    </>
  )
}

const COLOURS: readonly { readonly value: DifferenceKind; readonly label: string }[] = [
  { value: 'flow', label: 'Flow' },
  { value: 'angle', label: 'Angle' },
  { value: 'speed', label: 'Speed' },
  { value: 'motion', label: 'Moving' },
  { value: 'object', label: 'Object' },
]

function Sides() {
  const panes = useStudio(state => state.panes)
  const comparison = useStudio(state => state.comparison)
  const flickering = useStudio(state => state.flickering)
  const colour = useStudio(state => state.view.colour)
  const setSource = useStudio(state => state.setPaneSource)
  const setReference = useStudio(state => state.setReference)
  const setSwipe = useStudio(state => state.setSwipe)
  const setFlickering = useStudio(state => state.setFlickering)
  const setColour = useStudio(state => state.setColour)
  const { a, b } = comparedSources({ panes, comparison })
  const swipes = comparison.swipe !== null && panes.length === 1
  const [first] = panes
  return (
    <Section title="Two estimates">
      <Row label="In the first pane">
        <Dropdown<EstimateSource>
          label="Compared estimate"
          value={a}
          options={OPTIONS}
          onChange={source => first && setSource(first.id, source)}
        />
      </Row>
      <Row label="Against">
        <Dropdown<EstimateSource> label="Reference" value={b} options={OPTIONS} onChange={setReference} />
      </Row>
      <div className={styles.ways}>
        <Tip text="Both in one pane, parted by a divider" command="swipe">
          <Button
            className={classes(swipes && controls.pressed)}
            aria-pressed={swipes}
            onClick={() => setSwipe(swipes ? null : (comparison.swipe ?? 0.5))}
          >
            <SplitSquareHorizontal size={14} aria-hidden />
            Swipe
          </Button>
        </Tip>
        <Tip text="The other one in its place" command="flicker">
          <Button
            className={classes(flickering && controls.pressed)}
            aria-pressed={flickering}
            onClick={() => setFlickering(!flickering)}
          >
            <ToggleLeft size={14} aria-hidden />
            Flicker
          </Button>
        </Tip>
      </div>
      <p className={styles.note}>Colour the points by how they differ:</p>
      <Segments<DifferenceKind | ''>
        label="Difference shown"
        value={colour.kind === 'difference' ? colour.of : ''}
        options={COLOURS}
        onChange={of => of !== '' && setColour({ kind: 'difference', of })}
      />
    </Section>
  )
}
