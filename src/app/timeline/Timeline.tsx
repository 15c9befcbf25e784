import { ChevronLeft, ChevronRight, Pause, Play, Repeat, SkipBack, SkipForward } from 'lucide-react'
import { IconButton } from '../controls/Button.tsx'
import { Dropdown } from '../controls/Choice.tsx'
import { formatSeconds } from '../controls/format.ts'
import { LabellingControls } from '../labelling/LabellingControls.tsx'
import type { Run } from '../shell/TopBar.tsx'
import { activeSequence } from '../stores/dataSlice.ts'
import { frameCount } from '../stores/frameSlice.ts'
import { PLAYBACK_SPEEDS } from '../stores/playbackSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { CurveControls } from './CurveControls.tsx'
import { canPlay } from './Player.ts'
import { Scrubber } from './Scrubber.tsx'
import { secondsAt } from './time.ts'
import styles from './timeline.module.css'

export function Timeline({ run }: { readonly run: Run }) {
  const count = useStudio(frameCount)
  const playing = useStudio(state => state.playing)
  const speed = useStudio(state => state.speed)
  const setSpeed = useStudio(state => state.setSpeed)
  const loop = useStudio(state => state.loop)
  const playable = canPlay(count)
  const nothing = count === 0
  return (
    <section className={styles.timeline} aria-label="Timeline">
      <div className={styles.controls}>
        <div className={styles.transport}>
          <IconButton
            label="First frame"
            command="first-frame"
            side="top"
            disabled={nothing}
            onClick={() => run('first-frame')}
          >
            <SkipBack size={14} />
          </IconButton>
          <IconButton
            label="Previous frame"
            command="previous-frame"
            side="top"
            disabled={nothing}
            onClick={() => run('previous-frame')}
          >
            <ChevronLeft size={16} />
          </IconButton>
          <IconButton
            label={
              playable
                ? playing
                  ? 'Pause'
                  : 'Play'
                : 'Playing needs three sweeps or more; the warp slider shows a single pair'
            }
            command="play"
            side="top"
            disabled={!playable}
            className={styles.play}
            onClick={() => run('play')}
          >
            {playing ? <Pause size={16} fill="currentColor" /> : <Play size={16} fill="currentColor" />}
          </IconButton>
          <IconButton
            label="Next frame"
            command="next-frame"
            side="top"
            disabled={nothing}
            onClick={() => run('next-frame')}
          >
            <ChevronRight size={16} />
          </IconButton>
          <IconButton
            label="Last frame"
            command="last-frame"
            side="top"
            disabled={nothing}
            onClick={() => run('last-frame')}
          >
            <SkipForward size={14} />
          </IconButton>
          <IconButton
            label="Loop"
            command="loop"
            side="top"
            pressed={loop}
            disabled={!playable}
            onClick={() => run('loop')}
          >
            <Repeat size={14} />
          </IconButton>
          <Dropdown
            label="Playing speed"
            value={String(speed)}
            options={PLAYBACK_SPEEDS.map(value => ({ value: String(value), label: `${value}\u00d7` }))}
            onChange={value => setSpeed(Number(value))}
            className={styles.speed}
          />
        </div>
        <ReadOut />
        <CurveControls run={run} />
        <LabellingControls />
      </div>
      <Scrubber />
    </section>
  )
}

function ReadOut() {
  const position = useStudio(state => state.position)
  const count = useStudio(frameCount)
  const sequence = useStudio(activeSequence)
  const settings = useStudio(state => (state.activeId === null ? undefined : state.sequenceSettings[state.activeId]))
  if (!sequence || !settings) return <div className={styles.readOut} />
  const frame = sequence.info.frames[settings.order[position] ?? -1]
  return (
    <div className={styles.readOut}>
      <span>
        Frame <b>{position + 1}</b> of {count}
      </span>
      <span>
        <b>{formatSeconds(secondsAt(sequence.info, settings, position))}</b>
      </span>
      <span className={styles.frameName} title={frame?.name}>
        {frame?.name}
      </span>
    </div>
  )
}
