import type { StoreApi } from 'zustand'
import { StudioError } from '#model/error/studioError.ts'
import { activeView } from '../../cache/FrameEngine.ts'
import { seenPanes } from '../../stores/comparisonSlice.ts'
import type { FastState } from '../../stores/fastState.ts'
import { frameCount } from '../../stores/frameSlice.ts'
import type { StudioState } from '../../stores/studioState.ts'
import { estimateSource } from '../../view/estimateSources.ts'
import { composePicture } from './composePicture.ts'
import { pictureStyle } from './pictureStyle.ts'

export interface PictureWish {
  readonly scale: number
  readonly legend: boolean
  readonly scaleBar: boolean
}

const LONGEST_BAR = 180

/** The view as it stands, with what makes it readable on its own. @throws StudioError when nothing is drawn */
export async function takePicture(store: StoreApi<StudioState>, fast: FastState, wish: PictureWish): Promise<Blob> {
  const { viewer } = fast
  if (!viewer || !store.getState().shown)
    throw new StudioError({ code: 'no-points', message: 'There is no picture: nothing is shown yet.' })
  const pixelRatio = wish.scale * viewer.pixelRatio()
  const scaleBar = wish.scaleBar ? viewer.scaleBar(LONGEST_BAR) : null
  const view = await createImageBitmap(await viewer.screenshot(wish.scale))
  try {
    const legend = wish.legend ? viewer.legend() : null
    return await composePicture(
      { view, pixelRatio, legend, scaleBar, caption: captionOf(store.getState()) },
      pictureStyle(),
    )
  } finally {
    view.close()
  }
}

/** `drive_0005, frame 3 of 50: Pseudo-labels | Truth`; a pane without its estimate is said to have none. */
export function captionOf(state: StudioState): string {
  const name = activeView(state)?.info.name ?? ''
  const estimates = seenPanes(state).panes.map(({ source }) => {
    const entry = estimateSource(source)
    return `${entry?.label ?? source}${entry?.pick(state) ? '' : ' (none)'}`
  })
  return `${name}, frame ${(state.shown?.position ?? 0) + 1} of ${frameCount(state)}: ${estimates.join(' | ')}`
}
