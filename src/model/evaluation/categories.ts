/** The road users that the bucketed protocol tells apart (METRICS: bucketed normalised EPE). */
export type MetaClass = 'CAR' | 'OTHER_VEHICLES' | 'PEDESTRIAN' | 'WHEELED_VRU'

export const META_CLASSES: readonly MetaClass[] = ['CAR', 'OTHER_VEHICLES', 'PEDESTRIAN', 'WHEELED_VRU']

const BY_NAME = new Map<string, MetaClass | 'left-out'>([
  // Argoverse 2, as in PyPI bucketed-scene-flow-eval.
  ...names('CAR', 'REGULAR_VEHICLE'),
  ...names(
    'OTHER_VEHICLES',
    'BOX_TRUCK',
    'LARGE_VEHICLE',
    'RAILED_VEHICLE',
    'TRUCK',
    'TRUCK_CAB',
    'VEHICULAR_TRAILER',
    'ARTICULATED_BUS',
    'BUS',
    'SCHOOL_BUS',
  ),
  ...names('PEDESTRIAN', 'PEDESTRIAN', 'STROLLER', 'WHEELCHAIR', 'OFFICIAL_SIGNALER'),
  ...names('WHEELED_VRU', 'BICYCLE', 'BICYCLIST', 'MOTORCYCLE', 'MOTORCYCLIST', 'WHEELED_DEVICE', 'WHEELED_RIDER'),
  ...names(
    'left-out',
    'BOLLARD',
    'CONSTRUCTION_BARREL',
    'CONSTRUCTION_CONE',
    'MOBILE_PEDESTRIAN_CROSSING_SIGN',
    'SIGN',
    'STOP_SIGN',
    'MESSAGE_BOARD_TRAILER',
    'TRAFFIC_LIGHT_TRAILER',
    // In none of the evaluator's classes either.
    'ANIMAL',
    'DOG',
  ),
  // KITTI.
  ...names('CAR', 'CAR', 'VAN'),
  ...names('OTHER_VEHICLES', 'TRAM', 'TRAILER'),
  ...names('PEDESTRIAN', 'PERSON_SITTING', 'PERSON'),
  ...names('WHEELED_VRU', 'CYCLIST'),
])

function names(meta: MetaClass | 'left-out', ...list: string[]): [string, MetaClass | 'left-out'][] {
  return list.map(name => [name, meta])
}

/** Class of a category name (Argoverse 2's, KITTI's, in any case and with spaces or underscores); null when it is none of them. */
export function metaClass(category: string): MetaClass | 'left-out' | null {
  return BY_NAME.get(category.toUpperCase().replace(/[\s-]+/g, '_')) ?? null
}
