/** Everything that the person's own shell can call of this room. */
import type { Facets } from '@space/sdk/wire'
import type { Apps } from '../../apps/install.ts'
import type { Kept } from '../../grants/ports.ts'
import type { Powers } from '../powers.ts'
import { ownerApps, type Sessions } from './apps.ts'
import { ownerActivity } from './activity.ts'
import { ownerConsent } from './consent.ts'
import { ownerFiles } from './files.ts'
import { ownerGrants } from './grants.ts'
import { ownerSettings } from './settings.ts'
import { ownerTransfers } from './transfers.ts'
import { ownerTrials } from './trials.ts'

export function ownerFacets(
  powers: Powers,
  { settings, apps, sessions }: { settings: Kept; apps: Apps; sessions: Sessions },
): Facets {
  return Object.freeze({
    apps: Object.freeze(ownerApps(powers, apps, sessions)),
    grants: Object.freeze(ownerGrants(powers)),
    consent: Object.freeze(ownerConsent(powers)),
    activity: Object.freeze(ownerActivity(powers)),
    trials: Object.freeze(ownerTrials(powers)),
    files: Object.freeze(ownerFiles(powers)),
    transfers: Object.freeze(ownerTransfers(powers)),
    settings: Object.freeze(ownerSettings(settings)),
  })
}
