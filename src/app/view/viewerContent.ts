import { createSelectorCreator, lruMemoize } from 'reselect'
import type { StoreApi } from 'zustand'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { ContentSource, FrameContent, PaneContent, ViewerContent, ViewSettings } from '#viewer/contract.ts'
import { rayLines } from '../pick/voteWords.ts'
import { frameCount } from '../stores/frameSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { resolveTheme } from '../stores/viewSlice.ts'
import { needsEstimate } from './colourModes.ts'
import { type EstimateOrigins, estimateSource } from './estimateSources.ts'
import { sameObjects } from './matchObject.ts'

type State = StudioState

/**
 * What the viewer shows, told to it straight from the store: a frame is on its way to the GPU before the panels have rendered.
 * Every part keeps its identity as long as nothing of it changed.
 */
export function createViewerContent(store: StoreApi<StudioState>): ContentSource {
  const select = createContentSelector()
  return {
    get: () => select(store.getState()),
    subscribe: listener => {
      let last = select(store.getState())
      return store.subscribe(() => {
        // Not the state handed in: an engine that heard of it first may have moved on already.
        const content = select(store.getState())
        if (content === last) return
        last = content
        listener()
      })
    },
  }
}

/** One last result each: frames before the last belong to the caches, not to a selector. */
const createSelector = createSelectorCreator({ memoize: lruMemoize, argsMemoize: lruMemoize })

function createContentSelector(): (state: State) => ViewerContent {
  const frame = createSelector(
    [
      (state: State) => state.shown,
      (state: State) => state.currentLabel?.layers ?? null,
      (state: State) => state.currentLabel?.egoMotion ?? null,
      (state: State) => state.liveClusters,
    ],
    (shown, layers, egoMotion, live): FrameContent | null =>
      shown && {
        key: shown.key,
        sequence: shown.sequenceId,
        sweep0: shown.sweep0,
        sweep1: shown.sweep1,
        truth: shown.truth,
        coarse:
          layers && egoMotion
            ? { ...layers, ...(live && { ground0: live.ground0, cluster0: live.cluster0 }), egoMotion }
            : null,
      },
  )

  const origins = createSelector(
    [(state: State) => state.shown, (state: State) => state.currentLabel, (state: State) => state.currentPrediction],
    (shown, currentLabel, currentPrediction): EstimateOrigins => ({ shown, currentLabel, currentPrediction }),
  )

  /** How far what is not there yet has come; told where an estimate is missing. */
  const progress = createSelector(
    [
      (state: State) => state.labellingStatus,
      (state: State) => state.modelState.kind === 'loading',
      (state: State) => (state.modelState.kind === 'failed' ? state.modelState.error : state.predictionError),
    ],
    (labellingStatus, isModelLoading, networkError) => ({ labellingStatus, isModelLoading, networkError }),
  )

  /** Colours of the panes beside the first: an object that it shows too has its colour there as well. */
  const colourTracks = createSelector([origins, (state: State) => state.panes], (from, panes) => {
    const [first, ...others] = panes
    const reference = first && (estimateSource(first.source)?.pick(from) ?? null)
    const colours = new Map<EstimateSource, ReadonlyMap<number, number>>()
    for (const { source } of others) {
      const estimate = estimateSource(source)?.pick(from)
      if (!reference || !estimate || estimate === reference) continue
      const same = sameObjects(estimate, reference)
      colours.set(source, new Map([...same].map(([id, object]) => [id, object.track])))
    }
    return colours
  })

  const panes = createSelector(
    [
      origins,
      (state: State) => state.panes,
      progress,
      frameCount,
      (state: State) => state.selectedInstance,
      colourTracks,
    ],
    (from, choices, how, count, selected, colours): readonly PaneContent[] => {
      const { shown, currentLabel: label } = from
      const own = selected ? (estimateSource(selected.source)?.pick(from) ?? null) : null
      const object = own?.instances.find(instance => instance.track === selected?.track) ?? null
      return choices.map(({ id, source }) => {
        const entry = estimateSource(source)
        const estimate = entry?.pick(from) ?? null
        const isLastSweep = shown !== null && shown.position === count - 1
        const reason = entry?.whyEmpty({ ...how, frame: shown, label, isLastSweep, isAlone: count === 1 }) ?? null
        const same = own && object && estimate && own !== estimate ? sameObjects(own, estimate).get(object.id) : object
        return {
          id,
          // The app heads its panes itself.
          title: '',
          estimate,
          emptyMessage: estimate || !shown ? null : reason,
          selectedTrack: same?.track ?? null,
          colourTracks: colours.get(source),
        }
      })
    },
  )

  /** Until the first estimate is there, points are coloured by height instead of by nothing. */
  const settings = createSelector(
    [
      (state: State) => state.view,
      resolveTheme,
      (state: State) => state.reducedMotion,
      (state: State) => needsEstimate(state.view.colour) && panes(state).every(pane => pane.estimate === null),
    ],
    (view, theme, reducedMotion, showsNothing): ViewSettings => ({
      ...view,
      colour: showsNothing ? { kind: 'height' } : view.colour,
      theme,
      reducedMotion,
    }),
  )

  const marked = (state: State) =>
    state.inspectedCluster === null ? null : (state.currentLabel?.motions[state.inspectedCluster]?.box ?? null)

  const rays = createSelector([(state: State) => state.votes, (state: State) => state.pointedVote], rayLines)

  return createSelector(
    [frame, panes, settings, (state: State) => state.picked, rays, marked],
    (frameContent, paneContents, viewSettings, picked, lines, box): ViewerContent => ({
      frame: frameContent,
      panes: paneContents,
      settings: viewSettings,
      picked,
      rays: lines,
      marked: box,
      selectedInstance: null,
    }),
  )
}
