/** What the person chose for all their windows. */
import type { Settings } from '@space/sdk/host'
import type { Kept } from '../../grants/ports.ts'
import { choice, fields, list, texts, wrong } from '../params.ts'

const THEMES = ['system', 'light', 'dark'] as const
const DENSITIES = ['comfortable', 'compact'] as const
const NAMES: ReadonlySet<string> = new Set(['theme', 'density', 'pinned'])
const MOST_PINNED = 100

export function ownerSettings(kept: Kept) {
  const get = (): Settings => {
    const before = fields(kept.get() ?? {})
    const theme = THEMES.find((one) => one === before.get('theme')) ?? 'system'
    const density = DENSITIES.find((one) => one === before.get('density')) ?? 'comfortable'
    const pinned = before.get('pinned')
    return { theme, density, pinned: Array.isArray(pinned) ? texts(pinned, MOST_PINNED, 64) : [] }
  }
  return {
    get: async (): Promise<Settings> => get(),
    async set(params: unknown): Promise<Settings> {
      const change = fields(list(params)[0])
      if ([...change.keys()].some((name) => !NAMES.has(name))) throw wrong('a setting that exists')
      const { theme, density, pinned } = get()
      const next = {
        theme: change.has('theme') ? choice(change.get('theme'), THEMES) : theme,
        density: change.has('density') ? choice(change.get('density'), DENSITIES) : density,
        pinned: change.has('pinned') ? texts(change.get('pinned'), MOST_PINNED, 64) : pinned,
      }
      kept.set(next)
      return next
    },
  }
}
