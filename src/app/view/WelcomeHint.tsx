import { X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton, Keys } from '../controls/Button.tsx'
import { guardedStorage } from '../shell/guardedStorage.ts'
import type { Run } from '../shell/TopBar.tsx'
import { keysOf } from '../shortcuts/bindings.ts'
import type { CommandId } from '../shortcuts/commandIds.ts'
import { activeSequence } from '../stores/dataSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './welcome.module.css'

const SEEN = 'studio-welcome'

const FIRST_STEPS: readonly { readonly command: CommandId; readonly label: string }[] = [
  { command: 'play', label: 'Play' },
  { command: 'more-panes', label: 'Compare with the truth' },
  { command: 'next-colour', label: 'Next colour' },
  { command: 'help', label: 'All keys' },
]

/** For a first visit, over the built-in street: what is on screen, what to try, and how to get one's own data in. */
export function WelcomeHint({ run }: { readonly run: Run }) {
  const isStreet = useStudio(state => state.shown !== null && activeSequence(state)?.simulation != null)
  const [seen, setSeen] = useState(() => guardedStorage.getItem(SEEN) !== null)
  if (seen || !isStreet) return null
  const dismiss = () => {
    guardedStorage.setItem(SEEN, 'yes')
    setSeen(true)
  }
  return (
    <aside className={styles.hint} aria-label="First steps">
      <header>
        <strong>A street, simulated right here</strong>
        <IconButton label="Do not show this again" side="left" onClick={dismiss}>
          <X size={13} />
        </IconButton>
      </header>
      <p>What moves has colour, arrows and a box; what stands still is grey. Click a point to see why.</p>
      <ul>
        {FIRST_STEPS.map(({ command, label }) => (
          <li key={command}>
            <Button look="quiet" className={styles.step} onClick={() => run(command)}>
              {label}
              <Keys keys={keysOf(command)[0] ?? []} />
            </Button>
          </li>
        ))}
      </ul>
      <p>
        <b>Your own data:</b> drop two sweeps or a folder anywhere.
      </p>
    </aside>
  )
}
