import { Box, EyeOff, MoveUpRight, Spline, SquareDashed, Video } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ColourMode } from '#viewer/contract.ts'
import { Button, IconButton, Keys, Tip } from '../controls/Button.tsx'
import { Dropdown } from '../controls/Choice.tsx'
import controls from '../controls/controls.module.css'
import { Slider } from '../controls/Rows.tsx'
import { whyNoConvergence } from '../inference/paneConvergence.ts'
import type { Run } from '../shell/TopBar.tsx'
import { BINDINGS, keysOf } from '../shortcuts/bindings.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { colourEntries, colourFromId, colourId } from './colourModes.ts'
import styles from './view.module.css'

const CAMERAS = BINDINGS.filter(binding => binding.group === 'Camera')

const NO_ARROWS: Readonly<Partial<Record<ColourMode['kind'], string>>> = {
  difference: ' (not drawn over differences)',
  convergence: ' (not drawn over convergence)',
}

/** What is changed most often while looking. */
export function ViewBar({ run }: { readonly run: Run }) {
  const view = useStudio(state => state.view)
  const patch = useStudio(state => state.patchView)
  const fields = useStudio(state => state.shown?.sweep0.fields)
  const setColour = useStudio(state => state.setColour)
  const noConvergence = useStudio(whyNoConvergence)
  return (
    <div className={styles.bar} role="toolbar" aria-label="View">
      <span className={styles.barLabel}>Colour</span>
      <Dropdown
        label="Colour"
        value={colourId(view.colour)}
        options={colourEntries(fields ?? []).map(({ id, label, group, mode }) => {
          const why = mode.kind === 'convergence' ? noConvergence : null
          return { value: id, label, group, disabled: why !== null, hint: why ?? undefined }
        })}
        onChange={id => {
          const mode = colourFromId(id)
          if (mode) setColour(mode)
        }}
        className={styles.colourSelect}
      />
      <span className={styles.barDivider} />
      <IconButton
        label={`Motion arrows${NO_ARROWS[view.colour.kind] ?? ''}`}
        command="arrows"
        pressed={view.arrows.shown}
        onClick={() => run('arrows')}
      >
        <MoveUpRight size={15} />
      </IconButton>
      <IconButton
        label="Boxes of the estimate"
        command="boxes"
        pressed={view.boxes.estimate}
        onClick={() => run('boxes')}
      >
        <Box size={15} />
      </IconButton>
      <IconButton
        label="Boxes of the truth"
        command="truth-boxes"
        pressed={view.boxes.truth}
        onClick={() => run('truth-boxes')}
      >
        <SquareDashed size={15} />
      </IconButton>
      <IconButton
        label="Trails of moving objects"
        command="trails"
        pressed={view.trails.shown}
        onClick={() => run('trails')}
      >
        <Spline size={15} />
      </IconButton>
      <IconButton
        label="Hide the ground"
        command="ground"
        pressed={view.points.hideGround}
        onClick={() => run('ground')}
      >
        <EyeOff size={15} />
      </IconButton>
      <CameraMenu run={run} />
      <span className={styles.barEnd}>
        <Tip text="Moves the points by the shown flow, from this sweep to the time of the next" command="warp">
          <span className={styles.barLabel}>Warp</span>
        </Tip>
        <Slider
          label="Warp from this sweep to the next"
          value={view.warp}
          minimum={0}
          maximum={1}
          step={0.01}
          onChange={warp => patch('Warp', { warp })}
          format={value => value.toFixed(2)}
        />
      </span>
    </div>
  )
}

function CameraMenu({ run }: { readonly run: Run }) {
  return (
    <DropdownMenu.Root>
      <Tip text="Camera">
        <DropdownMenu.Trigger asChild>
          <Button look="quiet" className={controls.icon} aria-label="Camera">
            <Video size={15} aria-hidden />
          </Button>
        </DropdownMenu.Trigger>
      </Tip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={controls.menu} align="start" sideOffset={6}>
          {CAMERAS.map(({ id, label }) => (
            <DropdownMenu.Item key={id} className={controls.menuItem} onSelect={() => run(id)}>
              {label}
              <Keys keys={keysOf(id)[0] ?? []} />
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
