/** One app that is open: what its calls run under. */
import { SpaceError } from '@space/sdk'
import type { ManifestRequest } from '@space/sdk/manifest'
import type { Budget } from '../grants/budget.ts'
import type { Actions } from '../grants/capability.ts'
import type { Guard } from '../grants/guard.ts'
import type { AppFacts } from './app-facts.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import type { Views } from '../drive/views/view.ts'
import type { Powers } from './powers.ts'

export interface Session {
  readonly app: AppFacts
  readonly guard: Guard
  readonly budget: Budget
  readonly powers: Powers
  readonly entries: DriveByEntry
  /** Of this app alone: what it had sorted tells no other one anything. */
  readonly views: Views
  /** Fires when the app is closed. */
  readonly signal: AbortSignal
  /** Fires when the app is closed, or this grant no longer allows what needs `need`. */
  alive(grant: string, need: Actions): AbortSignal
}

/**
 * The request of the manifest that covers what an app asks for.
 *
 * @throws {SpaceError} `not-asked` when there is none
 */
export function declared<T extends ManifestRequest['type']>(
  { app }: Session,
  type: T,
  isCovered: (request: Extract<ManifestRequest, { type: T }>) => boolean = () => true,
): void {
  const is = (request: ManifestRequest): request is Extract<ManifestRequest, { type: T }> =>
    request.type === type
  if (app.requests.some((request) => is(request) && isCovered(request))) return
  throw new SpaceError('not-asked', `${app.name} does not say that it asks for this`, {
    why: `its space.app.json lists no such request under "requests": ${type}`,
    try: 'the publisher must add it there',
  })
}
