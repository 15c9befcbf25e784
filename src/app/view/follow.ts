import type { EstimateInstance } from '#model/sweep/estimate.ts'
import type { Studio } from '../stores/createStudio.ts'

/** Follows the selected object; with none selected, the fastest of the frame is selected first. */
export function followSelected({ store, fast }: Studio): void {
  const state = store.getState()
  if (state.selectedInstance === null) {
    let fastest: EstimateInstance | null = null
    for (const instance of (state.currentLabel?.estimate ?? state.shown?.truth)?.instances ?? [])
      if (instance.moving && instance.speedMetresPerSecond > (fastest?.speedMetresPerSecond ?? 0)) fastest = instance
    if (!fastest) {
      state.announce('Nothing moves in this frame: there is no object to follow.')
      return
    }
    state.selectInstance(fastest.track)
  }
  fast.viewer?.flyTo('follow')
}
