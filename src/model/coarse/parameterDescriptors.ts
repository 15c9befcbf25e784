import type { CoarseParameters } from './parameters.ts'

/** The groups of parameters, in the order of the stages. */
export type ParameterGroup = keyof CoarseParameters

/** One slider: everything that an interface needs to show and change a parameter without knowing it. */
export interface ParameterDescriptor {
  readonly group: ParameterGroup
  readonly name: string
  /** `group.name`, unique. */
  readonly path: string
  readonly label: string
  /** As shown beside the number; empty for shares and counts. */
  readonly unit: string
  readonly minimum: number
  readonly maximum: number
  readonly step: number
  /** One plain sentence: what more of it does. */
  readonly explanation: string
}

function slider<G extends ParameterGroup>(
  group: G,
  name: keyof CoarseParameters[G] & string,
  label: string,
  unit: string,
  [minimum, maximum, step]: readonly [number, number, number],
  explanation: string,
): ParameterDescriptor {
  return { group, name, path: `${group}.${name}`, label, unit, minimum, maximum, step, explanation }
}

/** The parameters worth a slider, stage by stage. */
export const parameterDescriptors: readonly ParameterDescriptor[] = [
  slider(
    'ground',
    'thresholdMetres',
    'Ground thickness',
    'm',
    [0.05, 0.5, 0.01],
    'Points up to this height above the fitted surface are ground.',
  ),
  slider(
    'ground',
    'maximumSlope',
    'Steepest ground',
    '',
    [0.02, 0.4, 0.01],
    'Rise over run that the ground may have from one cell to the next.',
  ),
  slider(
    'ground',
    'cellMetres',
    'Ground cell',
    'm',
    [0.5, 3, 0.1],
    'Smaller cells follow kerbs, larger ones bridge sparse returns.',
  ),
  slider(
    'rayCasting',
    'minimumVotes',
    'Rays for free space',
    '',
    [1, 8, 1],
    'Rays that must pass through a place before it counts as free.',
  ),
  slider(
    'rayCasting',
    'marginMetres',
    'Free-space margin',
    'm',
    [0.1, 1, 0.05],
    'A ray must go on this far beyond a point; more is safer with noisy poses.',
  ),
  slider(
    'rayCasting',
    'rayRadiusMetres',
    'Ray radius',
    'm',
    [0.02, 0.2, 0.01],
    'How close to a point a ray must pass to say anything about its place.',
  ),
  slider(
    'clustering',
    'epsMetres',
    'Cluster distance (eps)',
    'm',
    [0.2, 1.5, 0.05],
    'Points nearer than this belong together; too much glues neighbours, too little tears objects.',
  ),
  slider(
    'clustering',
    'minimumPoints',
    'Cluster density (minPts)',
    '',
    [2, 30, 1],
    'Points within eps that make a cluster grow; more drops far and thin objects.',
  ),
  slider(
    'clustering',
    'zScale',
    'Height scale',
    '',
    [0.2, 1, 0.05],
    'Heights count this much in distances, because beams lie farther apart than returns along one.',
  ),
  slider(
    'clustering',
    'epsPerMetre',
    'eps growth with range',
    'm/m',
    [0, 0.03, 0.001],
    'Lets far, sparse objects hold together.',
  ),
  slider(
    'rigidMotion',
    'maximumSpeed',
    'Top speed',
    'm/s',
    [5, 60, 1],
    'No object is searched for farther away than this speed allows.',
  ),
  slider(
    'rigidMotion',
    'maximumLeftOver',
    'Left unexplained',
    '',
    [0.1, 0.95, 0.05],
    'How much of what standing still cannot explain a motion may leave unexplained too; less is stricter.',
  ),
  slider(
    'rigidMotion',
    'minimumGainPoints',
    'Points gained',
    '',
    [1, 40, 0.5],
    'Points that only the motion explains; more suppresses small and slow movers.',
  ),
  slider(
    'rigidMotion',
    'inlierMetres',
    'Inlier distance',
    'm',
    [0.05, 0.5, 0.01],
    'Residual up to which a point counts as explained by a motion.',
  ),
  slider(
    'rigidMotion',
    'minimumInlierShare',
    'Inliers forward',
    '',
    [0.2, 0.95, 0.05],
    'Share of an object that must be found again in the second sweep.',
  ),
  slider(
    'rigidMotion',
    'minimumReverseShare',
    'Inliers backward',
    '',
    [0.2, 0.95, 0.05],
    'Share of the second sweep at the new place that the object must explain.',
  ),
  slider(
    'rigidMotion',
    'joinMetres',
    'Joining distance',
    'm',
    [0, 2, 0.1],
    'Loose points this near to a moving object may join it when they move with it.',
  ),
]

/** The value that a descriptor stands for. */
export function parameterValue(parameters: CoarseParameters, descriptor: ParameterDescriptor): number {
  const group: Readonly<Record<string, unknown>> = { ...parameters[descriptor.group] }
  const value = group[descriptor.name]
  return typeof value === 'number' ? value : Number.NaN
}

/** The parameters with one value changed, clamped to the descriptor's limits. */
export function withParameter(
  parameters: CoarseParameters,
  descriptor: ParameterDescriptor,
  value: number,
): CoarseParameters {
  const clamped = Math.min(descriptor.maximum, Math.max(descriptor.minimum, value))
  return { ...parameters, [descriptor.group]: { ...parameters[descriptor.group], [descriptor.name]: clamped } }
}
