import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StudioErrorDetails } from '#model/error/studioError.ts'
import type { NoticeScope } from '../stores/noticeSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { IconButton } from './Button.tsx'
import { classes } from './classes.ts'
import styles from './controls.module.css'

interface NoticeBoxProps {
  readonly severity: 'error' | 'warning' | 'info'
  readonly error: Pick<StudioErrorDetails, 'message' | 'hint' | 'file'>
  readonly onDismiss?: (() => void) | undefined
  /** Buttons: retry, pick another. */
  readonly children?: ReactNode
}

export function NoticeBox({ severity, error, onDismiss, children }: NoticeBoxProps) {
  const Icon = severity === 'error' ? CircleAlert : severity === 'warning' ? TriangleAlert : Info
  return (
    <div
      className={classes(
        styles.notice,
        severity === 'warning' && styles.noticeWarning,
        severity === 'info' && styles.noticeInfo,
      )}
      role={severity === 'error' ? 'alert' : 'status'}
    >
      <Icon size={14} aria-hidden className={styles.noticeIcon} />
      <div className={styles.noticeText}>
        <p>{error.message}</p>
        {error.hint && <p className={styles.noticeHint}>{error.hint}</p>}
        {error.file && <p className={styles.noticeFile}>{error.file}</p>}
        <div className={styles.noticeActions}>{children}</div>
      </div>
      {onDismiss && (
        <IconButton label="Dismiss" onClick={onDismiss}>
          <X size={13} />
        </IconButton>
      )}
    </div>
  )
}

/** What is wrong in one panel; empty when nothing is. */
export function PanelNotices({ scope }: { readonly scope: NoticeScope }) {
  const notices = useStudio(state => state.notices)
  const settle = useStudio(state => state.settle)
  const mine = Object.entries(notices).filter(([, notice]) => notice.scope === scope)
  return mine.map(([id, notice]) => (
    <NoticeBox key={id} severity={notice.severity} error={notice.error} onDismiss={() => settle(id)} />
  ))
}
