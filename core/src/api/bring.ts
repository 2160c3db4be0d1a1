/** Bringing in many files: looked at, then packed or one by one, under one name that the person sees. */
import type { BringTicket, Brought, Sight, UploadTicket, UrlTicket } from '@space/sdk/calls'
import { type Problem, SpaceError } from '@space/sdk'
import { isWireError, toWireError, type Running } from '@space/sdk/wire'
import type * as drive from '../drive/coming.ts'
import type { Actions, Grant } from '../grants/capability.ts'
import type { Access, Ask } from '../grants/guard.ts'
import type { Bringing } from './bringings.ts'
import { ref, statOf } from './handles.ts'
import { plainWords } from './names.ts'
import { comingList, comingOf, openPack } from './pack-frame.ts'
import { choice, fields, list, maybe, text, whole } from './params.ts'
import { demandRoom, ENTRY_BYTES } from './quota.ts'
import type { Session } from './session.ts'
import type { Wish } from './transfers.ts'
import type { Undos } from './undos.ts'

/** A file that is larger goes on where it was when it broke off. */
const DRAFT_BYTES = 2 ** 20

export function bringFacet(session: Session, undos: Undos) {
  const { guard, entries, app, powers } = session
  const { bringings, urls } = powers

  const running = (params: unknown): { one: Bringing; rest: readonly unknown[] } => {
    const [id, ...rest] = list(params)
    const one = bringings.get(app.label, text(id, 64))
    if (one === undefined) throw new SpaceError('not-found', 'Nothing of that name is brought in')
    return { one, rest }
  }
  const asking = (one: Pick<Bringing, 'grant' | 'folder'>, need: Actions = 'add'): Ask => ({
    grant: one.grant,
    need,
    entries: [one.folder],
    action: 'add',
    changes: true,
  })
  const glance = (one: Pick<Bringing, 'grant' | 'folder'>): Ask => ({
    ...asking(one),
    action: 'list',
    isGlance: true,
    changes: false,
  })
  const rulesOf = (
    { since, own }: Pick<Bringing, 'since' | 'own'>,
    grant: Grant,
  ): drive.BringRules => ({
    by: app.label,
    since,
    own,
    sees: (id) => guard.sees(grant, id),
  })
  const packUrl = (one: Bringing): string =>
    urls.forPacks(app.label, session.alive(one.grant, 'add'), (pack) => take(one, pack))

  /** Files and folders that are in memory, all in one change. */
  const take = async (one: Bringing, pack: Uint8Array): Promise<Brought[]> => {
    const { coming, files } = openPack(pack)
    const bytes = pack.length + ENTRY_BYTES * coming.length
    const alive = session.alive(one.grant, 'add')
    return guard.run(asking(one, needOf(coming)), alive, async (access) => {
      const { all } = await save(one, access, coming, files, bytes)
      return all.map((brought, i) => told(one, coming[i], brought))
    })
  }

  const save = async (
    one: Bringing,
    { check, grant, signal }: Access,
    coming: readonly drive.Coming[],
    files: readonly (Iterable<Uint8Array> | AsyncIterable<Uint8Array>)[],
    bytes: number,
    draft?: string,
  ): Promise<drive.BroughtAll> => {
    demandRoom(session, grant, bytes)
    using sending = powers.room.send(app.label, bytes)
    const author = {
      by: app.label,
      check(): void {
        check()
        demandRoom(session, grant, bytes, sending.bytes())
      },
    }
    const done = await entries
      .edit(author)
      .bring(one.folder, coming, files, { ...rulesOf(one, grant), draft, signal })
    if (grant.actions === 'add') for (const id of done.made) powers.grants.added(grant.id, id)
    sending.saved()
    // taking it back is more than adding
    if (grant.actions === 'change') one.steps.push(...done.steps)
    return done
  }

  /** How the app is told of it, counted for the person. */
  const told = (
    one: Bringing,
    coming: drive.Coming | undefined,
    brought: drive.Brought,
    isCounted = false,
  ): Brought => {
    const isThere = brought.is === 'brought' || brought.is === 'there'
    if (isThere && coming !== undefined && coming.size !== null)
      one.count(1, isCounted ? 0 : coming.size)
    return brought.is === 'brought'
      ? { is: 'brought', entry: brought.id, name: brought.name }
      : sightOf(brought)
  }

  return {
    begin(params: unknown, { signal }: Running): Promise<BringTicket> {
      const [given, what] = list(params)
      const { grant, entry } = ref(given)
      const wanted = fields(what)
      const name = plainWords(text(wanted.get('name'), 1024), 80)
      const id = maybe(wanted.get('bring'), (value) => text(value, 64))
      return guard.run(glance({ grant, folder: entry }), signal, () => {
        // a file would be no place for it
        entries.look(entry, [], { since: 0, sees: () => true })
        const { one, goesOn } = bringings.begin({
          app: app.label,
          grant,
          folder: entry,
          name,
          ...(id === undefined ? {} : { id }),
        })
        return { bring: one.id, url: packUrl(one), goesOn }
      })
    },

    async url(params: unknown): Promise<UrlTicket> {
      session.budget.spend()
      return { url: packUrl(running(params).one) }
    },

    look(params: unknown, { signal }: Running): Promise<Sight[]> {
      const { one, rest } = running(params)
      const coming = comingList(rest[0])
      return guard.run(glance(one), signal, ({ grant }) =>
        entries.look(one.folder, coming, rulesOf(one, grant)).map((sight, i) => {
          const size = coming[i]?.size ?? null
          if (sight.is === 'there' && size !== null) one.count(1, size)
          return sightOf(sight)
        }),
      )
    },

    upload(params: unknown, { signal }: Running): Promise<UploadTicket & { offset: number }> {
      const { one, rest } = running(params)
      const coming = comingOf(rest[0])
      const { size } = coming
      if (size === null) throw new SpaceError('bad-input', 'A folder has no bytes')
      const need = needOf([coming])
      // what is only announced is no change yet: that is noted when it comes
      return guard.run({ ...glance(one), need }, signal, ({ grant }) => {
        const draft = draftOf(one, coming)
        const offset = draft === undefined ? 0 : Math.min(entries.draftBytes(draft), size)
        const maxBytes = demandRoom(session, grant, size - offset)
        const alive = session.alive(grant.id, need)
        const write = async (source: AsyncIterable<Uint8Array>, stop: AbortSignal) => {
          const taken = draft !== undefined && powers.drafts.take(draft)
          let came = offset
          one.count(0, offset)
          try {
            return await guard.run(asking(one, need), stop, async (access) => {
              const counted = counting(source, (bytes) => {
                came += bytes
                one.count(0, bytes)
              })
              const { all } = await save(
                one,
                access,
                [coming],
                [counted],
                size - offset,
                taken ? draft : undefined,
              )
              const [brought] = all
              if (brought === undefined) throw new Error('one file was to be brought')
              const isThere = brought.is === 'brought' || brought.is === 'there'
              if (!isThere) throw inTheWay(brought)
              came = 0
              told(one, coming, brought, true)
              return statOf(entries.entry(brought.id), access.grant)
            })
          } finally {
            one.count(0, -came)
            if (taken) powers.drafts.give(draft)
          }
        }
        const ticket = urls.forWriting(app.label, alive, { size, offset, maxBytes, write })
        return { ...ticket, offset }
      })
    },

    async report(params: unknown): Promise<null> {
      session.budget.spend()
      const { one, rest } = running(params)
      const report = fields(rest[0])
      const count = (name: string): number | undefined =>
        maybe(report.get(name), (n) => whole(n, 0, Number.MAX_SAFE_INTEGER))
      const [totalFiles, totalBytes] = [count('totalFiles'), count('totalBytes')]
      const failedFiles = count('failedFiles')
      const state = maybe(report.get('state'), (said) =>
        choice(said, ['running', 'waiting', 'paused'] as const),
      )
      one.transfer.tell({
        ...(totalFiles === undefined ? {} : { totalFiles }),
        ...(totalBytes === undefined ? {} : { totalBytes }),
        ...(failedFiles === undefined ? {} : { failedFiles }),
        ...(state === undefined ? {} : { state }),
        ...(report.has('cause') ? { cause: causeOf(report.get('cause')) } : {}),
      })
      return null
    },

    async end(params: unknown): Promise<{ undo: string | null }> {
      session.budget.spend()
      const { one, rest } = running(params)
      const how = choice(rest[0], ['done', 'cancelled'] as const)
      bringings.end(one.id, how)
      for (const draft of one.drafts) powers.drafts.drop(draft)
      if (one.steps.length === 0) return { undo: null }
      return { undo: undos.keep({ undo: { steps: one.steps }, grants: [one.grant] }) }
    },

    async *watch(params: unknown, { signal }: Running): AsyncGenerator<Wish> {
      session.budget.spend()
      using _seat = session.budget.take('stream')
      yield* running(params).one.wishes(signal)
    },
  }

  /** The name of what is kept of a file that breaks off; undefined while somebody else sends the same. */
  function draftOf(one: Bringing, { path, size, mtime }: drive.Coming): string | undefined {
    if (size === null || size < DRAFT_BYTES || mtime === undefined) return undefined
    const draft = JSON.stringify([app.label, one.folder, path, size, mtime])
    if (powers.drafts.isTaken(draft)) return undefined
    one.drafts.add(draft)
    return draft
  }
}

/** Over what is there only who may change it. */
function needOf(coming: readonly drive.Coming[]): Actions {
  return coming.some(({ how }) => how === 'replace') ? 'change' : 'add'
}

async function* counting(
  source: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    count(bytes.length)
    yield bytes
  }
}

function sightOf(sight: Exclude<drive.Sight, { is: 'there' }>): Exclude<Sight, { is: 'there' }>
function sightOf(sight: Exclude<drive.Sight, { is: 'free' }>): Exclude<Sight, { is: 'free' }>
function sightOf(sight: drive.Sight): Sight
function sightOf(sight: drive.Sight): Sight {
  switch (sight.is) {
    case 'free':
    case 'there':
      return { is: sight.is }
    case 'impossible':
      return { is: 'impossible', error: toWireError(sight.error) }
    default: {
      const { existing, version, freeName } = sight
      const kind = existing.kind === 'folder' ? 'directory' : 'file'
      const { size, mtime } = existing
      return { is: 'taken', existing: { kind, size, lastModified: mtime }, version, freeName }
    }
  }
}

function inTheWay(brought: Exclude<drive.Brought, { is: 'brought' | 'there' }>): SpaceError {
  if (brought.is === 'impossible') return brought.error
  return new SpaceError('exists', 'Something of that name came in between', {
    try: 'choose what to do with both',
  })
}

function causeOf(value: unknown): Problem | null {
  if (value === null || value === undefined) return null
  const error = { facts: {}, ...value }
  if (!isWireError(error)) throw new SpaceError('bad-input', 'A call needs a problem here')
  const { code, message, why, try: way } = error
  return {
    code,
    message: plainWords(message, 200),
    ...(why === undefined ? {} : { why: plainWords(why, 200) }),
    ...(way === undefined ? {} : { try: plainWords(way, 200) }),
  }
}
