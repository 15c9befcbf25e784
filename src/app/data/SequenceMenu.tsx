import { Check, ChevronsUpDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Button } from '../controls/Button.tsx'
import controls from '../controls/controls.module.css'
import type { Run } from '../shell/TopBar.tsx'
import { activeSequence } from '../stores/dataSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './data.module.css'

/** What is open, and the way to everything else that is. */
export function SequenceMenu({ run }: { readonly run: Run }) {
  const sequences = useStudio(state => state.sequences)
  const active = useStudio(activeSequence)
  const activate = useStudio(state => state.activate)
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button
          look="quiet"
          className={styles.sequenceButton}
          aria-label={`Open sequence: ${active?.info.name ?? 'none'}`}
        >
          <span className={styles.sequenceName}>{active?.info.name ?? 'Nothing is open'}</span>
          <ChevronsUpDown size={12} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={controls.menu} align="start" sideOffset={6}>
          {sequences.map(({ info }) => (
            <DropdownMenu.Item key={info.id} className={controls.menuItem} onSelect={() => activate(info.id)}>
              <span>
                {info.name}
                <span className={controls.itemHint}>
                  {info.format} · {info.frames.length} sweeps
                </span>
              </span>
              {info.id === active?.info.id && <Check size={13} aria-label="shown" />}
            </DropdownMenu.Item>
          ))}
          {sequences.length > 0 && <DropdownMenu.Separator className={controls.menuSeparator} />}
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => run('open-files')}>
            Open files
          </DropdownMenu.Item>
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => run('open-folder')}>
            Open folder
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
