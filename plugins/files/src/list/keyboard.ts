import type { GridHandle } from '@space/ui'
import { actOf, run } from '../acts.ts'
import type { Files } from '../files.ts'
import { chordOf, isWriting } from '../keys.ts'

/** Letters that follow each other within this time are one word. */
const WORD_MS = 900

/** Where a key leads from `active` among `total` items, `columns` in a line, `page` in the window. */
export function step(
  key: string,
  {
    active,
    total,
    columns,
    page,
  }: { active: number; total: number; columns: number; page: number },
): number | undefined {
  const last = total - 1
  // Nothing has the keys yet: they begin at an end.
  const from = active < 0 ? (BACKWARDS.has(key) ? total : -1) : active
  switch (key) {
    case 'ArrowDown':
      // In a last line that is not full, down leads to its end.
      return from + columns <= last || active < 0
        ? Math.min(from + (active < 0 ? 1 : columns), last)
        : Math.floor(from / columns) < Math.floor(last / columns)
          ? last
          : from
    case 'ArrowUp':
      return from - columns >= 0 ? from - (active < 0 ? 1 : columns) : Math.max(0, from)
    case 'ArrowRight':
      return columns === 1 ? undefined : Math.min(last, from + 1)
    case 'ArrowLeft':
      return columns === 1 ? undefined : Math.max(0, from - 1)
    case 'Home':
      return 0
    case 'End':
      return last
    case 'PageDown':
      return Math.min(last, Math.max(0, from) + page)
    case 'PageUp':
      return Math.max(0, from - page)
    default:
      return undefined
  }
}

const BACKWARDS = new Set(['ArrowUp', 'ArrowLeft', 'PageUp'])

/** Keys of the list while it has the focus: going, choosing, and letters that lead to a name. */
export function gridKeys(files: Files, grid: () => GridHandle | null, columns: () => number) {
  let typed = ''
  let typedAt = 0
  // One letter after the other: each goes on from where the last one led.
  let sought: Promise<void> = Promise.resolve()

  const type = (letter: string): void => {
    const now = performance.now()
    const isNew = now - typedAt > WORD_MS
    typedAt = now
    const isAgain = !isNew && typed === letter
    typed = isNew || isAgain ? letter : typed + letter
    const word = typed
    sought = sought.then(() => seek(word)).catch(() => undefined)
  }
  const seek = async (word: string): Promise<void> => {
    const { view } = files.rows.getState()
    const { active } = files.selection.getState()
    // The same letter goes on to the next name; more letters may stay where they are.
    const after = word.length === 1 ? active : active - 1
    const found = await view?.seek(word, ...(after < 0 ? [] : [after])).catch(() => null)
    if (found === null || found === undefined || view === undefined) return
    // The number is of now: rows that are shown may be of before.
    const { rows: there, revision } = await view.rows(found, 1)
    if (revision !== files.rows.getState().revision) await files.rows.getState().refresh()
    if (files.rows.getState().view === view) files.selection.getState().only(found, there[0])
  }

  return (event: React.KeyboardEvent): void => {
    if (isWriting(event.target)) return
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event
    const isHeld = ctrlKey || metaKey
    const selection = files.selection.getState()
    const { total } = files.rows.getState()
    if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) {
      event.preventDefault()
      openMenuAt(grid(), selection.active)
      return
    }
    if (altKey || total === 0) return
    const isWord = typed !== '' && performance.now() - typedAt <= WORD_MS
    if (key === ' ' && isHeld && selection.active >= 0) {
      event.preventDefault()
      selection.toggle(selection.active)
      return
    }
    // No name has a slash in it: it finds. A blank and a question mark are letters of a word only.
    if (!isHeld && key.length === 1 && key !== '/' && (!/[ ?]/.test(key) || isWord)) {
      event.preventDefault()
      type(key)
      return
    }
    const page = grid()?.page() ?? 10
    const next = step(key, { active: selection.active, total, columns: columns(), page })
    if (next === undefined) return
    event.preventDefault()
    if (shiftKey) selection.extend(next, isHeld)
    else if (isHeld) selection.moveTo(next)
    else selection.only(next)
  }
}

/** As a click with the other button on that row, so that the menu stands beside it. */
function openMenuAt(grid: GridHandle | null, active: number): void {
  if (grid === null) return
  const row = active < 0 ? null : document.getElementById(grid.idOf(active))
  const target = row ?? grid.element
  const { left, top, height } = target.getBoundingClientRect()
  target.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + 64,
      clientY: top + (row === null ? 24 : height / 2),
    }),
  )
}

/** Keys of all acts. Plain ones belong to the list: a button in focus keeps its own. */
export function listenToKeys(files: Files, page: Document): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || isWriting(event.target)) return
    const { target } = event
    const inside = target instanceof Element ? target : page.body
    if (inside.closest('dialog, [role="menu"], [role="dialog"]') !== null) return
    const chord = chordOf(event)
    const isPlain = !chord.includes('+')
    const isOfList = inside === page.body || inside.closest('[role="grid"]') !== null
    if (isPlain && !isOfList && chord !== 'Escape' && !chord.startsWith('F')) return
    const act = actOf(files, chord)
    if (act === undefined) return
    event.preventDefault()
    run(files, act)
  }
  page.addEventListener('keydown', onKey)
  return () => page.removeEventListener('keydown', onKey)
}
