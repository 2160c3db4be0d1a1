/** Everything that the person's own shell can call of this room. */
import type { Facets } from '@space/sdk/wire'
import type { Kept } from '../../grants/ports.ts'
import type { Powers } from '../powers.ts'
import { ownerActivity } from './activity.ts'
import { ownerConsent } from './consent.ts'
import { ownerFiles } from './files.ts'
import { ownerGrants } from './grants.ts'
import { ownerSettings } from './settings.ts'
import { ownerTransfers } from './transfers.ts'
import { ownerTrials } from './trials.ts'

export function ownerFacets(powers: Powers, settings: Kept): Facets {
  return Object.freeze({
    grants: Object.freeze(ownerGrants(powers)),
    consent: Object.freeze(ownerConsent(powers)),
    activity: Object.freeze(ownerActivity(powers)),
    trials: Object.freeze(ownerTrials(powers)),
    files: Object.freeze(ownerFiles(powers)),
    transfers: Object.freeze(ownerTransfers(powers)),
    settings: Object.freeze(ownerSettings(settings)),
  })
}
