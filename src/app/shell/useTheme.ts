import { useEffect } from 'react'
import { useStudio } from '../stores/StudioContext.tsx'
import { resolveTheme } from '../stores/viewSlice.ts'

/** Follows the system until the user chooses, and puts the theme on the document. */
export function useTheme(): void {
  const theme = useStudio(resolveTheme)
  const setSystem = useStudio(state => state.setSystem)
  useEffect(() => {
    const light = window.matchMedia('(prefers-color-scheme: light)')
    const still = window.matchMedia('(prefers-reduced-motion: reduce)')
    const follow = () => setSystem({ scheme: light.matches ? 'light' : 'dark', reducedMotion: still.matches })
    follow()
    light.addEventListener('change', follow)
    still.addEventListener('change', follow)
    return () => {
      light.removeEventListener('change', follow)
      still.removeEventListener('change', follow)
    }
  }, [setSystem])
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
}
