import type { Find } from '@space/sdk'
import { i18n } from '@space/ui'

/** The ways to look at what was granted. */
export type PlaceKind = 'folder' | 'recent' | 'starred' | 'trash' | 'storage' | 'search' | 'day'

/** Where the person is. */
export interface Place {
  readonly kind: PlaceKind
  /**
   * Names of folders, from the whole drive where it was granted; else the first one is the name of a
   * granted folder (see `Root.name`), and none at all stands for the list of them.
   */
  readonly path: readonly string[]
  /** Of `search`. */
  readonly find?: Find
  /** Of `day`, ms since 1970: the folder as it was then. */
  readonly at?: number
  /** Of `day`: folders of then that were gone into, the innermost last; they may be gone now. */
  readonly inside?: readonly { readonly id: string; readonly name: string }[]
}

export const HOME: Place = { kind: 'folder', path: [] }

export function folderPlace(path: readonly string[]): Place {
  return { kind: 'folder', path }
}

/** Those with an address of their own; searches and days stay at the address of their folder. */
const ADDRESSED: readonly PlaceKind[] = ['recent', 'starred', 'trash', 'storage']

/**
 * The steps of `space://files/…` for a place. A step with a colon in front is a way to look, such as
 * `:trash`; a folder whose own name begins with a colon gets one more.
 */
export function addressOf({ kind, path }: Place): string[] {
  const steps = path.map((name) => (name.startsWith(':') ? `:${name}` : name))
  return ADDRESSED.includes(kind) ? [`:${kind}`, ...steps] : steps
}

/** What {@link addressOf} stands for, typed by a person too: whatever is no way to look is a folder. */
export function placeOf(address: readonly string[]): Place {
  const [first = '', ...rest] = address
  const kind = ADDRESSED.find((one) => first === `:${one}`)
  const steps = kind === undefined ? address : rest
  const path = steps.map((step) => (step.startsWith('::') ? step.slice(1) : step))
  return { kind: kind ?? 'folder', path }
}

export function isSamePlace(a: Place, b: Place): boolean {
  return (
    a.kind === b.kind &&
    a.at === b.at &&
    JSON.stringify(a.inside) === JSON.stringify(b.inside) &&
    JSON.stringify(a.find) === JSON.stringify(b.find) &&
    isSamePath(a.path, b.path)
  )
}

export function isSamePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index])
}

/** What a place is called. */
export function titleOf(place: Place, { roots }: { roots: readonly { name: string }[] }): string {
  switch (place.kind) {
    case 'recent':
      return i18n.t('Recent')
    case 'starred':
      return i18n.t('Starred')
    case 'trash':
      return i18n.t('Trash')
    case 'storage':
      return i18n.t('Storage')
    case 'search':
    case 'day':
    case 'folder': {
      const home = roots.length === 1 ? roots[0]?.name : ''
      return (
        place.inside?.at(-1)?.name ??
        place.path.at(-1) ??
        (home === '' ? i18n.t('My files') : (home ?? ''))
      )
    }
  }
}
