import { XMLParser } from 'fast-xml-parser'
import { decoding, malformed } from '../formatErrors.ts'
import { type BoxesByFrame, BoxTable } from './boxTables.ts'

/** `tracklet_labels.xml` of KITTI raw: per object a size and one pose a frame, LiDAR frame, z = bottom. */
export async function parseTracklets(file: string, text: string): Promise<BoxesByFrame> {
  // The parser's own numbers stay text beyond 16 digits, so all are converted here.
  const parser = new XMLParser({
    ignoreAttributes: true,
    isArray: name => name === 'item',
    processEntities: false,
    parseTagValue: false,
  })
  const document: unknown = await decoding(file, 'The tracklet XML', () => parser.parse(text, true))
  const tracklets = items(child(child(document, 'boost_serialization'), 'tracklets'))
  const table = new BoxTable()
  let lastFrame = -1
  for (const [track, tracklet] of tracklets.entries()) {
    const [height, width, length] = [number(tracklet, 'h'), number(tracklet, 'w'), number(tracklet, 'l')]
    const first = number(tracklet, 'first_frame')
    const category = String(child(tracklet, 'objectType') ?? 'object')
    for (const [k, pose] of items(child(tracklet, 'poses')).entries()) {
      const center = [number(pose, 'tx'), number(pose, 'ty'), number(pose, 'tz') + height / 2] as const
      const where = `Pose ${k} of tracklet ${track}`
      table.add(file, where, first + k, String(track), category, center, [length, width, height], number(pose, 'rz'))
      lastFrame = Math.max(lastFrame, first + k)
    }
  }
  if (lastFrame < 0) throw malformed(file, 'The tracklet XML holds no poses.')
  if (lastFrame > 1_000_000) throw malformed(file, `A tracklet reaches frame ${lastFrame}.`)
  for (let frame = 0; frame <= lastFrame; frame++) table.touch(frame)
  return table.frames
}

function child(node: unknown, name: string): unknown {
  if (typeof node !== 'object' || node === null) return undefined
  return Object.entries(node).find(([key]) => key === name)?.[1]
}

function items(node: unknown): readonly unknown[] {
  const list = child(node, 'item')
  return Array.isArray(list) ? list : []
}

function number(node: unknown, name: string): number {
  const value = child(node, name)
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
}
