import { type Endpoint, expose, transfer } from 'comlink'
import type { TaskOptions } from '#model/task/task.ts'
import { failure, type Outcome } from './outcome.ts'
import { taskFromPort } from './taskBridge.ts'
import { transferablesOf } from './transferables.ts'

/** A service: a class whose methods take plain arguments and, last, task options. The same class runs in-process in tests. */
export type Service<S> = { [K in keyof S]: (...args: never[]) => Promise<unknown> }

/** Everything but the trailing task options. */
export type ServiceArguments<F> = F extends (...args: [...infer A, TaskOptions]) => Promise<unknown> ? A : never
export type ServiceResult<F> = F extends (...args: never[]) => Promise<infer R> ? R : never

/** The one function that comlink carries: name of the method, its arguments, the port of its task. */
export interface ServiceEndpoint {
  call(method: string, args: readonly unknown[], port: MessagePort): Promise<Outcome<unknown>>
}

/** Worker's side. Results are transferred, not copied: services return fresh arrays. */
export function exposeService(service: object, endpoint?: Endpoint): void {
  const face: ServiceEndpoint = {
    async call(method, args, port) {
      const task = taskFromPort(port)
      try {
        const run: unknown = Reflect.get(service, method)
        if (typeof run !== 'function') throw new Error(`the worker has no method "${method}"`)
        const value: unknown = await run.apply(service, [...args, task.options])
        const outcome: Outcome<unknown> = { ok: true, value }
        return transfer(outcome, transferablesOf(value))
      } catch (thrown) {
        return failure(thrown)
      } finally {
        task.close()
      }
    },
  }
  if (endpoint) expose(face, endpoint)
  else expose(face)
}
