import { expect, test } from 'vitest'
import { chordOf, isChord, type KeyPress } from './chords.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

test.each([
  ['Mod+K', press('k', { ctrlKey: true })],
  ['Mod+K', press('k', { metaKey: true })],
  ['Mod+Shift+T', press('T', { ctrlKey: true, shiftKey: true })],
  ['Ctrl+Shift+Tab', press('Tab', { ctrlKey: true, shiftKey: true })],
  ['Mod+/', press('/', { ctrlKey: true, shiftKey: true })],
  ['?', press('?', { shiftKey: true })],
  ['Mod+2', press('é', { ctrlKey: true, code: 'Digit2' })],
  ['Alt+ArrowLeft', press('ArrowLeft', { altKey: true })],
  ['Shift+F6', press('F6', { shiftKey: true })],
])('%s is a chord of the window', (chord, pressed) => {
  expect(chordOf(pressed)).toBe(chord)
})

test.each([
  ['text', press('k')],
  ['a capital letter', press('K', { shiftKey: true })],
  ['a digit', press('1', { code: 'Digit1' })],
  ['copying', press('c', { ctrlKey: true })],
  ['both Ctrl and ⌘', press('k', { ctrlKey: true, metaKey: true })],
  ['AltGr, which types signs', press('k', { ctrlKey: true, altKey: true })],
])('%s stays in the app', (_what, pressed) => {
  expect(chordOf(pressed)).toBeUndefined()
})

test('what is no chord is none, whatever it is', () => {
  for (const value of ['Mod+C', 'k', '', null, undefined, 7, ['Mod+K'], 'constructor']) {
    expect(isChord(value)).toBe(false)
  }
})
