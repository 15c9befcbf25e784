// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { METRIC_GROUPS } from '../../metrics/metricRows.ts'
import { createStudio, type Studio } from '../../stores/createStudio.ts'
import { createFakeWorkers, FAKE_SUMMARY } from '../../testing/fakeWorkers.ts'
import { reportHtml } from './reportHtml.ts'
import { reportJson, sessionReport } from './sessionReport.ts'

const opened: Studio[] = []
afterEach(() => {
  for (const studio of opened.splice(0)) studio.dispose()
})

const HARDWARE = {
  cores: 2,
  memoryGigabytes: null,
  graphics: 'A <GPU> & more',
  browser: 'a browser',
  crossOriginIsolated: true,
}

async function bench() {
  const studio = createStudio({ workers: createFakeWorkers(4), assignTracks: estimates => estimates })
  opened.push(studio)
  const state = studio.store.getState
  await state().openSimulation({ seed: 9, sensor: 'av2', frames: 4, intervalSeconds: 0.1 })
  await vi.waitFor(() => expect([state().sequenceMetrics?.measured, state().frameMetrics !== null]).toEqual([3, true]))
  const label = { position: 0, label: state().currentLabel! }
  const report = sessionReport(state(), studio.fast, [label], HARDWARE, new Date(0))
  return { report, state }
}

it('tells settings, seed, metrics by frame and together, times and hardware', async () => {
  const { report, state } = await bench()
  expect(report.app).toMatchObject({ madeAt: '1970-01-01T00:00:00.000Z', version: expect.stringMatching(/^\d+\.\d+/) })
  expect(report.sequence).toMatchObject({ simulation: { seed: 9, sensor: 'av2' }, sweeps: 4 })
  expect(report.method).toMatchObject({ changedByHand: false, parameters: state().currentLabel!.parameters })
  expect(report.noise).toEqual({ settings: state().noise, seed: 1 })
  expect(report.view).toMatchObject({ panes: ['Pseudo-labels'], settings: state().view })
  expect(report.frame).toMatchObject({ number: 1, points: 12 })
  expect(report.frames.map(({ number }) => number)).toEqual([1, 2, 3])
  expect(report.together).toMatchObject({ measuredFrames: 3, labelledFrames: 3 })
  expect(report.timings.map(({ stage }) => stage)).toEqual(state().currentLabel!.timings.map(({ stage }) => stage))
})

it('is JSON that reads back, with null for what could not be measured', async () => {
  const { report } = await bench()
  const back = JSON.parse(reportJson(report))
  expect(back.hardware).toEqual(HARDWARE)
  expect(back.frames[0].metrics.epe).toEqual({ ...FAKE_SUMMARY.epe, bs: null })
})

it('is a page that needs nothing else, names every metric and carries the JSON', async () => {
  const { report } = await bench()
  const json = reportJson(report)
  const page = new DOMParser().parseFromString(reportHtml(report, json, 'data:image/png;base64,AAAA'), 'text/html')
  const words = page.body.textContent ?? ''
  for (const { title, rows } of METRIC_GROUPS)
    for (const name of [title, ...rows.map(row => row.label)]) expect(words).toContain(name)
  expect(words).toContain('A <GPU> & more')
  expect(words).toContain('seed 9')
  expect(page.querySelector('img')?.getAttribute('src')).toBe('data:image/png;base64,AAAA')
  expect(JSON.parse(page.querySelector('#report')?.textContent ?? '')).toEqual(JSON.parse(json))
  const addresses = [...page.querySelectorAll('[src], [href]')].map(
    e => e.getAttribute('src') ?? e.getAttribute('href'),
  )
  expect(addresses.every(address => address?.startsWith('data:'))).toBe(true)
})

it('keeps names that look like markup as text', async () => {
  const { report } = await bench()
  const name = '</script><script>alert(1)</script>'
  const evil = { ...report, sequence: { ...report.sequence!, name } }
  const page = new DOMParser().parseFromString(reportHtml(evil, reportJson(evil), null), 'text/html')
  expect([...page.querySelectorAll('script')].map(script => script.type)).toEqual(['application/json'])
  expect(page.querySelector('h1')?.textContent).toContain(name)
})
