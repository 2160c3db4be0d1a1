/** Grants for tests: a clock that is set by hand, stores in memory, and a small tree. */
import type { ActivityLogs } from './audit-logs.ts'
import type { Clock, Kept, KeptLog, LogLine } from './ports.ts'
import type { Tree } from './guard.ts'

export interface TestClock extends Clock {
  /** Lets time pass; what was due happens in its order. */
  pass(ms: number): void
}

export function testClock(start = 1_700_000_000_000): TestClock {
  let time = start
  const due = new Set<{ at: number; act: () => void }>()
  return {
    now: () => time,
    after(ms, act) {
      const one = { at: time + ms, act }
      due.add(one)
      return { [Symbol.dispose]: () => void due.delete(one) }
    },
    pass(ms) {
      const end = time + ms
      for (;;) {
        const next = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        due.delete(next)
        time = Math.max(time, next.at)
        next.act()
      }
      time = end
    },
  }
}

/** While `isFull` nothing can be kept. */
export function testKept(): Kept & { readonly writes: number; isFull: boolean } {
  let value: unknown
  let writes = 0
  return {
    isFull: false,
    get: () => structuredClone(value),
    set(next) {
      if (this.isFull) throw new Error('disk full')
      value = structuredClone(next)
      writes += 1
    },
    get writes() {
      return writes
    },
  }
}

export function testLog(): KeptLog & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = []
  return {
    lines,
    append(values) {
      for (const value of values) lines.push({ n: lines.length + 1, value })
    },
    list: ({ before = Infinity, limit, where = () => true }) =>
      lines
        .filter(({ n, value }) => n < before && where(value))
        .toReversed()
        .slice(0, limit),
  }
}

export function testLogs(): Record<keyof ActivityLogs, ReturnType<typeof testLog>> {
  return { looks: testLog(), changes: testLog(), given: testLog() }
}

export function testIds(): () => string {
  let n = 0
  return () => (++n).toString(16).padStart(32, '0')
}

/** A tree by parents; the root is `top`. */
export function testTree(parents: Map<string, string>): Tree {
  return {
    id: 'drive',
    isWithin(entry, root) {
      if (entry !== 'top' && !parents.has(entry)) return false
      for (let at: string | undefined = entry; at !== undefined; at = parents.get(at))
        if (at === root) return true
      return false
    },
    nameOf: (entry) => (parents.has(entry) ? entry : ''),
  }
}
