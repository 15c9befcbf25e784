import { ChevronDown, ChevronUp } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { FrameContent, PaneContent, ViewSettings } from '#viewer/contract.ts'
import { type Legend, legendFor } from '#viewer/index.ts'
import styles from './view.module.css'

interface LegendOverlayProps {
  readonly frame: FrameContent
  readonly panes: readonly PaneContent[]
  readonly settings: ViewSettings
}

/** How to read the colours, with numbers. One legend speaks for all panes: colours mean the same in each. */
export function LegendOverlay({ frame, panes, settings }: LegendOverlayProps) {
  const legend = useMemo(() => {
    const legends = panes.map(pane => legendFor(settings.colour, frame, pane, settings))
    return legends.find(candidate => candidate.kind !== 'none') ?? legends[0] ?? null
  }, [frame, panes, settings])
  const [open, setOpen] = useState(true)
  if (!legend) return null
  return (
    <figure className={styles.legend} aria-label={`Legend: ${legend.title}`}>
      <figcaption>
        <button
          type="button"
          className={styles.legendTitle}
          aria-expanded={open}
          title={open ? 'Fold the legend' : 'Unfold the legend'}
          onClick={() => setOpen(!open)}
        >
          {legend.title}
          {legend.kind === 'ramp' && legend.unit ? ` (${legend.unit})` : ''}
          {open ? (
            <ChevronDown size={12} aria-hidden className={styles.legendFold} />
          ) : (
            <ChevronUp size={12} aria-hidden className={styles.legendFold} />
          )}
        </button>
      </figcaption>
      {open && <LegendBody legend={legend} />}
    </figure>
  )
}

function LegendBody({ legend }: { readonly legend: Legend }) {
  switch (legend.kind) {
    case 'ramp':
      return (
        <>
          <div
            className={styles.ramp}
            style={{
              background: `linear-gradient(to right, ${legend.stops.map(s => `${s.colour} ${100 * s.at}%`).join(', ')})`,
            }}
          />
          <div className={styles.ticks}>
            {legend.ticks.map(tick => (
              // At the ends the text grows inwards, so that none is cut by the frame.
              <span
                key={tick.value}
                data-end={tick.at < 0.02 ? 'low' : tick.at > 0.985 ? 'high' : undefined}
                style={{ left: `${100 * tick.at}%` }}
              >
                {tick.text}
              </span>
            ))}
          </div>
          <Entries entries={legend.extra} />
          {legend.note && <p className={styles.legendNote}>{legend.note}</p>}
        </>
      )
    case 'categories':
      return <Entries entries={legend.entries} />
    case 'wheel':
      return <Wheel legend={legend} />
    case 'none':
      return <p className={styles.legendReason}>{legend.reason}</p>
  }
}

function Entries({ entries }: { readonly entries: readonly { readonly name: string; readonly colour: string }[] }) {
  if (entries.length === 0) return null
  return (
    <ul className={styles.entries}>
      {entries.map(entry => (
        <li key={entry.name}>
          <i style={{ background: entry.colour }} />
          {entry.name}
        </li>
      ))}
    </ul>
  )
}

const WHEEL_PIXELS = 64

/** Seen from above with the vehicle's front up: up = straight ahead, left = to the left. */
function Wheel({ legend }: { readonly legend: Extract<Legend, { kind: 'wheel' }> }) {
  const canvas = useRef<HTMLCanvasElement | null>(null)
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d', { willReadFrequently: true })
    if (!element || !context) return
    const size = Math.round(WHEEL_PIXELS * Math.min(2, window.devicePixelRatio))
    element.width = size
    element.height = size
    const radius = size / 2 - 1
    for (let y = 0; y < size; y += 1)
      for (let x = 0; x < size; x += 1) {
        const forward = (size / 2 - y - 0.5) / radius
        const left = (size / 2 - x - 0.5) / radius
        const share = Math.hypot(forward, left)
        if (share > 1) continue
        context.fillStyle = legend.colourAt(Math.atan2(left, forward), share)
        context.fillRect(x, y, 1, 1)
      }
  }, [legend])
  const full = legend.metresPerSecond
  return (
    <div className={styles.wheel}>
      <canvas ref={canvas} />
      <dl>
        <dt>up</dt>
        <dd>ahead</dd>
        <dt>middle</dt>
        <dd>0 m/s</dd>
        <dt>halfway</dt>
        <dd>{Number((full / 2).toFixed(1))} m/s</dd>
        <dt>rim</dt>
        <dd>≥ {full} m/s</dd>
      </dl>
    </div>
  )
}
