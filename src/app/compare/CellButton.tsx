import type { ReactNode } from 'react'
import { classes } from '../controls/classes.ts'
import styles from './compare.module.css'

interface CellButtonProps {
  /** Where the two agree, where they do not, and where one of them has nothing. */
  readonly look: 'alike' | 'apart' | 'alone'
  readonly chosen: boolean
  readonly label: string
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

/** A cell of a confusion matrix. */
export function CellButton({ look, chosen, label, disabled = false, onClick, children }: CellButtonProps) {
  return (
    <button
      type="button"
      className={classes(styles.cell, styles[look], chosen && styles.chosen)}
      aria-pressed={chosen}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  )
}
