/**
 * Keys that belong to the window around an app. Where the app leaves them alone they go to the shell, so
 * that they work wherever the focus is; nothing else that is typed ever leaves the app.
 */
export const CHORDS = [
  'Mod+K',
  'Mod+L',
  'Mod+T',
  'Mod+W',
  'Mod+Shift+T',
  'Ctrl+Tab',
  'Ctrl+Shift+Tab',
  'Mod+,',
  'Mod+/',
  '?',
  'F6',
  'Shift+F6',
  'Alt+ArrowLeft',
  'Alt+ArrowRight',
  ...([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((digit) => `Mod+${digit}` as const),
] as const

export type Chord = (typeof CHORDS)[number]

/** What a key press is made of, as the browser tells it. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>

const DIGIT = /^Digit([1-9])$/

/** The chord that was pressed; `Mod` is Ctrl, or ⌘ on a Mac. Undefined for all other keys. */
export function chordOf(press: KeyPress): Chord | undefined {
  return CHORDS.find((chord) => namesOf(press).includes(chord))
}

export function isChord(value: unknown): value is Chord {
  return (CHORDS as readonly unknown[]).includes(value)
}

/** Whether the person writes text: then `?` is one of its signs. */
export function isWriting(event: Event): boolean {
  const [into] = event.composedPath()
  if (!(into instanceof HTMLElement)) return false
  return into.isContentEditable || into.matches('input, textarea, select')
}

function namesOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string[] {
  // Where digits need Shift, as in France, the key is meant and not what it types.
  const digit = ctrlKey || metaKey ? DIGIT.exec(code)?.[1] : undefined
  const name = digit ?? (key.length === 1 ? key.toUpperCase() : key)
  // Shift is what makes `?`, or `/` on some keyboards: no part of their names.
  const isSign = name.length === 1 && !/[A-Z]/.test(name)
  const rest = `${altKey ? 'Alt+' : ''}${shiftKey && !isSign ? 'Shift+' : ''}${name}`
  if (ctrlKey && metaKey) return []
  if (ctrlKey) return [`Mod+${rest}`, `Ctrl+${rest}`]
  return [metaKey ? `Mod+${rest}` : rest]
}
