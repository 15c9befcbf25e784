// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { BINDINGS, chordOf, commandFor, keysOf } from './bindings.ts'
import { makeCommands } from './commands.ts'
import { isTakenBy } from './useShortcuts.ts'

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
})

describe('the shortcut registry', () => {
  it('gives each chord to one command and each command one entry', () => {
    const chords = BINDINGS.flatMap(binding => binding.chords)
    expect(new Set(chords).size).toBe(chords.length)
    const ids = BINDINGS.map(binding => binding.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(BINDINGS.every(binding => binding.chords.length > 0)).toBe(true)
  })

  it('has an action behind every entry and an entry for every action', () => {
    const commands = makeCommands({ openFiles: () => {}, openFolder: () => {} })
    expect(Object.keys(commands).sort()).toEqual(BINDINGS.map(binding => binding.id).sort())
  })

  it.each([
    [press(' '), 'play'],
    [press('z', { ctrlKey: true }), 'undo'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'redo'],
    [press('z', { metaKey: true }), 'undo'],
    [press('?', { shiftKey: true }), 'help'],
    [press('C', { shiftKey: true }), 'previous-colour'],
    [press('c'), 'next-colour'],
    [press('C'), 'next-colour'],
    [press('ArrowRight', { shiftKey: true }), 'forward-ten'],
    [press('+', { shiftKey: true }), 'larger-points'],
    [press('<', { shiftKey: true }), 'slower'],
    [press('ArrowLeft', { altKey: true }), null],
    [press('r', { ctrlKey: true }), null],
  ])('reads %o as %s', (key, command) => {
    expect(commandFor(key)).toBe(command)
  })

  it('shows a plus that is itself the key', () => {
    expect(chordOf(press('+'))).toBe('+')
    expect(keysOf('larger-points')).toEqual([['+'], ['=']])
    expect(keysOf('redo')[0]).toEqual(['Ctrl', 'Shift', 'Z'])
  })
})

describe('keys that a focused control needs itself', () => {
  document.body.innerHTML = `
    <input id="text"><button id="button">x</button><div role="slider" id="slider" tabindex="0"></div>
    <div role="slider" id="timeline" data-shortcuts="pass" tabindex="0"></div><div id="plain"></div>
    <div role="menu"><div id="item"></div></div>`
  const at = (id: string) => document.getElementById(id)

  it.each([
    ['text', press('o'), true],
    ['text', press('Escape'), false],
    ['button', press(' '), true],
    ['button', press('o'), false],
    ['slider', press('ArrowLeft'), true],
    ['slider', press('ArrowLeft', { ctrlKey: true }), false],
    ['slider', press('g'), false],
    ['timeline', press('ArrowLeft'), false],
    ['timeline', press(' '), false],
    ['item', press('g'), true],
    ['plain', press('ArrowLeft'), false],
  ] as const)('on %s, %o is taken: %s', (id, key, taken) => {
    expect(isTakenBy(at(id), key)).toBe(taken)
  })
})
