import { baseName, folderOf } from '../inputFile.ts'

/** Where a sequence lives, for finding what belongs to it. */
export interface SequencePlace {
  /** The folder that holds sweeps' folder and side files alike: `drive_0005` for `drive_0005/velodyne/*.bin`. */
  readonly root: string
  /** How side files call the sequence: `0000` for `velodyne/0000/*.bin`, `00` for `sequences/00/velodyne/*.bin`. */
  readonly key: string
}

const SWEEP_FOLDERS = /(^|\/)(velodyne_points\/data|velodyne_points|velodyne|lidar|points|sweeps|pcd|ply)$/i
const NUMBERED_SWEEP_FOLDER = /^(.*?)(?:^|\/)velodyne\/([0-9]+)$/i

export function sequencePlace(sweepFolder: string): SequencePlace {
  const numbered = NUMBERED_SWEEP_FOLDER.exec(sweepFolder)
  if (numbered) return { root: numbered[1] ?? '', key: numbered[2] ?? '' }
  const root = sweepFolder.replace(SWEEP_FOLDERS, '')
  return { root, key: baseName(root) }
}

/**
 * Which of the sequences a side file belongs to: the one with the deepest root around it; among several of one root, or of
 * none, the one whose key the file is called by (`poses/00.txt`, `label_02/0000.txt`). A file above the roots (a day's
 * calibration, say) belongs to all that lie below it; one beside a drop's only sequence belongs to that.
 */
export function ownersOf(path: string, places: readonly SequencePlace[]): number[] {
  const folder = folderOf(path)
  const stem = baseName(path).replace(/\.[^.]*$/, '')
  const around = places.map((place, index) => ({ place, index })).filter(({ place }) => isWithin(folder, place.root))
  const deepest = Math.max(...around.map(({ place }) => place.root.length))
  const candidates = around.filter(({ place }) => place.root.length === deepest)
  const named = (list: typeof candidates) => list.filter(({ place }) => place.key !== '' && isCalled(stem, place.key))
  const sharesRoot = candidates.length > 1
  if (candidates.length > 0) {
    const byName = sharesRoot ? named(candidates) : candidates
    return (byName.length > 0 ? byName : candidates).map(({ index }) => index)
  }
  const all = places.map((place, index) => ({ place, index }))
  const byName = named(all)
  if (byName.length > 0) return byName.map(({ index }) => index)
  const below = all.filter(({ place }) => isWithin(place.root, folder))
  return (below.length > 0 ? below : places.length === 1 ? all : []).map(({ index }) => index)
}

function isWithin(folder: string, root: string): boolean {
  return root === '' || folder === root || folder.startsWith(`${root}/`)
}

function isCalled(stem: string, key: string): boolean {
  return stem === key || stem.endsWith(`_${key}`)
}
