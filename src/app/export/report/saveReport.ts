import type { StoreApi } from 'zustand'
import type { PlacedLabel } from '../../labelling/LabelStore.ts'
import type { FastState } from '../../stores/fastState.ts'
import type { StudioState } from '../../stores/studioState.ts'
import { takePicture } from '../picture/takePicture.ts'
import { reportHtml } from './reportHtml.ts'
import { type Hardware, reportJson, sessionReport } from './sessionReport.ts'

export interface SavedReport {
  readonly file: Blob
  readonly note: string
}

/** Enough to read in a report's column on a sharp screen; a larger one is saved as a picture. */
const PICTURE = { scale: 1, legend: true, scaleBar: true } as const

export async function saveReport(
  kind: 'html' | 'json',
  store: StoreApi<StudioState>,
  fast: FastState,
  labels: readonly PlacedLabel[],
): Promise<SavedReport> {
  const report = sessionReport(store.getState(), fast, labels, hardwareOf(fast), new Date())
  const note = `${report.frames.length} measured frames`
  const json = reportJson(report)
  if (kind === 'json') return { file: new Blob([json], { type: 'application/json' }), note }
  const picture = report.frame ? await dataAddress(await takePicture(store, fast, PICTURE)) : null
  return { file: new Blob([reportHtml(report, json, picture)], { type: 'text/html' }), note }
}

function hardwareOf({ viewer }: FastState): Hardware {
  const memory: unknown = Reflect.get(navigator, 'deviceMemory')
  return {
    cores: navigator.hardwareConcurrency,
    memoryGigabytes: typeof memory === 'number' ? memory : null,
    graphics: viewer?.graphics() ?? 'none',
    browser: navigator.userAgent,
    crossOriginIsolated: window.crossOriginIsolated,
  }
}

function dataAddress(picture: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(picture)
  })
}
