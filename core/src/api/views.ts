/** Looking at many entries at once: views, and sums of what is chosen or below a folder. */
import type { Row, RowsPage } from '@space/sdk/calls'
import type { Day, Storage, Tally } from '@space/sdk'
import type { Running } from '@space/sdk/wire'
import { mediaType } from '@space/sdk/media'
import type { Scope, SeenRow } from '../drive/views/view.ts'
import type { Grant } from '../grants/capability.ts'
import type { Access, Ask } from '../grants/guard.ts'
import type { Clock } from '../grants/ports.ts'
import { notFound } from '../grants/words.ts'
import { refsOf } from './changing.ts'
import { ref, type Ref } from './handles.ts'
import { entryId, fields, list, maybe, text, whole } from './params.ts'
import type { Session } from './session.ts'
import { choiceOf, viewOf, type ViewAsked } from './view-params.ts'

const MOST_ROWS = 500
const MOST_DAYS = 366
const DAYS = 100
const PREFIX_CHARS = 256
/** A view is told of so often, and the daemon works at most a tenth of the time to find out. */
const FIRST_PAUSE_MS = 100
const PAUSES = 10

export function viewsFacet(session: Session) {
  const { guard, entries, powers, budget, views } = session

  return {
    rows(params: unknown, { signal }: Running): Promise<RowsPage> {
      const [given, asked] = list(params)
      const view = viewOf(given)
      const window = fields(asked)
      const from = whole(window.get('from'), 0, Number.MAX_SAFE_INTEGER)
      const count = whole(window.get('count'), 1, MOST_ROWS)
      return guard.run(looking(view), signal, async ({ grant, signal: over }) => {
        const scope = scopeOf(session, grant)
        const { rows, ...page } = await views.rows(view.of, scope, { from, count }, over)
        return { ...page, from, rows: rows.map((row) => rowOf(row, grant)) }
      })
    },

    rowOf(params: unknown, { signal }: Running): Promise<number | null> {
      const [given, asked] = list(params)
      const view = viewOf(given)
      const wanted = fields(asked)
      const entry = maybe(wanted.get('entry'), entryId)
      const after = maybe(wanted.get('after'), (n) => whole(n, -1, Number.MAX_SAFE_INTEGER)) ?? -1
      const sought =
        entry === undefined
          ? { startsWith: text(wanted.get('startsWith'), PREFIX_CHARS), after }
          : { entry }
      return guard.run(looking(view), signal, async ({ grant, signal: over }) => {
        const found = await views.rowOf(view.of, scopeOf(session, grant), sought, over)
        return found ?? null
      })
    },

    async tally(params: unknown, { signal }: Running): Promise<Tally> {
      const refs = await chosenRefs(session, list(params)[0], signal)
      const grants = Map.groupBy(refs, ({ grant }) => grant)
      const ids: string[] = []
      for (const [grant, ofGrant] of grants) {
        // what others put into a folder is not for who may only add
        const isWhole = ofGrant.some(({ entry }) => entries.kindOf(entry) === 'folder')
        const ask: Ask = {
          grant,
          need: 'read',
          entries: [],
          action: 'list',
          isGlance: true,
          whole: isWhole,
        }
        await guard.run(ask, signal, ({ grant: held }) => {
          for (const { entry } of ofGrant) demandReach(session, held, entry)
          ids.push(...ofGrant.map(({ entry }) => entry))
        })
      }
      return budget.work(() => entries.tally(ids))
    },

    storage(params: unknown, { signal }: Running): Promise<Storage> {
      const folder = ref(list(params)[0])
      return guard.run(summing(folder), signal, async ({ grant, signal: over }) => {
        const { entry } = folder
        const storage = await entries.storage(entry, scopeOf(session, grant), over)
        const isAll = grant.resource.kind === 'entry' && grant.resource.entry === entries.root
        const free = isAll ? powers.freeBytes?.() : undefined
        return free === undefined ? storage : { ...storage, freeBytes: free }
      })
    },

    days(params: unknown, { signal }: Running): Promise<Day[]> {
      const [given, asked] = list(params)
      const folder = ref(given)
      const options = fields(asked)
      const time = (value: unknown): number => whole(value, 0, Number.MAX_SAFE_INTEGER)
      const before = maybe(options.get('before'), time) ?? Infinity
      const limit = maybe(options.get('limit'), (n) => whole(n, 1, MOST_DAYS)) ?? DAYS
      return guard.run(summing(folder), signal, ({ grant, signal: over }) =>
        entries.days(folder.entry, scopeOf(session, grant), { before, limit }, over),
      )
    },

    watchRows(params: unknown, { signal }: Running): AsyncIterable<{ revision: string }> {
      const view = viewOf(list(params)[0])
      return guard.stream(looking(view), signal, async function* (access) {
        using _ = budget.take('stream')
        yield* revisions(view, access)
      })
    },
  }

  async function* revisions(view: ViewAsked, access: Access): AsyncGenerator<{ revision: string }> {
    const { grant, signal } = access
    // NOTE: begun before the first look, so that nothing is missed
    const pulses = entries.pulses(signal)
    let before = await look()
    yield { revision: before }
    for await (const _ of pulses) {
      access.check()
      const began = powers.cpuMs()
      const revision = await look()
      const tookMs = powers.cpuMs() - began
      if (revision !== before) yield { revision }
      before = revision
      await pause(powers.clock, Math.max(FIRST_PAUSE_MS, PAUSES * tookMs), signal)
    }

    function look(): Promise<string> {
      return budget.work(() => views.revision(view.of, scopeOf(session, grant), signal))
    }
  }
}

/**
 * What an app chose: by handles, or as rows of a view as it is now.
 *
 * @throws {SpaceError} `conflict` when the view has changed since, `bad-input`, as the guard
 */
export async function chosenRefs(
  session: Session,
  value: unknown,
  signal: AbortSignal,
): Promise<Ref[]> {
  const given = fields(value)
  if (!given.has('view')) return refsOf(value)
  const view = viewOf(given.get('view'))
  const choice = choiceOf(given)
  return session.guard.run(looking(view), signal, async ({ grant, signal: over }) => {
    const scope = scopeOf(session, grant)
    const ids = await session.views.chosen(view.of, scope, choice, over)
    return ids.map((entry) => ({ grant: grant.id, entry }))
  })
}

/** @throws {SpaceError} `not-found` for what the grant does not reach */
export function demandReach(session: Session, grant: Grant, entry: string): void {
  if (!reaches(session, grant, entry)) throw notFound()
}

/** Whether an entry can be seen by the grant, or was thrown away out of it and may be brought back. */
export function reaches({ guard, entries }: Session, grant: Grant, entry: string): boolean {
  if (guard.sees(grant, entry)) return true
  const { resource, actions } = grant
  return (
    actions === 'change' &&
    resource.kind === 'entry' &&
    entries.isWithin(resource.entry, entries.root) &&
    entries.wasWithin(entry, resource.entry)
  )
}

export function scopeOf({ guard }: Session, grant: Grant): Scope {
  if (grant.resource.kind !== 'entry') throw notFound()
  return {
    top: grant.resource.entry,
    mayRestore: grant.actions === 'change',
    sees: grant.actions === 'add' ? (entry) => guard.sees(grant, entry) : undefined,
  }
}

function looking({ folder, of }: ViewAsked): Ask {
  const isPast = of.at !== undefined
  return {
    grant: folder.grant,
    // what was thrown away is for those who may bring it back
    need: of.trash === true ? 'change' : 'read',
    entries: [folder.entry],
    action: of.find?.text === undefined ? 'list' : 'search',
    isGlance: true,
    whole: isPast || of.trash === true,
  }
}

/** Resolves after `ms`, or when `signal` fires. */
async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  using _ = clock.after(ms, resolve)
  const stop = (): void => resolve()
  signal.addEventListener('abort', stop, { once: true })
  await promise
  signal.removeEventListener('abort', stop)
}

/** Of all that is below, which add-only grants do not show. */
function summing(folder: Ref): Ask {
  return {
    grant: folder.grant,
    need: 'read',
    entries: [folder.entry],
    action: 'list',
    isGlance: true,
    whole: true,
  }
}

function rowOf({ id, mark, mtime, ...row }: SeenRow, { id: grant }: Grant): Row {
  return {
    ...row,
    grant,
    entry: id,
    mtime,
    type: row.kind === 'folder' ? '' : mediaType(row.name),
    mark,
  }
}
