import { Crosshair, X } from 'lucide-react'
import { Fragment, useMemo } from 'react'
import { comparedSources } from '../compare/comparedSides.ts'
import { Button } from '../controls/Button.tsx'
import { Facts } from '../controls/Facts.tsx'
import { Empty, Section } from '../controls/Section.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { ObjectSpeed } from '../tracks/ObjectsSection.tsx'
import { COARSE_STAGE, describePoint } from './describePoint.ts'
import styles from './pick.module.css'
import { VotesList } from './VotesList.tsx'

/** Everything that is known of one point. */
export function PickPanel() {
  const { fast } = useStudioHandle()
  const picked = useStudio(state => state.picked)
  const shown = useStudio(state => state.shown)
  const label = useStudio(state => state.currentLabel)
  const prediction = useStudio(state => state.currentPrediction)
  const noisy = useStudio(state => state.currentNoisy)
  const panes = useStudio(state => state.panes)
  const comparison = useStudio(state => state.comparison)
  const pick = useStudio(state => state.pick)
  const select = useStudio(state => state.selectInstance)
  const description = useMemo(
    () =>
      picked && shown
        ? describePoint(
            picked,
            shown,
            { shown, currentLabel: label, currentPrediction: prediction, currentNoisy: noisy },
            comparedSources({ panes, comparison }),
          )
        : null,
    [picked, shown, label, prediction, noisy, panes, comparison],
  )
  if (!picked || !description)
    return (
      <Empty title="No point is picked">
        Click a point in the view to see its fields, its motion in every estimate, and what the method saw of it.
      </Empty>
    )
  const { instance, instanceSource } = description
  return (
    <>
      <div className={styles.head}>
        <span>{picked.sweep === 0 ? 'This sweep' : 'Next sweep'}</span>
        <Button look="quiet" onClick={() => pick(null)}>
          <X size={13} aria-hidden />
          Unpick
        </Button>
      </div>
      {description.groups.map(group => (
        <Fragment key={group.title}>
          <Section title={group.title}>
            <Facts rows={group.rows} />
          </Section>
          {group.title === COARSE_STAGE && <VotesList />}
        </Fragment>
      ))}
      {instance && instanceSource && (
        <Section title="Speed of its object">
          <ObjectSpeed object={{ source: instanceSource, track: instance.track }} />
        </Section>
      )}
      {instance && instanceSource && (
        <div className={styles.foot}>
          <Button
            onClick={() => {
              select({ source: instanceSource, track: instance.track })
              fast.viewer?.focusBox(instance.box)
            }}
          >
            <Crosshair size={13} aria-hidden />
            Show its object
          </Button>
        </div>
      )}
    </>
  )
}
