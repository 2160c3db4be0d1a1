/** Changing many entries at once, and making it undone: each is checked when its turn has come. */
import type { Done, EntryStat } from '@space/sdk/calls'
import { SpaceError } from '@space/sdk'
import type { ActivityAction } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import {
  MOST_SHOWN,
  type BulkAuthor,
  type BulkChange,
  type BulkDone,
  type BulkOptions,
  type Touch,
} from '../drive/bulk/bulk.ts'
import type { Entry } from '../drive/drive.ts'
import { allows, type Grant } from '../grants/capability.ts'
import { eitherOf, type Access, type Ask } from '../grants/guard.ts'
import { notFound } from '../grants/words.ts'
import { demandNotRoot } from './changes.ts'
import { answersOf, changeOf } from './changing.ts'
import { ref, statOf, type Ref } from './handles.ts'
import { list, text, whole } from './params.ts'
import { demandChange, demandRoom, sizeOf } from './quota.ts'
import { openProgress } from './progress.ts'
import type { Session } from './session.ts'
import type { Undos } from './undos.ts'
import { chosenRefs, demandReach, reaches } from './views.ts'

const MOST_GRANTS = 16
const ACTIONS: Record<BulkChange['kind'], ActivityAction> = {
  move: 'move',
  copy: 'read',
  duplicate: 'read',
  remove: 'remove',
  restore: 'restore',
  mark: 'mark',
  rename: 'move',
}

export function editsFacet(session: Session, undos: Undos) {
  const { guard, entries, app } = session
  // one after the other: what an app asks of many must not be done in many places at once
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act)
    last = turn.catch(() => undefined)
    return turn
  }

  return {
    change(params: unknown, { signal }: Running): Promise<Done> {
      const [given, wanted, answers] = list(params)
      const { change, folder } = changeOf(wanted)
      const usual = change.kind === 'restore' ? 'keep-both' : 'ask'
      const rules = answersOf(answers, usual)
      const isCopy = change.kind === 'copy' || change.kind === 'duplicate'
      return inTurn(async () => {
        const refs = await chosenRefs(session, given, signal)
        if (refs.length === 0) return NOTHING
        return throughAll(asksOf(change, refs), signal, (leaving, stop) =>
          throughAll(asksTo(change, refs, folder), stop, async (entering, over) => {
            const into = entering.length === 0 ? leaving : entering
            demandMay(change, refs, leaving, into, rules)
            demandRooms(session, change, refs, leaving, into)
            const author = authorOf({
              leaving,
              entering: into,
              isCopy,
              isTrash: change.kind === 'restore',
            })
            const ids = refs.map(({ entry }) => entry)
            const done = await longer(nameOf(ids), over, (how) =>
              entries.editMany(author).change(ids, change, { ...how, answers: rules }),
            )
            noteAdded(into, done)
            const touched = isCopy ? into : [...leaving, ...into]
            return told(done, { leaving, entering: into, touched })
          }),
        )
      })
    },

    restoreAt(params: unknown, { signal }: Running): Promise<Done> {
      const [given, at] = list(params)
      const { grant: id, entry } = ref(given)
      const time = whole(at, 0, Number.MAX_SAFE_INTEGER)
      return inTurn(() => {
        // what is in the trash is in no grant; whether it was is asked below
        const ids = entries.isWithin(entry, entries.root) ? [entry] : []
        const ask = asking({ grant: id, need: 'change', action: 'restore', whole: true, ids })
        return throughAll([ask], signal, async (all, over) => {
          const grant = all[0]?.grant
          if (grant === undefined) throw notFound()
          demandReach(session, grant, entry)
          demandRoom(session, grant, entries.tally([entry]).bytes)
          const author = authorOf({ leaving: all, entering: all, isCopy: false, isTrash: true })
          const wanted = { id: entry, time, reaches: (one: string) => reaches(session, grant, one) }
          const done = await longer(nameOf([entry]), over, (how) =>
            entries.editMany(author).restoreAt(wanted, how),
          )
          return told(done, { leaving: all, entering: all, touched: all })
        })
      })
    },

    undo(params: unknown, { signal }: Running): Promise<Done> {
      const token = text(list(params)[0], 64)
      return inTurn(() => {
        const { undo, grants } = undos.get(token)
        const asks = grants.map((grant) => asking({ grant, need: 'change', action: 'restore' }))
        return throughAll(asks, signal, async (all, over) => {
          for (const { grant } of all.slice(0, 1))
            demandChange(session, grant, 0, undo.steps.length)
          const author = authorOf({ leaving: all, entering: all, isCopy: false, isTrash: false })
          const name = nameOf(
            all.flatMap(({ grant: { resource } }) => ('entry' in resource ? resource.entry : [])),
          )
          const done = await longer(name, over, (how) => entries.editMany(author).undo(undo, how))
          undos.used(token)
          return told(done, { leaving: all, entering: all, touched: all })
        })
      })
    },
  }

  /** Told of among the transfers when it takes long; what the person stops has done the first of it. */
  async function longer(
    name: string,
    signal: AbortSignal,
    act: (how: BulkOptions) => Promise<BulkDone>,
  ): Promise<BulkDone> {
    const progress = openProgress(session, name)
    const either = eitherOf(signal, progress.signal)
    try {
      const { onProgress } = progress
      const { failure, ...done } = await act({ signal: either.signal, onProgress })
      const isStopped = progress.signal.aborted
      progress.end(isStopped ? undefined : failure)
      return failure === undefined || isStopped ? done : { ...done, failure }
    } catch (error) {
      progress.end(error)
      throw error
    } finally {
      either.forget()
    }
  }

  /** Of the one, or of the folder around the first of many. */
  function nameOf(ids: readonly string[]): string {
    const [first = ''] = ids
    const folder = ids.length > 1 ? entries.parentOf(first) : undefined
    return (folder === undefined ? '' : entries.nameOf(folder)) || entries.lastNameOf(first)
  }

  /** Through the guard for each of the grants; what was named must lie in them now. */
  function throughAll<T>(
    asks: readonly Ask[],
    signal: AbortSignal,
    act: (all: Access[], signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const enter = (n: number, all: Access[], stop: AbortSignal): Promise<T> => {
      const ask = asks[n]
      if (ask === undefined) return act(all, stop)
      return guard.run(ask, stop, (access) => enter(n + 1, [...all, access], access.signal))
    }
    return enter(0, [], signal)
  }

  function asksOf({ kind }: BulkChange, refs: readonly Ref[]): Ask[] {
    const action = ACTIONS[kind]
    const reads = kind === 'copy' || kind === 'duplicate'
    return grouped(refs).map(([grant, ids]) => {
      if (kind === 'restore') return asking({ grant, need: 'change', action, whole: true })
      // of a folder all that is in it is read
      const whole = reads && ids.some((id) => entries.kindOf(id) === 'folder')
      return asking({ grant, need: reads ? 'read' : 'change', action, whole, changes: !reads, ids })
    })
  }

  /** For where it goes: into a folder, or beside itself. */
  function asksTo({ kind }: BulkChange, refs: readonly Ref[], folder: Ref | undefined): Ask[] {
    if (folder !== undefined)
      return [asking({ grant: folder.grant, need: 'add', action: 'add', ids: [folder.entry] })]
    if (kind !== 'duplicate' && kind !== 'rename') return []
    return grouped(refs).map(([grant, ids]) => {
      const parents = new Set(ids.map((id) => entries.parentOf(id) ?? ''))
      return asking({ grant, need: 'add', action: 'add', ids: [...parents] })
    })
  }

  function demandMay(
    { kind }: BulkChange,
    refs: readonly Ref[],
    leaving: readonly Access[],
    entering: readonly Access[],
    { conflicts, folders, each }: ReturnType<typeof answersOf>,
  ): void {
    const grants = new Map(leaving.map(({ grant }) => [grant.id, grant]))
    for (const one of refs) {
      const grant = grants.get(one.grant)
      if (grant === undefined) throw notFound()
      const isMoved = kind === 'move' || kind === 'rename'
      if (isMoved || (kind === 'remove' && entries.kindOf(one.entry) === 'folder'))
        demandNotRoot(one, grant)
      if (kind === 'restore' && !isHome(grant, one.entry)) throw notFound()
    }
    const isAdding = entering.some(({ grant }) => grant.actions === 'add')
    if (!isAdding) return
    if ([conflicts, folders, ...each.values()].some((one) => one === 'replace' || one === 'merge'))
      throw new SpaceError('grant-denied', 'The app may only add here', {
        why: 'to replace or to merge is to change what is there',
        try: 'keep both, or skip what is there',
      })
    if (refs.length > MOST_SHOWN)
      throw new SpaceError('bad-input', `${refs.length} are too many where the app may only add`, {
        why: `${MOST_SHOWN} at a time can be added there`,
      })
  }

  /** Whether what lies in the trash comes back into what was granted. */
  function isHome(grant: Grant, entry: string): boolean {
    const home = entries.homeOf(entry)
    return home !== undefined && guard.sees(grant, home)
  }

  function authorOf(how: {
    leaving: readonly Access[]
    entering: readonly Access[]
    isCopy: boolean
    /** What is named lies in the trash, and is known by where it comes. */
    isTrash: boolean
  }): BulkAuthor {
    const { leaving, entering, isCopy, isTrash } = how
    const sees = (accesses: readonly Access[], id: string): boolean =>
      accesses.some(({ grant }) => guard.sees(grant, id))
    const isReached = (id: string): boolean =>
      leaving.some(({ grant }) => reaches(session, grant, id))
    // a file that was given by itself, and went to the trash, or comes back from there
    const isGiven = (id: string): boolean =>
      leaving.some(({ grant: { resource } }) => resource.kind === 'entry' && resource.entry === id)
    return {
      by: app.label,
      check() {
        // what was named is elsewhere once it was changed, and is asked for one by one
        for (const access of leaving) access.check([])
        for (const access of entering) access.check(entering === leaving ? [] : undefined)
      },
      may(entry: string, { isUsed = false, leaves, enters }: Touch): boolean {
        if ((isUsed || isCopy) && !(isTrash ? isReached(entry) : sees(leaving, entry))) return false
        // what the person threw away elsewhere since does not come back into what was granted
        const isThrown = leaves === undefined && !entries.isWithin(entry, entries.root)
        if (isThrown && !isGiven(entry) && !isReached(entry)) return false
        if (leaves !== undefined && !sees(leaving, leaves) && !isGiven(entry)) return false
        return enters === undefined || sees(entering, enters) || (!isCopy && isGiven(entry))
      },
    }
  }

  function noteAdded(entering: readonly Access[], { entries: ids }: BulkDone): void {
    for (const { grant } of entering) {
      if (grant.actions !== 'add') continue
      for (const id of ids)
        if (grant.resource.kind === 'entry' && entries.isWithin(id, grant.resource.entry))
          session.powers.grants.added(grant.id, id)
    }
  }

  /** @param how.touched by which it may be undone, when all of them allow that */
  function told(
    done: BulkDone,
    how: { leaving: readonly Access[]; entering: readonly Access[]; touched: readonly Access[] },
  ): Done {
    const grants = [...new Set(how.touched.map(({ grant }) => grant))]
    const mayUndo = grants.every(({ actions }) => allows(actions, 'change'))
    const undo =
      done.undo === undefined || !mayUndo
        ? null
        : undos.keep({ undo: done.undo, grants: grants.map(({ id }) => id) })
    if (done.failure !== undefined) throw early(done, undo)
    const statBy = (accesses: readonly Access[], id: string): EntryStat[] => {
      const entry = entries.entryAnywhere(id)
      const by = accesses.find(({ grant }) => guard.sees(grant, id)) ?? accesses[0]
      return by === undefined ? [] : [statOf(plain(entry), by.grant)]
    }
    return {
      done: done.done,
      undo,
      conflicts: done.conflicts.flatMap(({ entry, existing }) => {
        const [one] = statBy(how.leaving, entry)
        const [other] = hidden(how.entering, existing) ?? statBy(how.entering, existing)
        return one === undefined || other === undefined ? [] : [{ entry: one, existing: other }]
      }),
      conflictCount: done.conflictCount,
      kept: done.kept,
      entries: done.entries.flatMap((id) =>
        isThere(id) ? statBy([...how.entering, ...how.leaving], id) : [],
      ),
    }
  }

  /** Of what is in the way an app that may only add learns that it is there, and nothing else. */
  function hidden(entering: readonly Access[], id: string): EntryStat[] | undefined {
    if (entering.some(({ grant }) => guard.sees(grant, id))) return undefined
    const [access] = entering
    if (access === undefined || access.grant.actions !== 'add') return undefined
    const { name, kind } = plain(entries.entryAnywhere(id))
    return [statOf(bare(name, kind), access.grant)]
  }

  function isThere(id: string): boolean {
    return entries.isWithin(id, entries.root)
  }
}

const NOTHING: Done = {
  done: 0,
  undo: null,
  conflicts: [],
  conflictCount: 0,
  kept: [],
  entries: [],
}

function grouped(refs: readonly Ref[]): [grant: string, ids: string[]][] {
  const groups = new Map<string, string[]>()
  for (const { grant, entry } of refs) {
    const ids = groups.get(grant)
    if (ids === undefined) groups.set(grant, [entry])
    else ids.push(entry)
  }
  if (groups.size > MOST_GRANTS)
    throw new SpaceError('bad-input', `Entries of ${groups.size} grants are too many at once`)
  return [...groups]
}

function asking(what: {
  grant: string
  need: Ask['need']
  action: ActivityAction
  ids?: readonly string[]
  whole?: boolean
  changes?: boolean
}): Ask {
  const { ids = [], whole = false, changes = true, ...ask } = what
  // a thousand entries are noted as done to what was granted
  return { ...ask, entries: ids, whole, changes, isGlance: ids.length !== 1 }
}

/** Links and mounts are in the way as files: of where they lead an app learns nothing. */
function plain(entry: Entry): Entry {
  return entry.kind === 'folder' ? entry : { ...entry, kind: 'file' }
}

function bare(name: string, kind: Entry['kind']): Entry {
  const nothing = { size: 0, mtime: 0, mode: 0, cid: null, versions: 0, local: true }
  return { id: '0'.repeat(32), path: '', name, kind, ...nothing }
}

/** What was done before is told along with why it went no further. */
function early({ done, failure }: BulkDone, undo: string | null): unknown {
  if (!(failure instanceof SpaceError)) return failure
  const { code, message, why, facts, cause } = failure
  return new SpaceError(code, message, {
    ...(why !== undefined && { why }),
    ...(failure.try !== undefined && { try: failure.try }),
    facts: { ...facts, done, ...(undo !== null && { undo }) },
    cause,
  })
}

function demandRooms(
  session: Session,
  change: BulkChange,
  refs: readonly Ref[],
  leaving: readonly Access[],
  entering: readonly Access[],
): void {
  const ids = refs.map(({ entry }) => entry)
  if (change.kind === 'copy' || change.kind === 'duplicate') {
    for (const { grant } of entering) demandRoom(session, grant, sizeOf(session, grant, ids))
    return
  }
  const tags = change.kind === 'mark' ? 2 * (change.tags?.length ?? 0) : 0
  if (change.kind === 'remove') return
  for (const { grant } of leaving)
    demandChange(session, grant, tags, refs.filter((one) => one.grant === grant.id).length)
  for (const { grant } of entering)
    if (!leaving.some((one) => one.grant.id === grant.id))
      demandRoom(session, grant, sizeOf(session, grant, ids))
}
