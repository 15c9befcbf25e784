import type { StoreApi } from 'zustand'
import type { EstimateInstance, EstimateSource } from '#model/sweep/estimate.ts'
import { worldFromSweep } from '#model/sweep/sweep.ts'
import { compose, identity, type Transform } from '#model/sweep/transform.ts'
import { placesFromMotions, placesFromPoses } from '#model/tracks/framePlaces.ts'
import { type ObjectFrames, type ObjectTrack, objectTracks } from '#model/tracks/objectTracks.ts'
import { activeView, type FrameEngine } from '../cache/FrameEngine.ts'
import type { SequenceView } from '../cache/frameResources.ts'
import type { PlacedPrediction } from '../inference/InferenceEngine.ts'
import type { PlacedLabel } from '../labelling/LabelStore.ts'
import type { StudioState } from '../stores/studioState.ts'

/** Sweeps and labels come in one after another; what they are together is told in between. */
const REST_MILLISECONDS = 150

type Motion = Transform<'sweep1', 'sweep0'>
type Pose = Transform<'world', 'sweep'>

/** What the tracks are made of, by position. The same parts make the same tracks. */
interface Parts {
  readonly labels: ObjectFrames
  readonly truth: ObjectFrames
  readonly prediction: ObjectFrames
  readonly polished: ObjectFrames
  readonly poses: readonly (Pose | null)[]
  readonly motions: readonly (Motion | null)[]
}

/** Gathers the objects of all frames into tracks, and where the frames stand, as labels, truth, predictions and sweeps come in. */
export class TracksEngine {
  readonly #store: StoreApi<StudioState>
  readonly #frames: FrameEngine
  readonly #labels: () => readonly PlacedLabel[]
  readonly #predictions: () => readonly PlacedPrediction[]
  readonly #stops: readonly (() => void)[]
  /** Objects and poses are small: they are kept when the cache lets their sweeps go. */
  readonly #truth = new Map<number, readonly EstimateInstance[]>()
  readonly #poses = new Map<number, Pose>()
  #view: SequenceView | null = null
  #parts: Parts | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  /** @param labels and predictions of the open sequence, their instances under the numbers that they have over it */
  constructor(
    store: StoreApi<StudioState>,
    frames: FrameEngine,
    labels: () => readonly PlacedLabel[],
    predictions: () => readonly PlacedPrediction[],
  ) {
    this.#store = store
    this.#frames = frames
    this.#labels = labels
    this.#predictions = predictions
    const stop = store.subscribe((state, before) => {
      if (state.activeId !== before.activeId || state.sequenceSettings !== before.sequenceSettings) this.#meetSequence()
      if (
        state.lanes !== before.lanes ||
        state.currentLabel !== before.currentLabel ||
        state.currentPrediction !== before.currentPrediction ||
        state.predictedPairs !== before.predictedPairs ||
        state.parameterOverrides !== before.parameterOverrides
      )
        this.#later()
    })
    this.#stops = [stop, frames.onChange(() => this.#later())]
  }

  dispose(): void {
    for (const stop of this.#stops) stop()
    if (this.#timer) clearTimeout(this.#timer)
  }

  #meetSequence(): void {
    const view = activeView(this.#store.getState())
    if (view?.info === this.#view?.info && view?.settings === this.#view?.settings) return
    this.#view = view
    this.#truth.clear()
    this.#poses.clear()
    this.#parts = null
    if (this.#store.getState().tracks) this.#store.setState({ tracks: null })
    this.#later()
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#gather()
    }, REST_MILLISECONDS)
  }

  #gather(): void {
    const view = this.#view
    if (!view || this.#store.getState().starting) return
    const before = this.#parts
    const parts = keepSame(before, this.#partsOf(view))
    if (parts === before) return
    this.#parts = parts
    const known = this.#store.getState().tracks?.bySource
    /** What nothing new was heard of stays as it was. */
    const of = (source: EstimateSource, part: keyof Parts, make: () => ObjectTrack[]) =>
      (parts[part] === before?.[part] ? known?.[source] : undefined) ?? make()
    const posed = parts.poses.some(pose => pose !== null)
    const places = posed ? placesFromPoses(parts.poses) : placesFromMotions(parts.motions, parts.poses.length)
    const sources = Object.entries({
      'pseudo-labels': of('pseudo-labels', 'labels', () => objectTracks(parts.labels)),
      prediction: of('prediction', 'prediction', () => objectTracks(parts.prediction)),
      polished: of('polished', 'polished', () => objectTracks(parts.polished)),
      truth: of('truth', 'truth', () => objectTracks(parts.truth)),
    }).filter(([, tracks]) => tracks.length > 0)
    this.#store.setState({
      tracks: {
        sequenceId: view.info.id,
        bySource: Object.fromEntries(sources),
        truth: parts.truth,
        places,
        placedBy: posed ? 'poses' : 'labels',
      },
    })
  }

  #partsOf({ settings }: SequenceView): Parts {
    const { length } = settings.order
    const at = <T>(of: (position: number) => T | null | undefined) =>
      Array.from({ length }, (_, position) => of(position) ?? null)
    const labels = new Map(this.#labels().map(({ position, label }) => [position, label]))
    const predictions = new Map(this.#predictions().map(placed => [placed.position, placed]))
    return {
      labels: at(position => labels.get(position)?.estimate.instances),
      truth: at(position => this.#truthAt(position)),
      prediction: at(position => predictions.get(position)?.prediction.instances),
      polished: at(position => predictions.get(position)?.polished.instances),
      poses: at(position => (settings.poseSource === null ? null : this.#poseAt(position))),
      motions: at(position => {
        const egoMotion = labels.get(position)?.egoMotion
        return egoMotion && egoMotion.trust !== 'bad' ? egoMotion.sweep1FromSweep0 : null
      }),
    }
  }

  #truthAt(position: number): readonly EstimateInstance[] | null {
    const truth = this.#frames.truthAt(position)
    if (truth) this.#truth.set(position, truth.instances)
    return this.#truth.get(position) ?? null
  }

  /** Of the points as they are given: after the sweep's own shift. */
  #poseAt(position: number): Pose | null {
    const known = this.#poses.get(position)
    if (known) return known
    const sweep = this.#frames.sweepAt(position)
    const pose = sweep && worldFromSweep(sweep)
    if (!pose) return null
    const unshift: Transform<'sweep', 'points'> = { ...identity(), translation: Float64Array.from(sweep.originShift) }
    const shifted: Transform = compose(pose, unshift)
    this.#poses.set(position, shifted as Pose)
    return shifted as Pose
  }
}

/** Parts of which nothing changed keep their identity, and so do all of them together. */
function keepSame(before: Parts | null, now: Parts): Parts {
  if (!before) return now
  const kept = { ...now } as Record<keyof Parts, Parts[keyof Parts]>
  let isSame = true
  for (const name of Object.keys(now) as (keyof Parts)[]) {
    const [old, fresh] = [before[name], now[name]]
    if (old.length === fresh.length && fresh.every((part, position) => part === old[position])) kept[name] = old
    else isSame = false
  }
  return isSame ? before : (kept as Parts)
}
