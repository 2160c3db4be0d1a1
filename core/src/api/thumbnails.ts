/** Small pictures of what was given, where this machine can make them. */
import { SpaceError } from '@space/sdk'
import type { UrlTicket } from '@space/sdk/calls'
import type { Running } from '@space/sdk/wire'
import { notFound } from '../grants/words.ts'
import type { Thumbs } from '../thumbs/thumbs.ts'
import { fields, list, maybe, text, whole } from './params.ts'
import { ref } from './handles.ts'
import type { Session } from './session.ts'

const MOST_PX = 1024

export function thumbnailsFacet(session: Session, thumbs: Pick<Thumbs, 'get' | 'isPicture'>) {
  const { guard, entries, app, powers } = session
  return {
    /** The picture is made when its URL is read: an app may ask for those of a whole wall. */
    thumbnail(params: unknown, { signal }: Running): Promise<UrlTicket> {
      const [given, options] = list(params)
      const file = ref(given)
      const asked = fields(options)
      const px = whole(asked.get('px'), 16, MOST_PX)
      const version = maybe(asked.get('version'), (value) => text(value, 64))
      const looking = (action: 'list' | 'read') => ({
        grant: file.grant,
        need: 'read' as const,
        entries: [file.entry],
        action,
        isGlance: action === 'list',
      })
      return guard.run(looking('list'), signal, ({ grant }) => {
        const { kind, name } = entries.entry(file.entry)
        if (kind !== 'file' || !thumbs.isPicture(name)) {
          throw new SpaceError('not-found', 'There is no small picture of this file')
        }
        demandVersion(file.entry, version)
        const alive = session.alive(grant.id, grant.actions === 'add' ? 'add' : 'read')
        const open = () =>
          guard.run(looking('read'), alive, async () => {
            const picture = await thumbs.get(file.entry, {
              px,
              signal: alive,
              ...(version !== undefined && { version }),
            })
            return {
              size: picture.length,
              version: `${version ?? entries.entry(file.entry).version} ${px}`,
              name: 'thumbnail.webp',
              async *read({ start, end }: { start: number; end: number }) {
                yield picture.subarray(start, end)
              },
            }
          })
        return { url: powers.urls.forReading(app.label, alive, open) }
      })
    },
  }

  function demandVersion(entry: string, version: string | undefined): void {
    if (version === undefined) return
    if (!entries.versions(entry).some(({ id }) => id === version)) throw notFound()
  }
}
