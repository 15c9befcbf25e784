import { useMemo, useState } from 'react'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import { seenAt } from '#model/tracks/objectTracks.ts'
import { Dropdown } from '../controls/Choice.tsx'
import { Row } from '../controls/Rows.tsx'
import { Section } from '../controls/Section.tsx'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import type { SelectedObject } from '../stores/selectionSlice.ts'
import { ESTIMATE_SOURCES } from '../view/estimateSources.ts'
import { SpeedChart } from './SpeedChart.tsx'
import { nearestPosition, type TrackedObject, trackedObjects } from './trackedObjects.ts'
import styles from './tracks.module.css'
import { useObjectColours, useTrackOf, useTracks } from './useTracks.ts'

/** Rows drawn before "show all". */
const SHOWN_AT_FIRST = 8

/** What moves over the whole sequence: each object once, and how fast the selected one is in every frame. */
export function ObjectsSection() {
  const tracks = useTracks()
  const [chosen, setChosen] = useState<EstimateSource | null>(null)
  const selected = useStudio(state => state.selectedInstance)
  const seen = useStudio(state => state.panes[0]?.source ?? 'pseudo-labels')
  const there = ESTIMATE_SOURCES.filter(({ id }) => tracks?.bySource[id])
  const wanted = chosen ?? seen
  const source = there.some(({ id }) => id === wanted) ? wanted : there[0]?.id
  if (!tracks || !source) return null
  return (
    <Section title="Objects over the sequence" aside={<Count source={source} />}>
      <Row label="Estimate">
        <Dropdown
          label="Estimate whose objects are listed"
          value={source}
          options={there.map(({ id, label }) => ({ value: id, label }))}
          onChange={setChosen}
        />
      </Row>
      <ObjectList source={source} />
      <ObjectSpeed object={selected} />
    </Section>
  )
}

function useObjects(source: EstimateSource): readonly TrackedObject[] {
  const tracks = useTracks()
  const position = useStudio(state => state.shown?.position ?? 0)
  return useMemo(() => (tracks ? trackedObjects(tracks, source, position) : []), [tracks, source, position])
}

function Count({ source }: { readonly source: EstimateSource }) {
  const { length } = useObjects(source)
  return <span className={styles.aside}>{length === 1 ? '1 object' : `${length} objects`}</span>
}

function ObjectList({ source }: { readonly source: EstimateSource }) {
  const { store, fast } = useStudioHandle()
  const objects = useObjects(source)
  const selected = useTrackOf(useStudio(state => state.selectedInstance))
  const colourOf = useObjectColours(source)
  const [all, setAll] = useState(false)
  const show = ({ track }: TrackedObject) => {
    const { position, setPlaying, setPosition, selectInstance } = store.getState()
    const at = nearestPosition(track, position)
    const instance = seenAt(track, at)
    if (!instance) return
    if (at !== position) {
      setPlaying(false)
      setPosition(at)
    }
    selectInstance({ source, track: instance.track })
    fast.viewer?.focusBox(instance.box)
  }
  if (objects.length === 0)
    return (
      <p className={styles.remark}>
        Nothing that moves is tracked over two frames yet: the list grows with the labels.
      </p>
    )
  const drawn = all ? objects : objects.slice(0, SHOWN_AT_FIRST)
  return (
    <>
      <ul className={styles.objects} aria-label="Objects over the sequence">
        {drawn.map(object => (
          <li key={object.track.number}>
            <button
              type="button"
              aria-pressed={selected?.track === object.track}
              data-here={object.here !== null}
              title={
                object.here
                  ? 'Show it'
                  : `Not seen in this frame: go to frame ${nearestPosition(object.track, store.getState().position) + 1} and show it`
              }
              onClick={() => show(object)}
            >
              <i style={{ background: colourOf(object) }} />
              <span className={styles.name}>{object.name}</span>
              <span className={styles.numbers}>
                {object.track.positions.length} frames · up to {object.fastestMetresPerSecond.toFixed(1)} m/s
              </span>
            </button>
          </li>
        ))}
      </ul>
      {drawn.length < objects.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          Show all {objects.length}
        </button>
      )}
    </>
  )
}

/** How fast an object is in every frame. */
export function ObjectSpeed({ object }: { readonly object: SelectedObject | null }) {
  const tracks = useTracks()
  const followed = useTrackOf(object)
  const colourOf = useObjectColours(followed?.source ?? 'truth')
  if (tracks && followed) return <SpeedChart tracks={tracks} object={followed} colour={colourOf(followed)} />
  return (
    <p className={styles.remark}>
      {object
        ? 'This object is not followed over frames: its estimate is known for this pair alone, or not gathered yet.'
        : 'Select an object, here or in the view, to see its speed in every frame.'}
    </p>
  )
}
