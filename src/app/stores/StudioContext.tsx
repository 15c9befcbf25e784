import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Studio } from './createStudio.ts'
import type { StudioState } from './studioState.ts'

const StudioContext = createContext<Studio | null>(null)

export const StudioProvider = StudioContext.Provider

export function useStudioHandle(): Studio {
  const studio = useContext(StudioContext)
  if (!studio) throw new Error('The studio is used outside of its provider.')
  return studio
}

export function useStudio<T>(select: (state: StudioState) => T): T {
  return useStore(useStudioHandle().store, select)
}
