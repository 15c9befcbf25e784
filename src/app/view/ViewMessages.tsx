import { FolderOpen, Monitor } from 'lucide-react'
import { DEFAULT_SIMULATION, type SimulationOptions } from '#model/simulator/options.ts'
import { Button } from '../controls/Button.tsx'
import type { Run } from '../shell/TopBar.tsx'
import styles from './view.module.css'

interface NothingOpenProps {
  readonly run: Run
  readonly onSample: (options: SimulationOptions) => void
}

export function NothingOpen({ run, onSample }: NothingOpenProps) {
  return (
    <div className={styles.message}>
      <FolderOpen size={30} strokeWidth={1.5} aria-hidden />
      <h2>Drop two LiDAR sweeps or a folder</h2>
      <p>
        Argoverse 2 logs, KITTI, nuScenes, OpenSceneFlow .h5, PCD, PLY and NumPy are read on this device; nothing is
        sent anywhere.
      </p>
      <div className={styles.messageActions}>
        <Button look="primary" onClick={() => run('open-files')}>
          Open files
        </Button>
        <Button onClick={() => run('open-folder')}>Open folder</Button>
        <Button onClick={() => onSample(DEFAULT_SIMULATION)}>Simulated street</Button>
      </div>
    </div>
  )
}

export function ViewerFailure({ message, hint }: { readonly message: string; readonly hint: string }) {
  return (
    <div className={styles.message} role="alert">
      <Monitor size={30} strokeWidth={1.5} aria-hidden />
      <h2>The 3-D view cannot be shown</h2>
      <p>{message}</p>
      <p>{hint}</p>
      <div className={styles.messageActions}>
        <Button onClick={() => window.location.reload()}>Reload the page</Button>
      </div>
    </div>
  )
}
