/** Everything that the person's own shell can call of this room. */
import type { Facets } from '@space/sdk/wire'
import type { Apps } from '../../apps/install.ts'
import type { Kept } from '../../grants/ports.ts'
import type { Powers } from '../powers.ts'
import { ownerApps, type Sessions } from './apps.ts'
import { ownerActivity } from './activity.ts'
import { ownerConsent } from './consent.ts'
import { ownerErasing } from './erasing.ts'
import { ownerFiles } from './files.ts'
import { ownerGrants } from './grants.ts'
import { type HealthPowers, ownerHealth } from './health.ts'
import { type HomePowers, ownerHome } from './home.ts'
import { ownerPrivacy, type PrivacyPowers } from './privacy.ts'
import { ownerOpenings } from './openings.ts'
import { ownerOutside } from './outside.ts'
import { ownerSaves } from './saves.ts'
import { ownerSettings } from './settings.ts'
import { ownerTransfers } from './transfers.ts'
import { ownerTrials } from './trials.ts'

export function ownerFacets(
  powers: Powers,
  {
    settings,
    usual,
    apps,
    sessions,
    alive,
  }: { settings: Kept; usual: Kept; apps: Apps; sessions: Sessions; alive: AbortSignal },
): Facets {
  return Object.freeze({
    apps: Object.freeze(ownerApps(powers, apps, sessions)),
    grants: Object.freeze(ownerGrants(powers)),
    consent: Object.freeze(ownerConsent(powers)),
    activity: Object.freeze(ownerActivity(powers)),
    trials: Object.freeze(ownerTrials(powers)),
    files: Object.freeze(ownerFiles(powers)),
    transfers: Object.freeze(ownerTransfers(powers)),
    openings: Object.freeze(ownerOpenings(powers, { apps, sessions, kept: usual })),
    saves: Object.freeze(ownerSaves(powers, alive)),
    erasing: Object.freeze(ownerErasing(powers)),
    outside: Object.freeze(ownerOutside(powers)),
    settings: Object.freeze(ownerSettings(settings)),
  })
}

export interface HomeFacets extends Disposable {
  readonly facets: Facets
}

export function homeFacets(
  powers: Powers,
  {
    home,
    live,
    kept,
  }: {
    home: HomePowers & HealthPowers
    live: PrivacyPowers
    kept: (name: string) => Kept
  },
): HomeFacets {
  const now = (): number => powers.clock.now()
  const { [Symbol.dispose]: stop, ...health } = ownerHealth(home, kept('health'), now)
  return {
    facets: Object.freeze({
      home: Object.freeze(ownerHome(home, kept('home'), powers.clock)),
      health: Object.freeze(health),
      privacy: Object.freeze(ownerPrivacy(powers, live)),
    }),
    [Symbol.dispose]: stop,
  }
}
