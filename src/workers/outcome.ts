import { StudioError, type StudioErrorDetails } from '#model/error/studioError.ts'

/** What crosses the boundary: a value or the plain details of an error. Comlink alone would keep only an error's message. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: StudioErrorDetails }

export function failure(thrown: unknown): Outcome<never> {
  return { ok: false, error: StudioError.from(thrown).toDetails() }
}
