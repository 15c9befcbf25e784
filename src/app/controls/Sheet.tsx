import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { Button } from './Button.tsx'
import { classes } from './classes.ts'
import controls from './controls.module.css'
import styles from './sheet.module.css'

interface SheetProps {
  readonly title: string
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly wide?: boolean
  readonly children: ReactNode
}

/** A window over everything, closed by Escape, its button or a press outside. */
export function Sheet({ title, open, onOpenChange, wide, children }: SheetProps) {
  const sheet = useRef<HTMLDivElement | null>(null)
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content
          ref={sheet}
          className={classes(styles.sheet, wide && styles.wide)}
          aria-describedby={undefined}
          onOpenAutoFocus={event => {
            // The sheet itself, so that arrow keys scroll it at once.
            event.preventDefault()
            sheet.current?.focus()
          }}
        >
          <header className={styles.header}>
            <Dialog.Title className={styles.title}>{title}</Dialog.Title>
            <Dialog.Close asChild>
              {/* No tooltip: an open one would take the first Escape for itself. */}
              <Button look="quiet" className={controls.icon} aria-label="Close">
                <X size={15} aria-hidden />
              </Button>
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
