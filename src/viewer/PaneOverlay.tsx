import type { CSSProperties } from 'react'
import type { PaneContent, ViewerTheme } from './contract.ts'
import { type PaneRectangle, paneShares } from './layout/panes.ts'
import { THEMES } from './theme.ts'

/** Titles and messages over the panes, in the document so that they are read aloud and stay sharp. */
export function PaneOverlay(props: {
  readonly panes: readonly PaneContent[]
  readonly swipe: number | null
  readonly theme: ViewerTheme
  /** About the whole viewer; shown instead of the panes' own messages. */
  readonly notice: string | null
}) {
  const { panes, swipe, theme, notice } = props
  const shares = paneShares(panes.length, swipe)
  const colours = THEMES[theme]
  const card = {
    color: colours.ink,
    background: `${colours.labelBackground}d9`,
    border: `1px solid ${colours.divider}`,
    borderRadius: 6,
    font: '500 12px/1.4 system-ui, sans-serif',
  } as const
  return (
    <div style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}>
      {panes.map((pane, i) => (
        <div key={pane.id} style={placeOf(shares[i])} data-viewer-pane={pane.id}>
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

function placeOf(share: PaneRectangle | undefined): CSSProperties {
  const { x, y, width, height } = share ?? { x: 0, y: 0, width: 1, height: 1 }
  const percent = (value: number) => `${100 * value}%`
  return { position: 'absolute', left: percent(x), top: percent(y), width: percent(width), height: percent(height) }
}
