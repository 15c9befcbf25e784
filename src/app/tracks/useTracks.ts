import { useMemo } from 'react'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import { instanceColour } from '#viewer/index.ts'
import { estimateOf, objectColours } from '../compare/comparedSides.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import type { SelectedObject } from '../stores/selectionSlice.ts'
import type { SequenceTracks } from '../stores/tracksSlice.ts'
import { selectedTrack, type TrackedObject } from './trackedObjects.ts'

/** Of the sequence on screen. */
export function useTracks(): SequenceTracks | null {
  return useStudio(state => (state.tracks?.sequenceId === state.shown?.sequenceId ? state.tracks : null))
}

/** An object of the shown frame over the sequence; null without one, or when nobody follows it. */
export function useTrackOf(object: SelectedObject | null): TrackedObject | null {
  const tracks = useTracks()
  const position = useStudio(state => state.shown?.position ?? 0)
  const { source, track } = object ?? { source: null, track: 0 }
  return useMemo(
    () => (tracks && source ? selectedTrack(tracks, { source, track }, position) : null),
    [tracks, source, track, position],
  )
}

/** Colours as the view has them in the shown frame; an object that is not in it has the one of its number. */
export function useObjectColours(source: EstimateSource): (object: TrackedObject) => string {
  const shown = useStudio(state => state.shown)
  const currentLabel = useStudio(state => state.currentLabel)
  const currentPrediction = useStudio(state => state.currentPrediction)
  const currentNoisy = useStudio(state => state.currentNoisy)
  const panes = useStudio(state => state.panes)
  return useMemo(() => {
    const origins = { shown, currentLabel, currentPrediction, currentNoisy }
    const estimate = estimateOf(source, origins)
    const colours = estimate && objectColours(panes, [source], origins).get(estimate)
    return ({ here, number }) => instanceColour((here && colours?.get(here.id)) ?? number)
  }, [source, shown, currentLabel, currentPrediction, currentNoisy, panes])
}
