/**
 * The thresholds of single rules of the rigid stage, each with its unit and its reason; a group a rule, in the order in which the rules
 * are applied, named as its file. What sliders change and several rules share is in `../parameters.ts`. How a residual or a surface is
 * computed (`trimmedIcp.ts`, `surfaceIndex.ts`) is no threshold and stays beside it; so do the regressions of `confidence.ts`.
 * Chosen on simulated streets: see docs/coarse-rules.md.
 */
export const thresholds = {
  /** The search for a cluster's best motion (`clusterTrial.ts`). */
  clusterTrial: {
    /** Points that vote, that the first look at standing still takes, and that find the middle of a fit. */
    VOTING_POINTS: 120,
    /** Enough to tell hypotheses apart; the best one is then refined with more points. */
    SEARCH_ITERATIONS: 8,
    /** Of the score needed in the end, what must match from the second round on: rounds before the last look farther than the score. */
    HOPEFUL_SHARE: 0.9,
    /** Metres of ground extent below which a turn cannot be told from noise. */
    TURNING_EXTENT: 0.9,
    /** Metres: a pedestrian. Ways are counted in lengths of the cluster, or of this. */
    SMALLEST_LENGTH: 0.5,
    /** Metres at most between the places, three by three around the cluster's middle, where the ground is asked. */
    GROUND_STEP: 2,
  },
  /** Motions farther and less far along the way of one (`alongWay.ts`). */
  alongWay: {
    /** Metres beyond a motion that are looked at, before it at least as many and all of the way from standing still, and between two looks. */
    REACH: 1.2,
    STEP: 0.1,
    /** Motions that are worth registering from. */
    MOST_STARTS: 2,
    /** Score below that of the motion itself from which registration may still make a better one. */
    HANDICAP: 0.1,
    /** Metres of displacement below which the way has no direction. */
    LEAST_WAY: 0.1,
    /** Metres of length, and points, from which a side hides where along it a motion fits best. */
    LEAST_LENGTH: 2.5,
    LEAST_POINTS: 150,
  },
  /** Clusters whose parts move apart (`division.ts`). */
  division: {
    /** Points that the parts must explain beyond what the whole does; chance gives a few. */
    MINIMUM_GAIN_POINTS: 3,
    /** Metres: the footprint and the least height of somebody walking. */
    WALKER_FOOTPRINT: 1.1,
    WALKER_HEIGHT: 0.7,
    /** Metres a sweep interval: 3 m/s at 10 Hz. */
    WALKER_STEP: 0.3,
  },
  /** The parts of a cluster that a gap divides, seen from above (`clusterParts.ts`). */
  clusterParts: {
    /** Metres; side of a ground cell, growing with range as returns of one scan line lie farther apart. */
    CELL_METRES: 0.13,
    CELL_PER_METRE: 0.005,
    /** Cells: the eight around one touch it. */
    TOUCHING: 1.5,
    /** Parts of fewer points are no objects: they go to the nearest part. */
    FEWEST_POINTS: 15,
    /** More parts than this are a hedge. */
    MOST_PARTS: 12,
  },
  /** Two and three people who walk side by side (`walkersAbreast.ts`). */
  walkersAbreast: {
    /** Metres: one person's shoulders or stride are shorter than the outline of two beside or behind each other. */
    SHORTEST_OF_TWO: 0.75,
    /** Metres: longer is a crowd. */
    LONGEST: 3,
    /** Metres: what is thinner is the front of a car, or a board; and no person is wider than the second. */
    NARROWEST: 0.15,
    WIDEST: 0.9,
    /** Metres: the smaller of two seen from the waist up, and nobody is taller. */
    LEAST_HEIGHT: 0.7,
    MOST_HEIGHT: 2.3,
    /** Metres; bins along the outline. */
    BIN: 0.05,
    /** Share of the outline at each end that no cut lies in. */
    END_SHARE: 0.28,
    /** Returns at the cut, as a share of those at the fullest place of the emptier side: a lone walker has the trunk in the middle. */
    VALLEY: 0.6,
    FEWEST_POINTS: 15,
  },
  /** People beside what stands (`peopleBeside.ts`). */
  peopleBeside: {
    /** Metres of the gap that is looked for. */
    GAP: 0.14,
    /** Metres a metre of range that a gap must be wider: returns along a line lie farther apart. */
    GAP_PER_METRE: 0.004,
    /** Cells in a gap: finer cells tell it more exactly and cost more. */
    CELLS_A_GAP: 2.5,
    /** Metres from the sensor; farther off people have too few returns to be told from what they stand beside. */
    REACH: 30,
    FEWEST_POINTS: 15,
    /** Share of the cluster above which a piece is the cluster itself. */
    WHOLE: 0.9,
    /** Metres above the ground: crowns and signs hang higher, and bonnets and doors that gaps cut off end lower. */
    HIGHEST: 2.3,
    LEAST_TOP: 1.3,
    /** Metres: somebody on a bicycle from the side, and from the front. */
    LONGEST: 2,
    WIDEST: 0.7,
    LEAST_HEIGHT: 0.6,
    /** Metres: what is longer than somebody walking is on a bicycle, and goes along itself. */
    WALKER_LENGTH: 1,
    RIDER_SINE: 0.5,
    /** Metres a second of walkers and runners, and of riders. */
    WALKER_SPEED: 6,
    RIDER_SPEED: 10,
    /** Of standing still, seen on a few points: above it there is no motion to be found. */
    SETTLED_SCORE: 0.97,
    FIRST_LOOK_POINTS: 30,
    /**
     * Points that the motion must gain, most that it may leave unexplained, and most of its new place that stands there anyway: stricter
     * than for a cluster, as most pieces of what stands are nothing.
     */
    LEAST_GAIN_POINTS: 2.5,
    MOST_LEFT_OVER: 0.3,
    MOST_EXPLAINED: 0.25,
  },
  /** What clustering left in pieces (`gatherPieces.ts`). */
  gatherPieces: {
    /** Metres of the gaps between pieces of one thing, the widest first: from a bumper to the boot above it, from a bonnet to the windscreen. */
    GAPS: [1.8, 1.2],
    CELLS_A_GAP: 3,
    /** Metres from the sensor; nearer, the lines of any sensor lie closer than clustering looks. */
    NEAREST: 15,
    /** Points of a cluster from which it is no mere piece. */
    MOST_POINTS: 60,
    /** Metres: a car. */
    LONGEST: 5.5,
    WIDEST: 2.6,
    /** Metres: what shows so much of its length and less than the other of its width is a wall or a hedge. */
    WALL_LENGTH: 4,
    WALL_WIDTH: 0.8,
    /** Points that the motion must gain. */
    LEAST_GAIN_POINTS: 3.5,
    /** Metres an interval: lines slide as far as this along what slopes. */
    LEAST_WAY: 0.3,
    /** Chance of being one moving object (`objectChance`); beside the general doubt, as pieces are more often of two things. */
    LEAST_CHANCE: 0.6,
    /** Metres: something beside a mover with a motion as near to its own is a part of it. */
    BESIDE: 2.5,
    SAME_MOTION: 0.3,
    /** Of standing still, seen on a few points: above it there is hardly a motion to be found. */
    SETTLED_SCORE: 0.75,
    FIRST_LOOK_POINTS: 30,
  },
  /** Clusters tried with the motions of movers beside them (`motionsBeside.ts`). */
  motionsBeside: {
    /** Metres between a cluster and movers whose motions it is tried with. */
    BESIDE_METRES: 6,
    /** Points of such a cluster: fewer fit too much. */
    LEAST_POINTS: 50,
    /** Points and metres of movers that others may follow. */
    LEADING_POINTS: 50,
    LEADING_METRES: 0.2,
    /** Unexplained share below which nothing better need be looked for. */
    EXPLAINED: 0.1,
  },
  /** Motions that what stands, or a clearer mover, explains away (`againstOthers.ts`). */
  againstOthers: {
    /** Share of the matches that clearer movers may have claimed before. */
    MAXIMUM_CLAIMED_SHARE: 0.5,
    /** Metres. */
    CLAIM_METRES: 0.5,
  },
  /** What the pairs before and after say of a motion (`support.ts`). */
  support: {
    /** Metres that a cluster's centre may lie outside of where an object is expected: the box was seen from elsewhere. */
    PLACE_METRES: 0.6,
    /** Metres an interval and share of the way by which two motions of one object differ: error of either, and braking. */
    MOTION_METRES: 0.15,
    MOTION_SHARE: 0.2,
  },
  /** The middle of the places that fit alike (`centreOfFit.ts`). */
  centreOfFit: {
    /** Metres between the places that are scored, along the way and across it. */
    STEP: 0.04,
    /** Of them before the place where registration stopped, and as many beyond. */
    STEPS: 4,
    /** Metres; narrower than what counts as a match: what is sought is the middle of the fit, not whether there is one. */
    INLIER_METRES: 0.1,
    /** Score by which a place may fall short of the best and still count for a third as much. */
    SHORTFALL: 0.02,
    /** Metres of displacement below which the way has no direction. */
    LEAST_WAY: 0.05,
    /** Metres of length from which the fit decides along the way where lidars fire apart, too: a lorry's ends are few of its points. */
    LORRY_LENGTH: 5,
  },
  /** The middle between registrations from either side (`centreAlongWay.ts`). */
  centreAlongWay: {
    /** Metres along the way from which registration begins anew, before and beyond. */
    APART: 0.2,
    ITERATIONS: 12,
    /** Metres: starts that end farther apart were caught by something else. */
    MOST_APART: 0.3,
  },
  /** Motions that are one, and the heading that they tell (`pivotMotion.ts`). */
  pivotMotion: {
    /** Metres; motions of two fragments that differ by no more where the second stands are one. */
    SAME_MOTION_METRES: 0.18,
    /** Share of the displacement that they may differ by. */
    SAME_MOTION_SHARE: 0.15,
    /** Metres of displacement from which the way tells the heading better than the outline's side. */
    HEADING_METRES: 0.25,
  },
  /** Fragments and loose points that move alike (`joinLoosePoints.ts`). */
  joinLoosePoints: {
    /** Metres between two fragments of one object: cabin and trailer, body and mirror. */
    FRAGMENT_GAP: 1.2,
    /** The same when one of them hangs: what lies between is hidden by whatever hides the lower part. */
    HANGING_GAP: 5,
    /** Metres that fragments joined together may span. */
    LONGEST_OBJECT: 30,
    /** Metres across the way, mirrors included: a car beside a lorry in the next lane at its speed is not a part of it. */
    WIDEST_OBJECT: 3.3,
    /** A cluster of more points than this is a thing of its own: it does not join another. */
    FRAGMENT_POINTS: 60,
    /** Below this displacement, metres, standing and moving cannot be told apart point by point. */
    SEPARABLE_METRES: 0.15,
    /** Metres around a mover's outline within which a loose return that standing does not explain better is the mover's. */
    LOOSE_METRES: 1,
    /** Metres above a mover's top up to which loose returns are its: the line of the scan above it. */
    LOOSE_ABOVE_METRES: 0.3,
    /** Metres that an outline is grown by. */
    MARGIN_METRES: 0.05,
    /** Times that outlines are widened by what joined: the nose of a far car lies 3 m from the cluster at its tail. */
    ROUNDS: 3,
  },
  /** Fragments beside a mover that its motion explains (`adoptFragments.ts`). */
  adoptFragments: {
    /** Metres between parts of one vehicle whose middle gives no return: a far car's nose and tail. */
    GAP_METRES: 2.5,
    /** The same for a piece as high as only lorries and buses are: of a bus seen through its windows, the back is all there is behind the front. */
    HIGH_GAP_METRES: 8,
    /** Metres that a car with a part of it may span, and a lorry or bus, which is taller or longer by itself: farther apart they are two. */
    CAR_METRES: 5.5,
    LORRY_METRES: 13,
    LORRY_HEIGHT: 2,
    /** Metres: what is higher is a tree. */
    HIGHEST: 4.3,
    /** Points, and share of the object's: more are a thing of their own. */
    MOST_POINTS: 150,
    MOST_SHARE: 0.3,
    /** Points from which something that goes with a mover, but is too wide to be a part of it, is a mover of its own. */
    COMPANION_POINTS: 50,
    /** Metres below which going and standing cannot be told apart by so few points. */
    LEAST_DISPLACEMENT: 0.2,
    /** Mean inlier weight that the object's motion must give the fragment, and its lead over standing still. */
    LEAST_SCORE: 0.45,
    LEAST_LEAD: 0.15,
    /**
     * What a motion of its own may have over the object's: few points fit something by chance, more than MOST_POINTS do not, unless they
     * are this small a share of the object's: a piece of a bus's side fits everywhere along it.
     */
    SMALL_SHARE: 0.1,
    OWN_LEAD: 0.3,
  },
  /** Two clusters as witnesses of one motion (`movingObjects.ts`). */
  movingObjects: {
    /** Points of a cluster, and score that it gains by the motion, from which it speaks for an object that others doubt. */
    WITNESS_POINTS: 30,
    WITNESS_GAIN: 0.2,
  },
  /** Low movers within the outline of a car that stands (`pieceOfStanding.ts`). */
  pieceOfStanding: {
    /** Metres that a passenger car is long and wide at most, mirrors included. */
    CAR_LENGTH: 5.5,
    CAR_WIDTH: 2.3,
    /** Metres: people are taller, and what is seen of them between other things is narrower. */
    LOW_METRES: 0.8,
    NARROW_METRES: 0.75,
    /** Metres between pieces of one car that the clustering left apart. */
    NEAR_METRES: 2,
    /** Times the piece's points that what stands must have. */
    LARGER: 1.5,
    /** Score gained by moving from which a motion stands for itself. */
    PLAIN_GAIN: 0.4,
  },
  /** What moves within a vehicle’s outline (`absorbInside.ts`). */
  absorbInside: {
    /** Share of an object's points that have to lie within the outline of a larger one. */
    INSIDE_SHARE: 0.8,
    /** The same for what was not called moving: nothing of it may stick out, and the outline must be no wider than a vehicle. */
    ALL_INSIDE: 0.95,
    /** Metres that an outline is grown by. */
    MARGIN_METRES: 0.3,
  },
  /** Returns called ground within a mover’s outline (`joinLowPoints.ts`). */
  joinLowPoints: {
    /**
     * Metres above the ground from which a return within a vehicle's outline is no road: bumpers, sills and tyres. On simulated streets 9 of
     * 10 such returns between 5 and 10 cm were the vehicle's, below that most were the road's.
     */
    LOWEST_METRES: 0.06,
    /** Metres that an outline is grown by. */
    MARGIN_METRES: 0.05,
  },
  /** A car and the trailer that it tows (`towing.ts`). */
  towing: {
    /** Metres: a passenger car is shorter, a car with a trailer is longer. */
    SHORTEST_TOW: 5.5,
    /** Metres above the ground up to which a drawbar may lie. */
    DRAWBAR_HEIGHT: 0.6,
    /** Metres of bin, seen along the vehicle. */
    BIN: 0.1,
    /** Bins of free air (0.4 m) between a car's tail and a trailer's body; in one vehicle no such stretch is free from side to side. */
    SHORTEST_GAP: 4,
    /** Returns that a free stretch may hold: a stray one between two depths. */
    STRAY_POINTS: 1,
    /** Bins, points, and share of the object's points: shorter ends (1.4 m) are mirrors, bars and antennas. */
    SHORTEST_PART: 14,
    FEWEST_POINTS: 20,
    LEAST_SHARE: 0.06,
    /** Metres above the ground: the roof of a car, and far below that of a lorry or bus of which something hides the middle. */
    HIGHEST_CAR: 2.1,
    /** Tangent: what reaches this near to the highest ray may be taller than it looks. */
    UNSEEN_ELEVATION: 0.01,
  },
  /** The time between two measurements of an object (`firingTimes.ts`). */
  firingTimes: {
    /** Points of an object whose partners' times are compared. */
    POINTS: 400,
    /** Metres. */
    PARTNER_METRES: 0.3,
    /** Matches that a mean time needs. */
    FEWEST_MATCHES: 5,
    /** Shares of the interval: what lies outside was measured at two ends of a turn, and says nothing of the motion. */
    LEAST_SHARE: 0.4,
    MOST_SHARE: 2.2,
    /** Share of the interval: partners farther apart in time lie at the turn's two ends. */
    MOST_LATER: 0.3,
    /** Partners that tell how an object is drawn out, and the metres along the way over which they have to spread (rms). */
    FEWEST_FOR_STRETCH: 20,
    LEAST_SPREAD: 1,
  },
} as const
