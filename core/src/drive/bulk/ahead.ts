/** The tree as it will be when what is being put together is done: names that are taken, what is where. */
import { freeNames, unnumbered } from '@space/sdk/names'
import { latin1Of } from '../../crypto/text.ts'
import { NONE, ROOT_ROW, TRASH_ROW } from '../tree/columns.ts'
import type { DriveParts } from '../parts.ts'

/** A folder; {@link NONE} is the row of one that is only about to be made. */
export interface Spot {
  readonly id: Uint8Array
  readonly row: number
}

export interface Occupant {
  readonly row: number
  /** It comes there itself; when it is about to be made, `row` is what it is made of. */
  readonly comes: boolean
}

/** So many names are tried for each by itself. */
const NEAR = 16

export type Ahead = ReturnType<typeof lookAhead>

export function lookAhead({ tree: { columns, paths } }: DriveParts) {
  const come = new Map<string, number>()
  const left = new Set<number>()
  const parents = new Map<number, number>()
  const made = new Set<string>()
  // how far each name was numbered: a thousand of one name are not tried a million times
  const numbered = new Map<string, Generator<string, never, undefined>>()
  const keyOf = (spot: Spot, name: string): string => latin1Of(spot.id) + name

  const occupant = (spot: Spot, name: string): Occupant | undefined => {
    const comes = come.get(keyOf(spot, name))
    if (comes !== undefined) return { row: comes, comes: true }
    const row = spot.row === NONE ? NONE : paths.child(spot.row, name)
    return row === NONE || left.has(row) ? undefined : { row, comes: false }
  }
  const parentOf = (row: number): number => parents.get(row) ?? columns.parentOf(row)

  return {
    occupant,
    parentOf,
    /** A name for what cannot have `name` there. */
    freeName(spot: Spot, name: string, isFolder: boolean): string {
      const own = freeNames(name, isFolder).take(NEAR)
      const near = own.find((one) => occupant(spot, one) === undefined)
      if (near !== undefined) return near
      // one after the other for all that would be called so
      const plain = unnumbered(name, isFolder)
      const key = `${isFolder ? '/' : ''}${keyOf(spot, plain)}`
      const names = numbered.get(key) ?? freeNames(plain, isFolder)
      numbered.set(key, names)
      for (;;) {
        const { value } = names.next()
        if (occupant(spot, value) === undefined) return value
      }
    },
    /** It leaves where it is, and comes there. */
    place(row: number, spot: Spot, name: string): void {
      left.add(row)
      parents.set(row, spot.row)
      if (spot.row !== TRASH_ROW) come.set(keyOf(spot, name), row)
    },
    /** It stays where it is, and nothing takes its place. */
    stay(row: number, spot: Spot, name: string): void {
      come.set(keyOf(spot, name), row)
    },
    make(id: Uint8Array, spot: Spot, name: string, like: number): void {
      made.add(latin1Of(id))
      come.set(keyOf(spot, name), like)
    },
    hasLeft: (row: number): boolean => left.has(row),
    isMade: (id: Uint8Array): boolean => made.has(latin1Of(id)),
    /** Whether it is to be seen, at the root or below it. */
    isThere(row: number): boolean {
      let at = row
      for (let steps = 0; at > TRASH_ROW && steps <= columns.count; steps++) {
        if (!columns.isVisible(at)) return false
        at = parentOf(at)
      }
      return at === ROOT_ROW
    },
    isWithin(row: number, above: number): boolean {
      let at = row
      for (let steps = 0; at !== NONE && steps <= columns.count; steps++) {
        if (at === above) return true
        at = parentOf(at)
      }
      return false
    },
  }
}
