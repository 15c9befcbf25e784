import type { PaneContent, ViewerTheme } from './contract.ts'
import { THEMES } from './theme.ts'

/** Titles and messages over the panes, in the document so that they are read aloud and stay sharp. */
export function PaneOverlay(props: {
  readonly panes: readonly PaneContent[]
  readonly theme: ViewerTheme
  /** About the whole viewer; shown instead of the panes' own messages. */
  readonly notice: string | null
}) {
  const { panes, theme, notice } = props
  const colours = THEMES[theme]
  const card = {
    color: colours.ink,
    background: `${colours.labelBackground}d9`,
    border: `1px solid ${colours.divider}`,
    borderRadius: 6,
    font: '500 12px/1.4 system-ui, sans-serif',
  } as const
  return (
    <div style={{ position: 'absolute', inset: 0, display: 'flex', pointerEvents: 'none' }}>
      {panes.map(pane => (
        <div key={pane.id} style={{ position: 'relative', flex: '1 1 0' }} data-viewer-pane={pane.id}>
          {pane.title !== '' && (
            <div style={{ ...card, position: 'absolute', left: 10, top: 10, padding: '3px 8px' }}>{pane.title}</div>
          )}
          {(notice ?? pane.emptyMessage) !== null && (
            <div
              role="status"
              style={{
                ...card,
                position: 'absolute',
                left: '50%',
                // Below the pane's title and what the app puts beside it.
                top: 46,
                translate: '-50% 0',
                padding: '3px 10px',
                maxWidth: '80%',
                width: 'max-content',
              }}
            >
              {notice ?? pane.emptyMessage}
            </div>
          )}
        </div>
      ))}
    </div>
  )
}
