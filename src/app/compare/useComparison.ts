import { useMemo } from 'react'
import type { ComparedPair } from '#model/evaluation/comparison/differences.ts'
import type { InstanceMatching } from '#model/evaluation/comparison/instanceMatching.ts'
import type { EstimateInstance, EstimateSource } from '#model/sweep/estimate.ts'
import { instanceColour } from '#viewer/index.ts'
import { useStudio, useStudioHandle } from '../stores/StudioContext.tsx'
import { matchingOf } from './comparedPairs.ts'
import { comparedSources, estimateOf, objectColours, pairOf } from './comparedSides.ts'

/** An object as lists and matrices name it. */
export interface NamedObject {
  readonly source: EstimateSource
  readonly id: number
  readonly name: string
  /** As in the view, `#rrggbb`. */
  readonly colour: string
  /** Null where the estimate numbers points whose object it does not describe. */
  readonly instance: EstimateInstance | null
}

export interface Comparison {
  readonly a: EstimateSource
  readonly b: EstimateSource
  readonly pair: ComparedPair
  readonly matching: InstanceMatching
  nameIn(side: 'a' | 'b', id: number): NamedObject
}

/** What the first pane shows against the reference, of the shown frame; null while one of them is missing. */
export function useComparison(): Comparison | null {
  const shown = useStudio(state => state.shown)
  const currentLabel = useStudio(state => state.currentLabel)
  const currentPrediction = useStudio(state => state.currentPrediction)
  const currentNoisy = useStudio(state => state.currentNoisy)
  const panes = useStudio(state => state.panes)
  const reference = useStudio(state => state.comparison.reference)
  return useMemo(() => {
    const { a, b } = comparedSources({ panes, comparison: { reference, swipe: null } })
    const origins = { shown, currentLabel, currentPrediction, currentNoisy }
    const pair = pairOf(estimateOf(a, origins), estimateOf(b, origins), shown?.sweep0.positions)
    if (!pair) return null
    const colours = objectColours(panes, [b], origins)
    const [inA, inB] = [pair.a, pair.b].map(it => new Map(it.instances.map(instance => [instance.id, instance])))
    return {
      a,
      b,
      pair,
      matching: matchingOf(pair.a, pair.b),
      nameIn: (side, id) => {
        const instance = (side === 'a' ? inA : inB)?.get(id) ?? null
        const track = instance?.track ?? id
        const label = instance?.label ?? 'Object'
        return {
          source: side === 'a' ? a : b,
          id,
          name: label.endsWith(` ${track}`) ? label : `${label} ${track}`,
          colour: instanceColour(colours.get(pair[side])?.get(id) ?? track),
          instance,
        }
      },
    }
  }, [shown, currentLabel, currentPrediction, currentNoisy, panes, reference])
}

/** Selects an object and looks at it. */
export function useShowObject(): (object: NamedObject) => void {
  const { fast } = useStudioHandle()
  const select = useStudio(state => state.selectInstance)
  return ({ source, instance }) => {
    if (!instance) return
    select({ source, track: instance.track })
    fast.viewer?.focusBox(instance.box)
  }
}
