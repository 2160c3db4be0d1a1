/** Looking at what was given: each call names a handle, and is checked by its grant. */
import type { EntryPage, EntryStat, UrlTicket } from '@space/sdk/calls'
import { SpaceError, type TreeUsage, type TrashedFile, type Version } from '@space/sdk'
import type { Running } from '@space/sdk/wire'
import type { SearchQuery } from '../drive/drive.ts'
import type { Grant } from '../grants/capability.ts'
import { notFound } from '../grants/words.ts'
import { isShown, ref, shown, statOf, type Ref } from './handles.ts'
import { choice, fields, flag, list, maybe, number, text, whole } from './params.ts'
import type { Session } from './session.ts'
import { watchEntries } from './watch.ts'
import { demandReach } from './views.ts'
import { zipOf } from './zip.ts'

const PAGE = 1000
/** Entries of the folder that one search looks through before it keeps those that the app may see. */
const SEARCHED = 100_000

export function filesFacet(session: Session) {
  const { guard, entries, app, powers } = session

  const looking = (handle: Ref, action: 'list' | 'read' | 'search', whole = false) => ({
    grant: handle.grant,
    need: 'read' as const,
    entries: [handle.entry],
    action,
    isGlance: action === 'list',
    whole,
  })

  return {
    stat(params: unknown, { signal }: Running): Promise<EntryStat> {
      const handle = ref(list(params)[0])
      return guard.run(looking(handle, 'list'), signal, ({ grant }) =>
        statOf(entries.entry(handle.entry), grant),
      )
    },

    list(params: unknown, { signal }: Running): Promise<EntryPage> {
      const [given, options] = list(params)
      const folder = ref(given)
      const page = fields(options)
      const after = maybe(page.get('after'), entryOrName)
      const limit = maybe(page.get('limit'), (value) => whole(value, 1, PAGE)) ?? PAGE
      return guard.run(looking(folder, 'list'), signal, ({ grant }) => {
        const all = entries.list(folder.entry)
        const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
        const found: EntryStat[] = []
        let at = start
        for (; at < all.length && found.length < limit; at++) {
          const entry = all[at]
          if (entry === undefined || !isShown(entry) || !guard.sees(grant, entry.id)) continue
          found.push(statOf(entries.entry(entry.id), grant))
        }
        return { entries: found, next: at < all.length ? (found.at(-1)?.entry ?? null) : null }
      })
    },

    resolve(params: unknown, { signal }: Running): Promise<string[] | null> {
      const [above, below] = list(params)
      const folder = ref(above)
      const entry = ref(below)
      return guard.run(looking(folder, 'list'), signal, ({ grant }) => {
        const isSeen = guard.sees(grant, entry.entry)
        return isSeen ? (entries.namesTo(folder.entry, entry.entry) ?? null) : null
      })
    },

    url(params: unknown, { signal }: Running): Promise<UrlTicket> {
      const [given, options] = list(params)
      const file = ref(given)
      const version = maybe(fields(options).get('version'), (value) => text(value, 64))
      // what was thrown away can be looked at by who may bring it back
      const reaching = (action: 'list' | 'read') =>
        isRemoved(file.entry)
          ? { ...looking(file, action), need: 'change' as const, entries: [], whole: true }
          : looking(file, action)
      return guard.run(reaching('list'), signal, async ({ grant }) => {
        readableFile(grant, file.entry, version)
        const alive = session.alive(grant.id, grant.actions === 'add' ? 'add' : 'read')
        // asked again at each request: the file may have left the folder, or the grant its width
        const open = () =>
          guard.run(reaching('read'), alive, async ({ grant: now }) => {
            const found = readableFile(now, file.entry, version)
            const trashed = isRemoved(file.entry)
            return {
              ...found,
              read: (range: { start: number; end: number; signal: AbortSignal }) =>
                // NOTE: by version, so that a write between two reads never mixes two files
                entries.read(file.entry, {
                  ...range,
                  trashed,
                  ...(found.version === '' ? {} : { version: found.version }),
                }),
            }
          })
        return { url: powers.urls.forReading(app.label, alive, open) }
      })
    },

    zip(params: unknown, { signal }: Running): Promise<UrlTicket> {
      const folder = ref(list(params)[0])
      // add-only grants do not show what others put there
      return guard.run(looking(folder, 'list', true), signal, ({ grant }) => {
        demandFolder(folder.entry)
        const alive = session.alive(grant.id, 'read')
        const open = () =>
          guard.run(looking(folder, 'read', true), alive, (access) => {
            demandFolder(folder.entry)
            return zipOf(session, folder.entry, access)
          })
        return { url: powers.urls.forReading(app.label, alive, open) }
      })
    },

    versions(params: unknown, { signal }: Running): Promise<Version[]> {
      const file = ref(list(params)[0])
      return guard.run(looking(file, 'list'), signal, async () => {
        demandFile(file.entry)
        return entries
          .versions(file.entry)
          .map(({ id, at, size, current }) => ({ id, at, size, current }))
      })
    },

    trash(params: unknown, { signal }: Running): Promise<TrashedFile[]> {
      const folder = ref(list(params)[0])
      // what was thrown away is for those who may bring it back
      const ask = { ...looking(folder, 'list', true), need: 'change' as const }
      return guard.run(ask, signal, () =>
        entries
          .trashed(folder.entry)
          .filter(isShown)
          .map(({ id, parent, wasNamed, kind, trashedAt, daysLeft }) => ({
            id,
            name: wasNamed,
            kind: kind === 'folder' ? 'directory' : 'file',
            from: entries.namesTo(folder.entry, parent) ?? [],
            trashedAt,
            daysLeft,
          })),
      )
    },

    search(params: unknown, { signal }: Running): Promise<EntryStat[]> {
      const [given, asked] = list(params)
      const folder = ref(given)
      const { limit, ...query } = searchOf(asked)
      return guard.run(looking(folder, 'search'), signal, ({ grant }) => {
        const found = entries.search({ ...query, below: folder.entry, limit: SEARCHED })
        return found
          .filter((entry) => isShown(entry) && guard.sees(grant, entry.id))
          .slice(0, limit)
          .map(({ id }) => statOf(entries.entry(id), grant))
      })
    },

    usage(params: unknown, { signal }: Running): Promise<TreeUsage> {
      const folder = ref(list(params)[0])
      return guard.run(looking(folder, 'list', true), signal, async () => {
        const { files, folders, bytes, versionBytes } = entries.usage(folder.entry)
        return { files, directories: folders, bytes, versionBytes }
      })
    },

    watch(params: unknown, { signal }: Running) {
      const handle = ref(list(params)[0])
      return guard.stream(looking(handle, 'list'), signal, async function* (access) {
        using _ = session.budget.take('stream')
        yield* watchEntries(session, handle.entry, access)
      })
    },
  }

  function demandFile(id: string): void {
    if (shown(entries.entry(id)).kind !== 'file') throw notFound()
  }

  function demandFolder(id: string): void {
    const { kind, name } = shown(entries.entry(id))
    if (kind !== 'folder') throw new SpaceError('not-folder', `${name} is no folder`)
  }

  function isRemoved(id: string): boolean {
    return !entries.isWithin(id, entries.root)
  }

  function readableFile(grant: Grant, id: string, version: string | undefined) {
    demandReach(session, grant, id)
    if (!isRemoved(id)) demandFile(id)
    return entries.readable(id, version)
  }
}

function entryOrName(value: unknown): string {
  return text(value, 128)
}

function searchOf(value: unknown): SearchQuery & { limit: number } {
  const asked = fields(value)
  const wanted = maybe(asked.get('text'), (given) => text(given, 256)) ?? ''
  const kind = maybe(asked.get('kind'), (given) => choice(given, ['file', 'directory']))
  const isPattern = /[*?]/u.test(wanted)
  const numbers = ['minBytes', 'maxBytes', 'after', 'before'] as const
  const limits = numbers.flatMap((name) => {
    const given = maybe(asked.get(name), number)
    return given === undefined ? [] : [[name, given] as const]
  })
  const starred = maybe(asked.get('starred'), flag)
  const tag = maybe(asked.get('tag'), (given) => text(given, 100))
  return {
    ...(wanted === '' ? {} : { [isPattern ? 'glob' : 'text']: wanted }),
    ...(kind === undefined ? {} : { kind: kind === 'directory' ? 'folder' : 'file' }),
    ...(starred === undefined ? {} : { starred }),
    ...(tag === undefined ? {} : { tag }),
    ...Object.fromEntries(limits),
    limit: maybe(asked.get('limit'), (given) => whole(given, 1, PAGE)) ?? PAGE,
  }
}
