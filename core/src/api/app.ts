/** What an app may know of itself and of its host. */
import type { RunningApp } from '@space/sdk'
import type { Session } from './session.ts'

/** What this host has beyond the basics. */
const FEATURES = ['mark', 'net', 'search', 'trash', 'versions', 'watch', 'zip']

export function appFacet({ app, powers, budget }: Session) {
  return {
    async info(): Promise<RunningApp> {
      budget.spend()
      const { label, name, version } = app
      const features = powers.thumbs === undefined ? FEATURES : [...FEATURES, 'thumbnail']
      return { label, name, version, isolation: powers.isolation(), features }
    },
  }
}
