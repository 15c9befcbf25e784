/** One file a pair. */
export const POINT_FORMATS = ['npz', 'ply', 'csv', 'feather'] as const
export type PointFormat = (typeof POINT_FORMATS)[number]

/** One file for all pairs of a sequence. */
export const SEQUENCE_FORMATS = ['av2-submission', 'openscene-h5'] as const
export type ExportFormat = PointFormat | (typeof SEQUENCE_FORMATS)[number]
export const EXPORT_FORMATS: readonly ExportFormat[] = [...POINT_FORMATS, ...SEQUENCE_FORMATS]

interface FormatWords {
  readonly label: string
  readonly explanation: string
}

export const EXPORT_WORDS: Readonly<Record<ExportFormat, FormatWords>> = {
  npz: { label: 'NumPy (.npz)', explanation: 'Both sweeps, flow, instances and ego motion as arrays' },
  ply: { label: 'PLY (.ply)', explanation: 'Points with flow, instance and more as properties, for point-cloud tools' },
  csv: { label: 'CSV (.csv)', explanation: 'One line a point under a header with units' },
  feather: { label: 'Feather (.feather)', explanation: 'Arrow table, one row a point, for pandas and the like' },
  'av2-submission': {
    label: 'Argoverse 2 submission (.zip)',
    explanation: 'Every fifth pair of a log, as the scene-flow leaderboard takes it',
  },
  'openscene-h5': { label: 'OpenSceneFlow (.h5)', explanation: 'Sweeps, poses and the estimate in one HDF5 file' },
}

export function isPointFormat(format: ExportFormat): format is PointFormat {
  return POINT_FORMATS.some(name => name === format)
}
