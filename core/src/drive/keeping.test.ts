import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Keeping } from './drive.ts'
import { checkKeeping, DAY_MS, MAX_DAYS, readKeeping, versionsToDrop } from './keeping.ts'

interface Saved {
  readonly at: number
}

const NOW = Date.UTC(2027, 5, 16, 9, 30)
const days = fc.integer({ min: 1, max: 40 })
const policies = fc
  .tuple(days, days, days, fc.boolean(), days)
  .map(([allDays, daily, weekly, isEndless, trashDays]) => ({
    versions: 'thinned' as const,
    allDays,
    dailyDays: allDays + daily,
    weeklyDays: isEndless ? null : allDays + daily + weekly,
    trashDays,
  }))
// clocks jump: times repeat, go back, are 0, far in the future, and on the edges of days
const times = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: NOW - 150 * DAY_MS, max: NOW }) },
  { weight: 3, arbitrary: fc.integer({ min: 20_700, max: 20_985 }).map((day) => day * DAY_MS) },
  fc.constantFrom(0, 1, NOW, NOW + 1, NOW + DAY_MS, Number.MAX_SAFE_INTEGER),
)
const histories = fc
  .array(times, { maxLength: 60 })
  .map((all) => all.map((at): Saved => ({ at })))
  .chain((all) =>
    fc.tuple(fc.constant(all), fc.subarray(all, { maxLength: Math.min(3, all.length) })),
  )

function thin(keeping: Keeping, [all, standing]: readonly [Saved[], Saved[]], now = NOW): Saved[] {
  const gone = new Set(versionsToDrop(keeping, all, standing, now))
  return all.filter((version) => !gone.has(version))
}

test('a version that stands, is young, or is of no time or a future one, stays', () => {
  fc.assert(
    fc.property(policies, histories, (keeping, history) => {
      const gone = versionsToDrop(keeping, ...history, NOW)
      for (const version of gone) {
        expect(history[1]).not.toContain(version)
        expect(version.at).toBeGreaterThan(0)
        expect(NOW - version.at).toBeGreaterThanOrEqual(keeping.allDays * DAY_MS)
      }
    }),
  )
})

test('thinning twice is thinning once, and how often it was done before makes no difference', () => {
  fc.assert(
    fc.property(policies, histories, fc.nat({ max: 90 * DAY_MS }), (keeping, history, later) => {
      const once = thin(keeping, history)
      expect(thin(keeping, [once, history[1]])).toEqual(once)
      const direct = thin(keeping, history, NOW + later)
      expect(thin(keeping, [once, history[1]], NOW + later)).toEqual(direct)
    }),
  )
})

test('the newest of every day and week that is kept stays, and of the rest nothing', () => {
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
  const mondayOf = (at: number): string => dayOf(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS)
  fc.assert(
    fc.property(policies, histories, (keeping, history) => {
      const kept = thin(keeping, history)
      const past = history[0].filter(({ at }) => at > 0 && at <= NOW)
      const { allDays, dailyDays, weeklyDays } = keeping
      for (const { at } of past) {
        const age = (NOW - at) / DAY_MS
        const isKept = (intervalOf: (at: number) => string): boolean =>
          kept.some((one) => one.at >= at && one.at <= NOW && intervalOf(one.at) === intervalOf(at))
        if (age < dailyDays) expect(isKept(dayOf)).toBe(true)
        if (weeklyDays === null || age < weeklyDays) expect(isKept(mondayOf)).toBe(true)
      }
      const perInterval = new Map<string, number>()
      for (const version of kept) {
        const age = (NOW - version.at) / DAY_MS
        if (history[1].includes(version) || version.at === 0 || age < allDays) continue
        if (weeklyDays !== null) expect(age).toBeLessThan(weeklyDays)
        const interval = age < dailyDays ? dayOf(version.at) : mondayOf(version.at)
        perInterval.set(interval, (perInterval.get(interval) ?? 0) + 1)
      }
      expect([...perInterval.values()].filter((count) => count > 1)).toEqual([])
    }),
  )
})

test('a day keeps its newest, a week its newest, and then nothing is kept', () => {
  const keeping: Keeping = {
    versions: 'thinned',
    allDays: 2,
    dailyDays: 5,
    weeklyDays: 20,
    trashDays: 30,
  }
  const at = (day: number, hour: number): Saved => ({ at: Date.UTC(2027, 5, day, hour) })
  const all = [
    // all of two days
    at(16, 8),
    at(16, 7),
    at(15, 7),
    at(14, 11),
    at(14, 10),
    // daily
    at(13, 20),
    at(13, 9),
    at(12, 9),
    at(12, 8),
    // weekly: the 7th is a Monday
    at(10, 9),
    at(9, 9),
    at(7, 9),
    at(6, 9),
    at(1, 9),
    // older
    { at: Date.UTC(2027, 4, 20) },
  ]
  const hours = (some: readonly Saved[]) =>
    some.map((one) => new Date(one.at).toISOString().slice(5, 13))
  expect(hours(versionsToDrop(keeping, all, [], NOW))).toEqual(
    hours([at(13, 9), at(12, 8), at(10, 9), at(9, 9), at(7, 9), at(1, 9), all.at(-1)!]),
  )
  // this week's Monday is not let go because of a Thursday that has not come
  expect(versionsToDrop({ ...keeping, dailyDays: 2 }, [at(17, 9), at(14, 9)], [], NOW)).toEqual([])
  const [first, second] = [at(13, 9), at(13, 9)]
  expect(versionsToDrop(keeping, [first, second], [], NOW)[0]).toBe(second)
  const everything: Keeping = { versions: 'all', trashDays: 1 }
  expect(versionsToDrop(everything, all, [], NOW)).toEqual([])
})

test('a policy survives its way through the log', () => {
  fc.assert(
    fc.property(policies, (keeping) => {
      expect(readKeeping(keeping)).toEqual(keeping)
    }),
  )
  expect(readKeeping(undefined)).toEqual({ versions: 'all', trashDays: 30 })
  const all = { versions: 'all', trashDays: 5 }
  expect(readKeeping(all)).toEqual(all)
})

test('a value that is no policy keeps every version', () => {
  const good = { versions: 'thinned', allDays: 1, dailyDays: 2, weeklyDays: 3, trashDays: 4 }
  const bad = [0, -1, 1.5, Number.NaN, Infinity, MAX_DAYS + 1, '7', undefined, [], 2n ** 60n]
  for (const days of bad) {
    for (const field of ['allDays', 'dailyDays', 'weeklyDays', 'trashDays'])
      expect(readKeeping({ ...good, [field]: days }).versions).toBe('all')
    expect(readKeeping({ ...good, trashDays: days }).trashDays).toBe(30)
  }
  expect(readKeeping({ ...good, allDays: 3 })).toEqual({ versions: 'all', trashDays: 4 })
  expect(readKeeping({ ...good, dailyDays: 4 })).toEqual({ versions: 'all', trashDays: 4 })
  // a later Space may mean "but not those" with it
  expect(readKeeping({ ...good, tagged: true }).versions).toBe('all')
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const read = readKeeping(value)
      if (read.versions === 'all') expect(read.trashDays).toBeGreaterThan(0)
    }),
  )
})

test('a policy that does not hold together is refused before it is set', () => {
  const good: Keeping = {
    versions: 'thinned',
    allDays: 1,
    dailyDays: 2,
    weeklyDays: null,
    trashDays: 4,
  }
  expect(checkKeeping(good)).toEqual(good)
  const refused = expect.objectContaining({ code: 'bad-input' })
  for (const wrong of [{ allDays: 0 }, { allDays: 3 }, { weeklyDays: 1 }, { trashDays: 0 }])
    expect(() => checkKeeping({ ...good, ...wrong })).toThrowError(refused)
  expect(() => checkKeeping({ versions: 'all', trashDays: 0.5 })).toThrowError(refused)
})
