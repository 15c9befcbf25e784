import type { StudioErrorDetails } from '#model/error/studioError.ts'
import { LEADERBOARDS, type Leaderboard } from '#model/export/av2/leaderboards.ts'
import type { ExportFormat } from '#model/export/exportFormats.ts'
import type { Progress } from '#model/task/task.ts'
import type { SetState } from './slice.ts'

export const PICTURE_SCALES = [1, 2, 4] as const
export type PictureScale = (typeof PICTURE_SCALES)[number]

/** How exports are made; kept while the page is open. */
export interface ExportChoices {
  readonly format: ExportFormat
  readonly leaderboard: Leaderboard
  readonly frames: 'shown' | 'all'
  readonly pictureScale: PictureScale
  readonly pictureLegend: boolean
  readonly pictureScaleBar: boolean
}

export interface ExportSlice {
  readonly exportOpen: boolean
  readonly exportChoices: ExportChoices
  /** What is being made; null when nothing is. */
  readonly exporting: Progress | null
  /** The last file that was saved. */
  readonly exported: { readonly name: string; readonly bytes: number; readonly note: string } | null
  readonly exportError: StudioErrorDetails | null
  setExportOpen(open: boolean): void
  chooseExport(choices: Partial<ExportChoices>): void
}

export function createExportSlice(set: SetState): ExportSlice {
  return {
    exportOpen: false,
    exportChoices: {
      format: 'npz',
      leaderboard: LEADERBOARDS[0],
      frames: 'shown',
      pictureScale: 2,
      pictureLegend: true,
      pictureScaleBar: true,
    },
    exporting: null,
    exported: null,
    exportError: null,
    // What was said of an earlier export says nothing of the next.
    setExportOpen: exportOpen =>
      set(state => ({ exportOpen, ...(state.exporting ? {} : { exported: null, exportError: null }) })),
    chooseExport: choices => set(state => ({ exportChoices: { ...state.exportChoices, ...choices } })),
  }
}
