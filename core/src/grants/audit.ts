/** What apps did, for the person to read: who, what, to which entry, when, and how often. */
import type { ActivityAction } from '@space/sdk/host'
import type { Activity, ActivityLine } from './activity.ts'
import { openActivityLogs, type ActivityLogs, type Cursor } from './audit-logs.ts'
import { openLineCaps } from './audit-caps.ts'
import type { Clock, Kept } from './ports.ts'
import { openSignal } from './signal.ts'

/** Lines that still count up; one more closes the oldest. */
const OPEN_LINES = 256
/** After this the same act begins a new line. */
const LINE_MS = 10 * 60_000
/** How long what was only seen may be unwritten. */
const FLUSH_MS = 1000
/** Things that each app is known to have used last. */
const MOST_RECENT = 100
const USES: ReadonlySet<string> = new Set<ActivityAction>(['read', 'write'])

export interface Audit extends Disposable {
  /** A change is durable when this returns, all else within a second. */
  note(act: Activity): void
  /** Newest first; `before` is the `next` of the page before. */
  list(options: { where?: (line: ActivityLine) => boolean; before?: Cursor; limit: number }): {
    lines: ActivityLine[]
    next: Cursor | null
  }
  /** What this app read or wrote last, newest first, each thing once. */
  recent(app: string): readonly { target: string; at: number }[]
  /** Lines that are new or counted up since they were last given, again and again. */
  watch(signal: AbortSignal): AsyncIterable<ActivityLine[]>
}

/**
 * Open the record of what apps do. Ten thousand reads of one file are one line with a count; an app
 * that does more kinds of things in a day than anybody reads has the rest told in one line.
 *
 * @param open where lines that still count up are kept, so that a crash loses a second at most
 */
export function openAudit(powers: {
  logs: ActivityLogs
  open: Kept
  clock: Clock
  newId: () => string
}): Audit {
  const { open, clock, newId } = powers
  const log = openActivityLogs(powers.logs)
  const caps = openLineCaps(() => clock.now())
  const changed = openSignal()
  const lines = new Map<string, ActivityLine>()
  // what each app used last; read once from the log, since looking through that takes long
  const used = new Map<string, Map<string, number>>()
  // closed, and to be written with what is open: an app that makes lines fast must not make us write as fast
  let closed: ActivityLine[] = []
  let timer: Disposable | undefined

  // what still counted up when the daemon ended counts no more
  const left = Array.isArray(open.get()) ? (open.get() as unknown[]).filter(isLine) : []
  if (left.length > 0) {
    log.append(left)
    open.set([])
  }

  return {
    note(act) {
      const now = clock.now()
      const { changed: isChange = false, refused = false, ...done } = act
      let what = done
      let key = keyOf(what, refused)
      const known = lines.get(key)
      if ((known === undefined || !isFresh(known, now)) && !caps.take({ ...what, refused })) {
        what = { ...what, target: '', name: OTHERS }
        key = keyOf(what, refused)
      }
      const line = lines.get(key)
      if (line !== undefined && isFresh(line, now))
        lines.set(key, { ...line, name: what.name, at: now, count: line.count + 1 })
      else {
        if (line !== undefined) close([key])
        lines.set(key, { ...what, id: newId(), refused, since: now, at: now, count: 1 })
        const [oldest] = lines.keys()
        if (lines.size > OPEN_LINES && oldest !== undefined) close([oldest])
      }
      if (USES.has(done.action) && !refused) use(usesOf(done.app), done.target, now)
      if (isChange) flush()
      else timer ??= clock.after(FLUSH_MS, flush)
      changed.fire()
    },
    list({ where = () => true, before, limit }) {
      const isAsked = (value: unknown): value is ActivityLine => isLine(value) && where(value)
      const now = before === undefined ? unwritten().filter(isAsked) : []
      now.sort((a, b) => b.at - a.at)
      const older = log.list({ ...(before === undefined ? {} : { before }), limit, where: isAsked })
      return { lines: [...now, ...older.lines], next: older.next }
    },
    recent: (app) => [...usesOf(app)].map(([target, at]) => ({ target, at })).toReversed(),
    watch(signal) {
      const changes = changed.follow(signal)
      const seen = new Map([...lines.values()].map(({ id, count }) => [id, count]))
      return (async function* () {
        for await (const _ of changes) {
          const news = [...lines.values()].filter(({ id, count }) => seen.get(id) !== count)
          seen.clear()
          for (const { id, count } of lines.values()) seen.set(id, count)
          if (news.length > 0) yield news
        }
      })()
    },
    [Symbol.dispose]() {
      close([...lines.keys()])
      flush()
    },
  }

  function usesOf(app: string): Map<string, number> {
    let uses = used.get(app)
    if (uses !== undefined) return uses
    used.set(app, (uses = new Map()))
    const isUse = (value: unknown): boolean =>
      isLine(value) && value.app === app && USES.has(value.action) && !value.refused
    const past = log.list({ where: isUse, limit: MOST_RECENT }).lines
    for (const { target, at } of [...unwritten().filter(isUse), ...past].toSorted(
      (a, b) => a.at - b.at,
    ))
      use(uses, target, at)
    return uses
  }

  function use(uses: Map<string, number>, target: string, at: number): void {
    uses.delete(target)
    uses.set(target, at)
    const [oldest] = uses.keys()
    if (uses.size > MOST_RECENT && oldest !== undefined) uses.delete(oldest)
  }

  function close(keys: readonly string[]): void {
    closed.push(...keys.flatMap((key) => lines.get(key) ?? []))
    for (const key of keys) lines.delete(key)
  }

  function unwritten(): ActivityLine[] {
    return [...closed, ...lines.values()]
  }

  function flush(): void {
    timer?.[Symbol.dispose]()
    timer = undefined
    if (closed.length > 0) log.append(closed)
    closed = []
    open.set([...lines.values()])
  }
}

/** What stands for all that an app did beyond what is told one by one. */
const OTHERS = 'and others'

function keyOf({ app, action, target }: Activity, refused: boolean): string {
  return [app, action, target, refused].join('\n')
}

function isFresh({ since }: ActivityLine, now: number): boolean {
  return Math.abs(now - since) < LINE_MS
}

function isLine(value: unknown): value is ActivityLine {
  if (typeof value !== 'object' || value === null) return false
  const { id, app, action, target, name, refused, since, at, count } = value as Record<
    string,
    unknown
  >
  return (
    [id, app, action, target, name].every((one) => typeof one === 'string') &&
    [since, at, count].every((one) => typeof one === 'number') &&
    typeof refused === 'boolean'
  )
}
