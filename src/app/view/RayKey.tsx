import { rayColour } from '#viewer/index.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { resolveTheme } from '../stores/viewSlice.ts'
import styles from './view.module.css'

const NAMES = {
  free: 'passed its place',
  occupied: 'ended at its place',
  blocked: 'ended before it',
} as const

/** How to read the rays that are drawn to a picked point. */
export function RayKey() {
  const votes = useStudio(state => state.votes)
  const theme = useStudio(resolveTheme)
  const warped = useStudio(state => state.view.warp > 0)
  if (!votes || votes.votes.length === 0 || warped) return null
  const kinds = (['free', 'occupied', 'blocked'] as const).filter(kind => votes.votes.some(it => it.verdict === kind))
  return (
    <figure className={styles.rayKey} aria-label="Legend: rays of the picked point">
      <figcaption>Rays of the picked point</figcaption>
      <ul className={styles.entries}>
        {kinds.map(kind => (
          <li key={kind}>
            <i style={{ background: rayColour(kind, theme) }} />
            {NAMES[kind]}
          </li>
        ))}
      </ul>
    </figure>
  )
}
