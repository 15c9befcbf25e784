import { createSelectorCreator, lruMemoize } from 'reselect'
import type { StoreApi } from 'zustand'
import type {
  ContentSource,
  FrameContent,
  PaneContent,
  PaneDifference,
  ViewerContent,
  ViewSettings,
} from '#viewer/contract.ts'
import { counterpartId, differenceOf } from '../compare/comparedPairs.ts'
import { cellMask, comparedSources, estimateOf, nameOf, objectColours, pairOf } from '../compare/comparedSides.ts'
import { paneConvergence, shownPrediction } from '../inference/paneConvergence.ts'
import { rayLines } from '../pick/voteWords.ts'
import { seenPanes } from '../stores/comparisonSlice.ts'
import { frameCount } from '../stores/frameSlice.ts'
import type { StudioState } from '../stores/studioState.ts'
import { resolveTheme } from '../stores/viewSlice.ts'
import { paneTrails } from '../tracks/paneTrails.ts'
import { needsEstimate } from './colourModes.ts'
import { type EstimateOrigins, estimateSource } from './estimateSources.ts'

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

function samePanes(a: readonly PaneContent[], b: readonly PaneContent[]): boolean {
  return a.length === b.length && a.every((pane, place) => isSame(pane, b[place]))
}

function isSame(pane: PaneContent, other: PaneContent | undefined): boolean {
  const names = Object.keys(pane) as (keyof PaneContent)[]
  return other !== undefined && names.every(name => pane[name] === other[name])
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
    [
      (state: State) => state.shown,
      (state: State) => state.currentLabel,
      (state: State) => state.currentPrediction,
      (state: State) => state.currentNoisy,
    ],
    (shown, currentLabel, currentPrediction, currentNoisy): EstimateOrigins => ({
      shown,
      currentLabel,
      currentPrediction,
      currentNoisy,
    }),
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

  /** As they are seen; the divider of a swipe moves without making them anew. */
  const seen = createSelector(
    [
      (state: State) => state.panes,
      (state: State) => state.comparison.reference,
      (state: State) => state.comparison.swipe !== null,
      (state: State) => state.flickering,
    ],
    (panes, reference, swipes, flickering) =>
      seenPanes({ panes, comparison: { reference, swipe: swipes ? 0.5 : null }, flickering }),
  )

  /** The same object has the same colour in all panes, whoever stands in for whom. */
  const colourTracks = createSelector([origins, (state: State) => state.panes, seen], (from, own, now) => {
    const panes = [...own, ...now.panes]
    return panes.some(({ source }) => source !== panes[0]?.source) ? objectColours(panes, [], from) : null
  })

  const sources = createSelector(
    [(state: State) => state.panes, (state: State) => state.comparison.reference],
    (panes, reference) => comparedSources({ panes, comparison: { reference, swipe: null } }),
  )

  /** The loss that colours the points, of each pane. */
  const lossesShown = createSelector(
    [
      seen,
      (state: State) => state.losses,
      (state: State) => (state.view.colour.kind === 'loss' ? state.view.colour.term : null),
    ],
    (now, losses, term) =>
      term && now.panes.map(({ source }) => losses[source]?.terms.find(loss => loss.term === term) ?? null),
  )

  /** How the prediction settled over its iterations, of each pane that shows it. */
  const convergences = createSelector(
    [
      seen,
      (state: State) => shownPrediction(state),
      (state: State) => (state.view.colour.kind === 'convergence' ? state.view.colour.of : null),
    ],
    (now, prediction, of) => of && now.panes.map(({ source }) => prediction && paneConvergence(prediction, source, of)),
  )

  /** Of each pane, in the shown frame. */
  const trails = createSelector(
    [
      seen,
      (state: State) => (state.shown && state.tracks?.sequenceId === state.shown.sequenceId ? state.tracks : null),
      (state: State) => state.shown?.position ?? 0,
      (state: State) => state.view.trails.shown,
      (state: State) => state.view.trails.sweeps,
      (state: State) => state.view.trails.ahead,
    ],
    (now, tracks, position, shown, sweeps, ahead) =>
      shown && tracks && now.panes.map(({ source }) => paneTrails(tracks, source, { position, sweeps, ahead })),
  )

  const highlightedCell = createSelector(
    [origins, sources, (state: State) => state.chosenCell],
    (from, { a, b }, cell): Uint8Array | null =>
      cell && cellMask(cell, pairOf(estimateOf(a, from), estimateOf(b, from), from.shown?.sweep0.positions), { a, b }),
  )

  const highlighted = createSelector(
    [(state: State) => state.chosenFailure, (state: State) => state.shown?.sweep0.count ?? 0, highlightedCell],
    (failure, count, cell): Uint8Array | null => {
      if (!failure || failure.points.length === 0) return cell
      const mask = new Uint8Array(count)
      for (const i of failure.points) mask[i] = 1
      return mask
    },
  )

  /** Of each pane, when the colours show it. */
  const differences = createSelector(
    [
      origins,
      seen,
      (state: State) => state.comparison.reference,
      (state: State) => (state.view.colour.kind === 'difference' ? state.view.colour.of : null),
    ],
    (from, now, reference, of): readonly PaneDifference[] | null =>
      of &&
      now.panes.map(({ source }) => {
        const name = nameOf(reference)
        const compared = estimateOf(reference, from)
        const pair = pairOf(estimateOf(source, from), compared, from.shown?.sweep0.positions)
        if (source === reference)
          return { reference: name, values: null, missing: `This is ${name} itself: choose another reference.` }
        return {
          reference: name,
          values: pair && differenceOf(of, pair),
          missing: compared ? 'There is no estimate in this pane.' : `${name} is not there for this pair.`,
        }
      }),
  )

  const panes = createSelector(
    [
      origins,
      seen,
      progress,
      frameCount,
      (state: State) => state.selectedInstance,
      colourTracks,
      differences,
      lossesShown,
      convergences,
      trails,
      highlighted,
    ],
    (from, now, how, count, selected, colours, differs, losses, settled, past, mask): readonly PaneContent[] => {
      const { shown, currentLabel: label } = from
      const own = selected ? estimateOf(selected.source, from) : null
      const object = own?.instances.find(instance => instance.track === selected?.track) ?? null
      return now.panes.map(({ id, source }, place) => {
        const entry = estimateSource(source)
        const estimate = entry?.pick(from) ?? null
        const isLastSweep = shown !== null && shown.position === count - 1
        const reason = entry?.whyEmpty({ ...how, frame: shown, label, isLastSweep, isAlone: count === 1 }) ?? null
        const same = own && object && estimate ? counterpartId(own, estimate, object.id) : null
        return {
          id,
          // The app heads its panes itself.
          title: '',
          estimate,
          emptyMessage: estimate || !shown ? null : reason,
          selectedTrack: estimate?.instances.find(instance => instance.id === same)?.track ?? null,
          colourTracks: estimate ? colours?.get(estimate) : undefined,
          difference: differs?.[place],
          loss: losses?.[place],
          convergence: settled?.[place],
          trails: past ? past[place] : undefined,
          highlighted: mask,
        }
      })
    },
    // Progress that changes nothing in view draws nothing: a picture costs a software renderer a tenth of a second.
    { memoizeOptions: { resultEqualityCheck: samePanes } },
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
    state.chosenFailure?.box ??
    (state.inspectedCluster === null ? null : (state.currentLabel?.motions[state.inspectedCluster]?.box ?? null))

  const rays = createSelector([(state: State) => state.votes, (state: State) => state.pointedVote], rayLines)

  return createSelector(
    [
      frame,
      panes,
      settings,
      (state: State) => state.picked,
      rays,
      marked,
      (state: State) => (state.panes.length === 1 ? state.comparison.swipe : null),
    ],
    (frameContent, paneContents, viewSettings, picked, lines, box, swipe): ViewerContent => ({
      frame: frameContent,
      panes: paneContents,
      swipe,
      settings: viewSettings,
      picked,
      rays: lines,
      marked: box,
      selectedInstance: null,
    }),
  )
}
