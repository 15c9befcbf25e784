/**
 * The forms in which Argoverse 2's scene-flow leaderboards took submissions. All store flow in metres an interval along the axes of
 * the vehicle at the first sweep, as float16, one Arrow file a pair, for every fifth sweep of a log.
 *
 * Sources: `SUBMISSION_FORMAT.md`, `utils.py` and `make_submission_archive.py` of argoverse/av2-api (2023);
 * `av2_scene_flow_competition_submit.py` of SceneFlowZoo (2024); `src/utils/av2_eval.py`, `src/utils/mics.py` and `src/trainer.py`
 * of KTH-RPL/OpenSceneFlow (all three).
 */
export const LEADERBOARDS = ['2026', '2024', '2023'] as const
export type Leaderboard = (typeof LEADERBOARDS)[number]

/** Sweeps from one evaluated pair of a log to the next. */
export const EVALUATED_STEP = 5

export interface LeaderboardForm {
  /** Where it was taken and what tells it from the others. */
  readonly explanation: string
  /** Columns in their order, and how they are stored. */
  readonly columns: readonly (readonly [name: string, type: 'float16' | 'bool'])[]
  /** Whether flow includes the motion of the vehicle. */
  readonly flow: 'with ego motion' | 'without ego motion'
  /** `all`: one row a point of the sweep's file. `masked`: the points of the evaluation mask alone, in the file's order. */
  readonly points: 'all' | 'masked'
  readonly fileName: (timestampNanoseconds: bigint, index: number) => string
  readonly namePattern: RegExp
  /** Whether `metadata.json` says if annotations were learnt from. */
  readonly hasMetadata: boolean
}

const FLOW = [
  ['flow_tx_m', 'float16'],
  ['flow_ty_m', 'float16'],
  ['flow_tz_m', 'float16'],
] as const
const BY_TIME = (timestampNanoseconds: bigint) => `${timestampNanoseconds}.feather`

export const LEADERBOARD_FORMS: Readonly<Record<Leaderboard, LeaderboardForm>> = {
  '2026': {
    explanation: 'sceneflow.argoverse.org: flow alone, all points',
    columns: FLOW,
    flow: 'without ego motion',
    points: 'all',
    fileName: BY_TIME,
    namePattern: /^[^/]+\/\d+\.feather$/,
    hasMetadata: false,
  },
  '2024': {
    explanation: 'EvalAI 2210: is_valid and flow, all points, files by number',
    columns: [['is_valid', 'bool'], ...FLOW],
    flow: 'without ego motion',
    points: 'all',
    fileName: (_time, index) => `${`${index}`.padStart(10, '0')}.feather`,
    namePattern: /^[^/]+\/\d{10}\.feather$/,
    hasMetadata: true,
  },
  '2023': {
    explanation: 'EvalAI 2010: flow and is_dynamic, points of the evaluation mask',
    columns: [...FLOW, ['is_dynamic', 'bool']],
    flow: 'with ego motion',
    points: 'masked',
    fileName: BY_TIME,
    namePattern: /^[^/]+\/\d+\.feather$/,
    hasMetadata: false,
  },
}
