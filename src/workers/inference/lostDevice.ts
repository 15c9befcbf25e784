import { StudioError } from '#model/error/studioError.ts'

/** The part of a GPUDevice that tells its end. */
interface Device {
  readonly lost: Promise<{ readonly message: string }>
}

/** The part of a runtime that has it. */
interface HasDevice {
  readonly env: { readonly webgpu: { readonly device: unknown } }
}

/** A run fails before the device is known to be gone: what was on its way there comes first. */
const TOLD_WITHIN_MILLISECONDS = 4000
/** What waits for a device that is gone has failed when it has not come back after this long. */
const HUNG_MILLISECONDS = 3000

/** Tells, once, in the browser's words, that the GPU device of a runtime is gone: the driver was reset, or memory ran out. */
export function whenLost(runtime: HasDevice): Promise<string> {
  return Promise.resolve(runtime.env.webgpu.device as Device | Promise<Device>)
    .then(device => device.lost)
    .then(({ message }) => message.trim().replace(/\.$/, '') || 'no reason told')
}

/** On WASM there is none to lose. */
export const NEVER_LOST: Promise<string> = new Promise(() => {})

/** Fails when the device is lost and the runtime does not notice: it may wait for ever. */
export function unlessLost<T>(lost: Promise<string>, run: Promise<T>): Promise<T> {
  const hung = lost.then(async why => {
    await rest(HUNG_MILLISECONDS)
    throw lostError(why)
  })
  return Promise.race([run, hung])
}

/** Why a run on the GPU failed: `gpu-unavailable` when the device is gone, whatever the runtime made of it. */
export async function failureOf(thrown: unknown, lost: Promise<string>): Promise<StudioError> {
  const error = StudioError.from(thrown)
  if (error.code === 'cancelled' || error.code === 'gpu-unavailable') return error
  const why = await Promise.race([lost, rest(TOLD_WITHIN_MILLISECONDS)])
  return why === undefined ? error : lostError(why, thrown)
}

function lostError(why: string, cause?: unknown): StudioError {
  return new StudioError({
    code: 'gpu-unavailable',
    message: `the GPU was lost (${why})`,
    hint: 'Choose WebGPU again when the graphics driver has recovered.',
    cause,
  })
}

function rest(milliseconds: number): Promise<undefined> {
  return new Promise(resolve => setTimeout(() => resolve(undefined), milliseconds))
}
