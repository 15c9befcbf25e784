import { CircleHelp } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './explain.module.css'

interface ExplainProps {
  /** What is explained: also the heading. */
  readonly what: string
  readonly children: ReactNode
}

/** A `?` that opens an explanation beside what it explains. */
export function Explain({ what, children }: ExplainProps) {
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.trigger} aria-label={`About ${what}`}>
        <CircleHelp size={13} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.content} side="left" sideOffset={6} collisionPadding={8}>
          <strong>{what}</strong>
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
