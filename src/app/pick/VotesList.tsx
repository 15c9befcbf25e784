import { rayColour } from '#viewer/index.ts'
import { Section } from '../controls/Section.tsx'
import { useStudio } from '../stores/StudioContext.tsx'
import { resolveTheme } from '../stores/viewSlice.ts'
import styles from './pick.module.css'
import { SHOWN_VOTES, verdictWords, voteWords } from './voteWords.ts'

/** The rays that voted for the picked point, nearest first; pointing at one emphasises it in the view. */
export function VotesList() {
  const votes = useStudio(state => state.votes)
  const pointed = useStudio(state => state.pointedVote)
  const pointAt = useStudio(state => state.pointAtVote)
  const theme = useStudio(resolveTheme)
  const labelled = useStudio(state => state.currentLabel?.layers != null)
  const warped = useStudio(state => state.view.warp > 0)
  if (!labelled) return null
  const more = votes ? votes.votes.length - SHOWN_VOTES : 0
  return (
    <Section title="Rays that voted">
      <p className={styles.verdict}>{votes ? verdictWords(votes) : 'Looking for the rays that came near.'}</p>
      {votes && votes.votes.length > 0 && (
        <ul className={styles.votes} aria-label="Rays that voted for the point">
          {votes.votes.slice(0, SHOWN_VOTES).map((vote, place) => {
            const { what, where } = voteWords(vote)
            return (
              <li key={`${JSON.stringify(vote.from)} ${vote.point}`}>
                <button
                  type="button"
                  aria-pressed={place === (pointed ?? 0)}
                  onPointerEnter={() => pointAt(place)}
                  onFocus={() => pointAt(place)}
                  onClick={() => pointAt(place)}
                >
                  <i data-verdict={vote.verdict} style={{ background: rayColour(vote.verdict, theme) }} />
                  <span>{what}</span>
                  <small>{where}</small>
                </button>
              </li>
            )
          })}
        </ul>
      )}
      {more > 0 && <p className={styles.verdict}>and {more} more, farther from it.</p>}
      {votes && votes.votes.length > 0 && warped && <p className={styles.verdict}>Drawn where nothing is warped.</p>}
    </Section>
  )
}
