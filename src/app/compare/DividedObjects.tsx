import { useMemo } from 'react'
import { type DividedObject, splitsAndMerges } from '#model/evaluation/comparison/splits.ts'
import { formatCount } from '../controls/format.ts'
import { Section } from '../controls/Section.tsx'
import styles from './compare.module.css'
import { nameOf } from './comparedSides.ts'
import { type Comparison, type NamedObject, useShowObject } from './useComparison.ts'

/** Objects that one of the two sees as several: a click looks at the whole or at a piece. */
export function DividedObjects({ comparison }: { readonly comparison: Comparison }) {
  const { a, b, matching, nameIn } = comparison
  const { splits, merges } = useMemo(() => splitsAndMerges(matching), [matching])
  const [nameA, nameB] = [nameOf(a), nameOf(b)]
  return (
    <Section title="Splits and merges">
      <DividedList
        title={`Several in ${nameB}`}
        none={`No object of ${nameA} is several in ${nameB}.`}
        objects={splits}
        whole={id => nameIn('a', id)}
        piece={id => nameIn('b', id)}
      />
      <DividedList
        title={`Several in ${nameA}`}
        none={`No object of ${nameB} is several in ${nameA}.`}
        objects={merges}
        whole={id => nameIn('b', id)}
        piece={id => nameIn('a', id)}
      />
      <p className={styles.note}>
        A piece lies with more than half of its points in the whole. Numbers: points in common, and IoU.
      </p>
    </Section>
  )
}

interface DividedListProps {
  readonly title: string
  readonly none: string
  readonly objects: readonly DividedObject[]
  readonly whole: (id: number) => NamedObject
  readonly piece: (id: number) => NamedObject
}

function DividedList({ title, none, objects, whole, piece }: DividedListProps) {
  if (objects.length === 0) return <p className={styles.note}>{none}</p>
  return (
    <div>
      <h3 className={styles.listTitle}>{title}</h3>
      <ul className={styles.divided} aria-label={title}>
        {objects.map(object => (
          <li key={object.id}>
            <ObjectLine object={whole(object.id)} numbers={`${formatCount(object.points)} points`} />
            <ul>
              {object.pieces.map(({ id, points, iou }) => (
                <li key={id}>
                  <ObjectLine object={piece(id)} numbers={`${formatCount(points)} · ${iou.toFixed(2)}`} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  )
}

function ObjectLine({ object, numbers }: { readonly object: NamedObject; readonly numbers: string }) {
  const show = useShowObject()
  return (
    <button type="button" className={styles.line} title="Look at it" onClick={() => show(object)}>
      <i style={{ background: object.colour }} />
      <span>{object.name}</span>
      <span className={styles.numbers}>{numbers}</span>
    </button>
  )
}
