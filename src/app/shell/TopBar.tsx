import {
  Check,
  CircleQuestionMark,
  Columns2,
  Contrast,
  Download,
  FileText,
  FileUp,
  FolderOpen,
  Grid2x2,
  LayoutPanelTop,
  Moon,
  PanelLeft,
  PanelRight,
  Redo2,
  Square,
  Sun,
  Undo2,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Button, IconButton, Tip } from '../controls/Button.tsx'
import { Segments } from '../controls/Choice.tsx'
import controls from '../controls/controls.module.css'
import { SequenceMenu } from '../data/SequenceMenu.tsx'
import type { CommandId } from '../shortcuts/commandIds.ts'
import { useStudio } from '../stores/StudioContext.tsx'
import { PANE_COUNTS, type ThemeChoice } from '../stores/viewSlice.ts'
import styles from './shell.module.css'

const PANE_LAYOUTS = [
  { value: '1', label: 'One pane', content: <Square size={13} aria-hidden /> },
  { value: '2', label: 'Two panes', content: <Columns2 size={13} aria-hidden /> },
  { value: '3', label: 'Three panes', content: <LayoutPanelTop size={13} aria-hidden /> },
  { value: '4', label: 'Four panes', content: <Grid2x2 size={13} aria-hidden /> },
]

export type Run = (id: CommandId) => void

export function TopBar({ run }: { readonly run: Run }) {
  const leftOpen = useStudio(state => state.leftOpen)
  const rightOpen = useStudio(state => state.rightOpen)
  const canUndo = useStudio(state => state.undoStack.length > 0)
  const canRedo = useStudio(state => state.redoStack.length > 0)
  const undoes = useStudio(state => state.undoStack.at(-1)?.label)
  const redoes = useStudio(state => state.redoStack.at(-1)?.label)
  const panes = useStudio(state => state.panes.length)
  const setPaneCount = useStudio(state => state.setPaneCount)
  return (
    <header className={styles.topBar}>
      <div className={styles.topGroup}>
        <IconButton label="Data panel" command="toggle-left" pressed={leftOpen} onClick={() => run('toggle-left')}>
          <PanelLeft size={16} />
        </IconButton>
        <Mark />
        <h1 className={styles.name}>
          SemanticFlow <span>Studio</span>
        </h1>
        <SequenceMenu run={run} />
      </div>
      <div className={styles.topGroup}>
        <Tip text="Open files" command="open-files">
          <Button onClick={() => run('open-files')} aria-label="Open files">
            <FileUp size={14} aria-hidden />
            <span className={styles.wideOnly}>Open files</span>
          </Button>
        </Tip>
        <Tip text="Open a folder" command="open-folder">
          <Button onClick={() => run('open-folder')} aria-label="Open folder">
            <FolderOpen size={14} aria-hidden />
            <span className={styles.wideOnly}>Open folder</span>
          </Button>
        </Tip>
        <Tip text="Export data, a picture or a report" command="export">
          <Button onClick={() => run('export')} aria-label="Export" aria-haspopup="dialog">
            <Download size={14} aria-hidden />
            <span className={styles.wideOnly}>Export</span>
          </Button>
        </Tip>
        <span className={styles.divider} />
        <IconButton
          label={undoes ? `Undo: ${undoes}` : 'Undo'}
          command="undo"
          disabled={!canUndo}
          onClick={() => run('undo')}
        >
          <Undo2 size={15} />
        </IconButton>
        <IconButton
          label={redoes ? `Redo: ${redoes}` : 'Redo'}
          command="redo"
          disabled={!canRedo}
          onClick={() => run('redo')}
        >
          <Redo2 size={15} />
        </IconButton>
        <span className={styles.divider} />
        <Segments
          label="Panes"
          value={String(panes)}
          options={PANE_LAYOUTS}
          onChange={value => setPaneCount(PANE_COUNTS.find(count => String(count) === value) ?? 1)}
        />
        <ThemeMenu />
        <IconButton label="Keyboard and mouse" command="help" onClick={() => run('help')}>
          <CircleQuestionMark size={16} />
        </IconButton>
        <IconButton label="Inspector" command="toggle-right" pressed={rightOpen} onClick={() => run('toggle-right')}>
          <PanelRight size={16} />
        </IconButton>
      </div>
    </header>
  )
}

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
  { value: 'paper', label: 'Paper (white, for figures)' },
]

function ThemeMenu() {
  const theme = useStudio(state => state.themeChoice)
  const setTheme = useStudio(state => state.setTheme)
  const Icon = theme === 'light' ? Sun : theme === 'paper' ? FileText : theme === 'dark' ? Moon : Contrast
  return (
    <DropdownMenu.Root>
      <Tip text="Theme" command="next-theme">
        <DropdownMenu.Trigger asChild>
          <Button look="quiet" className={controls.icon} aria-label="Theme">
            <Icon size={15} aria-hidden />
          </Button>
        </DropdownMenu.Trigger>
      </Tip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={controls.menu} align="end" sideOffset={6}>
          <DropdownMenu.RadioGroup
            value={theme}
            onValueChange={value => {
              const chosen = THEMES.find(entry => entry.value === value)
              if (chosen) setTheme(chosen.value)
            }}
          >
            {THEMES.map(entry => (
              <DropdownMenu.RadioItem key={entry.value} value={entry.value} className={controls.menuItem}>
                {entry.label}
                <DropdownMenu.ItemIndicator>
                  <Check size={13} aria-hidden />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 16 16" aria-hidden className={styles.mark}>
      <path d="M2.5 12h5.4l3.1-6.2" fill="none" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="12" cy="4" r="1.8" />
    </svg>
  )
}
