/** The one door between an app and what it was given: alive? wide enough? within? then noted, then done. */
import { SpaceError } from '@space/sdk'
import type { ActivityAction } from '@space/sdk/host'
import type { Audit } from './audit.ts'
import { allows, notGranted, type Actions, type Grant } from './capability.ts'
import type { Grants } from './grants.ts'
import type { Budget } from './budget.ts'
import { notFound, withoutPaths } from './words.ts'

/** The drive that grants are about. All answers are for this moment. */
export interface Tree {
  readonly id: string
  /** Whether `entry` is there, and is `root` or lies below it. */
  isWithin(entry: string, root: string): boolean
  /** What it is called; empty when it is not there. */
  nameOf(entry: string): string
}

/** What one app may do now. */
export interface Ask {
  readonly grant: string
  readonly need: Actions
  /** The entries that are touched; all must lie within the grant. */
  readonly entries: readonly string[]
  /** For the record. */
  readonly action: ActivityAction
  /** Noted as done to the folder that was granted, not to each of a thousand things in it. */
  readonly isGlance?: boolean
  /** Whether something is changed, so that the record of it must be durable. */
  readonly changes?: boolean
  /** Whether it shows all that is below, which add-only grants never do. */
  readonly whole?: boolean
}

/** A grant that was checked, for as long as a call runs. */
export interface Access {
  readonly grant: Grant
  /** Fires when the grant is over, or the call is given up. */
  readonly signal: AbortSignal
  /**
   * Check again, in the moment of the change: what is true when a call begins need not be true when
   * its turn has come. @throws as {@link Guard.run}
   *
   * @param entries instead of those that were asked for, which may be elsewhere by then
   */
  check(entries?: readonly string[]): void
}

export interface Guard {
  /**
   * Check, note and do. What a call finds out after its grant is over never reaches the app.
   *
   * @throws {SpaceError} `grant-denied`, `grant-revoked`, `grant-expired`, `not-found` for what is
   *   outside in the same words as for nothing, `busy` when the app asks too often
   */
  run<T>(ask: Ask, signal: AbortSignal, call: (access: Access) => Promise<T> | T): Promise<T>
  /** As `run`, for what comes bit by bit. */
  stream<T>(
    ask: Ask,
    signal: AbortSignal,
    call: (access: Access) => AsyncIterable<T>,
  ): AsyncIterable<T>
  /** Whether the grant shows this entry at all: add-only ones show what they added. */
  sees(grant: Grant, entry: string): boolean
}

/** The guard of one app. */
export function openGuard(powers: {
  app: string
  grants: Grants
  tree: Tree
  audit: Audit
  budget: Budget
}): Guard {
  const { app, grants, tree, audit, budget } = powers

  const check = ({ grant: id, need, entries, whole = false }: Ask): Grant => {
    const grant = grants.held(app, id)
    const { resource } = grant
    if (resource.kind !== 'entry' || resource.drive !== tree.id) throw notGranted()
    const isOwn = grant.actions === 'add' && need === 'read' && !whole
    if (!isOwn && !allows(grant.actions, need)) throw notAllowed(grant.actions, need)
    for (const entry of entries) if (!sees(grant, entry)) throw notFound()
    return grant
  }

  const sees = (grant: Grant, entry: string): boolean => {
    const { resource, actions } = grant
    if (resource.kind !== 'entry' || !tree.isWithin(entry, resource.entry)) return false
    return actions !== 'add' || entry === resource.entry || grants.hasAdded(grant.id, entry)
  }

  const enter = (ask: Ask, signal: AbortSignal): Access & Disposable => {
    budget.spend()
    const grant = check(ask)
    const [first = ''] = ask.entries
    const { action, changes: changed = false, isGlance = false } = ask
    const { resource } = grant
    const target = isGlance && resource.kind === 'entry' ? resource.entry : first
    budget.work(() => audit.note({ app, action, target, name: tree.nameOf(target), changed }))
    grants.used(grant.id)
    const need = grant.actions === 'add' ? 'add' : ask.need
    const either = eitherOf(grants.signal(grant.id, need), signal)
    return {
      grant,
      signal: either.signal,
      check: (entries = ask.entries) => void check({ ...ask, entries }),
      [Symbol.dispose]: either.forget,
    }
  }

  return {
    sees,
    async run(ask, signal, call) {
      using access = enter(ask, signal)
      try {
        return await untilAborted(
          budget.work(async () => call(access)),
          access.signal,
        )
      } catch (error) {
        throw withoutPaths(error)
      }
    },
    async *stream(ask, signal, call) {
      using access = enter(ask, signal)
      const source = call(access)[Symbol.asyncIterator]()
      try {
        for (;;) {
          const next = await untilAborted(source.next(), access.signal)
          if (next.done === true) return
          yield next.value
        }
      } catch (error) {
        throw withoutPaths(error)
      } finally {
        // NOTE: not awaited: a source that hangs must not keep the app's stream from ending
        void Promise.resolve(source.return?.()).catch(() => undefined)
      }
    },
  }
}

/** Fires with the first of two; unlike `AbortSignal.any` it leaves nothing behind on a long-lived one. */
export function eitherOf(
  a: AbortSignal,
  b: AbortSignal,
): { signal: AbortSignal; forget: () => void } {
  const abort = new AbortController()
  const forget = (): void => {
    for (const one of [a, b]) one.removeEventListener('abort', stop)
  }
  function stop(): void {
    abort.abort(a.aborted ? a.reason : b.reason)
    forget()
  }
  for (const one of [a, b]) one.addEventListener('abort', stop)
  if (a.aborted || b.aborted) stop()
  return { signal: abort.signal, forget }
}

/** Rejects with the reason of `signal` as soon as it fires, whatever `work` still does. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(reasonOf(signal))
  signal.addEventListener('abort', stop, { once: true })
  // whichever loses must not be an unhandled rejection
  promise.catch(() => undefined)
  work.catch(() => undefined)
  try {
    if (signal.aborted) stop()
    return await Promise.race([promise, work])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function reasonOf(signal: AbortSignal): unknown {
  const reason: unknown = signal.reason
  return reason instanceof SpaceError
    ? reason
    : new SpaceError('aborted', 'Stopped before it was done')
}

function notAllowed(actions: Actions, need: Actions): SpaceError {
  const may = { read: 'look', add: 'add new files', change: 'look and change' }
  return new SpaceError('grant-denied', `The app may only ${may[actions]} here`, {
    why: `this needs the right to ${may[need]}`,
    try: 'ask the person with space.pick and another mode',
  })
}
