import { useEffect, useMemo } from 'react'
import { useStudioHandle } from '../stores/StudioContext.tsx'
import { commandFor, type KeyPress } from './bindings.ts'
import type { CommandId } from './commandIds.ts'
import { makeCommands, type Pickers } from './commands.ts'

const NAVIGATION = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'])

/** Whether the focused element has its own use for the key. Elements marked `data-shortcuts="pass"` leave all to the registry. */
export function isTakenBy(target: EventTarget | null, press: KeyPress): boolean {
  if (!(target instanceof Element) || target.closest('[data-shortcuts="pass"]')) return false
  if (target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"]'))
    return press.key !== 'Escape'
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return press.key !== '?'
  if (press.key === ' ' && target.closest('button, [role="button"], [role="switch"], [role="tab"], a, summary'))
    return true
  return (
    NAVIGATION.has(press.key) &&
    !press.ctrlKey &&
    !press.metaKey &&
    target.closest(
      '[role="slider"], [role="tablist"], [role="group"], [role="separator"], [role="combobox"], table',
    ) !== null
  )
}

/**
 * A button pressed with the mouse gives the keyboard back: Space after it plays and arrows step frames, instead of pressing it
 * again. Menus and dialogs manage their focus themselves, and whoever presses by key (`detail` 0) stays where they are.
 */
function letGo(event: MouseEvent): void {
  if (event.detail === 0 || !(event.target instanceof Element)) return
  const button = event.target.closest('button')
  if (!button || button.hasAttribute('aria-haspopup') || button.closest('[role="dialog"], [role="menu"]')) return
  if (button.getAttribute('role') !== 'combobox') button.blur()
}

export function useShortcuts(pickers: Pickers): (id: CommandId) => void {
  const studio = useStudioHandle()
  const commands = useMemo(() => makeCommands(pickers), [pickers])
  useEffect(() => {
    let held: { readonly id: CommandId; readonly code: string; readonly since: number } | null = null
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTakenBy(event.target, event)) return
      const id = commandFor(event)
      if (!id || (event.repeat && !REPEATABLE.has(id))) return
      event.preventDefault()
      if (HELD.has(id)) held = { id, code: event.code, since: performance.now() }
      commands[id](studio)
    }
    const onRelease = (event: Event) => {
      if (!held || (event instanceof KeyboardEvent && event.code !== held.code)) return
      const { id, since } = held
      held = null
      if (performance.now() - since >= HOLD_MILLISECONDS) commands[id](studio)
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('keyup', onRelease)
    // Whoever leaves the window takes the key along.
    window.addEventListener('blur', onRelease)
    window.addEventListener('click', letGo)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('keyup', onRelease)
      window.removeEventListener('blur', onRelease)
      window.removeEventListener('click', letGo)
    }
  }, [commands, studio])
  return id => commands[id](studio)
}

/** A toggle whose key is held longer than this goes back when it is let go. */
const HELD: ReadonlySet<CommandId> = new Set<CommandId>(['flicker'])
const HOLD_MILLISECONDS = 300

/** Holding the key goes on; toggles would flicker. */
const REPEATABLE: ReadonlySet<CommandId> = new Set<CommandId>([
  'previous-frame',
  'next-frame',
  'back-ten',
  'forward-ten',
  'undo',
  'redo',
  'turn-left',
  'turn-right',
  'turn-up',
  'turn-down',
  'move-left',
  'move-right',
  'move-forward',
  'move-back',
  'nearer',
  'farther',
  'warp-less',
  'warp-more',
  'swipe-left',
  'swipe-right',
  'smaller-points',
  'larger-points',
])
