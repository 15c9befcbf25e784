import { createContext, type ReactNode, useContext, useDeferredValue, useEffect } from 'react'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'

/** A slower first picture does not hold the rest up for longer than this. */
const PATIENCE_MILLISECONDS = 1500

const StartingContext = createContext(true)

export function UnhurriedProvider({ children }: { readonly children: ReactNode }) {
  const { store } = useStudioHandle()
  // Deferred: the many panels are rendered in slices, between which the view stays alive.
  const starting = useDeferredValue(useStudio(state => state.starting))
  useEffect(() => {
    const timer = setTimeout(() => store.getState().settleStart(), PATIENCE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [store])
  return <StartingContext value={starting}>{children}</StartingContext>
}

/** Left out until the first picture is drawn; `place` keeps its room meanwhile, so that nothing moves. */
export function Unhurried(props: { readonly place?: ReactNode; readonly children: ReactNode }) {
  return useContext(StartingContext) ? props.place : props.children
}
