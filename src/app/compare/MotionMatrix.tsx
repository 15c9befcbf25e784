import { useMemo } from 'react'
import { motionConfusion } from '#model/evaluation/comparison/confusion.ts'
import { MOTION_DIFFERENCE } from '#model/evaluation/comparison/differences.ts'
import { formatCount } from '../controls/format.ts'
import { Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { CellButton } from './CellButton.tsx'
import styles from './compare.module.css'
import { differenceOf } from './comparedPairs.ts'
import { nameOf } from './comparedSides.ts'
import type { Comparison } from './useComparison.ts'

/** Rows: A moving, standing. Columns: B moving, standing. */
const CELLS = [
  { row: 'moving', cells: [['bothMove', 'moving in both'] as const, ['onlyA', 'moving in the first only'] as const] },
  {
    row: 'standing',
    cells: [['onlyB', 'moving in the second only'] as const, ['bothStand', 'standing in both'] as const],
  },
] as const

/** Points by whether each of the two calls them moving; a cell picks out its points. */
export function MotionMatrix({ comparison }: { readonly comparison: Comparison }) {
  const { a, b, pair } = comparison
  const chosen = useStudio(state => state.chosenCell)
  const choose = useStudio(state => state.chooseCell)
  const counts = useMemo(() => motionConfusion(differenceOf('motion', pair) as Uint8Array), [pair])
  const all = counts.bothMove + counts.bothStand + counts.onlyA + counts.onlyB
  const [nameA, nameB] = [nameOf(a), nameOf(b)]
  return (
    <Section title="Moving or standing, by points">
      <table className={styles.motion} aria-label={`Points moving and standing in ${nameA} and in ${nameB}`}>
        <thead>
          <tr>
            <td />
            <th scope="colgroup" colSpan={2}>
              {nameB}
            </th>
          </tr>
          <tr>
            <th scope="col">{nameA}</th>
            <th scope="col">moving</th>
            <th scope="col">standing</th>
          </tr>
        </thead>
        <tbody>
          {CELLS.map(({ row, cells }) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {cells.map(([name, words]) => {
                const code = MOTION_DIFFERENCE[name]
                const isChosen = chosen?.kind === 'motion' && chosen.code === code && chosen.a === a && chosen.b === b
                return (
                  <td key={name}>
                    <CellButton
                      look={name === 'onlyA' || name === 'onlyB' ? 'apart' : 'alike'}
                      chosen={isChosen}
                      label={`${formatCount(counts[name])} points ${words}`}
                      disabled={counts[name] === 0}
                      onClick={() => choose(isChosen ? null : { kind: 'motion', a, b, code })}
                    >
                      <b>{formatCount(counts[name])}</b>
                      <span>{percent(counts[name], all)}</span>
                    </CellButton>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>
        A cell picks out its points in the view; pressed again, or with Esc, all are back. {formatCount(all)} points
        whose flow both know.
      </p>
    </Section>
  )
}

function percent(count: number, all: number): string {
  return all === 0 ? '' : `${((100 * count) / all).toFixed(count > 0 && count < 0.01 * all ? 2 : 1)} %`
}
