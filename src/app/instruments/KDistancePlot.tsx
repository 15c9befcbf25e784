import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { type ParameterDescriptor, parameterDescriptors, withParameter } from '#model/coarse/parameterDescriptors.ts'
import { StudioError } from '#model/error/studioError.ts'
import type { KDistances } from '#workers/instruments/instrumentsContract.ts'
import { Explain } from '../controls/Explain.tsx'
import { formatCount } from '../controls/format.ts'
import { activeSequence } from '../stores/dataSlice.ts'
import { parametersFor } from '../stores/parameterSlice.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import styles from './instruments.module.css'

const EPS = parameterDescriptors.find(({ path }) => path === 'clustering.epsMetres')

/** Beside eps and minPts: the distances that a choice of eps is made from, with eps as a line to be dragged. */
export function KDistancePlot() {
  return EPS ? <Plot eps={EPS} /> : null
}

function Plot({ eps }: { readonly eps: ParameterDescriptor }) {
  const sensorClass = useStudio(state => activeSequence(state)?.info.sensorClass ?? 'unknown')
  const overrides = useStudio(state => state.parameterOverrides)
  const set = useStudio(state => state.setParameters)
  const parameters = parametersFor(overrides, sensorClass)
  const { epsMetres, minimumPoints } = parameters.clustering
  const found = useKDistances()
  const area = useRef<HTMLDivElement | null>(null)
  const change = (wanted: number) => {
    const steps = Math.round((wanted - eps.minimum) / eps.step)
    const value = Number((eps.minimum + steps * eps.step).toFixed(6))
    const next = Math.min(eps.maximum, Math.max(eps.minimum, value))
    // The slider's key: a drag here and there is one step of undo.
    if (next !== epsMetres) set(sensorClass, withParameter(parameters, eps, next), `${sensorClass} ${eps.path}`)
  }
  const drag = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect()
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    change(((box.bottom - event.clientY) / box.height) * eps.maximum)
  }
  if (!found) return <p className={styles.remark}>The k-distances appear once the ground of this sweep is known.</p>
  const cores = found.distances.filter(value => value <= epsMetres).length / Math.max(1, found.distances.length)
  return (
    <figure className={styles.curve}>
      <figcaption className={styles.heading}>
        <span>Distance to the {ordinal(found.minimumPoints)} neighbour (minPts)</span>
        <Explain what="k-distance plot">
          <p>
            For each point the least eps by which it is a core point: the distance to its minPts-th neighbour, itself
            counted, heights scaled as in clustering. Sorted, they rise slowly inside objects and steeply between them:
            a good eps lies at the bend.
          </p>
          <p>
            An even subset of {formatCount(found.distances.length)} of the {formatCount(found.points)} points that are
            not ground, each against all of them.
          </p>
          <p>Source: Ester et al. 1996, section 4.2.</p>
        </Explain>
      </figcaption>
      <div className={styles.plot}>
        <span className={styles.top}>{eps.maximum} m</span>
        <span className={styles.bottom}>0</span>
        <div ref={area} className={styles.area}>
          <svg viewBox={`0 0 ${WIDTH} 1`} preserveAspectRatio="none" role="img" aria-label="k-distances, sorted">
            <path
              className={styles.line}
              d={sortedPath(found.distances, eps.maximum)}
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          <div
            className={styles.epsLine}
            role="slider"
            tabIndex={0}
            aria-label="eps in the k-distance plot"
            aria-orientation="vertical"
            aria-valuemin={eps.minimum}
            aria-valuemax={eps.maximum}
            aria-valuenow={epsMetres}
            aria-valuetext={`${epsMetres} m`}
            style={{ bottom: `${(100 * epsMetres) / eps.maximum}%` }}
            onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
            onKeyDown={event => {
              const step = STEPS[event.key]
              if (step === undefined) return
              event.preventDefault()
              change(epsMetres + step * eps.step)
            }}
          >
            <span>eps {epsMetres} m</span>
          </div>
        </div>
      </div>
      <p className={styles.remark}>
        {Math.round(100 * cores)} % of the points are core points at minPts {minimumPoints} and this eps.
      </p>
    </figure>
  )
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 5,
  PageDown: -5,
}

const WIDTH = 240

/** As many points as there are pixels to draw them. */
function sortedPath(distances: Float32Array, highest: number): string {
  const last = distances.length - 1
  return Array.from({ length: WIDTH + 1 }, (_, x) => {
    const value = distances[Math.round((x / WIDTH) * last)] ?? 0
    return `${x === 0 ? 'M' : 'L'}${x} ${Number((1 - Math.min(value, highest) / highest).toFixed(4))}`
  }).join('')
}

function ordinal(count: number): string {
  const ending = count % 100 > 10 && count % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')
  return `${count}${ending}`
}

/** Of the shown sweep, by the parameters in force; the ones before stay until they are there. */
function useKDistances(): KDistances | null {
  const { instruments, store } = useStudioHandle()
  const sweep = useStudio(state => state.shown?.sweep0 ?? null)
  const ground = useStudio(state => state.liveClusters?.ground0 ?? state.currentLabel?.layers?.ground0 ?? null)
  const sensorClass = useStudio(state => activeSequence(state)?.info.sensorClass ?? 'unknown')
  const overrides = useStudio(state => state.parameterOverrides)
  const playing = useStudio(state => state.playing)
  const { minimumPoints, zScale, epsPerMetre } = parametersFor(overrides, sensorClass).clustering
  const [found, setFound] = useState<KDistances | null>(null)
  useEffect(() => {
    if (!sweep || !ground || ground.length !== sweep.count || playing) return
    const controller = new AbortController()
    // eps takes no part: dragging it measures nothing anew.
    const parameters = { minimumPoints, zScale, epsPerMetre, epsMetres: 0 }
    instruments.kDistances({ sweep, ground, parameters }, { signal: controller.signal }).then(
      result => {
        if (!controller.signal.aborted) setFound(result)
      },
      (thrown: unknown) => {
        const error = StudioError.from(thrown)
        if (error.code !== 'cancelled') store.getState().raise('k-distances', 'labelling', error.toDetails())
      },
    )
    return () => controller.abort()
  }, [instruments, store, sweep, ground, minimumPoints, zScale, epsPerMetre, playing])
  return found
}
