/** A dropped or opened file, wherever it lives; read-only by construction. */
export interface InputFile {
  /** Path inside the drop with forward slashes: `log/sensors/lidar/315966265259836000.feather`. */
  readonly path: string
  readonly size: number
  /** Bytes [start, end) (whole file by default), freshly allocated. */
  read(start?: number, end?: number): Promise<Uint8Array>
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
