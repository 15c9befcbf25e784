import { useMemo, useRef } from 'react'
import { useStudio } from '../stores/StudioContext.tsx'
import { filesFromList } from './readDrop.ts'

export interface FilePickers {
  openFiles(): void
  openFolder(): void
  readonly files: { current: HTMLInputElement | null }
  readonly folder: { current: HTMLInputElement | null }
}

export function useFilePickers(): FilePickers {
  const files = useRef<HTMLInputElement | null>(null)
  const folder = useRef<HTMLInputElement | null>(null)
  return useMemo(
    () => ({
      files,
      folder,
      openFiles: () => files.current?.click(),
      openFolder: () => folder.current?.click(),
    }),
    [],
  )
}

/** The browser's own pickers, out of sight; buttons and keys open them. */
export function FilePickerInputs({ pickers }: { readonly pickers: FilePickers }) {
  const openFiles = useStudio(state => state.openFiles)
  const take = (input: HTMLInputElement) => {
    const chosen = filesFromList(Array.from(input.files ?? []))
    // Emptied, so that choosing the same files again is a change again.
    input.value = ''
    if (chosen.length > 0) void openFiles(chosen)
  }
  return (
    <div className="visually-hidden" aria-hidden>
      <input
        ref={pickers.files}
        type="file"
        multiple
        tabIndex={-1}
        data-testid="pick-files"
        onChange={event => take(event.currentTarget)}
      />
      <input
        ref={element => {
          pickers.folder.current = element
          if (element) element.webkitdirectory = true
        }}
        type="file"
        multiple
        tabIndex={-1}
        data-testid="pick-folder"
        onChange={event => take(event.currentTarget)}
      />
    </div>
  )
}
