import type { SensorClass } from '../sweep/sequence.ts'

export {
  type ParameterDescriptor,
  parameterDescriptors,
  parameterValue,
  withParameter,
} from './parameterDescriptors.ts'

/**
 * The thresholds of the coarse stage that users may change or several rules share, each with its unit and the reason for its default;
 * those that belong to a single rule of the rigid stage are beside each other in `rigid/thresholds.ts`.
 * Plain data: survives structured cloning. Defaults by `defaultParameters`, sliders by `parameterDescriptors`.
 */
export interface CoarseParameters {
  readonly ground: GroundParameters
  readonly rayCasting: RayCastingParameters
  readonly clustering: ClusteringParameters
  readonly rigidMotion: RigidMotionParameters
}

export interface GroundParameters {
  /** Metres. A cell of 1 m still holds a ground return at 50 m of a 64-beam sensor and follows a kerb. */
  readonly cellMetres: number
  /** Rise over run. Roads stay below 0.12; a car's bonnet or a wall does not. */
  readonly maximumSlope: number
  /** Metres above the fitted surface that still count as ground: range noise, kerbs, grass. */
  readonly thresholdMetres: number
  /** Metres a metre of range: the surface is known less well far out, where cells hold few returns. */
  readonly thresholdPerMetre: number
  /** Share of a cell's points below its low height: skips returns under the ground (multi-path) without climbing on objects. */
  readonly lowQuantile: number
  /** Metres from the sensor that the surface is fitted to; beyond, the outermost cell's plane is continued. */
  readonly maximumRange: number
}

export interface RayCastingParameters {
  /** Metres. A ray passes "through" a point when it comes this close: half of a 0.2 m cell. */
  readonly rayRadiusMetres: number
  /** Radians. A beam widens by this much, so far points are met by rays a little farther off. */
  readonly beamDivergence: number
  /** Metres that the ray must go on beyond the point: range noise of both returns and the pose's error. */
  readonly marginMetres: number
  /** Metres a metre of range: half a degree of pose error moves a point by 0.009 of its range. */
  readonly marginPerMetre: number
  /** Metres. A return of the other sweep this close to the point says that its place is still occupied. */
  readonly occupiedRadiusMetres: number
  /** Metres above the ground that a ray ending on the ground must have at the point: grazing rays skim objects that they miss. */
  readonly grazingClearanceMetres: number
  /** Rays needed to call a place free; one may be a stray. */
  readonly minimumVotes: number
}

export interface ClusteringParameters {
  /** Metres. Neighbourhood radius of DBSCAN. */
  readonly epsMetres: number
  /** Points within eps, the point itself included, that make a core point. */
  readonly minimumPoints: number
  /** Heights are multiplied by this before distances: beams lie farther apart than returns along one. */
  readonly zScale: number
  /** eps grows by this much per metre of range; 0 = constant. */
  readonly epsPerMetre: number
}

/** Steps of the rigid stage that are a rule of their own rather than a threshold; all on, but for finding out what each is worth. */
export interface RigidRules {
  /** Lidars that fire at different times are matched each on its own. */
  readonly splitLidars: boolean
  /** Long clusters are looked for farther and less far along the way that was found. */
  readonly searchAlongWay: boolean
  /** What is hidden where a vehicle stood, but seen where it went, speaks against standing still. */
  readonly followHidden: boolean
  /** Clusters are tried with the motions of movers beside them. */
  readonly tryMotionsBeside: boolean
  /** People who walk beside what stands are taken out of its cluster. */
  readonly takeOutPeople: boolean
  /** Pieces of a far car that clustering left apart are tried together. */
  readonly gatherPieces: boolean
  /** Clusters whose parts move apart are divided. */
  readonly divideClusters: boolean
  /** What stands there anyway, or belongs to a clearer mover, explains a motion away. */
  readonly judgeAgainstOthers: boolean
  /** Motions are moved to the middle of the stretch over which they fit. */
  readonly centreFit: boolean
  /** Clusters that stand close and move alike are one object. */
  readonly mergeFragments: boolean
  /** Clusters beside a moving object that its motion explains are parts of it. */
  readonly adoptFragments: boolean
  /** Low scraps in a car's outline with something larger that stands are pieces of it. */
  readonly refusePieces: boolean
  /** What moves within a vehicle's outline is a piece of it. */
  readonly absorbInside: boolean
  /** Loose points join a moving object that explains them. */
  readonly joinLoosePoints: boolean
  /** Returns called ground above the road within a moving object's outline are the object's. */
  readonly joinLowPoints: boolean
  /** A car and the trailer that it tows are two. */
  readonly partTows: boolean
  /** Motions are brought from the moments of measuring to the interval between the sweeps. */
  readonly overInterval: boolean
}

export interface RigidMotionParameters {
  readonly rules: RigidRules
  /** Metres a second. No road user is faster relative to the ground. */
  readonly maximumSpeed: number
  /** Radians a second of residual yaw. A car turns at most at about 1. */
  readonly maximumYawRate: number
  /** Points of a cluster below which no motion is tried. */
  readonly minimumPoints: number
  /** Metres. Clusters longer than this (an articulated bus is 18 m, a section of a tram 24 m) are walls, hedges or rows, never one object. */
  readonly maximumLength: number
  /** Metres. Nothing on a road is taller. */
  readonly maximumHeight: number
  /** Metres. A cluster whose lowest point is higher above the ground hangs: mostly signs and crowns, which do not drive. */
  readonly maximumGroundClearance: number
  /**
   * Metres up to which it may still be a vehicle or a person of whom something hides all that is lower; and the score and the points
   * that it must gain by moving then.
   */
  readonly maximumHiddenClearance: number
  readonly minimumHangingGain: number
  readonly minimumHangingGainPoints: number
  /** Metres. Bin of the displacement histogram. */
  readonly voteBinMetres: number
  /** Peaks of the histogram that are registered, besides standing still. */
  readonly votePeaks: number
  /** Points of a cluster used for registration; more do not change the result, only the time. */
  readonly registrationPoints: number
  /** Metres. Start radius of the nearest-neighbour search. */
  readonly matchRadiusMetres: number
  /** Metres. Residual at which a match stops to count; also the inlier distance. */
  readonly inlierMetres: number
  readonly iterations: number
  /** Weight of the residual along a scan line against the one across the surface: only edges leave one. */
  readonly alongLineWeight: number
  /** The same from line to line: where lines fall on a surface says nothing of its motion. */
  readonly acrossLinesWeight: number
  /** Score that moving must gain over standing still (score = mean inlier weight both ways, 0..1). */
  readonly minimumGain: number
  /** Points gained from which that score does not matter: the ends of a lorry are few of its points. */
  readonly manyGainPoints: number
  /** Score that a hypothesis must gain a log(1 + way / own length): chance matches grow with the search. */
  readonly wayCost: number
  /** Most that moving may leave unexplained, as a share of what standing still leaves; and the same with free-space evidence. */
  readonly maximumLeftOver: number
  readonly maximumLeftOverWithEvidence: number
  /**
   * The same for what passes the sensor at arm's length: its thousands of points are never met in the same places twice, so that nearly
   * all stays unexplained, but chance gives neither so many gained points nor so many with free-space evidence.
   */
  readonly maximumAbundantLeftOver: number
  /** Gained points, and points with free-space evidence, from which that holds. */
  readonly abundantPoints: number
  /** Points (gain x points of the cluster) that only the motion explains; and the same with free-space evidence. */
  readonly minimumGainPoints: number
  readonly minimumGainPointsWithEvidence: number
  /** The same for what is compact, does not slide along itself, and leaves at most the second share unexplained: people. */
  readonly minimumClearGainPoints: number
  readonly maximumClearLeftOver: number
  /** Metres. Taller things are not compact. */
  readonly compactHeight: number
  /**
   * Metres, and times its width. What is thinner, and as much longer, may be a scrap of a wall: its ends are where something hides it,
   * and they slide along it. A person seen from one side is thin, too, but no longer than wide.
   */
  readonly slidingWidth: number
  readonly slidingAspect: number
  /** Sine of the angle between motion and length, below which a thin cluster slides; and the points that it must gain then. */
  readonly slidingSine: number
  readonly minimumSlidingGainPoints: number
  /** Metres of width from which a cluster is followed where it was hidden: a wall's hidden stretch is like the next one anyway. */
  readonly followedWidth: number
  /** And points: only beside the sensor does a thing hide its own former place. Farther off something else hides a part of a hedge. */
  readonly followedPoints: number
  /**
   * Sine of the angle between such a cluster's length and the rays, below which its motion along itself says nothing: columns of a
   * wall seen at a grazing angle lie farther apart than anything matches, and fall elsewhere in each sweep.
   */
  readonly grazingSine: number
  /** Points gained, and most that may be left unexplained, by what moves alike in the pair before or after. */
  readonly minimumSupportedGainPoints: number
  readonly maximumSupportedLeftOver: number
  /** Points that a motion must gain which neither the pair before nor the one after knows of. */
  readonly minimumUnsupportedGainPoints: number
  /** Share of points that sweep 1 cannot see, above which a motion needs evidence or a match this close both ways. */
  readonly hiddenShare: number
  readonly closeMatchShare: number
  /** Metres an interval above which a motion without evidence needs `minimumJumpPoints`: chance matches grow with the search. */
  readonly jumpMetres: number
  readonly minimumJumpPoints: number
  /** Metres. Flatter clusters are kerbs and scraps of ground. */
  readonly minimumHeight: number
  /** Share of points with dynamic evidence, where the cluster left or arrives, from which the looser thresholds apply. */
  readonly evidenceShare: number
  /** Share of the cluster's points that must find sweep 1 after the motion, and of sweep 1's points there that must be met. */
  readonly minimumInlierShare: number
  readonly minimumReverseShare: number
  /** Metres an interval below which a motion is called static. */
  readonly staticMetres: number
  /** Share of the matched points of sweep 1 that static parts of sweep 0, or another moving cluster, already explain. */
  readonly maximumExplainedShare: number
  /** Metres. Clusters longer than this and lower than the next are hedges or rails: they need evidence to move. */
  readonly longMetres: number
  readonly lowMetres: number
  /**
   * Chance of being one moving object, and confidence, below both of which what neither the pair before nor the one after knows is not
   * taken: of 47 such on the tuning streets (seeds 101 to 170) 29 were no object, and three had 50 points. A gain as plain as the third,
   * or so many gained points, stand for themselves: that something moves, if not how.
   */
  readonly leastObjectChance: number
  readonly leastConfidence: number
  readonly plainGain: number
  readonly plainGainPoints: number
  /** Metres around a moving object's box within which loose points and fragments may join it. */
  readonly joinMetres: number
}

const BASE: CoarseParameters = {
  ground: {
    cellMetres: 1,
    maximumSlope: 0.12,
    thresholdMetres: 0.2,
    thresholdPerMetre: 0.002,
    lowQuantile: 0.05,
    maximumRange: 100,
  },
  rayCasting: {
    rayRadiusMetres: 0.08,
    beamDivergence: 0.0015,
    marginMetres: 0.35,
    marginPerMetre: 0.006,
    occupiedRadiusMetres: 0.2,
    grazingClearanceMetres: 0.3,
    minimumVotes: 2,
  },
  clustering: { epsMetres: 0.6, minimumPoints: 8, zScale: 0.7, epsPerMetre: 0 },
  rigidMotion: {
    rules: {
      splitLidars: true,
      searchAlongWay: true,
      followHidden: true,
      tryMotionsBeside: true,
      takeOutPeople: true,
      gatherPieces: true,
      divideClusters: true,
      judgeAgainstOthers: true,
      centreFit: true,
      mergeFragments: true,
      adoptFragments: true,
      refusePieces: true,
      absorbInside: true,
      joinLoosePoints: true,
      joinLowPoints: true,
      partTows: true,
      overInterval: true,
    },
    maximumSpeed: 40,
    maximumYawRate: 1.5,
    minimumPoints: 10,
    maximumLength: 30,
    maximumHeight: 4.5,
    maximumGroundClearance: 1.2,
    maximumHiddenClearance: 2,
    minimumHangingGain: 0.3,
    minimumHangingGainPoints: 60,
    voteBinMetres: 0.2,
    votePeaks: 4,
    registrationPoints: 500,
    matchRadiusMetres: 0.6,
    inlierMetres: 0.2,
    iterations: 16,
    alongLineWeight: 0.3,
    acrossLinesWeight: 0.1,
    minimumGain: 0.015,
    manyGainPoints: 40,
    wayCost: 0.08,
    maximumLeftOver: 0.5,
    maximumLeftOverWithEvidence: 0.64,
    maximumAbundantLeftOver: 0.96,
    abundantPoints: 200,
    minimumGainPoints: 4,
    minimumGainPointsWithEvidence: 2.5,
    minimumClearGainPoints: 1.2,
    maximumClearLeftOver: 0.4,
    compactHeight: 2,
    slidingWidth: 0.35,
    slidingAspect: 2,
    slidingSine: 0.35,
    followedWidth: 0.9,
    followedPoints: 1000,
    minimumSlidingGainPoints: 8.5,
    grazingSine: 0.35,
    minimumSupportedGainPoints: 1,
    maximumSupportedLeftOver: 0.8,
    minimumUnsupportedGainPoints: 20,
    hiddenShare: 0.5,
    closeMatchShare: 0.8,
    jumpMetres: 1,
    minimumJumpPoints: 10,
    minimumHeight: 0.25,
    evidenceShare: 0.08,
    minimumInlierShare: 0.5,
    minimumReverseShare: 0.45,
    staticMetres: 0.05,
    maximumExplainedShare: 0.35,
    longMetres: 6,
    lowMetres: 1.2,
    leastObjectChance: 0.8,
    leastConfidence: 0.4,
    plainGain: 0.5,
    plainGainPoints: 100,
    joinMetres: 0.5,
  },
}

/** Sparser sensors: wider neighbourhoods of fewer points; denser sensors may ask for more. */
export function defaultParameters(sensorClass: SensorClass): CoarseParameters {
  switch (sensorClass) {
    case 'spinning-32':
      return { ...BASE, clustering: { ...BASE.clustering, epsMetres: 0.7, minimumPoints: 5, zScale: 0.5 } }
    case 'spinning-16':
      return { ...BASE, clustering: { ...BASE.clustering, epsMetres: 0.8, minimumPoints: 4, zScale: 0.4 } }
    case 'spinning-128':
      return { ...BASE, clustering: { ...BASE.clustering, epsMetres: 0.5, minimumPoints: 10 } }
    case 'av2-dual-32':
    case 'spinning-64':
    case 'solid-state':
    case 'unknown':
      return BASE
  }
}
