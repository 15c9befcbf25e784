/** The losses in the order that they are shown. */
export const LOSS_TERMS = [
  'foreground',
  'rigid',
  'spatial',
  'separation',
  'flow',
  'vote',
  'chamfer',
  'chamfer-back',
] as const
export type LossTerm = (typeof LOSS_TERMS)[number]

export interface LossDescription {
  readonly name: string
  readonly unit: string | null
  readonly formula: string
  /** What it asks for, in plain words. */
  readonly explanation: string
  /** Which points have a value, and what stands in for what when the estimate's objects are hard. */
  readonly points: string
  readonly source: string
  /** In the training's sum; null = the training does not use it. */
  readonly weight: number | null
}

/** What the soft masks of the formulas are. */
const MASKS =
  'm: where objects are named (hard), a point of object k has its probability of moving in column k and the rest in the background’s, a point of no object is background whole; where the estimate votes for centres, softmax over the background and the pseudo-labels’ centres.'

export const LOSSES: Readonly<Record<LossTerm, LossDescription>> = {
  foreground: {
    name: 'Background-foreground',
    unit: null,
    formula: 'w α (1 − p)² · −log p, p = probability given to the label’s class, α = 0.5 / share of the class',
    explanation:
      'Whether the estimate says that the same points move as the pseudo-labels do. Points that are right count little.',
    points:
      'Every judged point. The logit is that of the estimate’s probability of moving, which is kept within 0.001 of 0 and 1.',
    source: 'Focal loss: Lin et al. 2017',
    weight: 1,
  },
  rigid: {
    name: 'Rigid object consistency',
    unit: 'm',
    formula: '| Σₖ mₖ (Rₖ p + tₖ) − (p + f) |, (Rₖ, tₖ) = weighted Kabsch fit of object k, background stands still',
    explanation: 'Each object’s points must move as one rigid body, and the background not at all.',
    points: `Every judged point. ${MASKS}`,
    source: 'OGC: Song & Yang 2022',
    weight: 0.1,
  },
  spatial: {
    name: 'Spatial mask consistency',
    unit: null,
    formula: 'mean |m − mⱼ|₁ over neighbours j: nearest 32 within 1 m (weight 3), nearest 64 within 2 m (weight 1)',
    explanation: 'Neighbours should belong to the same object.',
    points: `At most 16,384 judged points, taken evenly. ${MASKS}`,
    source: 'OGC: Song & Yang 2022',
    weight: 0.02,
  },
  separation: {
    name: 'Dynamic object mask',
    unit: null,
    formula:
      'mean max(0, cos(m, mⱼ)) over points j farther than 6 m and 1.5 × either object’s extent, of another object',
    explanation: 'What moves far apart must not be called one object.',
    points: `At most 1,024 points that the pseudo-labels call moving, taken evenly, when these name two objects or more. ${MASKS}`,
    source: 'SemanticFlow 2025, with the extent added: a flat 6 m tears buses apart',
    weight: 0.05,
  },
  flow: {
    name: 'Flow',
    unit: 'm',
    formula: 'w |f − f*|, moving and standing averaged apart and added; movers weigh 1 + 0.3 / (|f*| + 0.25 m)',
    explanation: 'Distance from the flow of the pseudo-labels, standing points from no motion.',
    points:
      'Every judged point; drawn is its part of the sum times the number of points, so that few movers weigh as much as many that stand.',
    source: 'METHOD 3.5',
    weight: 1,
  },
  vote: {
    name: 'Centre votes',
    unit: 'm',
    formula: 'w |o − o*|₁ over points of moving objects, o* = vector to the middle of the pseudo-object',
    explanation: 'Whether each point of a moving object votes for its centre.',
    points: 'Points of moving pseudo-objects, for estimates that vote.',
    source: 'METHOD 3.5',
    weight: 0.2,
  },
  chamfer: {
    name: 'Chamfer, forward',
    unit: 'm²',
    formula: '|p + f − q|², q = nearest point of the next sweep; 0 beyond 2 m',
    explanation: 'Whether moved points land on something that the next sweep saw.',
    points:
      'Points that the pseudo-labels call moving (three at least), against all of the next sweep that is not ground.',
    source: 'SeFlow: Zhang et al. 2024',
    weight: 0.05,
  },
  'chamfer-back': {
    name: 'Chamfer, back',
    unit: 'm²',
    formula: '|q − (p + f)|², p = the moved point nearest to q; 0 beyond 2 m',
    explanation: 'Whether what the next sweep saw is reached by something. Shown on the next sweep.',
    points: 'Points of the next sweep that are not ground, against all judged points moved.',
    source: 'SeFlow: Zhang et al. 2024; the training uses the forward half alone',
    weight: null,
  },
}
