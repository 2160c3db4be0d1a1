/** Where the person chose for a purpose last time, so that the picker begins there. */
import type { Kept } from '../grants/ports.ts'

const MOST = 500

export interface Places {
  /** Id of a folder; undefined when nothing was chosen for it yet. */
  last(app: string, purpose: string): string | undefined
  chosen(app: string, purpose: string, folder: string): void
}

export function openPlaces(kept: Kept): Places {
  const places = new Map<string, string>()
  for (const pair of Array.isArray(kept.get()) ? (kept.get() as unknown[]) : []) {
    const [key, folder] = Array.isArray(pair) ? (pair as unknown[]) : []
    if (typeof key === 'string' && typeof folder === 'string') places.set(key, folder)
  }
  return {
    last: (app, purpose) => places.get(`${app} ${purpose}`),
    chosen(app, purpose, folder) {
      const key = `${app} ${purpose}`
      if (places.get(key) === folder) return
      places.delete(key)
      places.set(key, folder)
      for (const oldest of places.keys()) {
        if (places.size <= MOST) break
        places.delete(oldest)
      }
      kept.set([...places])
    },
  }
}
