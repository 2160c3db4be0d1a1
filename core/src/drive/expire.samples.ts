/** A drive whose clock is set, and a file with versions of chosen times: for the tests of expiry. */
import type { Drive, Keeping } from './drive.ts'
import { newPlace, save, whole, type Place } from './drive.samples.ts'

export const DAY_MS = 86_400_000
export const START = Date.UTC(2027, 0, 4, 12)
export const THINNED = {
  versions: 'thinned',
  allDays: 2,
  dailyDays: 4,
  weeklyDays: 60,
  trashDays: 10,
} as const satisfies Keeping

export function dated(): Place & { now: number } {
  return Object.assign(newPlace(), { now: START })
}

export const halfDays = (...counts: number[]): number[] =>
  counts.map((n) => START + (n * DAY_MS) / 2)

/** Saves `/f` as v0, v1 … at `times`. */
export async function saveAt(drive: Drive, place: Place, times: readonly number[]): Promise<void> {
  for (const [n, at] of times.entries()) {
    place.now = at
    await save(drive, '/f', `v${n}`)
  }
}

export async function contents(drive: Drive): Promise<string[]> {
  const kept = await drive.versions('/f')
  return Promise.all(kept.map(async ({ id }) => String(await whole(drive, '/f', id))))
}
