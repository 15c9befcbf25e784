import type { EgoMotionResult } from '#model/coarse/coarseResult.ts'
import { yawOf } from '#model/sweep/transform.ts'
import { Facts } from '../controls/Facts.tsx'
import { NoticeBox } from '../controls/Notice.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './method.module.css'

const WORDS: Readonly<Record<EgoMotionResult['trust'], string>> = {
  good: 'Trusted',
  doubtful: 'Doubtful',
  bad: 'Not to be trusted',
}

/** How the vehicle moved, where that is known from, and whether the static world agrees. */
export function EgoMotionCard({ egoMotion }: { readonly egoMotion: EgoMotionResult }) {
  const seconds = useStudio(state => state.shown?.intervalSeconds ?? 0.1)
  const [x = 0, y = 0, z = 0] = egoMotion.sweep1FromSweep0.translation
  const metres = Math.hypot(x, y, z)
  const degrees = (-yawOf(egoMotion.sweep1FromSweep0) * 180) / Math.PI
  return (
    <>
      <div className={styles.trustLine}>
        <span className={styles.trust} data-trust={egoMotion.trust}>
          {WORDS[egoMotion.trust]}
        </span>
        <span>{egoMotion.source === 'given' ? 'from the given poses' : 'estimated from the points'}</span>
      </div>
      {egoMotion.warning && <NoticeBox severity="warning" error={{ message: egoMotion.warning }} />}
      <Facts
        rows={[
          ['Speed', `${(metres / seconds).toFixed(2)} m/s`],
          ['Turn', `${(degrees / seconds).toFixed(2)} °/s`],
          ['Static residual, median', `${(100 * egoMotion.medianResidualMetres).toFixed(1)} cm`],
          ['Static inliers', `${(100 * egoMotion.inlierShare).toFixed(0)} %`],
        ]}
      />
    </>
  )
}
