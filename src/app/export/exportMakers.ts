import type { ExportMakers } from './ExportEngine.ts'
import { saveFile } from './saveFile.ts'

/** The browser's own; what draws and writes is fetched with the first use. */
export const EXPORT_MAKERS: ExportMakers = {
  save: saveFile,
  picture: async (store, fast) => {
    const { takePicture } = await import('./picture/takePicture.ts')
    const { pictureScale: scale, pictureLegend: legend, pictureScaleBar: scaleBar } = store.getState().exportChoices
    return takePicture(store, fast, { scale, legend, scaleBar })
  },
  report: async (kind, store, fast, labels) => {
    const { saveReport } = await import('./report/saveReport.ts')
    return saveReport(kind, store, fast, labels)
  },
}
