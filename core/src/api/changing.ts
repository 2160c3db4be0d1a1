/** What an app asks of many entries, made into what the drive takes. */
import { SpaceError } from '@space/sdk'
import type { Answer, Answers, BulkChange } from '../drive/bulk/bulk.ts'
import { ref, type Ref } from './handles.ts'
import { choice, entryId, fields, flag, maybe, text, texts, wrong } from './params.ts'

const MOST_ENTRIES = 10_000
const NAME_CHARS = 1024
const ANSWERS = ['ask', 'keep-both', 'replace', 'skip', 'merge'] as const
const KINDS = ['move', 'copy', 'duplicate', 'remove', 'restore', 'mark', 'rename'] as const

/** @throws {SpaceError} `bad-input` for more than 10,000 */
export function refsOf(value: unknown): Ref[] {
  const given = fields(value).get('entries')
  if (!Array.isArray(given)) throw wrong('a list of entries')
  if (given.length > MOST_ENTRIES)
    throw new SpaceError('bad-input', `${given.length} entries are too many for one list`, {
      why: `${MOST_ENTRIES} can be named one by one`,
      try: 'choose them through a view',
    })
  return given.map(ref)
}

/** The change, and the folder that it goes into. */
export function changeOf(value: unknown): { change: BulkChange; folder?: Ref } {
  const asked = fields(value)
  const kind = choice(asked.get('kind'), KINDS)
  switch (kind) {
    case 'move':
    case 'copy': {
      const folder = ref(asked.get('folder'))
      return { change: { kind, folder: folder.entry }, folder }
    }
    case 'rename':
      return { change: { kind, name: text(asked.get('name'), NAME_CHARS) } }
    case 'mark': {
      const marks = fields(asked.get('mark'))
      const starred = maybe(marks.get('starred'), flag)
      const tags = maybe(marks.get('tags'), (given) => texts(given, 20, 40))
      return {
        change: {
          kind,
          ...(starred === undefined ? {} : { starred }),
          ...(tags === undefined ? {} : { tags }),
        },
      }
    }
    default:
      return { change: { kind } }
  }
}

export function answersOf(value: unknown, usual: Answer): Answers {
  const asked = fields(value)
  const answer = (given: unknown): Answer => choice(given, ANSWERS)
  const conflicts = maybe(asked.get('conflicts'), answer) ?? usual
  const folders = maybe(asked.get('folders'), answer) ?? conflicts
  const each = [...fields(asked.get('each'))].map(
    ([id, given]) => [entryId(id), answer(given)] as const,
  )
  if (each.length > MOST_ENTRIES) throw wrong(`at most ${MOST_ENTRIES} answers`)
  return { conflicts, folders, each: new Map(each) }
}
