import type { Estimate, EstimateInstance, EstimateSource } from '#model/sweep/estimate.ts'
import type { Studio } from '../stores/createStudio.ts'
import type { StudioState } from '../stores/studioState.ts'
import { estimateSource } from './estimateSources.ts'

/** Follows the selected object; with none selected in this frame, the fastest is selected first. */
export function followSelected({ store, fast }: Studio): void {
  const state = store.getState()
  const target = selectedObject(state) ?? fastestObject(state)
  if (!target) {
    state.announce('Nothing moves in this frame: there is no object to follow.')
    return
  }
  state.selectInstance({ source: target.source, track: target.object.track })
  fast.viewer?.flyTo('follow', target.object)
}

interface Target {
  readonly source: EstimateSource
  readonly object: EstimateInstance
}

function selectedObject(state: StudioState): Target | null {
  const { selectedInstance } = state
  if (!selectedInstance) return null
  const { source, track } = selectedInstance
  const estimate = estimateSource(source)?.pick(state)
  const object = estimate?.instances.find(instance => instance.track === track)
  return object ? { source, object } : null
}

function fastestObject(state: StudioState): Target | null {
  for (const { source } of state.panes) {
    const estimate = estimateSource(source)?.pick(state)
    const object = estimate ? fastestOf(estimate) : null
    if (object) return { source, object }
  }
  return null
}

function fastestOf({ instances }: Estimate): EstimateInstance | null {
  let fastest: EstimateInstance | null = null
  for (const instance of instances)
    if (instance.moving && instance.speedMetresPerSecond > (fastest?.speedMetresPerSecond ?? 0)) fastest = instance
  return fastest
}
