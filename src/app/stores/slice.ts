import type { StoreApi } from 'zustand'
import type { StudioState } from './studioState.ts'

/** What a slice's factory is given: the whole store, and its own actions beside its state. */
export type SetState = StoreApi<StudioState>['setState']
export type GetState = StoreApi<StudioState>['getState']
