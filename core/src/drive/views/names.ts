/**
 * Names of rows as views need them: to sort by, and to look for a part of. All of it is made when it is
 * first asked for, and made anew only for names that are others now.
 */
import { FILE_KINDS, fileKind } from '@space/sdk/media'
import {
  foldedName,
  compareTies,
  MOST_DIGITS,
  nameKey,
  NUMBERS,
  WEIGHTS,
} from '@space/sdk/name-order'
import type { FileKind } from '@space/sdk'
import type { Columns } from '../tree/columns.ts'

/** Rows whose names stand in one text. */
const BLOCK_ROWS = 4096
const ZERO = 0x30
/** A key is at most twice as long as its name. */
const key = Buffer.allocUnsafe(2 * 0xffff)
/** More keys are not kept: some 60 bytes each. */
const KEPT_KEYS = 1_000_000

export interface Names {
  /** Call before rows are compared: gives what {@link compare} needs. */
  makeKeys(rows: readonly number[]): void
  /** By name as people sort; of equal names the smaller row first. Both rows have keys. */
  compare(a: number, b: number): number
  kindOf(row: number): FileKind
  /** Rows, seen or not, whose name contains the {@link searchable} text. */
  containing(text: string): Generator<number>
}

interface Block {
  /** Where each name began in the columns when the text was made. */
  readonly nameAt: Uint32Array
  /** Where each begins in the text. */
  readonly starts: Uint32Array
  count: number
  text: string
}

export function openNames(columns: Columns): Names {
  const blocks: Block[] = []
  let keys: string[] = []
  let keyAt = new Uint32Array(0)
  // how each key begins, as a number: most names are told apart by it
  let heads = new Float64Array(0)
  let kinds = new Uint8Array(0)
  let kindAt = new Uint32Array(0)

  const blockOf = (n: number): Block => {
    const first = n * BLOCK_ROWS
    const count = Math.min(BLOCK_ROWS, columns.count - first)
    let block = blocks[n]
    if (block === undefined) {
      const nameAt = new Uint32Array(BLOCK_ROWS)
      blocks[n] = block = { nameAt, starts: new Uint32Array(BLOCK_ROWS + 1), count: 0, text: '' }
    }
    let isOld = block.count !== count
    for (let i = 0; i < count && !isOld; i++) isOld = block.nameAt[i] !== columns.nameAt(first + i)
    if (!isOld) return block
    const lines: string[] = []
    let at = 0
    for (let i = 0; i < count; i++) {
      const line = searchable(columns.nameOf(first + i))
      lines.push(line)
      block.nameAt[i] = columns.nameAt(first + i)
      block.starts[i] = at
      at += line.length + 1
    }
    block.starts[count] = at
    block.count = count
    block.text = `${lines.join('\n')}\n`
    return block
  }

  return {
    makeKeys(rows) {
      if (keyAt.length < columns.count) {
        const larger = new Uint32Array(columns.count * 2)
        larger.set(keyAt)
        keyAt = larger
        heads = resized(heads, new Float64Array(larger.length))
      }
      if (columns.count > KEPT_KEYS && rows.length < columns.count / 2) {
        keys = []
        keyAt.fill(0)
      }
      for (const row of rows) {
        const at = columns.nameAt(row) + 1
        if (keyAt[row] === at) continue
        const made = keyOf(columns, row)
        keys[row] = made
        heads[row] = headOf(made)
        keyAt[row] = at
      }
    },
    compare(a, b) {
      const apart = (heads[a] ?? 0) - (heads[b] ?? 0)
      if (apart !== 0) return apart
      const left = keys[a] ?? ''
      const right = keys[b] ?? ''
      if (left !== right) return left < right ? -1 : 1
      return compareTies(columns.nameOf(a), columns.nameOf(b)) || a - b
    },
    kindOf(row) {
      if (kindAt.length <= row) {
        const [largerKinds, largerAt] = [columns.count * 2, columns.count * 2]
        kinds = resized(kinds, new Uint8Array(largerKinds))
        kindAt = resized(kindAt, new Uint32Array(largerAt))
      }
      const at = columns.nameAt(row) + 1
      if (kindAt[row] !== at) {
        kinds[row] = FILE_KINDS.indexOf(fileKind(columns.nameOf(row)))
        kindAt[row] = at
      }
      return FILE_KINDS[kinds[row] ?? 0] ?? 'other'
    },
    *containing(text) {
      for (let n = 0; n * BLOCK_ROWS < columns.count; n++) {
        const block = blockOf(n)
        const { starts, count } = block
        for (let at = block.text.indexOf(text); at >= 0 && at < block.text.length;) {
          const i = lineAt(starts, count, at)
          yield n * BLOCK_ROWS + i
          at = block.text.indexOf(text, starts[i + 1])
        }
      }
    },
  }
}

/** One line, in which a letter is the same whatever its case, its accents, and however it is composed. */
export function searchable(name: string): string {
  return foldedName(name).replaceAll('\n', ' ')
}

/** {@link nameKey}, without making a text of a plain name first: a third of the time. */
function keyOf(columns: Columns, row: number): string {
  const { names } = columns
  const end = columns.nameEnd(row)
  let length = 0
  for (let at = columns.nameAt(row); at < end; at++) {
    const code = names[at] ?? 0
    if (code >= 0x80) return nameKey(columns.nameOf(row))
    if (!isDigit(code)) {
      key[length++] = WEIGHTS[code] ?? 0
      continue
    }
    let from = at
    while (at + 1 < end && isDigit(names[at + 1] ?? 0)) at++
    while (from < at && names[from] === ZERO) from++
    key[length++] = NUMBERS + Math.min(at - from, MOST_DIGITS)
    while (from <= at) key[length++] = names[from++] ?? 0
  }
  return key.toString('latin1', 0, length)
}

/** Its first six characters as a number that is never the larger one of the smaller key. */
function headOf(made: string): number {
  let head = 0
  for (let i = 0; i < 6; i++)
    head = head * 0x100 + (i < made.length ? Math.min(made.charCodeAt(i), 0xff) : 0)
  return head
}

function isDigit(code: number): boolean {
  return code >= ZERO && code < ZERO + 10
}

/** The line that the character at `at` stands in. */
function lineAt(starts: Uint32Array, count: number, at: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

function resized<T extends Uint8Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
