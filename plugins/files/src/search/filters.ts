import type { FileKind, Find } from '@space/sdk'
import { i18n } from '@space/ui'

const DAY_MS = 24 * 60 * 60 * 1000
const MB = 1_000_000

/** One way to narrow a search that stands in a menu. */
export interface Choice {
  readonly id: string
  readonly title: string
  readonly isChosen: boolean
  /** The search with it, or without it when it is chosen. */
  readonly next: Find
}

/** A chip: what may be chosen under it, and what is. */
export interface Filter {
  readonly id: 'type' | 'size' | 'date'
  readonly title: string
  /** What is chosen, in words; null for nothing. */
  readonly chosen: string | null
  readonly choices: readonly Choice[]
  /** The search without it. */
  readonly cleared: Find
}

export function filtersOf(find: Find, now: number): readonly Filter[] {
  return [typeFilter(find), sizeFilter(find), dateFilter(find, now)]
}

/** Whether it narrows by anything but the text. */
export function isFiltered(find: Find): boolean {
  return Object.keys(without(find, 'text')).length > 0
}

/** Whether it looks for anything at all. */
export function isSearching(find: Find): boolean {
  return (find.text ?? '') !== '' || isFiltered(find)
}

export function withText(find: Find, text: string): Find {
  return text === '' ? without(find, 'text') : { ...find, text }
}

export function withStarred(find: Find, isStarred: boolean): Find {
  return isStarred ? { ...find, starred: true } : without(find, 'starred')
}

export function withTag(find: Find, tag: string, isSet: boolean): Find {
  const tags = (find.tags ?? []).filter((one) => one !== tag)
  const next = isSet && tag !== '' ? [...tags, tag].slice(0, 20) : tags
  return next.length === 0 ? without(find, 'tags') : { ...find, tags: next }
}

export function withDuplicates(find: Find, isSet: boolean): Find {
  return isSet ? { ...find, duplicates: true } : without(find, 'duplicates')
}

/** Words for files of a kind. */
export function kindWords(kind: FileKind): string {
  switch (kind) {
    case 'image':
      return i18n.t('Pictures')
    case 'video':
      return i18n.t('Videos')
    case 'audio':
      return i18n.t('Music and sound')
    case 'document':
      return i18n.t('Documents')
    case 'text':
      return i18n.t('Texts')
    case 'archive':
      return i18n.t('Archives')
    case 'code':
      return i18n.t('Source files')
    case 'other':
      return i18n.t('Other files')
  }
}

const KINDS: readonly FileKind[] = [
  'image',
  'video',
  'audio',
  'document',
  'text',
  'archive',
  'code',
  'other',
]

function typeFilter(find: Find): Filter {
  const types = find.types ?? []
  const cleared = without(find, 'types', 'kind')
  const folders: Choice = {
    id: 'directory',
    title: i18n.t('Folders'),
    isChosen: find.kind === 'directory',
    next: find.kind === 'directory' ? cleared : { ...cleared, kind: 'directory' },
  }
  const kinds = KINDS.map((kind): Choice => {
    const isChosen = types.includes(kind)
    const left = isChosen ? types.filter((one) => one !== kind) : [...types, kind]
    return {
      id: kind,
      title: kindWords(kind),
      isChosen,
      next: left.length === 0 ? cleared : { ...cleared, types: left },
    }
  })
  return filterOf('type', i18n.t('Type'), [folders, ...kinds], cleared)
}

function sizeFilter(find: Find): Filter {
  const cleared = without(find, 'minBytes', 'maxBytes')
  const choices = SIZES().map(({ id, title, minBytes, maxBytes }): Choice => {
    const isChosen = find.minBytes === minBytes && find.maxBytes === maxBytes
    const range = {
      ...(minBytes === undefined ? {} : { minBytes }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    }
    return { id, title, isChosen, next: isChosen ? cleared : { ...cleared, ...range } }
  })
  return filterOf('size', i18n.t('Size'), choices, cleared)
}

const SIZES = (): readonly {
  id: string
  title: string
  minBytes?: number
  maxBytes?: number
}[] => [
  { id: 'empty', title: i18n.t('Empty'), maxBytes: 0 },
  { id: 'small', title: i18n.t('Smaller than 1 MB'), maxBytes: MB - 1 },
  { id: '1', title: i18n.t('Larger than 1 MB'), minBytes: MB },
  { id: '10', title: i18n.t('Larger than 10 MB'), minBytes: 10 * MB },
  { id: '100', title: i18n.t('Larger than 100 MB'), minBytes: 100 * MB },
  { id: '1000', title: i18n.t('Larger than 1 GB'), minBytes: 1000 * MB },
]

function dateFilter(find: Find, now: number): Filter {
  const cleared = without(find, 'after', 'before')
  const choices = datesAt(now).map(({ id, title, after, before }): Choice => {
    const isChosen = find.after === after && find.before === before
    const range = {
      ...(after === undefined ? {} : { after }),
      ...(before === undefined ? {} : { before }),
    }
    return { id, title, isChosen, next: isChosen ? cleared : { ...cleared, ...range } }
  })
  const isOther = find.after !== undefined || find.before !== undefined
  const other = isOther ? i18n.t('Changed then') : null
  return filterOf('date', i18n.t('Changed'), choices, cleared, other)
}

/** Days begin at midnight here, so that a choice means the same all day long. */
function datesAt(
  now: number,
): readonly { id: string; title: string; after?: number; before?: number }[] {
  const today = new Date(now)
  today.setHours(0, 0, 0, 0)
  const day = today.getTime()
  const year = today.getFullYear()
  const begin = (year: number): number => new Date(year, 0, 1).getTime()
  return [
    { id: 'today', title: i18n.t('Today'), after: day },
    { id: 'week', title: i18n.t('In the last 7 days'), after: day - 6 * DAY_MS },
    { id: 'month', title: i18n.t('In the last 30 days'), after: day - 29 * DAY_MS },
    { id: 'year', title: i18n.t('In {year}', { year: String(year) }), after: begin(year) },
    {
      id: 'last-year',
      title: i18n.t('In {year}', { year: String(year - 1) }),
      after: begin(year - 1),
      before: begin(year),
    },
    {
      id: 'older',
      title: i18n.t('Before {year}', { year: String(year - 1) }),
      before: begin(year - 1),
    },
  ]
}

function filterOf(
  id: Filter['id'],
  title: string,
  choices: readonly Choice[],
  cleared: Find,
  other: string | null = null,
): Filter {
  const chosen = choices.filter(({ isChosen }) => isChosen).map(({ title }) => title)
  return { id, title, choices, cleared, chosen: chosen.length === 0 ? other : chosen.join(', ') }
}

function without<Key extends keyof Find>(find: Find, ...keys: readonly Key[]): Omit<Find, Key> {
  const rest = { ...find }
  for (const key of keys) delete rest[key]
  return rest
}
