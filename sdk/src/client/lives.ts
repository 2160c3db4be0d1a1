import { isSpaceError } from '../errors.ts'
import type { GivenGrant } from '../space.ts'
import type { Mode } from '../values.ts'
import { lasting, type Wait } from './lasting.ts'
import type { Line } from './line.ts'

/** Which grants are alive, as far as this page has heard. */
export interface Lives {
  /** Fires when the grant is over. */
  of(grant: string): AbortSignal
  /** Undefined when nothing was heard of it yet. */
  mode(grant: string): Mode | undefined
  /** What `work` gives; when it fails because the grant is over, that is remembered. */
  during<T>(grant: string, work: Promise<T>): Promise<T>
}

interface Life {
  readonly over: AbortController
  mode: Mode | undefined
}

/** Listen to the app's grants until the page goes. */
export function watchLives(line: Line, wait: Wait): Lives {
  const lives = new Map<string, Life>()
  const lifeOf = (grant: string): Life => {
    const known = lives.get(grant)
    if (known !== undefined) return known
    const life: Life = { over: new AbortController(), mode: undefined }
    lives.set(grant, life)
    return life
  }

  const take = (grants: readonly GivenGrant[]): void => {
    const now = new Map(grants.map((grant) => [grant.id, grant.mode]))
    for (const [id, mode] of now) lifeOf(id).mode = mode
    // A grant that was never in a list may be newer than this one.
    for (const [id, life] of lives) if (life.mode !== undefined && !now.has(id)) life.over.abort()
  }
  const listen = async (): Promise<void> => {
    for await (const grants of lasting(wait, () => line.stream('grants.watch', []))) take(grants)
  }
  // Without this stream grants still end, only that handles hear of it at their next call.
  listen().catch(() => undefined)

  return {
    of: (grant) => lifeOf(grant).over.signal,
    mode: (grant) => lives.get(grant)?.mode,
    async during(grant, work) {
      try {
        return await work
      } catch (error) {
        if (isSpaceError(error, 'grant-revoked') || isSpaceError(error, 'grant-expired')) {
          lifeOf(grant).over.abort()
        }
        throw error
      }
    },
  }
}
