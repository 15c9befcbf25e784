import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './view.module.css'

const STEP = 0.02
const LARGE_STEP = 0.1

const TARGETS: Readonly<Record<string, (share: number, step: number) => number>> = {
  ArrowLeft: (share, step) => share - step,
  ArrowRight: (share, step) => share + step,
  Home: () => 0,
  End: () => 1,
}

/** Parts the two estimates of a swipe; moved by hand or by keys. */
export function SwipeDivider({ share }: { readonly share: number }) {
  const setSwipe = useStudio(state => state.setSwipe)
  const divider = useRef<HTMLDivElement | null>(null)
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const box = divider.current?.parentElement?.getBoundingClientRect()
    if (box && event.buttons & 1) setSwipe((event.clientX - box.left) / box.width)
  }
  const onKey = (event: KeyboardEvent) => {
    const target = TARGETS[event.key]
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    setSwipe(target(share, event.shiftKey ? LARGE_STEP : STEP))
  }
  return (
    <div
      ref={divider}
      className={styles.swipe}
      style={{ left: `${100 * share}%` }}
      role="slider"
      tabIndex={0}
      aria-label="Divider between the two estimates"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * share)}
      aria-valuetext={`${Math.round(100 * share)} % from the left`}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag(event)
      }}
      onPointerMove={drag}
      onKeyDown={onKey}
    >
      <span className={styles.swipeGrip} aria-hidden />
    </div>
  )
}
