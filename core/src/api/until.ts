/** How long a grant lasts, as people choose it. */
import type { Lasting } from '@space/sdk/host'
import type { Until } from '../grants/capability.ts'

const DAY_MS = 86_400_000

export function untilOf(lasting: Lasting, now: number): Until {
  if (lasting === 'day') return now + DAY_MS
  return lasting === 'session' ? 'session' : null
}
