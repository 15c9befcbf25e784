import { startTransition, useEffect, useState } from 'react'
import { useStudioHandle } from '../stores/StudioContext.tsx'

/** Slower first frames do not hold the panels up for longer than this. */
const PATIENCE_MILLISECONDS = 900

/**
 * False until the first frame is on its way to the screen, then true for good. What can wait that long is left out of the first
 * render: the points are what the page is opened for.
 */
export function useUnhurried(): boolean {
  const { store } = useStudioHandle()
  const [unhurried, setUnhurried] = useState(false)
  useEffect(() => {
    if (unhurried) return
    const proceed = () => startTransition(() => setUnhurried(true))
    // After the frame that the new content is drawn in.
    const afterDrawing = () => requestAnimationFrame(() => setTimeout(proceed))
    const isReady = () => {
      const { shown, opening } = store.getState()
      return shown?.sweep1 != null || (opening === null && shown !== null)
    }
    if (isReady()) return proceed()
    const timer = setTimeout(proceed, PATIENCE_MILLISECONDS)
    const stop = store.subscribe(() => {
      if (!isReady()) return
      stop()
      afterDrawing()
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [store, unhurried])
  return unhurried
}
