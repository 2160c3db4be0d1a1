/** The grants of a person: made by choosing, narrowed or revoked at any time, over by themselves. */
import { SpaceError } from '@space/sdk'
import {
  allows,
  demandNarrower,
  notGranted,
  overError,
  type Actions,
  type Ending,
  type Grant,
  type Resource,
  type Until,
} from './capability.ts'
import { openAdded } from './added.ts'
import { readKept, writeKept } from './kept.ts'
import type { Clock, Kept, KeptLog } from './ports.ts'
import { openSignal, type Signal } from './signal.ts'

/** Grants that are alive at once; a person sees them all on one page. */
export const MOST_GRANTS = 2000
/** Ended grants whose app is still told why. */
const MOST_ENDED = 500
/** How long a revoke can be taken back. */
const REGRET_MS = 60_000
/** How soon it is tried again to save what could not be saved. */
const RETRY_MS = 10_000
/** How soon those who watch are told again that a grant was used. */
const TOLD_MS = 1000
/** Node's timers go wrong above 2^31 ms. */
const LONGEST_MS = 86_400_000

export interface NewGrant {
  readonly app: string
  readonly resource: Resource
  readonly actions: Actions
  readonly until: Until
  readonly trial?: string
  readonly isPrivate?: true
  readonly label: string
}

export interface Grants extends Disposable {
  /** @throws {SpaceError} `quota` when there are too many */
  make(wanted: NewGrant): Grant
  /** What `app` holds under this id. @throws {SpaceError} `grant-denied`, `grant-revoked`, `grant-expired` */
  held(app: string, id: string): Grant
  /** Those that are alive, oldest first. */
  list(app?: string): Grant[]
  /** Takes rights or time away; what ran by them ends at once. @throws {SpaceError} `bad-input`, `not-found` */
  narrow(id: string, to: { actions?: Actions; until?: Until }): Grant
  /**
   * Durable, and everything that ran by it has been told, when this returns. When it throws it holds
   * all the same, but is not durable yet: that follows by itself, or when it is called again. Unknown
   * ids are over already.
   */
  revoke(id: string): void
  /**
   * Undo of `revoke`, for a minute after it: what ran is over all the same.
   *
   * @throws {SpaceError} `not-found`
   */
  reinstate(id: string): Grant
  /** The app was closed: what it had for the session is over. */
  endSession(app: string): void
  /** The app is uninstalled; durable as `revoke`. */
  forgetApp(app: string): void
  /** Fires, with the reason, as soon as the grant no longer allows what needs `need`. */
  signal(id: string, need: Actions): AbortSignal
  /** Those who watch are told once a second at most. */
  used(id: string): void
  /** Remembers that an add-only grant put this entry there. @throws {SpaceError} `quota` */
  added(id: string, entry: string): void
  hasAdded(id: string, entry: string): boolean
  /** All grants that are alive, now and after each change. */
  watch(signal: AbortSignal): AsyncIterable<Grant[]>
}

interface Held {
  grant: Grant
  readonly aborts: Map<Actions, AbortController>
  /** When those who watch were last told that it was used. */
  toldAt: number
  timer: Disposable | undefined
}

/**
 * Open the grants that were kept. What was for a session is over, since no app is open yet.
 *
 * @param newId gives 32 random hex digits
 */
export function openGrants(powers: {
  kept: Kept
  added: KeptLog
  clock: Clock
  newId: () => string
}): Grants {
  const { kept, clock, newId } = powers
  const additions = openAdded(powers.added)
  const alive = new Map<string, Held>()
  const ended = new Map<string, { app: string; ending: Ending }>()
  const revoked = new Map<string, { grant: Grant; at: number }>()
  const changed: Signal = openSignal()
  /** Holds but is not kept, since saving failed: a crash would give back what was taken away. */
  let owed: Disposable | undefined

  const before = readKept(kept.get())
  for (const { id, app, ending } of before.ended) ended.set(id, { app, ending })
  for (const grant of before.grants) {
    if (grant.until === 'session') ended.set(grant.id, { app: grant.app, ending: 'grant-expired' })
    else hold(grant)
  }
  if (before.grants.some(({ until }) => until === 'session')) saveSoon()

  return {
    make(wanted) {
      if (alive.size >= MOST_GRANTS)
        throw new SpaceError('quota', 'There are too many grants', {
          try: 'turn some off on the page of grants',
        })
      const grant: Grant = { ...wanted, id: newId(), madeAt: clock.now(), lastUsedAt: null }
      hold(grant)
      try {
        save()
      } catch (error) {
        drop(grant.id)
        throw error
      }
      changed.fire()
      return grant
    },
    held(app, id) {
      const one = current(id)
      if (one?.grant.app === app) return one.grant
      const over = ended.get(id)
      throw over?.app === app ? overError(over.ending) : notGranted()
    },
    list,
    narrow(id, to) {
      const one = current(id)
      if (one === undefined)
        throw new SpaceError('not-found', 'This grant is over already', {
          try: 'look at the page of grants again',
        })
      demandNarrower(one.grant, to)
      one.grant = { ...one.grant, ...to }
      for (const [need, abort] of one.aborts)
        if (!allows(one.grant.actions, need)) {
          one.aborts.delete(need)
          abort.abort(overError('grant-revoked'))
        }
      expireInTime(one)
      save()
      changed.fire()
      return one.grant
    },
    revoke(id) {
      const grant = current(id)?.grant
      if (grant === undefined) {
        if (owed !== undefined) save()
        return
      }
      for (const [old, { at }] of revoked) if (clock.now() - at > REGRET_MS) revoked.delete(old)
      revoked.set(id, { grant, at: clock.now() })
      if (end([id], 'grant-revoked')) save()
    },
    reinstate(id) {
      const before = revoked.get(id)
      revoked.delete(id)
      if (before === undefined || clock.now() - before.at > REGRET_MS || isOver(before.grant))
        throw new SpaceError('not-found', 'This grant cannot be given back any more', {
          why: 'it was turned off more than a minute ago',
          try: 'let the app ask again',
        })
      ended.delete(id)
      hold(before.grant)
      try {
        save()
      } catch (error) {
        revoked.set(id, before)
        end([id], 'grant-revoked')
        throw error
      }
      changed.fire()
      return before.grant
    },
    endSession(app) {
      const over = [...alive.values()].filter(
        ({ grant }) => grant.app === app && grant.until === 'session',
      )
      // after a restart it is over in any case
      if (end(ids(over), 'grant-expired')) saveSoon()
    },
    forgetApp(app) {
      const over = [...alive.values()].filter(({ grant }) => grant.app === app)
      end(ids(over), 'grant-revoked')
      for (const [id, { grant }] of revoked) if (grant.app === app) revoked.delete(id)
      for (const [id, { app: whose }] of ended) if (whose === app) ended.delete(id)
      save()
    },
    signal(id, need) {
      const one = current(id)
      if (one === undefined)
        return AbortSignal.abort(overError(ended.get(id)?.ending ?? 'grant-revoked'))
      if (!allows(one.grant.actions, need)) return AbortSignal.abort(notGranted())
      let abort = one.aborts.get(need)
      if (abort === undefined) one.aborts.set(need, (abort = new AbortController()))
      return abort.signal
    },
    used(id) {
      const one = current(id)
      if (one === undefined) return
      const now = clock.now()
      one.grant = { ...one.grant, lastUsedAt: now }
      // a clock that was set back must not silence it
      if (Math.abs(now - one.toldAt) < TOLD_MS) return
      one.toldAt = now
      changed.fire()
    },
    added(id, entry) {
      if (current(id) !== undefined) additions.add(id, entry)
    },
    hasAdded: (id, entry) => current(id) !== undefined && additions.has(id, entry),
    watch(signal) {
      const changes = changed.follow(signal)
      return (async function* () {
        yield list()
        for await (const _ of changes) yield list()
      })()
    },
    [Symbol.dispose]() {
      for (const { timer, aborts } of alive.values()) {
        timer?.[Symbol.dispose]()
        for (const abort of aborts.values()) abort.abort(overError('grant-expired'))
      }
      try {
        // last uses are kept now and then only
        save()
      } finally {
        owed?.[Symbol.dispose]()
      }
    },
  }

  function list(app?: string): Grant[] {
    return [...alive.keys()].flatMap((id) => {
      const grant = current(id)?.grant
      return grant === undefined || (app !== undefined && grant.app !== app) ? [] : [grant]
    })
  }

  /** Undefined when it is over, which it may be since a moment ago. */
  function current(id: string): Held | undefined {
    const one = alive.get(id)
    if (one === undefined || !isOver(one.grant)) return one
    // what is kept says when it is over
    if (end([id], 'grant-expired')) saveSoon()
    return undefined
  }

  function isOver({ until }: Grant): boolean {
    return typeof until === 'number' && until <= clock.now()
  }

  function hold(grant: Grant): void {
    const one: Held = { grant, aborts: new Map(), toldAt: 0, timer: undefined }
    alive.set(grant.id, one)
    expireInTime(one)
  }

  function expireInTime(one: Held): void {
    one.timer?.[Symbol.dispose]()
    const { id, until } = one.grant
    if (typeof until !== 'number') return
    const left = Math.min(Math.max(until - clock.now(), 0), LONGEST_MS)
    one.timer = clock.after(left, () => {
      if (current(id) !== undefined) expireInTime(one)
    })
  }

  /** Live calls are told before anything is written: a full disk must not keep a grant alive. */
  function end(over: readonly string[], ending: Ending): boolean {
    let some = false
    for (const id of over) {
      const one = drop(id)
      if (one === undefined) continue
      some = true
      ended.set(id, { app: one.grant.app, ending })
      for (const abort of one.aborts.values()) abort.abort(overError(ending))
    }
    for (const id of ended.keys()) {
      if (ended.size <= MOST_ENDED) break
      ended.delete(id)
    }
    if (some) changed.fire()
    return some
  }

  function drop(id: string): Held | undefined {
    const one = alive.get(id)
    alive.delete(id)
    one?.timer?.[Symbol.dispose]()
    return one
  }

  function save(): void {
    const grants = [...alive.values()].map(({ grant }) => grant)
    try {
      kept.set(writeKept(grants, ended))
    } catch (error) {
      owed ??= clock.after(RETRY_MS, () => {
        owed = undefined
        saveSoon()
      })
      throw error
    }
    owed?.[Symbol.dispose]()
    owed = undefined
  }

  /** For what need not be durable at once; tried again until it is. */
  function saveSoon(): void {
    try {
      save()
    } catch {
      // it is owed now
    }
  }
}

function ids(held: readonly Held[]): string[] {
  return held.map(({ grant }) => grant.id)
}
