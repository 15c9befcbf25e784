import { useMemo } from 'react'
import type { EstimateSource } from '#model/sweep/estimate.ts'
import type { FrameContent, PaneContent, ViewSettings } from '#viewer/contract.ts'
import { frameCount } from '../stores/frameSlice.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { resolveTheme } from '../stores/viewSlice.ts'
import { needsEstimate } from './colourModes.ts'
import { estimateSource } from './estimateSources.ts'
import { sameObjects } from './matchObject.ts'

/** The frame as the viewer takes it; the same identity as long as nothing of it changed. */
export function useFrameContent(): FrameContent | null {
  const shown = useStudio(state => state.shown)
  const label = useStudio(state => state.currentLabel)
  const layers = label?.layers ?? null
  const egoMotion = label?.egoMotion ?? null
  return useMemo(
    () =>
      shown && {
        key: shown.key,
        sequence: shown.sequenceId,
        sweep0: shown.sweep0,
        sweep1: shown.sweep1,
        truth: shown.truth,
        coarse: layers && egoMotion ? { ...layers, egoMotion } : null,
      },
    [shown, layers, egoMotion],
  )
}

/** Colours of the panes beside the first: an object that it shows too has its colour there as well. */
function useColourTracks(): ReadonlyMap<EstimateSource, ReadonlyMap<number, number>> {
  const shown = useStudio(state => state.shown)
  const label = useStudio(state => state.currentLabel)
  const panes = useStudio(state => state.panes)
  return useMemo(() => {
    const [first, ...others] = panes
    const reference = first && (estimateSource(first.source)?.pick(shown, label) ?? null)
    const colours = new Map<EstimateSource, ReadonlyMap<number, number>>()
    for (const { source } of others) {
      const estimate = estimateSource(source)?.pick(shown, label)
      if (!reference || !estimate || estimate === reference) continue
      const same = sameObjects(estimate, reference)
      colours.set(source, new Map([...same].map(([id, object]) => [id, object.track])))
    }
    return colours
  }, [panes, shown, label])
}

export function usePaneContents(): readonly PaneContent[] {
  const shown = useStudio(state => state.shown)
  const label = useStudio(state => state.currentLabel)
  const panes = useStudio(state => state.panes)
  const labellingStatus = useStudio(state => state.labellingStatus)
  const count = useStudio(frameCount)
  const selected = useStudio(state => state.selectedInstance)
  const colourTracks = useColourTracks()
  return useMemo(() => {
    const own = selected ? (estimateSource(selected.source)?.pick(shown, label) ?? null) : null
    const object = own?.instances.find(instance => instance.track === selected?.track) ?? null
    return panes.map(({ id, source }) => {
      const entry = estimateSource(source)
      const estimate = entry?.pick(shown, label) ?? null
      const isLastSweep = shown !== null && shown.position === count - 1
      const reason =
        entry?.whyEmpty({ frame: shown, label, labellingStatus, isLastSweep, isAlone: count === 1 }) ?? null
      const same = own && object && estimate && own !== estimate ? sameObjects(own, estimate).get(object.id) : object
      return {
        id,
        title: entry?.label ?? source,
        estimate,
        emptyMessage: estimate || !shown ? null : reason,
        selectedTrack: same?.track ?? null,
        colourTracks: colourTracks.get(source),
      }
    })
  }, [panes, shown, label, labellingStatus, count, selected, colourTracks])
}

/** Until the first estimate is there, points are coloured by height instead of by nothing. */
export function useViewSettings(panes: readonly PaneContent[]): ViewSettings {
  const view = useStudio(state => state.view)
  const theme = useStudio(resolveTheme)
  const reducedMotion = useStudio(state => state.reducedMotion)
  const showsNothing = needsEstimate(view.colour) && panes.every(pane => pane.estimate === null)
  return useMemo(
    () => ({
      ...view,
      colour: showsNothing ? { kind: 'height' } : view.colour,
      theme,
      reducedMotion,
    }),
    [view, showsNothing, theme, reducedMotion],
  )
}
