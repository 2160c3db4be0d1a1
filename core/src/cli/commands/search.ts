import { SpaceError } from '@space/sdk'
import type { Kind, SearchQuery } from '../../drive/drive.ts'
import type { Context } from '../context.ts'
import { escapeName, parseCount, parseSize } from '../text.ts'
import { parseTime } from '../time.ts'

const KINDS: readonly Kind[] = ['file', 'folder', 'symlink', 'mount']

export async function run(context: Context): Promise<number> {
  const query = queryOf(context)
  const { drive } = await context.open()
  const found = await drive.search(query, context.signal)
  await context.out.data(found, () =>
    found.map(({ path, kind }) => escapeName(path) + (kind === 'folder' ? '/' : '')),
  )
  if (found.length > 0) return 0
  context.out.say('Nothing found.')
  if (context.words.length > 1) {
    // Most likely a pattern that the shell put the names of this folder in place of.
    context.out.say(`try: a pattern in quotes: ${context.again("search '*.jpg'")}`)
  }
  return 0
}

function queryOf({ words, text, powers }: Context): SearchQuery {
  const kind = KINDS.find((known) => known === text('kind'))
  if (text('kind') !== undefined && kind === undefined) {
    throw new SpaceError('bad-usage', `"${text('kind')}" is not a kind of entry`, {
      try: `one of ${KINDS.join(', ')}`,
    })
  }
  const [min, max, after, before] = [text('min'), text('max'), text('after'), text('before')]
  const limit = text('limit')
  const wanted = words.join(' ')
  const isGlob = /[*?]/.test(wanted)
  const now = powers.now()
  const query: SearchQuery = {
    ...(words.length === 0 ? {} : { [isGlob ? 'glob' : 'text']: wanted }),
    ...(kind === undefined ? {} : { kind }),
    ...(min === undefined ? {} : { minBytes: parseSize(min) }),
    ...(max === undefined ? {} : { maxBytes: parseSize(max) }),
    ...(after === undefined ? {} : { after: parseTime(after, now) }),
    ...(before === undefined ? {} : { before: parseTime(before, now) }),
    ...(limit === undefined ? {} : { limit: parseCount(limit, '--limit') }),
  }
  if (Object.keys(query).length === 0) {
    throw new SpaceError('bad-usage', 'space search needs a text or a filter', {
      try: 'space help search',
    })
  }
  return query
}
