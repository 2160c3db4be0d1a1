/** Whether the names in a folder can be shown as they are: told without making a text of any. */
import type { Columns } from './tree/columns.ts'

const KEPT_FOLDERS = 4096
const SLASH = 0x2f
/** What a longer name is cut to is not known here. */
const MOST_BYTES = 255

export interface Twins {
  /** Whether no two rows in the folder have one name, and none a name that a path cannot say. */
  hasNone(folder: number): boolean
}

export function openTwins(columns: Columns): Twins {
  const kept = new Map<number, { changedIn: number; hasNone: boolean }>()

  const isPlain = (row: number): boolean => {
    const { names } = columns
    const [start, end] = [columns.nameAt(row), columns.nameEnd(row)]
    if (end === start || end - start > MOST_BYTES || columns.isCopy(row)) return false
    for (let at = start; at < end; at++) if (names[at] === SLASH || names[at] === 0) return false
    const isDots = end - start <= 2 && names[start] === 0x2e && names[end - 1] === 0x2e
    return !isDots
  }
  const look = (folder: number): boolean => {
    const rows: number[] = []
    for (const row of columns.children(folder)) {
      if (!columns.isVisible(row)) continue
      if (!isPlain(row)) return false
      rows.push(row)
    }
    return areDistinct(columns, rows)
  }

  return {
    hasNone(folder) {
      const changedIn = columns.changedIn(folder)
      const held = kept.get(folder)
      if (held?.changedIn === changedIn) return held.hasNone
      const hasNone = look(folder)
      kept.delete(folder)
      const [oldest] = kept.keys()
      if (kept.size >= KEPT_FOLDERS && oldest !== undefined) kept.delete(oldest)
      kept.set(folder, { changedIn, hasNone })
      return hasNone
    },
  }
}

/** Whether no two of the rows have the same name. */
function areDistinct(columns: Columns, rows: readonly number[]): boolean {
  const { names } = columns
  const mask = 2 ** Math.ceil(Math.log2(2 * rows.length + 2)) - 1
  const slots = new Int32Array(mask + 1)
  for (const row of rows) {
    const [start, end] = [columns.nameAt(row), columns.nameEnd(row)]
    let hash = 0x811c9dc5
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (names[at] ?? 0), 0x01000193)
    let slot = (hash ^ (hash >>> 15)) & mask
    for (; slots[slot] !== 0; slot = (slot + 1) & mask)
      if (isSame(columns, (slots[slot] ?? 0) - 1, row)) return false
    slots[slot] = row + 1
  }
  return true
}

function isSame(columns: Columns, a: number, b: number): boolean {
  const { names } = columns
  const length = columns.nameEnd(a) - columns.nameAt(a)
  if (columns.nameEnd(b) - columns.nameAt(b) !== length) return false
  const [left, right] = [columns.nameAt(a), columns.nameAt(b)]
  for (let i = 0; i < length; i++) if (names[left + i] !== names[right + i]) return false
  return true
}
