/** A key with what is held, such as `Ctrl+Shift+N`; Command stands for Ctrl where there is one. */
export function chordOf(event: {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}): string {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event
  const held = [ctrlKey || metaKey ? 'Ctrl' : '', altKey ? 'Alt' : '', shiftKey ? 'Shift' : '']
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key
  return [...held.filter((part) => part !== ''), name].join('+')
}

/** The same for people. */
export function shownKeys(chord: string): string {
  return chord
    .replace('Delete', 'Del')
    .replace('ArrowUp', '↑')
    .replace('Backspace', '⌫')
    .replace('ContextMenu', 'Menu')
}

/** Whether the keys go into a field. */
export function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable]') !== null
  )
}
