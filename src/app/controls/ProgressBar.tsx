import { classes } from './classes.ts'
import styles from './controls.module.css'

/** `fraction` null = how much is left is not known. */
export function ProgressBar({ label, fraction }: { readonly label: string; readonly fraction: number | null }) {
  const percent = fraction === null ? undefined : Math.round(100 * Math.min(1, Math.max(0, fraction)))
  return (
    <div
      className={styles.progress}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div
        className={classes(styles.progressFill, percent === undefined && styles.progressUnknown)}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  )
}
