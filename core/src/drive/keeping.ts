/** What a drive keeps of the past: the policy, as it is set on the root, and which versions it lets go. */
import { SpaceError } from '@space/sdk'
import { ROOT_ROW } from './tree/columns.ts'
import type { Keeping } from './drive.ts'
import type { DriveParts } from './parts.ts'

export const DAY_MS = 86_400_000
/** The field of the root that holds the policy. */
export const KEEPING_FIELD = 'keeping'
export const MAX_DAYS = 36_500

const DEFAULT: Keeping = { versions: 'all', trashDays: 30 }
/** 1970 began on a Thursday; weeks begin on Monday. */
const DAYS_BEFORE_1970_IN_WEEK = 3

export function keepingOf(parts: DriveParts): Keeping {
  return readKeeping(parts.tree.registersOf(ROOT_ROW).fields.get(KEEPING_FIELD)?.value)
}

/**
 * The policy in a value of the log. What is not understood, from a later Space or a hostile device,
 * keeps every version.
 */
export function readKeeping(value: unknown): Keeping {
  if (!isMap(value)) return DEFAULT
  const { versions, allDays, dailyDays, weeklyDays, trashDays, ...others } = value
  const trash = isDays(trashDays) ? trashDays : DEFAULT.trashDays
  const isKnown = versions === 'thinned' && Object.keys(others).length === 0 && isDays(trashDays)
  if (!isKnown || !isDays(allDays) || !isDays(dailyDays)) return { ...DEFAULT, trashDays: trash }
  const isEndless = weeklyDays === null
  if (allDays > dailyDays || !(isEndless || (isDays(weeklyDays) && dailyDays <= weeklyDays)))
    return { ...DEFAULT, trashDays: trash }
  return { versions, allDays, dailyDays, weeklyDays: isEndless ? null : weeklyDays, trashDays }
}

/** @throws {SpaceError} `bad-input` when it is no policy */
export function checkKeeping(keeping: Keeping): Keeping {
  const { trashDays } = keeping
  const read = readKeeping(keeping)
  if (isDays(trashDays) && read.versions === keeping.versions) return read
  throw new SpaceError('bad-input', 'this cannot be what a drive keeps', {
    why: `days are whole numbers from 1 to ${MAX_DAYS}, and each is at least the one before it`,
    try: 'for example: space keep --all-days 7 --daily-days 30 --weekly-days 365',
  })
}

/**
 * Which of an entry's kept versions the policy lets go: never one that stands, none of an unknown
 * or future time, and not the newest of an interval that is kept. How often it was asked before
 * makes no difference, because days end where weeks end.
 *
 * @param versions in any order; of two of the same time the first is the newer one
 * @param standing those that are current
 */
export function versionsToDrop<V extends { readonly at: number }>(
  keeping: Keeping,
  versions: readonly V[],
  standing: readonly V[],
  now: number,
): V[] {
  if (keeping.versions === 'all') return []
  const { allDays, dailyDays, weeklyDays } = keeping
  const isDated = ({ at }: V): boolean => at > 0 && at <= now
  const dated = versions.filter(isDated)
  const ofDay = newestBy(dated, dayOf)
  const ofWeek = newestBy(dated, weekOf)
  return dated.filter((version) => {
    if (standing.includes(version)) return false
    const days = (now - version.at) / DAY_MS
    if (days < allDays) return false
    if (days < dailyDays) return ofDay.get(dayOf(version)) !== version
    if (weeklyDays === null || days < weeklyDays) return ofWeek.get(weekOf(version)) !== version
    return true
  })
}

function newestBy<V extends { readonly at: number }>(
  versions: readonly V[],
  intervalOf: (version: V) => number,
): Map<number, V> {
  const newest = new Map<number, V>()
  for (const version of versions) {
    const held = newest.get(intervalOf(version))
    if (held === undefined || version.at > held.at) newest.set(intervalOf(version), version)
  }
  return newest
}

function dayOf({ at }: { readonly at: number }): number {
  return Math.floor(at / DAY_MS)
}

function weekOf(version: { readonly at: number }): number {
  return Math.floor((dayOf(version) + DAYS_BEFORE_1970_IN_WEEK) / 7)
}

function isDays(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MAX_DAYS
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
