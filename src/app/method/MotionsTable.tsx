import { useState } from 'react'
import type { ClusterMotion } from '#model/coarse/coarseResult.ts'
import { Segments } from '../controls/Choice.tsx'
import { classes } from '../controls/classes.ts'
import type { PairLabel } from '../stores/labellingSlice.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './method.module.css'
import { COLUMNS, type ColumnId, type MotionFilter, REASONS, shownMotions, whyOf } from './motionRows.ts'

/** Rows drawn before "show all". */
const SHOWN_AT_FIRST = 80

const keepInSight = (row: HTMLTableRowElement | null) => row?.scrollIntoView({ block: 'nearest' })

/** Every cluster that was tried: accepted, or rejected and why. A click shows it. */
export function MotionsTable({ label }: { readonly label: PairLabel }) {
  const { fast } = useStudioHandle()
  const [sort, setSort] = useState<{ readonly by: ColumnId; readonly down: boolean }>({ by: 'speed', down: true })
  const [filter, setFilter] = useState<MotionFilter>('accepted')
  const [all, setAll] = useState(false)
  const selected = useStudio(state =>
    state.selectedInstance?.source === 'pseudo-labels' ? state.selectedInstance.track : null,
  )
  const select = useStudio(state => state.selectInstance)
  const inspected = useStudio(state => state.inspectedCluster)
  const inspect = useStudio(state => state.inspectCluster)
  const trackOf = (motion: ClusterMotion) =>
    label.estimate.instances.find(instance => instance.id === motion.instance)?.track ?? null
  const rows = shownMotions(label.motions, filter, sort.by, sort.down)
  const drawn = all ? rows : rows.slice(0, SHOWN_AT_FIRST)
  const marked = inspected === null ? undefined : label.motions[inspected]
  const accepted = label.motions.filter(motion => motion.accepted).length
  return (
    <>
      <Segments<MotionFilter>
        label="Motions listed"
        value={filter}
        options={[
          { value: 'accepted', label: `Accepted ${accepted}` },
          { value: 'tried', label: 'Worth a look' },
          { value: 'all', label: `All ${label.motions.length}` },
        ]}
        onChange={setFilter}
      />
      {rows.length === 0 ? (
        <p className={styles.none}>
          {filter === 'accepted' ? 'No cluster of this pair was found to move.' : 'No cluster was found.'}
        </p>
      ) : (
        <div className={styles.tableWrap}>
          <table className={styles.table}>
            <thead>
              <tr>
                {COLUMNS.map(column => (
                  <th
                    key={column.id}
                    aria-sort={sort.by === column.id ? (sort.down ? 'descending' : 'ascending') : 'none'}
                    className={column.isText ? styles.left : undefined}
                  >
                    <button
                      type="button"
                      title={column.explanation}
                      onClick={() => setSort({ by: column.id, down: sort.by === column.id ? !sort.down : true })}
                    >
                      {column.label}
                      {sort.by === column.id && <span aria-hidden>{sort.down ? ' ↓' : ' ↑'}</span>}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {drawn.map(motion => {
                const track = trackOf(motion)
                const show = () => {
                  select(track === null ? null : { source: 'pseudo-labels', track })
                  inspect(motion.cluster)
                  fast.viewer?.focusBox(motion.box)
                }
                return (
                  <tr
                    key={motion.cluster}
                    className={classes(
                      !motion.accepted && styles.rejected,
                      track !== null && track === selected && styles.selected,
                      motion.cluster === inspected && styles.inspected,
                    )}
                    aria-current={motion.cluster === inspected || undefined}
                    ref={motion.cluster === inspected ? keepInSight : undefined}
                    onClick={show}
                  >
                    {COLUMNS.map(column => (
                      <td key={column.id} className={column.isText ? styles.left : undefined}>
                        {column.id === 'result' ? (
                          <button
                            type="button"
                            onClick={event => {
                              event.stopPropagation()
                              show()
                            }}
                            title={motion.reason ? REASONS[motion.reason].explanation : 'Accepted: show it'}
                          >
                            {column.text(motion)}
                          </button>
                        ) : (
                          column.text(motion)
                        )}
                      </td>
                    ))}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      {marked && (
        <p className={styles.why} role="status">
          {whyOf(marked)}
        </p>
      )}
      {drawn.length < rows.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          Show all {rows.length} rows
        </button>
      )}
    </>
  )
}
