import { useState } from 'react'
import type { MeasuredObject } from '#model/evaluation/objectErrors.ts'
import { Segments } from '../controls/Choice.tsx'
import { Section } from '../controls/Section.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './metrics.module.css'
import { type PlacedObject, worstObjects } from './worstObjects.ts'

const LISTED = 8

/** The true objects that were met worst; a click goes to the frame and looks at one. */
export function WorstObjects({
  objects,
  source,
  of,
}: {
  readonly objects: readonly PlacedObject[]
  /** Whose estimate is measured, as shown. */
  readonly source: string
  readonly of: 'frame' | 'sequence'
}) {
  const { fast, store } = useStudioHandle()
  const [by, setBy] = useState<'error' | 'overlap'>('error')
  const selected = useStudio(state => state.selectedInstance)
  const listed = worstObjects(objects, by, LISTED)
  const show = ({ position, object }: PlacedObject) => {
    const { setPlaying, setPosition, selectInstance } = store.getState()
    setPlaying(false)
    setPosition(position)
    selectInstance({ source: 'truth', track: object.track })
    fast.viewer?.focusBox(object.box)
  }
  return (
    <Section title={of === 'frame' ? 'Worst objects of this frame' : 'Worst objects of the sequence'}>
      <Segments<'error' | 'overlap'>
        label="Objects ranked by"
        value={by}
        options={[
          { value: 'error', label: 'Flow error' },
          { value: 'overlap', label: 'Overlap' },
        ]}
        onChange={setBy}
      />
      {listed.length === 0 ? (
        <p className={styles.note}>No moving true object of 50 points or more.</p>
      ) : (
        <ol className={styles.worst} aria-label="Worst objects">
          {listed.map(placed => (
            <li key={`${placed.position} ${placed.object.track}`}>
              <button
                type="button"
                aria-current={selected?.source === 'truth' && selected.track === placed.object.track}
                onClick={() => show(placed)}
              >
                <span className={styles.objectName}>
                  {of === 'sequence' && `Frame ${placed.position + 1} · `}
                  {nameOf(placed.object)}
                </span>
                <span className={styles.objectNumbers}>
                  {placed.object.errorMetres.toFixed(3)} m ·{' '}
                  {placed.object.iou === 0 ? 'missed' : placed.object.iou.toFixed(2)}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      <p className={styles.note}>
        {source} on true objects that move and have at least 50 measured points: mean error of their points, and IoU
        with their match.
      </p>
    </Section>
  )
}

function nameOf({ label, track }: MeasuredObject): string {
  return label.endsWith(` ${track}`) ? label : `${label} ${track}`
}
