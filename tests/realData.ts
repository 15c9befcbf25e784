import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Folder with the real sweeps that are never part of the repository; null when absent (tests then skip and say so). */
export const realDataFolder: string | null = (() => {
  const folder = process.env['SEMANTICFLOW_DATA'] ?? resolve(project, '../shared/data')
  return existsSync(join(folder, 'README.md')) ? folder : null
})()

export const realDataSkipMessage =
  'real sweeps not found: set SEMANTICFLOW_DATA to their folder (default ../shared/data) to run this'

/** A KITTI drive as a plain folder (`velodyne/*.bin`, poses, boxes), unpacked once into .cache/kitti. */
export function kittiDrive(drive: string): string {
  if (!realDataFolder) throw new Error(realDataSkipMessage)
  const target = join(project, '.cache/kitti', drive)
  if (existsSync(target)) return target
  // Unpacked beside and renamed, so that two test workers never see half a drive.
  const scratch = join(project, '.cache', `unpack-${process.pid}-${Date.now()}`)
  mkdirSync(scratch, { recursive: true })
  execFileSync(process.execPath, [join(realDataFolder, 'unpack.mjs'), scratch, drive], { stdio: 'ignore' })
  mkdirSync(dirname(target), { recursive: true })
  try {
    renameSync(join(scratch, drive), target)
  } catch (error) {
    if (!existsSync(target)) throw error
  }
  return target
}
