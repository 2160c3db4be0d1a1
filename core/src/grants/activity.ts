/** What the record of what apps did is made of. */
import type { ActivityAction } from '@space/sdk/host'

/** One act, or many alike. Names are data, whatever is in them: nothing here is ever parsed again. */
export interface Activity {
  /** Label of the app's origin. */
  readonly app: string
  readonly action: ActivityAction
  /** What it was done to: an entry's id, a host, or empty. */
  readonly target: string
  /** What the target was called then. */
  readonly name: string
  /** Whether it changed something, so that the record must be durable before it is done. */
  readonly changed?: boolean
  /** Whether the app was not let. */
  readonly refused?: boolean
}

export interface ActivityLine extends Omit<Activity, 'changed'> {
  /** 32 hex digits; the same while it counts up. */
  readonly id: string
  readonly refused: boolean
  /** ms since 1970, of the first and the last time. */
  readonly since: number
  readonly at: number
  readonly count: number
}
