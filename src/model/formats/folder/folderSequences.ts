import { StudioError } from '../../error/studioError.ts'
import { breathe, type TaskOptions } from '../../task/task.ts'
import { compareNaturally } from '../fileNames.ts'
import { decoding } from '../formatErrors.ts'
import { baseName, folderOf } from '../inputFile.ts'
import { KittiTruth } from '../kitti/kittiTruth.ts'
import { planNpzPair } from '../npy/npzPair.ts'
import type { ReportBook } from '../reportBook.ts'
import { guessSensor, type SensorGuess } from '../sensorGuess.ts'
import { type SequencePlan, SINGLE_LIDAR } from '../sequencePlan.ts'
import type { SniffedFile } from '../sniff.ts'
import { frameNumbers } from './frameNumbers.ts'
import { ownersOf, type SequencePlace, sequencePlace } from './sequencePlace.ts'
import { readSideData, type SideFile } from './sideData.ts'
import { pointText, type SweepCandidate, sweepCandidate } from './sweepCandidates.ts'
import { textRole } from './textRole.ts'

/** Families whose points are in the sensor's frame by their format; all others are guessed. */
const SENSOR_FRAME_FAMILIES = new Set(['KITTI', 'nuScenes'])

/**
 * Groups single-sweep files into sequences (one folder, one family, one layout; two single loose sweeps make a pair) and
 * gives each the poses, boxes, calibration and times that lie beside it.
 */
export async function planFolders(
  files: readonly SniffedFile[],
  book: ReportBook,
  task: TaskOptions,
): Promise<SequencePlan[]> {
  const plans: SequencePlan[] = []
  const candidates: SweepCandidate[] = []
  for (const sniffed of files) {
    await breathe(task.signal)
    const { file } = sniffed
    try {
      const result = await decoding(file.path, `The header (${sniffed.kind})`, () => sweepCandidate(sniffed))
      if (result?.kind === 'sweep') {
        const { candidate } = result
        candidates.push(candidate)
        book.sweep(file, candidate.source.format, candidate.note, candidate.warnings)
      } else if (result?.kind === 'no-points') book.ignored(file, result.format, result.note)
      else if (result?.kind === 'npz-pair') {
        plans.push(await planNpzPair(result.archive, guessSensor, task))
        book.sweep(file, 'npz pair', `both sweeps of a pair; arrays ${result.archive.names.join(', ')}`)
      }
    } catch (thrown) {
      book.failed(file, sniffed.kind, thrown)
    }
  }
  const groups = groupsOf(candidates)
  const places = groups.map(group => sequencePlace(folderOf(group[0]?.source.path ?? '')))
  const sides = sideFilesOf(files, places, book)
  for (const [index, group] of groups.entries()) {
    const plan = await planGroup(group, places[index] as SequencePlace, sides[index] ?? [], book, task)
    if (plan) plans.push(plan)
  }
  return plans
}

function groupsOf(candidates: readonly SweepCandidate[]): SweepCandidate[][] {
  const groups = new Map<string, SweepCandidate[]>()
  for (const candidate of candidates) {
    const key = [folderOf(candidate.source.path), candidate.family, candidate.layout, pattern(candidate)].join('\n')
    const group = groups.get(key)
    if (group) group.push(candidate)
    else groups.set(key, [candidate])
  }
  const list = [...groups.values()]
  const [first, second] = list
  const inOneFolder = new Set(candidates.map(({ source }) => folderOf(source.path))).size === 1
  // Exactly two sweeps in one place are a pair even when their fields differ.
  const merged = candidates.length === 2 && inOneFolder && first && second ? [[...first, ...second]] : list
  for (const group of merged) group.sort((a, b) => compareNaturally(a.source.name, b.source.name))
  return merged
}

/** What numbered files of one recording share: their name without digits; all names without any digit go together. */
function pattern({ source }: SweepCandidate): string {
  return /[0-9]/.test(source.name) ? source.name.replace(/[0-9]+/g, '#') : ''
}

function sideFilesOf(files: readonly SniffedFile[], places: readonly SequencePlace[], book: ReportBook): SideFile[][] {
  const sides: SideFile[][] = places.map(() => [])
  for (const sniffed of files) {
    if (sniffed.kind !== 'text') continue
    const { file } = sniffed
    const role = textRole(sniffed)
    if (role === 'points') book.failed(file, 'point text', pointText(sniffed))
    else if (role === 'transform') book.ignored(file, 'a 4 x 4 transform', 'a single transform is not used')
    else if (role === 'other') book.ignored(file, 'text', 'no use was found for its content')
    else {
      const owners = ownersOf(file.path, places)
      for (const owner of owners) sides[owner]?.push({ file, role })
      if (owners.length === 0)
        book.sidecar(file, `text (${role})`, 'not used: no sweeps that it belongs to in the drop')
    }
  }
  return sides
}

async function planGroup(
  group: readonly SweepCandidate[],
  place: SequencePlace,
  sides: readonly SideFile[],
  book: ReportBook,
  task: TaskOptions,
): Promise<SequencePlan | null> {
  const { good, guess } = await sensorOf(group, book, task)
  const first = good[0]
  if (!first || !guess) return null
  const numbers = frameNumbers(good.map(({ source }) => source.name))
  const side = await readSideData(sides, numbers, book)
  const poseOf = (index: number) => side.poses[0]?.poseOf(index) ?? null
  const sources = good.map(({ source }, index) => ({
    ...source,
    timestampNanoseconds: side.times?.[index] ?? source.timestampNanoseconds,
  }))
  const stated = SENSOR_FRAME_FAMILIES.has(first.family)
  const folder = baseName(folderOf(first.source.path))
  return {
    name: sequenceName(
      sources.map(({ name }) => name),
      place,
      folder,
    ),
    format: sources.length === 1 ? first.source.format : `${first.family} ${sources.length === 2 ? 'pair' : 'folder'}`,
    sources,
    poses: side.poses,
    truth: side.boxes ? new KittiTruth(side.boxes, numbers, poseOf, side.calibration) : null,
    frame: stated ? 'sensor' : guess.frame,
    frameIsGuessed: !stated,
    lidarsIn: () => SINGLE_LIDAR,
    egoFromSensor: null,
    sensorClass: guess.sensorClass,
  }
}

function sequenceName(names: readonly string[], place: SequencePlace, folder: string): string {
  if (place.key !== '') return place.key
  return names.length <= 2 ? names.join(' + ') : folder || `${names.length} sweeps`
}

/** Looks at the first sweep that can be decoded; those before it that cannot are reported and left out. */
async function sensorOf(
  group: readonly SweepCandidate[],
  book: ReportBook,
  task: TaskOptions,
): Promise<{ good: readonly SweepCandidate[]; guess: SensorGuess | null }> {
  for (const [index, { source, sniffed }] of group.entries()) {
    try {
      const table = await decoding(source.path, source.format, () => source.decode(task))
      const guess = guessSensor(table)
      return { good: group.slice(index), guess: { ...guess, sensorClass: familyClass(group[index]?.family, guess) } }
    } catch (thrown) {
      const error = StudioError.from(thrown, source.path)
      book.failed(sniffed.file, source.format, error)
    }
  }
  return { good: [], guess: null }
}

/** KITTI's format is written by its 64 beams (its crops look like solid-state) unless the cloud reaches too high up. */
function familyClass(family: string | undefined, guess: SensorGuess): SensorGuess['sensorClass'] {
  if (family !== 'KITTI') return guess.sensorClass
  return guess.sensorClass === 'spinning-128' ? 'spinning-128' : 'spinning-64'
}
