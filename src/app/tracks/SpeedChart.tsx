import { type PointerEvent, useMemo, useRef, useState } from 'react'
import { meanDifference } from '#model/tracks/speedCurve.ts'
import { Explain } from '../controls/Explain.tsx'
import { frameCount } from '../stores/frameSlice.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import type { SequenceTracks } from '../stores/tracksSlice.ts'
import { curvePaths } from '../timeline/curvePaths.ts'
import { estimateSource } from '../view/estimateSources.ts'
import { speedCurves, type TrackedObject } from './trackedObjects.ts'
import styles from './tracks.module.css'

/** Metres per second: round tops of the chart. */
const TOPS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100]

/** The least of them that no speed exceeds. */
function topOf(speeds: readonly number[]): number {
  const fastest = Math.max(0, ...speeds.filter(Number.isFinite))
  return TOPS.find(top => top >= fastest) ?? Math.ceil(fastest)
}

interface SpeedChartProps {
  readonly tracks: SequenceTracks
  readonly object: TrackedObject
  /** As in the view, `#rrggbb`. */
  readonly colour: string
}

/** One object's speed over the frames of the sequence, the truth's beside it; a click goes to the frame. */
export function SpeedChart({ tracks, object, colour }: SpeedChartProps) {
  const { fast } = useStudioHandle()
  const count = useStudio(frameCount)
  const position = useStudio(state => state.position)
  const setPosition = useStudio(state => state.setPosition)
  const setPlaying = useStudio(state => state.setPlaying)
  const area = useRef<HTMLDivElement | null>(null)
  const [pointed, setPointed] = useState<number | null>(null)
  const { track, source } = object
  const { own, truth } = useMemo(() => speedCurves(tracks, { track, source }, count), [tracks, track, source, count])
  const highest = topOf([...own, ...(truth?.speeds ?? [])])
  const difference = truth && meanDifference(own, truth.speeds)
  const sourceName = estimateSource(source)?.label ?? source
  const words = (frame: number) => {
    const [speed, real] = [own[frame] ?? Number.NaN, truth?.speeds[frame] ?? Number.NaN]
    const told = Number.isFinite(speed) ? `${speed.toFixed(1)} m/s` : 'not seen'
    return Number.isFinite(real) ? `${told}, truth ${real.toFixed(1)} m/s` : told
  }
  const frameAt = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect()
    if (!box || count === 0) return null
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - box.left) / box.width) * count)))
  }
  const go = (event: PointerEvent) => {
    const frame = frameAt(event)
    if (frame === null) return
    fast.lastScrub = performance.now()
    setPosition(frame)
  }
  const told = pointed ?? position
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.heading}>
        <span>
          <i style={{ background: colour }} /> {object.name}
        </span>
        <Explain what="the speed over the sequence">
          <p>
            Metres per second over ground: how far the middle of the object’s box moves in one interval, ego motion
            removed. A gap is a frame in which it was not seen, or that is not labelled or predicted yet.
          </p>
          <p>The truth’s line is of the true object in whose box the object’s middle lies in most frames.</p>
        </Explain>
      </figcaption>
      <div className={styles.plot}>
        <span className={styles.top}>{highest} m/s</span>
        <div
          ref={area}
          className={styles.area}
          role="slider"
          tabIndex={0}
          aria-label={`Frame, over the speed of ${object.name}`}
          aria-valuemin={1}
          aria-valuemax={Math.max(1, count)}
          aria-valuenow={position + 1}
          aria-valuetext={`Frame ${position + 1} of ${count}: ${words(position)}`}
          data-shortcuts="pass"
          onPointerDown={event => {
            if (event.button !== 0) return
            event.currentTarget.setPointerCapture(event.pointerId)
            setPlaying(false)
            go(event)
          }}
          onPointerMove={event => {
            setPointed(frameAt(event))
            if (event.buttons & 1) go(event)
          }}
          onPointerLeave={() => setPointed(null)}
        >
          <svg viewBox={`0 0 ${Math.max(1, count)} 1`} preserveAspectRatio="none" aria-hidden>
            {truth &&
              curvePaths(truth.speeds, highest).map(path => (
                <path key={path} className={styles.truth} d={path} vectorEffect="non-scaling-stroke" />
              ))}
            {curvePaths(own, highest).map(path => (
              <path
                key={path}
                className={styles.own}
                style={{ stroke: colour }}
                d={path}
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
          <div className={styles.now} style={{ left: `${(100 * (position + 0.5)) / Math.max(1, count)}%` }} />
        </div>
        <span className={styles.first}>frame 1</span>
        <span className={styles.last}>{count}</span>
      </div>
      <output className={styles.reading}>
        Frame {told + 1}: {words(told)}
      </output>
      <ul className={styles.key}>
        <li>
          <i style={{ borderColor: colour }} /> {sourceName}
        </li>
        {truth && (
          <li>
            <i className={styles.dashed} /> Truth: {truth.name}
          </li>
        )}
      </ul>
      {difference !== null && (
        <p className={styles.remark}>
          Apart from the truth by {difference.toFixed(2)} m/s on average where both are known.
        </p>
      )}
    </figure>
  )
}
