/** What the picker needs of the drive: the person's own, so nothing is guarded. */
import type { EntryRow } from '@space/sdk/host'
import { isShown } from '../handles.ts'
import { KINDS, choice, entryId, fields, list, maybe, text, whole } from '../params.ts'
import type { Powers } from '../powers.ts'
import { entryRow } from './rows.ts'

const PAGE = 1000
const SEARCHED = 20_000

export function ownerFiles({ entries }: Powers) {
  const folderId = (value: unknown): string => maybe(value, entryId) ?? entries.root

  return {
    async list(params: unknown): Promise<{ entries: EntryRow[]; next: string | null }> {
      const [folder, options] = list(params)
      const page = fields(options)
      const after = maybe(page.get('after'), (id) => text(id, 128))
      const limit = maybe(page.get('limit'), (n) => whole(n, 1, PAGE)) ?? PAGE
      const all = entries.list(folderId(folder)).filter(isShown)
      const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
      const found = all.slice(start, start + limit)
      const isLast = start + limit >= all.length
      return { entries: found.map(entryRow), next: isLast ? null : (found.at(-1)?.id ?? null) }
    },
    stat: async (params: unknown): Promise<EntryRow> =>
      entryRow(entries.entry(folderId(list(params)[0]))),
    async makeFolder(params: unknown): Promise<EntryRow> {
      const [parent, name] = list(params)
      const edits = entries.edit({ check: () => undefined })
      return entryRow(await edits.makeFolder(folderId(parent), text(name, 1024)))
    },
    async usage(params: unknown): Promise<{ files: number; folders: number; bytes: number }> {
      const { files, folders, bytes } = entries.usage(folderId(list(params)[0]))
      return { files, folders, bytes }
    },
    async search(params: unknown): Promise<EntryRow[]> {
      const wanted = fields(list(params)[0])
      const kind = maybe(wanted.get('kind'), (value) => choice(value, KINDS))
      const within = maybe(wanted.get('within'), entryId)
      const limit = maybe(wanted.get('limit'), (n) => whole(n, 1, PAGE)) ?? 100
      const found = entries.search({
        text: text(wanted.get('text'), 256),
        limit: SEARCHED,
        ...(kind === undefined ? {} : { kind }),
      })
      return found
        .filter((entry) => isShown(entry) && isIn(entry.id, within))
        .slice(0, limit)
        .map(entryRow)
    },
  }

  function isIn(id: string, folder: string | undefined): boolean {
    return folder === undefined || entries.isWithin(id, folder)
  }
}
