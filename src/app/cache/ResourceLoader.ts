import { StudioError } from '#model/error/studioError.ts'
import type { ByteBudgetCache } from './ByteBudgetCache.ts'
import { byteSize } from './byteSize.ts'

/** Something that can be loaded again at any time, named by its key. */
export interface Resource<V> {
  readonly key: string
  load(signal: AbortSignal): Promise<V>
}

interface Flight {
  readonly controller: AbortController
}

interface Waiter<V> {
  readonly resolve: (value: V) => void
  readonly reject: (error: StudioError) => void
}

/**
 * Loads what is wanted now, nearest first, a few at a time. A new `want` replaces the one before: what nobody wants any
 * more is cancelled, and what is on screen takes the place of what was only fetched ahead.
 */
export class ResourceLoader<V> {
  readonly #cache: ByteBudgetCache<V>
  readonly #concurrency: number
  readonly #onChange: () => void
  readonly #failures = new Map<string, StudioError>()
  readonly #flights = new Map<string, Flight>()
  readonly #waiters = new Map<string, { readonly resource: Resource<V>; readonly waiting: Set<Waiter<V>> }>()
  /** Fetched ahead but found no room; not tried again until something else is wanted. */
  readonly #noRoom = new Set<string>()
  #visible: readonly Resource<V>[] = []
  #prefetch: readonly Resource<V>[] = []
  #disposed = false

  constructor(cache: ByteBudgetCache<V>, concurrency: number, onChange: () => void) {
    this.#cache = cache
    this.#concurrency = concurrency
    this.#onChange = onChange
  }

  want(visible: readonly Resource<V>[], prefetch: readonly Resource<V>[]): void {
    this.#visible = visible
    this.#prefetch = prefetch
    this.#noRoom.clear()
    this.#cache.retain(
      visible.map(resource => resource.key),
      prefetch.map(resource => resource.key),
    )
    const wanted = new Set([...visible, ...prefetch].map(resource => resource.key))
    for (const [key, flight] of this.#flights)
      if (!wanted.has(key) && !this.#waiters.has(key)) flight.controller.abort()
    this.#pump()
  }

  /** For background work: the value from the cache or as soon as it is there. Ranks below what is on screen, above prefetch. */
  load(resource: Resource<V>, signal: AbortSignal): Promise<V> {
    const cached = this.#cache.get(resource.key)
    if (cached !== undefined) return Promise.resolve(cached)
    const failure = this.#failures.get(resource.key)
    if (failure) return Promise.reject(failure)
    return new Promise((resolve, reject) => {
      const entry = this.#waiters.get(resource.key) ?? { resource, waiting: new Set<Waiter<V>>() }
      this.#waiters.set(resource.key, entry)
      const waiter: Waiter<V> = { resolve, reject }
      entry.waiting.add(waiter)
      signal.addEventListener(
        'abort',
        () => {
          if (!entry.waiting.delete(waiter)) return
          if (entry.waiting.size === 0) this.#waiters.delete(resource.key)
          reject(new StudioError({ code: 'cancelled', message: 'The task was cancelled.' }))
        },
        { once: true },
      )
      this.#pump()
    })
  }

  failure(key: string): StudioError | null {
    return this.#failures.get(key) ?? null
  }

  isLoading(key: string): boolean {
    return this.#flights.has(key)
  }

  retry(matches: (key: string) => boolean): void {
    for (const key of [...this.#failures.keys()]) if (matches(key)) this.#failures.delete(key)
    this.#pump()
    this.#onChange()
  }

  /** Forgets everything about the matching keys, in flight or loaded. */
  forget(matches: (key: string) => boolean): void {
    this.#visible = this.#visible.filter(resource => !matches(resource.key))
    this.#prefetch = this.#prefetch.filter(resource => !matches(resource.key))
    for (const key of [...this.#failures.keys()]) if (matches(key)) this.#failures.delete(key)
    for (const [key, flight] of this.#flights) if (matches(key)) flight.controller.abort()
    for (const [key] of [...this.#waiters])
      if (matches(key)) this.#settle(key, new StudioError({ code: 'cancelled', message: 'The sequence was closed.' }))
    this.#cache.deleteWhere(matches)
  }

  dispose(): void {
    this.#disposed = true
    this.forget(() => true)
  }

  #pump(): void {
    if (this.#disposed) return
    for (const resource of this.#visible) {
      if (!this.#isMissing(resource.key)) continue
      if (this.#activeFlights() >= this.#concurrency && !this.#makeRoom()) return
      this.#start(resource)
    }
    for (const { resource } of this.#waiters.values()) {
      if (this.#activeFlights() >= this.#concurrency) return
      if (this.#isMissing(resource.key)) this.#start(resource)
    }
    for (const resource of this.#prefetch) {
      if (this.#activeFlights() >= this.#concurrency) return
      if (this.#isMissing(resource.key) && !this.#noRoom.has(resource.key)) this.#start(resource)
    }
  }

  #isMissing(key: string): boolean {
    return !this.#cache.has(key) && !this.#failures.has(key) && !this.#isActive(key)
  }

  #isActive(key: string): boolean {
    const flight = this.#flights.get(key)
    return flight !== undefined && !flight.controller.signal.aborted
  }

  #activeFlights(): number {
    let active = 0
    for (const flight of this.#flights.values()) if (!flight.controller.signal.aborted) active++
    return active
  }

  /** Cancels one load that is not on screen. */
  #makeRoom(): boolean {
    const visible = new Set(this.#visible.map(resource => resource.key))
    for (const [key, flight] of this.#flights)
      if (!visible.has(key) && !flight.controller.signal.aborted) {
        flight.controller.abort()
        return true
      }
    return false
  }

  async #start(resource: Resource<V>): Promise<void> {
    const flight: Flight = { controller: new AbortController() }
    this.#flights.set(resource.key, flight)
    this.#onChange()
    try {
      const value = await resource.load(flight.controller.signal)
      // A value that arrives in spite of the cancellation is as good as any, unless its sequence was closed.
      if (this.#flights.get(resource.key) === flight && !flight.controller.signal.aborted) {
        if (!this.#cache.set(resource.key, value, byteSize(value))) this.#noRoom.add(resource.key)
        this.#settle(resource.key, value)
      }
    } catch (thrown) {
      const error = StudioError.from(thrown)
      const replaced = this.#flights.get(resource.key) !== flight
      if (!replaced && !flight.controller.signal.aborted) {
        this.#failures.set(resource.key, error)
        this.#settle(resource.key, error)
      }
    } finally {
      if (this.#flights.get(resource.key) === flight) this.#flights.delete(resource.key)
      this.#onChange()
      this.#pump()
    }
  }

  #settle(key: string, outcome: V | StudioError): void {
    const entry = this.#waiters.get(key)
    if (!entry) return
    this.#waiters.delete(key)
    for (const waiter of entry.waiting)
      if (outcome instanceof StudioError) waiter.reject(outcome)
      else waiter.resolve(outcome)
  }
}
