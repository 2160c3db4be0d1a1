/** What apps did, and making it undone. */
import type { ActivityLine, ContactRow, UndoLine } from '@space/sdk/host'
import { formatMoment } from '@space/sdk/moment'
import type { Running } from '@space/sdk/wire'
import type { AppChange, AppChanges } from '../../drive/by-entry.ts'
import type { ActivityLine as Line } from '../../grants/activity.ts'
import type { Audit } from '../../grants/audit.ts'
import { entryId, fields, list, maybe, number, text, whole } from '../params.ts'
import type { Powers } from '../powers.ts'
import { appRef, findRow } from './rows.ts'

const PAGE = 100
const MOST = 1000
/** Lines that are looked at for hosts. */
const CONTACT_LINES = 5000

export function ownerActivity(powers: Powers) {
  const { audit, entries } = powers

  return {
    async list(params: unknown): Promise<ActivityLine[]> {
      const filter = fields(list(params)[0])
      const where = whereOf(filter)
      const limit = maybe(filter.get('limit'), (n) => whole(n, 1, MOST)) ?? PAGE
      const before = maybe(filter.get('before'), (id) => text(id, 64))
      return linesFrom(where, before, limit).map(lineOf)
    },

    async *watch(params: unknown, { signal }: Running): AsyncGenerator<ActivityLine> {
      const where = whereOf(fields(list(params)[0]))
      for await (const news of audit.watch(signal))
        for (const line of news) if (where(line)) yield lineOf(line)
    },

    async contacts(params: unknown): Promise<ContactRow[]> {
      const app = maybe(list(params)[0], (label) => text(label, 64))
      const where = (line: Line): boolean =>
        line.action === 'contact' && (app === undefined || line.app === app)
      const rows = new Map<string, ContactRow>()
      for (const { app: label, name: host, refused, count, at } of audit.list({
        where,
        limit: CONTACT_LINES,
      }).lines) {
        const key = `${label} ${host}`
        const before = rows.get(key) ?? {
          app: appRef(powers, label),
          host,
          allowed: 0,
          blocked: 0,
          lastAt: 0,
        }
        rows.set(key, {
          ...before,
          allowed: before.allowed + (refused ? 0 : count),
          blocked: before.blocked + (refused ? count : 0),
          lastAt: Math.max(before.lastAt, at),
        })
      }
      return [...rows.values()].toSorted((a, b) => b.lastAt - a.lastAt)
    },

    async undoPreview(params: unknown): Promise<UndoLine[]> {
      const range = await rangeOf(list(params)[0])
      const preview = await entries.previewUndo(range)
      const kept = new Map(preview.problems.map((one) => [one.path, one.message]))
      const setBack = new Set(preview.entries)
      const changes = new Map<string, AppChange>()
      // newest first: what is told of an entry is the first that was done to it
      for (const change of entries.changes(range)) changes.set(change.id, change)
      // what is undone already, or was made anew by the person since, has nothing to be set back
      return [...changes.values()]
        .filter(({ id, path }) => setBack.has(id) || kept.has(path))
        .map((change) => undoLine(change, kept.get(change.path) ?? null))
    },

    async undo(params: unknown): Promise<{ undone: number; kept: number }> {
      const { entries: undone, problems } = await entries.undo(await rangeOf(list(params)[0]))
      return { undone: undone.length, kept: problems.length }
    },
  }

  function undoLine({ id, kind, path, at }: AppChange, keptBecause: string | null): UndoLine {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const gone = { id, name, path, kind: entries.kindOf(id), size: 0, mtime: at }
    const change =
      kind === 'saved' || kind === 'set' ? 'changed' : kind === 'erased' ? 'removed' : kind
    const undo = {
      added: 'goes to the trash',
      changed: `back to what it was before ${formatMoment(at)}`,
      moved: 'back to where it was',
      removed: 'comes back from the trash',
    }[change]
    return { entry: findRow(powers, id) ?? gone, change, undo, keptBecause }
  }

  async function rangeOf(value: unknown): Promise<AppChanges> {
    const range = fields(value)
    const by = text(range.get('app'), 64)
    const since = number(range.get('since'))
    const below = maybe(range.get('entry'), entryId)
    if (below === undefined) return { by, since }
    const all = entries.changes({ by, since })
    const ids = new Set(all.map(({ id }) => id).filter(belowOf(below)))
    return { by, since, entries: [...ids] }
  }

  function linesFrom(where: (line: Line) => boolean, before: string | undefined, limit: number) {
    let isPast = before === undefined
    let at: NonNullable<ReturnType<Audit['list']>['next']> | undefined
    const found: Line[] = []
    for (;;) {
      const page = audit.list({ where, limit: MOST, ...(at === undefined ? {} : { before: at }) })
      for (const line of page.lines) {
        if (isPast) found.push(line)
        else isPast = line.id === before
        if (found.length === limit) return found
      }
      if (page.next === null) return found
      at = page.next
    }
  }

  function whereOf(filter: ReadonlyMap<string, unknown>): (line: Line) => boolean {
    const app = maybe(filter.get('app'), (label) => text(label, 64))
    const entry = maybe(filter.get('entry'), entryId)
    const isBelow = entry === undefined ? () => true : belowOf(entry)
    return (line) => (app === undefined || line.app === app) && isBelow(line.target)
  }

  /** Whether it is this entry or below it; also for what went to the trash out of it. */
  function belowOf(above: string): (id: string) => boolean {
    const trashed = new Set(entries.trashed(above).map(({ id }) => id))
    return (id) => id === above || trashed.has(id) || entries.isWithin(id, above)
  }

  function lineOf({
    id,
    app,
    action,
    target,
    name,
    since,
    at,
    count,
    refused,
  }: Line): ActivityLine {
    const entry = action === 'contact' || action === 'identity' ? null : findRow(powers, target)
    return {
      id,
      app: appRef(powers, app),
      action,
      entry: entry ?? null,
      name,
      firstAt: since,
      lastAt: at,
      count,
      refused,
    }
  }
}
