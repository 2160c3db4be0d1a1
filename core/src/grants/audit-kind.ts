/** Which acts belong together in the record. */
import type { ActivityAction } from '@space/sdk/host'

/** `given` is what the person does with grants; all that is neither that nor a look is a change. */
export function kindOf(action: ActivityAction): 'looks' | 'changes' | 'given' {
  if (GIVEN.has(action)) return 'given'
  return LOOKS.has(action) ? 'looks' : 'changes'
}

const GIVEN: ReadonlySet<ActivityAction> = new Set(['granted', 'revoked', 'identity'])
const LOOKS: ReadonlySet<ActivityAction> = new Set(['list', 'read', 'search', 'contact'])
