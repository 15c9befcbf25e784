import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useRef } from 'react'
import { Button, Keys } from '../controls/Button.tsx'
import controls from '../controls/controls.module.css'
import { useStudio } from '../stores/StudioContext.tsx'
import { BINDINGS, keysOf } from './bindings.ts'
import styles from './help.module.css'

export function HelpSheet() {
  const open = useStudio(state => state.helpOpen)
  const setOpen = useStudio(state => state.setHelpOpen)
  const sheet = useRef<HTMLDivElement | null>(null)
  const groups = [...new Set(BINDINGS.map(binding => binding.group))]
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content
          ref={sheet}
          className={styles.sheet}
          aria-describedby={undefined}
          onOpenAutoFocus={event => {
            // The sheet itself, so that arrow keys scroll it at once.
            event.preventDefault()
            sheet.current?.focus()
          }}
        >
          <header className={styles.header}>
            <Dialog.Title className={styles.title}>Keyboard and mouse</Dialog.Title>
            <Dialog.Close asChild>
              {/* No tooltip: an open one would take the first Escape for itself. */}
              <Button look="quiet" className={controls.icon} aria-label="Close">
                <X size={15} aria-hidden />
              </Button>
            </Dialog.Close>
          </header>
          <div className={styles.columns}>
            {groups.map(group => (
              <section key={group} className={styles.group}>
                <h3>{group}</h3>
                <dl>
                  {BINDINGS.filter(binding => binding.group === group).map(binding => (
                    <div key={binding.id} className={styles.line}>
                      <dt>{binding.label}</dt>
                      <dd>
                        {keysOf(binding.id).map((keys, i) => (
                          <span key={keys.join('+')} className={styles.chord}>
                            {i > 0 && <span className={styles.or}>or</span>}
                            <Keys keys={keys} />
                          </span>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
            <section className={styles.group}>
              <h3>Mouse</h3>
              <dl>
                {MOUSE.map(([what, how]) => (
                  <div key={what} className={styles.line}>
                    <dt>{what}</dt>
                    <dd className={styles.how}>{how}</dd>
                  </div>
                ))}
              </dl>
            </section>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const MOUSE = [
  ['Turn', 'drag'],
  ['Move', 'right drag'],
  ['Nearer, farther', 'wheel'],
  ['Pick a point and its object', 'click'],
  ['Turn about a point', 'double click'],
  ['Move the divider of a swipe', 'drag it'],
  ['Open data', 'drop files or folders anywhere'],
] as const
