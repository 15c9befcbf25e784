import type { CoarseInput } from '#model/coarse/coarseInput.ts'
import type { FoundClusters } from '#model/coarse/coarseResult.ts'
import type { CoarseService } from './coarse/coarseService.ts'
import type { ComparedPoints, EvaluationJob, StudioWorkers } from './contract.ts'
import type { EvaluationService } from './evaluation/evaluationService.ts'
import type { ExportService } from './export/exportService.ts'
import type { InferenceService } from './inference/inferenceService.ts'
import type { InstrumentsService } from './instruments/instrumentsService.ts'
import { ReadingClient } from './reading/readingClient.ts'
import { slimSweep } from './slimSweep.ts'
import { spawnWorker, WorkerHandle } from './workerHandle.ts'
import { WorkerPool } from './workerPool.ts'

export type * from './contract.ts'

/** One core stays free for the page itself; more than four would only compete for memory bandwidth. */
function coarseParallelism(): number {
  return Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1))
}

/** Starts nothing: each worker starts with the first call that needs it. */
export function createStudioWorkers(): StudioWorkers {
  const listeners = new Set<(worker: string, reason: string) => void>()
  const crashed = (worker: string) => (reason: string) => {
    for (const listener of listeners) listener(worker, reason)
  }

  const reading = new ReadingClient(
    () =>
      spawnWorker(
        new Worker(new URL('./reading/reading.worker.ts', import.meta.url), { type: 'module', name: 'reading' }),
      ),
    crashed('reading'),
  )
  const coarse = new WorkerPool<CoarseService>(
    'coarse-stage',
    coarseParallelism(),
    () =>
      spawnWorker(
        new Worker(new URL('./coarse/coarse.worker.ts', import.meta.url), { type: 'module', name: 'coarse' }),
      ),
    crashed('coarse-stage'),
  )
  const evaluation = new WorkerHandle<EvaluationService>(
    'evaluation',
    () =>
      spawnWorker(
        new Worker(new URL('./evaluation/evaluation.worker.ts', import.meta.url), {
          type: 'module',
          name: 'evaluation',
        }),
      ),
    { onCrash: crashed('evaluation') },
  )

  const inference = new WorkerHandle<InferenceService>(
    'inference',
    () =>
      spawnWorker(
        new Worker(new URL('./inference/inference.worker.ts', import.meta.url), { type: 'module', name: 'inference' }),
      ),
    { onCrash: crashed('inference') },
  )
  const instruments = new WorkerHandle<InstrumentsService>(
    'instruments',
    () =>
      spawnWorker(
        new Worker(new URL('./instruments/instruments.worker.ts', import.meta.url), {
          type: 'module',
          name: 'instruments',
        }),
      ),
    { onCrash: crashed('instruments') },
  )

  const exporting = new WorkerHandle<ExportService>(
    'export',
    () =>
      spawnWorker(
        new Worker(new URL('./export/export.worker.ts', import.meta.url), { type: 'module', name: 'export' }),
      ),
    { onCrash: crashed('export') },
  )

  return {
    reading: reading.face,
    coarse: {
      parallelism: coarse.size,
      run: (input, { signal, onProgress, lookedAt = false, subject, onClusters } = {}) => {
        // The only part that the service tells.
        const onPartial = onClusters && ((part: unknown) => onClusters(part as FoundClusters))
        return coarse.call('run', [slimInput(input), lookedAt], { signal, onProgress, onPartial }, subject)
      },
      explain: (input, { sweep, index }, { signal, subject } = {}) =>
        coarse.call('explain', [slimInput(input), sweep, index], { signal }, subject),
    },
    evaluation: {
      measure: (id, job, task) => evaluation.call('measure', [id, slimJob(job)], task),
      together: (ids, task) => evaluation.call('together', [ids], task),
      disagreement: (a, b, task) => evaluation.call('disagreement', [slimEstimate(a), slimEstimate(b)], task),
    },
    inference: {
      load: (options, task) => inference.call('load', [options], task),
      predict: (input, task) => inference.call('predict', [input], task),
      iteration: (key, index, task) => inference.call('iteration', [key, index], task),
      testItself: task => inference.call('testItself', [], task),
      renew: () => inference.renew(),
    },
    instruments: {
      losses: (job, task) => instruments.call('losses', [job], task),
      kDistances: (job, task) => instruments.call('kDistances', [{ ...job, sweep: slimSweep(job.sweep) }], task),
      noisy: (job, task) => instruments.call('noisy', [job], task),
      degradation: (job, task) => instruments.call('degradation', [{ ...job, sweep0: slimSweep(job.sweep0) }], task),
      measure: (job, task) => instruments.call('measure', [slimJob(job)], task),
      failures: (input, task) => instruments.call('failures', [input], task),
    },
    export: {
      begin: (options, task) => exporting.call('begin', [options], task),
      add: (id, frame, task) => exporting.call('add', [id, frame], task),
      finish: (id, task) => exporting.call('finish', [id], task),
      end: id => exporting.call('end', [id]),
    },
    onCrash: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose: () => {
      reading.dispose()
      coarse.dispose()
      evaluation.dispose()
      inference.dispose()
      instruments.dispose()
      exporting.dispose()
    },
  }
}

function slimJob({ sweep0, truth, ground0, estimate }: EvaluationJob): EvaluationJob {
  const { flow, instance, dynamic, confidence = null } = estimate
  return { sweep0: slimSweep(sweep0), truth, ground0, estimate: { flow, instance, dynamic, confidence } }
}

function slimEstimate({ flow, instance, dynamic, valid, labelledRegion = null }: ComparedPoints): ComparedPoints {
  return { flow, instance, dynamic, valid, labelledRegion }
}

function slimInput(input: CoarseInput): CoarseInput {
  return {
    ...input,
    sweep0: slimSweep(input.sweep0),
    sweep1: slimSweep(input.sweep1),
    context: input.context.map(context => ({ ...context, sweep: slimSweep(context.sweep) })),
  }
}
