import { type CoarseParameters, defaultParameters } from '#model/coarse/parameters.ts'
import type { SensorClass } from '#model/sweep/sequence.ts'
import type { GetState } from './slice.ts'

export interface ParameterSlice {
  /** What the user changed, by sensor class; everything else follows the defaults. */
  readonly parameterOverrides: Readonly<Partial<Record<SensorClass, CoarseParameters>>>
  setParameters(sensorClass: SensorClass, parameters: CoarseParameters, coalesceKey: string): void
  resetParameters(sensorClass: SensorClass): void
}

/** Defaults are made once a class, so that their identity can be compared. */
const defaults = new Map<SensorClass, CoarseParameters>()

export function parametersFor(overrides: ParameterSlice['parameterOverrides'], sensorClass: SensorClass) {
  const override = overrides[sensorClass]
  if (override) return override
  const known = defaults.get(sensorClass)
  if (known) return known
  const made = defaultParameters(sensorClass)
  defaults.set(sensorClass, made)
  return made
}

export function createParameterSlice(get: GetState): ParameterSlice {
  return {
    parameterOverrides: {},
    setParameters: (sensorClass, parameters, coalesceKey) =>
      get().changeSettings(
        'Parameter',
        { parameterOverrides: { ...get().parameterOverrides, [sensorClass]: parameters } },
        `parameter ${coalesceKey}`,
      ),
    resetParameters: sensorClass => {
      const { [sensorClass]: _reset, ...parameterOverrides } = get().parameterOverrides
      get().changeSettings('Reset of the parameters', { parameterOverrides })
    },
  }
}
