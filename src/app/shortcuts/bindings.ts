import type { CommandId } from './commandIds.ts'

export type CommandGroup = 'Data and settings' | 'Time' | 'View' | 'Compare' | 'Camera' | 'Camera by steps'

export interface Binding {
  readonly id: CommandId
  readonly group: CommandGroup
  readonly label: string
  /** Chords like `Ctrl+Shift+Z`; Ctrl is also Cmd. Letters are upper case and mean the key without Shift. */
  readonly chords: readonly string[]
}

/** The one list of keys: listener, help sheet and tooltips all read it. */
export const BINDINGS: readonly Binding[] = [
  { id: 'open-files', group: 'Data and settings', label: 'Open files', chords: ['O'] },
  { id: 'open-folder', group: 'Data and settings', label: 'Open a folder', chords: ['Shift+O'] },
  { id: 'export', group: 'Data and settings', label: 'Export data, a picture or a report', chords: ['X'] },
  { id: 'save-picture', group: 'Data and settings', label: 'Save a picture of the view', chords: ['Shift+X'] },
  { id: 'cancel', group: 'Data and settings', label: 'Cancel opening, or unpick', chords: ['Escape'] },
  { id: 'undo', group: 'Data and settings', label: 'Undo a change of settings', chords: ['Ctrl+Z'] },
  { id: 'redo', group: 'Data and settings', label: 'Redo', chords: ['Ctrl+Shift+Z', 'Ctrl+Y'] },
  { id: 'toggle-left', group: 'Data and settings', label: 'Show or hide the data panel', chords: ['['] },
  { id: 'toggle-right', group: 'Data and settings', label: 'Show or hide the inspector', chords: [']'] },
  { id: 'next-theme', group: 'Data and settings', label: 'Next theme', chords: ['Shift+T'] },
  { id: 'help', group: 'Data and settings', label: 'This sheet', chords: ['?'] },

  { id: 'play', group: 'Time', label: 'Play or pause', chords: ['Space'] },
  { id: 'previous-frame', group: 'Time', label: 'Previous frame', chords: ['ArrowLeft'] },
  { id: 'next-frame', group: 'Time', label: 'Next frame', chords: ['ArrowRight'] },
  { id: 'back-ten', group: 'Time', label: '10 frames back', chords: ['Shift+ArrowLeft'] },
  { id: 'forward-ten', group: 'Time', label: '10 frames on', chords: ['Shift+ArrowRight'] },
  { id: 'first-frame', group: 'Time', label: 'First frame', chords: ['Home'] },
  { id: 'last-frame', group: 'Time', label: 'Last frame', chords: ['End'] },
  { id: 'slower', group: 'Time', label: 'Play slower', chords: ['<'] },
  { id: 'faster', group: 'Time', label: 'Play faster', chords: ['>'] },
  { id: 'loop', group: 'Time', label: 'Loop', chords: ['L'] },

  { id: 'next-colour', group: 'View', label: 'Next colour', chords: ['C'] },
  { id: 'previous-colour', group: 'View', label: 'Previous colour', chords: ['Shift+C'] },
  { id: 'arrows', group: 'View', label: 'Motion arrows', chords: ['A'] },
  { id: 'boxes', group: 'View', label: 'Boxes of the estimate', chords: ['B'] },
  { id: 'truth-boxes', group: 'View', label: 'Boxes of the truth', chords: ['Shift+B'] },
  { id: 'trails', group: 'View', label: 'Trails of moving objects', chords: ['H'] },
  { id: 'ground', group: 'View', label: 'Hide the ground', chords: ['G'] },
  { id: 'sweep-1', group: 'View', label: 'Next sweep as well', chords: ['S'] },
  { id: 'warp', group: 'View', label: 'Warp between the sweeps', chords: ['T'] },
  { id: 'warp-less', group: 'View', label: 'Warp less', chords: [','] },
  { id: 'warp-more', group: 'View', label: 'Warp more', chords: ['.'] },
  { id: 'smaller-points', group: 'View', label: 'Smaller points', chords: ['-'] },
  { id: 'larger-points', group: 'View', label: 'Larger points', chords: ['+', '='] },

  { id: 'more-panes', group: 'Compare', label: 'One pane more, after four one again', chords: ['P'] },
  { id: 'fewer-panes', group: 'Compare', label: 'One pane fewer', chords: ['Shift+P'] },
  { id: 'swipe', group: 'Compare', label: 'Swipe between two estimates in one pane', chords: ['W'] },
  { id: 'swipe-left', group: 'Compare', label: 'Divider to the left', chords: ['Q'] },
  { id: 'swipe-right', group: 'Compare', label: 'Divider to the right', chords: ['E'] },
  { id: 'flicker', group: 'Compare', label: 'Flicker: tap to swap, hold to look', chords: ['F'] },
  { id: 'worst-frame', group: 'Compare', label: 'Next worst frame by the timeline’s curve', chords: ['N'] },
  { id: 'worst-frame-back', group: 'Compare', label: 'Back among the worst frames', chords: ['Shift+N'] },
  { id: 'next-reference', group: 'Compare', label: 'Next reference', chords: ['R'] },

  { id: 'camera-tilted', group: 'Camera', label: 'Tilted bird\u2019s eye', chords: ['1'] },
  { id: 'camera-top', group: 'Camera', label: 'From above', chords: ['2'] },
  { id: 'camera-ego', group: 'Camera', label: 'From behind the vehicle', chords: ['3'] },
  { id: 'camera-side', group: 'Camera', label: 'From the side', chords: ['4'] },
  { id: 'camera-follow', group: 'Camera', label: 'Follow the selected object', chords: ['5'] },
  { id: 'camera-reset', group: 'Camera', label: 'Reset', chords: ['6'] },
  { id: 'turn-left', group: 'Camera by steps', label: 'Turn left', chords: ['Ctrl+ArrowLeft'] },
  { id: 'turn-right', group: 'Camera by steps', label: 'Turn right', chords: ['Ctrl+ArrowRight'] },
  { id: 'turn-up', group: 'Camera by steps', label: 'Look from higher', chords: ['Ctrl+ArrowUp'] },
  { id: 'turn-down', group: 'Camera by steps', label: 'Look from lower', chords: ['Ctrl+ArrowDown'] },
  { id: 'move-left', group: 'Camera by steps', label: 'Move left', chords: ['Ctrl+Shift+ArrowLeft'] },
  { id: 'move-right', group: 'Camera by steps', label: 'Move right', chords: ['Ctrl+Shift+ArrowRight'] },
  { id: 'move-forward', group: 'Camera by steps', label: 'Move away', chords: ['Ctrl+Shift+ArrowUp'] },
  { id: 'move-back', group: 'Camera by steps', label: 'Move here', chords: ['Ctrl+Shift+ArrowDown'] },
  { id: 'nearer', group: 'Camera by steps', label: 'Nearer', chords: ['PageUp'] },
  { id: 'farther', group: 'Camera by steps', label: 'Farther', chords: ['PageDown'] },
]

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '\u2190',
  ArrowRight: '\u2192',
  ArrowUp: '\u2191',
  ArrowDown: '\u2193',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
  Ctrl: isApple() ? '\u2318' : 'Ctrl',
  Shift: 'Shift',
}

function isApple(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)
}

/** The keys of a command as shown, one list a chord. */
export function keysOf(id: CommandId): readonly (readonly string[])[] {
  const binding = BINDINGS.find(candidate => candidate.id === id)
  return (binding?.chords ?? []).map(chord => chord.split(/(?<=.)\+/).map(key => NAMES[key] ?? key))
}

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** The chord of a key press as written in `BINDINGS`. Characters that need Shift on some layouts (`?`, `+`, `<`) stand for themselves. */
export function chordOf(press: KeyPress): string {
  const control = press.ctrlKey || press.metaKey ? 'Ctrl+' : ''
  if (press.altKey) return `Alt+${press.key}`
  if (press.key === ' ') return `${control}Space`
  const isLetter = /^[a-z]$/i.test(press.key)
  const isNamed = press.key.length > 1
  const shift = press.shiftKey && (isLetter || isNamed) ? 'Shift+' : ''
  return `${control}${shift}${isLetter ? press.key.toUpperCase() : press.key}`
}

export function commandFor(press: KeyPress): CommandId | null {
  const chord = chordOf(press)
  return BINDINGS.find(binding => binding.chords.includes(chord))?.id ?? null
}
