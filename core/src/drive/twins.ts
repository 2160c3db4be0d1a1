/** Whether the names in a folder can be shown as they are: told without making a text of any. */
import type { Columns } from './tree/columns.ts'

const KEPT_FOLDERS = 4096
const SLASH = 0x2f
const DOT = 0x2e
/** What a longer name is cut to is not known here. */
const MOST_BYTES = 255

export interface Twins {
  /** Whether no two rows in the folder have one name, and none a name that a path cannot say. */
  hasNone(folder: number): boolean
}

export function openTwins(columns: Columns): Twins {
  const kept = new Map<number, { changedIn: number; hasNone: boolean }>()

  return {
    hasNone(folder) {
      const changedIn = columns.changedIn(folder)
      const held = kept.get(folder)
      if (held?.changedIn === changedIn) return held.hasNone
      const hasNone = areDistinct(columns, folder)
      kept.delete(folder)
      const [oldest] = kept.keys()
      if (kept.size >= KEPT_FOLDERS && oldest !== undefined) kept.delete(oldest)
      kept.set(folder, { changedIn, hasNone })
      return hasNone
    },
  }
}

/** Whether no two rows in the folder have the same name, and none has one that must be made harmless. */
function areDistinct(columns: Columns, folder: number): boolean {
  // NOTE: one pass over the bytes: this is done before a folder of 100,000 is shown for the first time
  const { names } = columns
  const rows: number[] = []
  for (const row of columns.children(folder)) if (columns.isVisible(row)) rows.push(row)
  const mask = 2 ** Math.ceil(Math.log2(2 * rows.length + 2)) - 1
  const slots = new Int32Array(mask + 1)
  for (const row of rows) {
    const start = columns.nameAt(row)
    const end = columns.nameEnd(row)
    if (end === start || end - start > MOST_BYTES || columns.isCopy(row)) return false
    if (end - start <= 2 && names[start] === DOT && names[end - 1] === DOT) return false
    let hash = 0x811c9dc5
    for (let at = start; at < end; at++) {
      const byte = names[at] ?? 0
      if (byte === SLASH || byte === 0) return false
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
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
  const left = columns.nameAt(a)
  const right = columns.nameAt(b)
  for (let i = 0; i < length; i++) if (names[left + i] !== names[right + i]) return false
  return true
}
