import type { CoarseStage, StageTiming } from '#model/coarse/coarseResult.ts'
import styles from './method.module.css'

export const STAGE_NAMES: Readonly<Record<CoarseStage, string>> = {
  ground: 'Ground',
  'ego-motion': 'Ego motion',
  'ray-casting': 'Ray casting',
  clustering: 'Clustering',
  'rigid-motion': 'Rigid motion',
  'pseudo-labels': 'Pseudo-labels',
}

export function StageTimings({ timings }: { readonly timings: readonly StageTiming[] }) {
  const total = timings.reduce((sum, timing) => sum + timing.milliseconds, 0)
  return (
    <ul className={styles.timings}>
      {timings.map(({ stage, milliseconds, reused }) => (
        <li key={stage}>
          <span>{STAGE_NAMES[stage]}</span>
          <span className={styles.timingTrack}>
            <span style={{ width: `${total > 0 ? (100 * milliseconds) / total : 0}%` }} />
          </span>
          {reused ? (
            <span title="Nothing that it depends on has changed: its result of an earlier run was used again.">
              kept
            </span>
          ) : (
            <span>{milliseconds.toFixed(0)} ms</span>
          )}
        </li>
      ))}
      <li className={styles.total}>
        <span>Together</span>
        <span />
        <span>{total.toFixed(0)} ms</span>
      </li>
    </ul>
  )
}
