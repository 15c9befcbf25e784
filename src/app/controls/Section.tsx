import { ChevronRight } from 'lucide-react'
import { Collapsible } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import styles from './controls.module.css'

interface SectionProps {
  readonly title: string
  /** Stands at the right of the title and stays when the section is closed. */
  readonly aside?: ReactNode
  readonly startsOpen?: boolean
  readonly children: ReactNode
}

export function Section({ title, aside, startsOpen = true, children }: SectionProps) {
  const [open, setOpen] = useState(startsOpen)
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen} className={styles.section} asChild>
      <section>
        <div className={styles.sectionHeader}>
          <Collapsible.Trigger className={styles.sectionTrigger}>
            <ChevronRight size={13} aria-hidden className={styles.chevron} />
            <h2>{title}</h2>
          </Collapsible.Trigger>
          {aside}
        </div>
        <Collapsible.Content className={styles.sectionBody}>{children}</Collapsible.Content>
      </section>
    </Collapsible.Root>
  )
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <strong>{title}</strong>
      {children}
    </div>
  )
}
