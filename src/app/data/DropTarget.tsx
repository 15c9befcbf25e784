import { FolderOpen } from 'lucide-react'
import { useEffect, useState } from 'react'
import { modelInFiles } from '../inference/modelInFiles.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import styles from './data.module.css'
import { readDrop } from './readDrop.ts'

/** The whole window takes files and folders. */
export function DropTarget() {
  const [over, setOver] = useState(false)
  const openFiles = useStudio(state => state.openFiles)
  const openModel = useStudio(state => state.openModel)
  const setSideTab = useStudio(state => state.setSideTab)
  const raise = useStudio(state => state.raise)
  const settle = useStudio(state => state.settle)
  useEffect(() => {
    // Enter and leave also fire between children; only the outermost pair counts.
    let depth = 0
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      depth++
      setOver(true)
    }
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    }
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const drop = async (event: DragEvent) => {
      depth = 0
      setOver(false)
      if (!event.dataTransfer || !carriesFiles(event)) return
      event.preventDefault()
      const { files, unreadable } = await readDrop(event.dataTransfer)
      const [first] = unreadable
      if (first)
        raise('drop', 'data', {
          code: 'file-unreadable',
          message: `${unreadable.length} of the dropped entries could not be read: ${first.message}.`,
          hint: 'Check that the files still exist and that the browser may read them.',
          file: first.path,
        })
      else settle('drop')
      const model = modelInFiles(files)
      if (model) {
        openModel(model)
        setSideTab('network')
      } else await openFiles(files)
    }
    const onDrop = (event: DragEvent) => void drop(event)
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragover', hover)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragover', hover)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', onDrop)
    }
  }, [openFiles, openModel, setSideTab, raise, settle])
  if (!over) return null
  return (
    <div className={styles.dropOverlay} aria-hidden>
      <div className={styles.dropCard}>
        <FolderOpen size={30} strokeWidth={1.5} />
        <strong>Drop LiDAR sweeps or whole folders</strong>
        <span>
          Argoverse 2, KITTI, nuScenes, OpenSceneFlow .h5, PCD, PLY, NumPy. Files are read, never written or sent.
        </span>
      </div>
    </div>
  )
}
