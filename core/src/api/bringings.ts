/** What apps bring in over many calls; it is remembered until it is over, so that it can go on. */
import type { Step } from '../drive/bulk/steps.ts'
import type { Clock, Kept } from '../grants/ports.ts'
import type { RunningTransfer, TransferList, Wish } from './transfers.ts'

/** How long counts may be unwritten: they are only shown. */
const FLUSH_MS = 1000
/** One that stopped is forgotten then, as are the beginnings of its files. */
const KEPT_MS = 7 * 24 * 60 * 60_000
/** Of one app; its own oldest goes first, so that no app pushes out those of another. */
const MOST_OF_APP = 32

export interface Bringing {
  readonly id: string
  readonly app: string
  /** The grant that it goes on under. */
  grant: string
  /** Id of the folder. */
  readonly folder: string
  readonly name: string
  /** What the app saved since then with the same size and time needs not come again; ms since 1970. */
  readonly since: number
  readonly transfer: RunningTransfer
  /** Names of the drafts that it began. */
  readonly drafts: Set<string>
  /** Folders that it made, and all that it did since it runs, to make it undone. */
  readonly own: Map<string, string>
  readonly steps: Step[]
  /** What is wished of whoever runs it, now and when it changes. */
  wishes(signal: AbortSignal): AsyncIterable<Wish>
  /** Counts what is durable now, or came of a file and may be lost again. */
  count(files: number, bytes: number): void
}

export interface Bringings extends Disposable {
  /**
   * Goes on with the one of this id, whoever runs it; or with the one that stopped, of the same name
   * into the same folder, counting from the start since all of it is given again.
   */
  begin(what: { app: string; grant: string; folder: string; name: string; id?: string }): {
    one: Bringing
    goesOn: boolean
  }
  /** Undefined for those of other apps, and when it is over. */
  get(app: string, id: string): Bringing | undefined
  /** It is over, and no longer remembered. */
  end(id: string, how: 'done' | 'cancelled'): void
}

interface Record {
  readonly id: string
  readonly app: string
  readonly folder: string
  readonly name: string
  readonly since: number
  readonly doneFiles: number
  readonly doneBytes: number
  /** null while nobody knows. */
  readonly totalFiles: number | null
  readonly totalBytes: number | null
}

interface Held extends Bringing {
  /** How many run it: an app that is open in two windows may. */
  runners: number
  wish: Wish
}

export function openBringings(powers: {
  kept: Kept
  clock: Clock
  transfers: TransferList
  newId(): string
}): Bringings {
  const { kept, clock, transfers, newId } = powers
  const held = new Map<string, Held>()
  let timer: Disposable | undefined

  const flush = (): void => {
    timer?.[Symbol.dispose]()
    timer = undefined
    try {
      kept.set([...held.values()].map(recordOf))
    } catch {
      // on a full disk nothing is brought either; what was kept last is good enough to go on from
      flushSoon()
    }
  }
  const flushSoon = (): void => {
    timer ??= clock.after(FLUSH_MS, flush)
  }

  const hold = (record: Record, grant: string): Held => {
    const { id, app, folder, name, since } = record
    const listeners = new Set<() => void>()
    const onWish = (wished: Wish): void => {
      if (wished === 'cancel' && one.runners === 0) return forget(id)
      one.wish = wished
      one.transfer.tell({ state: wished === 'pause' ? 'paused' : 'running' })
      for (const listener of listeners) listener()
    }
    const transfer = transfers.begin({
      app,
      name,
      totalBytes: record.totalBytes ?? undefined,
      many: {
        id,
        startedAt: since,
        doneBytes: record.doneBytes,
        doneFiles: record.doneFiles,
        onWish,
        onForget: () => void (held.delete(id) && flushSoon()),
      },
    })
    const { totalFiles } = record
    if (totalFiles !== null) transfer.tell({ totalFiles })
    const one: Held = {
      id,
      app,
      grant,
      folder,
      name,
      since,
      transfer,
      runners: 0,
      wish: 'run',
      drafts: new Set(),
      own: new Map(),
      steps: [],
      async *wishes(signal) {
        one.runners += 1
        transfer.tell({ state: one.wish === 'pause' ? 'paused' : 'running', cause: null })
        let wake = (): void => undefined
        const listener = (): void => wake()
        listeners.add(listener)
        signal.addEventListener('abort', listener)
        try {
          for (let told: Wish | undefined; !signal.aborted;) {
            if (one.wish !== told) {
              told = one.wish
              yield told
            } else await new Promise<void>((resolve) => (wake = resolve))
          }
        } finally {
          signal.removeEventListener('abort', listener)
          listeners.delete(listener)
          one.runners -= 1
          // whoever ran it is gone: what it brought is safe, and the rest must be given again
          if (one.runners === 0) transfer.tell({ state: 'stopped' })
        }
      },
      count(files, bytes) {
        const { doneFiles = 0, doneBytes } = transfer.now
        transfer.tell({ doneFiles: doneFiles + files, doneBytes: Math.max(0, doneBytes + bytes) })
        flushSoon()
      },
    }
    held.set(id, one)
    return one
  }
  const forget = (id: string): void => {
    transfers.forget(id)
    if (held.delete(id)) flushSoon()
  }

  for (const record of readRecords(kept.get())) {
    if (clock.now() - record.since > KEPT_MS) continue
    hold(record, '').transfer.tell({ state: 'stopped' })
  }

  return {
    begin({ app, grant, folder, name, id }) {
      const ours = [...held.values()].filter((one) => one.app === app && one.folder === folder)
      const known = ours.find((one) => one.id === id)
      if (known !== undefined) {
        known.grant = grant
        return { one: known, goesOn: true }
      }
      const same = ours.filter((one) => one.name === name)
      const stopped = same.find(({ runners }) => runners === 0)
      if (stopped !== undefined) {
        stopped.grant = grant
        // whoever gives it again wants it to go on
        stopped.wish = 'run'
        stopped.transfer.tell({ doneFiles: 0, doneBytes: 0 })
        return { one: stopped, goesOn: true }
      }
      const all = [...held.values()].filter((one) => one.app === app)
      const tooMany = Math.max(0, all.length + 1 - MOST_OF_APP)
      for (const oldest of all.filter(({ runners }) => runners === 0).slice(0, tooMany))
        forget(oldest.id)
      // what another window brings of the same needs not come twice
      const since = Math.min(Math.trunc(clock.now()), ...same.map((one) => one.since))
      const counts = { doneFiles: 0, doneBytes: 0, totalFiles: null, totalBytes: null }
      const one = hold({ id: newId(), app, folder, name, since, ...counts }, grant)
      flush()
      return { one, goesOn: same.length > 0 }
    },
    get(app, id) {
      const one = held.get(id)
      return one?.app === app ? one : undefined
    },
    end(id, how) {
      const one = held.get(id)
      if (one === undefined) return
      held.delete(id)
      if (how === 'done') one.transfer.end()
      else one.transfer.tell({ state: 'cancelled' })
      flush()
    },
    [Symbol.dispose]() {
      if (timer !== undefined) flush()
    },
  }
}

function recordOf({ id, app, folder, name, since, transfer }: Bringing): Record {
  const { doneFiles = 0, doneBytes, totalFiles = null, totalBytes = null } = transfer.now
  return { id, app, folder, name, since, doneFiles, doneBytes, totalFiles, totalBytes }
}

function readRecords(value: unknown): Record[] {
  return (Array.isArray(value) ? (value as unknown[]) : []).flatMap((one) => {
    const { id, app, folder, name, since, ...counts } = (one ?? {}) as {
      [K in keyof Record]?: unknown
    }
    const areTexts =
      typeof id === 'string' &&
      typeof app === 'string' &&
      typeof folder === 'string' &&
      typeof name === 'string'
    if (!areTexts || typeof since !== 'number') return []
    const count = (given: unknown): number | null => (typeof given === 'number' ? given : null)
    return {
      id,
      app,
      folder,
      name,
      since,
      doneFiles: count(counts.doneFiles) ?? 0,
      doneBytes: count(counts.doneBytes) ?? 0,
      totalFiles: count(counts.totalFiles),
      totalBytes: count(counts.totalBytes),
    }
  })
}
