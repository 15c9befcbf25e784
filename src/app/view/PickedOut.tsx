import { useMemo } from 'react'
import type { PaneContent } from '#viewer/contract.ts'
import { Button, Tip } from '../controls/Button.tsx'
import { formatCount } from '../controls/format.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './view.module.css'

/** Says that not all points are shown in full, and brings them back: what picked them out may be in a panel that is closed by now. */
export function PickedOut({ panes }: { readonly panes: readonly PaneContent[] }) {
  const mask = panes[0]?.highlighted ?? null
  const chooseCell = useStudio(state => state.chooseCell)
  const chooseFailure = useStudio(state => state.chooseFailure)
  const count = useMemo(() => mask?.reduce((sum, value) => sum + value, 0) ?? 0, [mask])
  if (!mask) return null
  return (
    <div className={styles.pickedOut} role="status">
      <span>{formatCount(count)} points picked out</span>
      <Tip text="Show all points in full" command="cancel">
        <Button
          look="quiet"
          onClick={() => {
            chooseCell(null)
            chooseFailure(null)
          }}
        >
          Show all
        </Button>
      </Tip>
    </div>
  )
}
