import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { frameCount } from '../stores/frameSlice.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { resolveTheme } from '../stores/viewSlice.ts'
import { drawLanes, type LaneColours } from './lanes.ts'
import { MetricCurve } from './MetricCurve.tsx'
import styles from './timeline.module.css'

export function Scrubber() {
  const { store, fast } = useStudioHandle()
  const count = useStudio(frameCount)
  const position = useStudio(state => state.position)
  const setPosition = useStudio(state => state.setPosition)
  const setPlaying = useStudio(state => state.setPlaying)
  const track = useRef<HTMLDivElement | null>(null)
  const head = useRef<HTMLDivElement | null>(null)
  const playing = useStudio(state => state.playing)

  // The head follows the clock between two frames; React hears of whole frames only.
  useEffect(() => {
    const place = () => {
      const at = count > 0 ? (Math.min(count - 1, fast.playhead) + 0.5) / count : 0
      if (head.current) head.current.style.left = `${100 * at}%`
    }
    place()
    if (!playing) return store.subscribe(() => queueMicrotask(place))
    let id = requestAnimationFrame(function follow() {
      place()
      id = requestAnimationFrame(follow)
    })
    return () => cancelAnimationFrame(id)
  }, [store, fast, count, playing])

  const scrub = (event: PointerEvent<HTMLDivElement>) => {
    const box = track.current?.getBoundingClientRect()
    if (!box || count === 0) return
    fast.lastScrub = performance.now()
    setPosition(Math.floor(((event.clientX - box.left) / box.width) * count))
  }
  return (
    <div className={styles.lanes}>
      <div className={styles.laneNames} aria-hidden>
        <span>Loaded</span>
        <span>Labelled</span>
      </div>
      <div
        ref={track}
        className={styles.track}
        role="slider"
        tabIndex={0}
        aria-label="Frame"
        aria-valuemin={1}
        aria-valuemax={Math.max(1, count)}
        aria-valuenow={position + 1}
        aria-valuetext={`Frame ${position + 1} of ${count}`}
        data-shortcuts="pass"
        onPointerDown={event => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setPlaying(false)
          scrub(event)
        }}
        onPointerMove={event => {
          if (event.buttons & 1) scrub(event)
        }}
      >
        <LaneCanvas />
        <MetricCurve />
        {count > 0 && <div ref={head} className={styles.head} />}
      </div>
    </div>
  )
}

function LaneCanvas() {
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const lanes = useStudio(state => state.lanes)
  const count = useStudio(frameCount)
  const theme = useStudio(resolveTheme)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    const element = canvas.current
    // A strip this small is drawn faster than the GPU's own canvas is made.
    const context = element?.getContext('2d', { willReadFrequently: true })
    if (!element || !context || width === 0) return
    // The canvas carries the theme itself: its colours must not wait for the document to change.
    element.dataset['theme'] = theme
    const scale = window.devicePixelRatio
    element.width = Math.round(width * scale)
    element.height = Math.round(element.clientHeight * scale)
    context.scale(scale, scale)
    drawLanes(context, lanes, count, width, readColours(element))
  }, [lanes, count, width, theme])
  return <canvas ref={canvas} className={styles.canvas} aria-hidden />
}

function readColours(element: Element): LaneColours {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    empty: read('--surface-3'),
    loaded: read('--lane-loaded'),
    labelled: read('--lane-labelled'),
    stale: read('--lane-stale'),
    failed: read('--lane-failed'),
    busy: read('--lane-busy'),
  }
}
