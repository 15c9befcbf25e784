import type { Truth } from '../../sweep/estimate.ts'
import type { Transform } from '../../sweep/transform.ts'
import type { TruthRequest, TruthSource } from '../sequencePlan.ts'
import { truthFromBoxes } from '../truth/boxTruth.ts'
import type { BoxesByFrame } from './boxTables.ts'
import type { KittiCalibration } from './calibration.ts'
import { cameraView } from './cameraView.ts'
import { isStanding } from './standingTracks.ts'

/** Share of box centres in the camera's view from which on the labels are taken to cover that view only (all-round labels have a quarter). */
const CAMERA_ONLY_SHARE = 0.6
const CATEGORIES = [
  'BACKGROUND',
  'Car',
  'Van',
  'Truck',
  'Pedestrian',
  'Person_sitting',
  'Person (sitting)',
  'Cyclist',
  'Tram',
  'Misc',
]

/** Truth of a KITTI drive from its tracked boxes; background and standing tracks move by the sequence's best poses. */
export class KittiTruth implements TruthSource {
  private readonly boxes: BoxesByFrame
  /** Frame numbers of the sequence's sweeps. */
  private readonly numbers: readonly number[]
  private readonly poseOf: (index: number) => Transform | null
  private readonly calibration: KittiCalibration
  private readonly lastLabelled: number
  private readonly cameraOnly: boolean

  constructor(
    boxes: BoxesByFrame,
    numbers: readonly number[],
    poseOf: (index: number) => Transform | null,
    calibration: KittiCalibration,
  ) {
    this.boxes = boxes
    this.numbers = numbers
    this.poseOf = poseOf
    this.calibration = calibration
    this.lastLabelled = [...boxes.keys()].reduce((last, frame) => Math.max(last, frame), -1)
    this.cameraOnly = coverCameraOnly(boxes, calibration)
  }

  has(index0: number, index1: number): boolean {
    if (index0 === index1 || !this.poseOf(index0) || !this.poseOf(index1)) return false
    return [index0, index1].every(index => {
      const number = this.numbers[index]
      return number !== undefined && number <= this.lastLabelled
    })
  }

  read(request: TruthRequest): Promise<Truth> {
    const { sweep0, index0, index1 } = request
    const boxesOf = (index: number) => this.boxes.get(this.numbers[index] ?? -1) ?? []
    const standing = {
      boxes: this.boxes,
      worldFromSweep: (frame: number) => this.poseOf(this.numbers.indexOf(frame)),
      secondsPerFrame: request.intervalSeconds / Math.max(1, Math.abs(index1 - index0)),
    }
    return truthFromBoxes({
      sweep0,
      boxes0: boxesOf(index0),
      boxes1: boxesOf(index1),
      sweep1FromSweep0: request.sweep1FromSweep0,
      intervalSeconds: request.intervalSeconds,
      growMetres: 0,
      categories: CATEGORIES,
      standing: track => isStanding(standing, track, this.numbers[index0] ?? -1),
      labelledRegion: this.cameraOnly ? cameraView(sweep0.positions, sweep0.count, this.calibration) : null,
      task: request.task,
    })
  }
}

function coverCameraOnly(boxes: BoxesByFrame, calibration: KittiCalibration): boolean {
  const centers = [...boxes.values()].flatMap(ofFrame => ofFrame.flatMap(box => [...box.sweepFromBox.translation]))
  const count = centers.length / 3
  if (count === 0) return true
  // Boxes cut by the picture's edge, or tracked on beyond it, have their centre outside: the share is below one.
  const seen = cameraView(Float32Array.from(centers), count, calibration).reduce((sum, inside) => sum + inside, 0)
  return seen >= CAMERA_ONLY_SHARE * count
}
