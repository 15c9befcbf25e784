import { useMemo } from 'react'
import { objectConfusion } from '#model/evaluation/comparison/confusion.ts'
import { formatCount } from '../controls/format.ts'
import { Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { CellButton } from './CellButton.tsx'
import styles from './compare.module.css'
import { nameOf } from './comparedSides.ts'
import { matrixEntries, movingIn } from './matrixEntries.ts'
import { type Comparison, type NamedObject, useShowObject } from './useComparison.ts'

/** Points by the object that each of the two puts them into; a cell picks out its points, a head looks at its object. */
export function ObjectMatrix({ comparison }: { readonly comparison: Comparison }) {
  const { a, b, matching, nameIn } = comparison
  const chosen = useStudio(state => state.chosenCell)
  const choose = useStudio(state => state.chooseCell)
  const confusion = useMemo(() => objectConfusion(matching), [matching])
  const { rows, columns, omitted } = useMemo(
    () => matrixEntries(confusion, movingIn(comparison)),
    [confusion, comparison],
  )
  const [nameA, nameB] = [nameOf(a), nameOf(b)]
  const trackOf = (side: 'a' | 'b', id: number) => (id === 0 ? null : (nameIn(side, id).instance?.track ?? id))
  const matched = matching.ofA.size
  return (
    <Section title="Objects, by points">
      {rows.length === 1 && columns.length === 1 ? (
        <p className={styles.note}>Neither of the two has an object that moves here.</p>
      ) : (
        <div className={styles.scroll}>
          <table className={styles.objects} aria-label={`Points of the objects of ${nameA} in those of ${nameB}`}>
            <thead>
              <tr>
                <th scope="col" className={styles.corner}>
                  <span>{nameB} →</span>
                  <span>{nameA} ↓</span>
                </th>
                {columns.map(({ id }) => (
                  <th key={id} scope="col">
                    {id === 0 ? 'none' : <ObjectHead object={nameIn('b', id)} short />}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <tr key={row.id}>
                  <th scope="row">{row.id === 0 ? 'none' : <ObjectHead object={nameIn('a', row.id)} />}</th>
                  {columns.map(column => {
                    const points = confusion.points(row.id, column.id)
                    if (points === 0 || (row.id === 0 && column.id === 0)) return <td key={column.id} />
                    const [trackA, trackB] = [trackOf('a', row.id), trackOf('b', column.id)]
                    const isChosen =
                      chosen?.kind === 'object' &&
                      chosen.a === a &&
                      chosen.b === b &&
                      chosen.trackA === trackA &&
                      chosen.trackB === trackB
                    const isPair = row.id !== 0 && row.counterpart === column.id
                    const names = [
                      row.id === 0 ? 'no object' : nameIn('a', row.id).name,
                      column.id === 0 ? 'no object' : nameIn('b', column.id).name,
                    ]
                    const iou = isPair ? `, IoU ${row.iou.toFixed(2)}` : ''
                    return (
                      <td key={column.id}>
                        <CellButton
                          look={isPair ? 'alike' : row.id === 0 || column.id === 0 ? 'alone' : 'apart'}
                          chosen={isChosen}
                          label={`${formatCount(points)} points: ${names[0]} in ${nameA}, ${names[1]} in ${nameB}${iou}`}
                          onClick={() => choose(isChosen ? null : { kind: 'object', a, b, trackA, trackB })}
                        >
                          {shortCount(points)}
                        </CellButton>
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className={styles.note}>
        {matched === 1 ? 'One object is' : `${matched} objects are`} matched, one to one with the largest sum of IoU,
        and stand on the diagonal.{' '}
        {omitted > 0 &&
          `${formatCount(omitted)} more are left out: they stand still and meet no object of the other side.`}
      </p>
    </Section>
  )
}

function ObjectHead({ object, short = false }: { readonly object: NamedObject; readonly short?: boolean }) {
  const show = useShowObject()
  const text = short ? String(object.instance?.track ?? object.id) : object.name
  return (
    <button
      type="button"
      className={styles.head}
      title={`${object.name}: look at it`}
      aria-label={`Look at ${object.name}`}
      onClick={() => show(object)}
    >
      <i style={{ background: object.colour }} />
      <span>{text}</span>
    </button>
  )
}

/** Four characters: columns are narrow. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count)
  return count < 9950 ? `${(count / 1000).toFixed(1)}k` : `${Math.round(count / 1000)}k`
}
