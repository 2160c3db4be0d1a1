/** What an app asks of a view, made into what the drive takes. */
import { SpaceError } from '@space/sdk'
import type { Find, Order } from '@space/sdk'
import { FILE_KINDS } from '@space/sdk/media'
import type { ViewOf } from '../drive/views/view.ts'
import { ref, type Ref } from './handles.ts'
import {
  choice,
  entryId,
  fields,
  flag,
  maybe,
  number,
  text,
  texts,
  whole,
  wrong,
} from './params.ts'

const ORDERS = ['name', 'size', 'modified', 'kind', 'trashed'] as const
const FIND_KINDS = ['file', 'directory'] as const
const TEXT_CHARS = 256
const TAGS = 20
const TAG_CHARS = 100
const MOST_RANGES = 10_000

export interface ViewAsked {
  readonly folder: Ref
  readonly of: ViewOf
}

export function viewOf(value: unknown): ViewAsked {
  const asked = fields(value)
  const folder = ref(asked.get('folder'))
  const find = maybe(asked.get('find'), findOf)
  const trash = maybe(asked.get('trash'), flag)
  const at = maybe(asked.get('at'), (time) => whole(time, 0, Number.MAX_SAFE_INTEGER))
  const inside = maybe(asked.get('inside'), entryId)
  if (trash === true && at !== undefined) throw new SpaceError('bad-input', 'The trash has no past')
  if (inside !== undefined && at === undefined)
    throw new SpaceError('bad-input', 'Only the past is looked into by "inside"')
  if (find?.duplicates === true && (trash === true || at !== undefined))
    throw new SpaceError('bad-input', 'Equal files are found among those that are there now')
  if (find?.withoutApps === true && (trash === true || at !== undefined))
    throw new SpaceError('bad-input', 'What apps keep is told apart among what is there now')
  return {
    folder,
    of: {
      folder: folder.entry,
      order: orderOf(asked.get('order')),
      ...(find !== undefined && { find }),
      ...(trash === true && { trash }),
      ...(at !== undefined && { at }),
      ...(inside !== undefined && { inside }),
    },
  }
}

/** Ranges of rows and the revision they were chosen in. */
export function choiceOf(given: ReadonlyMap<string, unknown>): {
  ranges: [number, number][]
  revision: string
} {
  const ranges = given.get('ranges')
  if (!Array.isArray(ranges) || ranges.length > MOST_RANGES) throw wrong('a list of ranges')
  return {
    revision: text(given.get('revision'), 64),
    ranges: ranges.map((range: unknown) => {
      const [from, to] = Array.isArray(range) ? (range as unknown[]) : []
      const row = (n: unknown): number => whole(n, 0, Number.MAX_SAFE_INTEGER)
      return [row(from), row(to)]
    }),
  }
}

function orderOf(value: unknown): Order {
  const asked = fields(value)
  const by = maybe(asked.get('by'), (given) => choice(given, ORDERS)) ?? 'name'
  const descending = maybe(asked.get('descending'), flag)
  return descending === true ? { by, descending } : { by }
}

function findOf(value: unknown): Find {
  const asked = fields(value)
  const wanted = maybe(asked.get('text'), (given) => text(given, TEXT_CHARS))
  const kind = maybe(asked.get('kind'), (given) => choice(given, FIND_KINDS))
  const types = maybe(asked.get('types'), (given) =>
    texts(given, FILE_KINDS.length).map((one) => choice(one, FILE_KINDS)),
  )
  const starred = maybe(asked.get('starred'), flag)
  const tags = maybe(asked.get('tags'), (given) => texts(given, TAGS, TAG_CHARS))
  const duplicates = maybe(asked.get('duplicates'), flag)
  const withoutApps = maybe(asked.get('withoutApps'), flag)
  const limits = (['minBytes', 'maxBytes', 'after', 'before'] as const).flatMap((name) => {
    const given = maybe(asked.get(name), number)
    return given === undefined ? [] : [[name, given] as const]
  })
  return {
    ...(wanted !== undefined && wanted !== '' && { text: wanted }),
    ...(kind !== undefined && { kind }),
    ...(types !== undefined && { types }),
    ...(starred === true && { starred }),
    ...(tags !== undefined && tags.length > 0 && { tags }),
    ...(duplicates === true && { duplicates }),
    ...(withoutApps === true && { withoutApps }),
    ...Object.fromEntries(limits),
  }
}
