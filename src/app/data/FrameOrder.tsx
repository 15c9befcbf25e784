import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import type { SequenceInfo } from '#model/sweep/sequence.ts'
import { IconButton } from '../controls/Button.tsx'
import { classes } from '../controls/classes.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './data.module.css'

interface FrameOrderProps {
  readonly info: SequenceInfo
  readonly order: readonly number[]
  readonly onChange: (order: readonly number[]) => void
}

/** Rows around the current frame: a sequence may hold thousands. */
const WINDOW = 40

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const result = [...list]
  const [item] = result.splice(from, 1)
  if (item !== undefined) result.splice(to, 0, item)
  return result
}

/** The playing order: dragged, or moved by the buttons of a row. */
export function FrameOrder({ info, order, onChange }: FrameOrderProps) {
  const position = useStudio(state => state.position)
  const setPosition = useStudio(state => state.setPosition)
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const first = Math.max(0, Math.min(order.length - WINDOW, position - WINDOW / 2))
  const drop = (event: DragEvent, to: number) => {
    if (dragged === null) return
    event.preventDefault()
    event.stopPropagation()
    if (dragged !== to) onChange(moved(order, dragged, to))
    setDragged(null)
    setOver(null)
  }
  return (
    <ol className={styles.order} aria-label="Playing order">
      {order.slice(first, first + WINDOW).map((index, i) => {
        const at = first + i
        const name = info.frames[index]?.name ?? String(index)
        return (
          <li
            key={index}
            className={styles.orderRow}
            data-current={at === position}
            data-over={over === at && dragged !== at}
            draggable
            onDragStart={event => {
              event.dataTransfer.effectAllowed = 'move'
              setDragged(at)
            }}
            onDragOver={event => {
              if (dragged === null) return
              event.preventDefault()
              setOver(at)
            }}
            onDragEnd={() => {
              setDragged(null)
              setOver(null)
            }}
            onDrop={event => drop(event, at)}
          >
            <GripVertical size={12} aria-hidden />
            <span className={styles.orderIndex}>{at + 1}</span>
            <button
              type="button"
              className={classes(styles.orderPick, styles.tail)}
              title={name}
              onClick={() => setPosition(at)}
            >
              <bdi>{name}</bdi>
            </button>
            <IconButton
              label={`Move ${name} up`}
              disabled={at === 0}
              onClick={() => onChange(moved(order, at, at - 1))}
            >
              <ArrowUp size={12} />
            </IconButton>
            <IconButton
              label={`Move ${name} down`}
              disabled={at === order.length - 1}
              onClick={() => onChange(moved(order, at, at + 1))}
            >
              <ArrowDown size={12} />
            </IconButton>
          </li>
        )
      })}
    </ol>
  )
}
