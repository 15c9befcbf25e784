import type { CoarseInput } from '#model/coarse/coarseInput.ts'
import type { CoarseResult } from '#model/coarse/coarseResult.ts'
import { StudioError } from '#model/error/studioError.ts'
import { disagreementOf } from '#model/evaluation/comparison/disagreement.ts'
import type { FileReport } from '#model/formats/importReport.ts'
import type { SimulationOptions } from '#model/simulator/options.ts'
import type { SequenceInfo } from '#model/sweep/sequence.ts'
import { throwIfCancelled } from '#model/task/task.ts'
import type { DroppedFile, EvaluationSummary, OpenResult, StudioWorkers } from '#workers/contract.ts'
import { ExportService } from '#workers/export/exportService.ts'
import { InstrumentsService } from '#workers/instruments/instrumentsService.ts'
import { fakeCoarse, fakeEstimate, fakeSequence, fakeSweep, fakeTruth, fakeVotes } from './fakeData.ts'
import { fakeModel, fakePrediction } from './fakeNetwork.ts'

/** What tests watch and steer. */
export interface FakeWorkers extends StudioWorkers {
  readonly log: string[]
  readonly closed: string[]
  readonly coarseInputs: CoarseInput[]
  /** Each call of a held kind waits until it is released by `release`. */
  hold(
    kind:
      | 'sweep'
      | `sweep ${number}`
      | 'clusters'
      | 'coarse'
      | 'open'
      | 'load'
      | 'predict'
      | 'losses'
      | 'degradation'
      | 'disagreement',
  ): void
  release(): void
  failSweep(index: number, error: StudioError | null): void
  crash(worker: string, reason: string): void
  /** Thrown by the next prediction. */
  predictFailure: StudioError | null
  openResult: ((files: readonly DroppedFile[]) => OpenResult) | null
}

export function reportOf(path: string, outcome: FileReport['outcome'] = 'sweep'): FileReport {
  return { path, bytes: 100, outcome, format: 'Test sweep', note: 'Read as a sweep.', warnings: [] }
}

const INSTANCES: EvaluationSummary['moving'] = {
  ap: 0.5,
  pq: 0.6,
  precision: 0.7,
  recall: 0.65,
  f1: 0.67,
  miou: 0.5,
  ri: 0.9,
  overSegmentation: 1,
  underSegmentation: 1,
  objects: 3,
}

export const FAKE_SUMMARY: EvaluationSummary = {
  protocol: 'av2-v1',
  points: 1234,
  pairs: 1,
  epe: { threeWay: 0.03, fd: 0.08, fs: 0.006, bs: Number.NaN },
  accuracy: { strict: 0.9, relax: 0.95 },
  angleErrorRadians: 0.02,
  dynamic: { precision: 0.9, recall: 0.8, iou: 0.75 },
  instances: { all: INSTANCES, moving: INSTANCES },
  moving: INSTANCES,
  bucketed: {
    classes: {
      CAR: { staticMetres: 0.01, dynamic: 0.2 },
      OTHER_VEHICLES: { staticMetres: Number.NaN, dynamic: Number.NaN },
      PEDESTRIAN: { staticMetres: 0.02, dynamic: 0.6 },
      WHEELED_VRU: { staticMetres: Number.NaN, dynamic: Number.NaN },
    },
    meanDynamic: 0.4,
  },
  rangeWise: [
    {
      fromMetres: 0,
      toMetres: 35,
      staticMetres: 0.005,
      dynamicMetres: 0.06,
      staticPoints: 1000,
      dynamicPoints: 50,
    },
  ],
}

/** The service itself: it needs no thread. */
function inProcessExport(): StudioWorkers['export'] {
  const service = new ExportService()
  return {
    begin: (options, task) => service.begin(options, task ?? {}),
    add: async (id, frame, task) => {
      throwIfCancelled(task?.signal)
      await service.add(id, frame, task ?? {})
    },
    finish: (id, task) => service.finish(id, task ?? {}),
    end: id => service.end(id, {}),
  }
}

/** The workers' face in one thread: answers in microtasks, honours cancellation. */
export function createFakeWorkers(frames = 6): FakeWorkers {
  const held = new Set<string>()
  const gates: (() => void)[] = []
  const failures = new Map<number, StudioError>()
  const crashListeners = new Set<(worker: string, reason: string) => void>()
  const measured = new Set<string>()
  let drops = 0
  const gate = (kind: string, signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const stop = () => reject(new StudioError({ code: 'cancelled', message: 'The task was cancelled.' }))
      if (signal?.aborted) stop()
      else if (!held.has(kind)) resolve()
      else {
        gates.push(resolve)
        signal?.addEventListener('abort', stop)
      }
    })
  const service = new InstrumentsService()
  const workers: FakeWorkers = {
    log: [],
    closed: [],
    coarseInputs: [],
    predictFailure: null,
    openResult: null,
    hold: kind => {
      held.add(kind)
    },
    release: () => {
      held.clear()
      for (const open of gates.splice(0)) open()
    },
    failSweep: (index, error) => {
      if (error) failures.set(index, error)
      else failures.delete(index)
    },
    crash: (worker, reason) => {
      for (const listener of crashListeners) listener(worker, reason)
    },
    reading: {
      open: async (files, options) => {
        options?.onProgress?.({ stage: 'Looking', done: 1, total: files.length })
        await gate('open', options?.signal)
        if (workers.openResult) return workers.openResult(files)
        const id = `drop-${++drops}`
        return { sequences: [fakeSequence(id, frames)], reports: files.map(({ path }) => reportOf(path)) }
      },
      simulate: async (options: SimulationOptions): Promise<SequenceInfo> =>
        fakeSequence(`street-${options.seed}-${options.sensor}`, options.frames),
      readSweep: async (id, index, options) => {
        workers.log.push(`sweep ${index}`)
        await gate('sweep', options?.signal)
        await gate(`sweep ${index}`, options?.signal)
        const failure = failures.get(index)
        if (failure) throw failure
        return { sweep: fakeSweep(`${id}#${index}`), report: null }
      },
      readTruth: async (_id, index0, _index1, options) => {
        workers.log.push(`truth ${index0}`)
        await gate('truth', options?.signal)
        return fakeTruth()
      },
      close: async id => {
        workers.closed.push(id)
      },
    },
    coarse: {
      parallelism: 1,
      run: async (input, options): Promise<CoarseResult> => {
        workers.coarseInputs.push(input)
        options?.onProgress?.({ stage: 'Ray casting', done: 1, total: 2 })
        await gate('clusters', options?.signal)
        const { ground0, cluster0 } = fakeCoarse()
        if (options?.lookedAt) options.onClusters?.({ ground0, cluster0, clusterCount: 1 })
        await gate('coarse', options?.signal)
        throwIfCancelled(options?.signal)
        return fakeCoarse()
      },
      explain: async (_input, { sweep, index }) => fakeVotes(sweep, index),
    },
    evaluation: {
      measure: async id => {
        measured.add(id)
        workers.log.push(`measure ${id}`)
        return { summary: FAKE_SUMMARY, matches: { all: [], moving: [] }, objects: [] }
      },
      together: async ids => ({
        summary: { ...FAKE_SUMMARY, pairs: ids.length },
        missing: ids.filter(id => !measured.has(id)),
      }),
      disagreement: async (a, b, task) => {
        workers.log.push('disagreement')
        await gate('disagreement', task?.signal)
        return disagreementOf(a, b)
      },
    },
    export: inProcessExport(),
    inference: {
      load: async ({ source, wish }, task) => {
        workers.log.push(`load ${source.name} ${wish}`)
        task?.onProgress?.({ stage: 'Warming up on WebAssembly', done: 3, total: 4 })
        await gate('load', task?.signal)
        return fakeModel()
      },
      predict: async (input, task) => {
        workers.log.push(`predict ${input.key.split('\n')[0]}${input.context ? ' with context' : ''}`)
        await gate('predict', task?.signal)
        if (workers.predictFailure) {
          const failure = workers.predictFailure
          workers.predictFailure = null
          throw failure
        }
        return fakePrediction(input)
      },
      iteration: async (_key, index) => ({ ...fakeEstimate('prediction'), name: `iteration ${index}` }),
      testItself: async () => ({
        differences: { start: 1e-6 },
        tolerance: 1e-4,
        passed: true,
        milliseconds: 1,
        provider: fakeModel().provider,
        recovery: null,
      }),
      renew: () => {
        workers.log.push('renew inference')
      },
    },
    // The real thing, in this thread: what it is given here is small.
    instruments: {
      losses: async (job, task) => {
        workers.log.push('losses')
        await gate('losses', task?.signal)
        return service.losses(job, task ?? {})
      },
      kDistances: (job, task) => service.kDistances(job, task ?? {}),
      noisy: (job, task) => service.noisy(job, task ?? {}),
      degradation: async (job, task) => {
        await gate('degradation', task?.signal)
        return service.degradation(job, task ?? {})
      },
      measure: (job, task) => service.measure(job, task ?? {}),
      failures: (input, task) => service.failures(input, task ?? {}),
    },
    onCrash: listener => {
      crashListeners.add(listener)
      return () => crashListeners.delete(listener)
    },
    dispose: () => {},
  }
  return workers
}
