/** What an app may hold, and what follows from it. */
import { SpaceError } from '@space/sdk'

/** `read` sees, `add` puts new things in and sees those only, `change` sees and does everything. */
export type Actions = 'read' | 'add' | 'change'

export type Resource =
  /** A file, or a folder with all that is below it at the time of a call. */
  | { readonly kind: 'entry'; readonly drive: string; readonly entry: string }
  /** What is at `https://<host>` on the network; the daemon fetches it. */
  | { readonly kind: 'host'; readonly host: string }
  /** The DID by which others know the person. */
  | { readonly kind: 'identity' }

/** `session`: as long as the app is open; a number: ms since 1970; null: until turned off. */
export type Until = 'session' | number | null

/** One thing that a person let one app do. */
export interface Grant {
  /** 32 hex digits; no secret. */
  readonly id: string
  /** Label of the app's origin. */
  readonly app: string
  readonly resource: Resource
  readonly actions: Actions
  readonly until: Until
  /** Id of the trial: it is of a copy of a folder, whose changes the person will review. */
  readonly trial?: string
  /** Of the app's own folder. */
  readonly isPrivate?: true
  /** The words in which the app asked. */
  readonly label: string
  /** ms since 1970. */
  readonly madeAt: number
  readonly lastUsedAt: number | null
}

/** Why a grant is over. */
export type Ending = 'grant-revoked' | 'grant-expired'

/** Whether `actions` include what needs `need`. */
export function allows(actions: Actions, need: Actions): boolean {
  return actions === need || actions === 'change'
}

/**
 * Check that `to` takes something away from `from` and adds nothing.
 *
 * @throws {SpaceError} `bad-input`
 */
export function demandNarrower(from: Grant, to: { actions?: Actions; until?: Until }): void {
  const { actions = from.actions, until = from.until } = to
  const isFewer = allows(from.actions, actions)
  const isShorter =
    until === from.until ||
    from.until === null ||
    (typeof from.until === 'number' && typeof until === 'number' && until < from.until)
  if (isFewer && isShorter) return
  throw new SpaceError('bad-input', 'A grant can only be narrowed', {
    why: 'this would give the app more than it has',
    try: 'let the app ask again',
  })
}

/** What an app is told when its grant is over. */
export function overError(ending: Ending): SpaceError {
  return ending === 'grant-revoked'
    ? new SpaceError('grant-revoked', 'This access was turned off', {
        try: 'ask the person to choose again',
      })
    : new SpaceError('grant-expired', 'The time of this access is over', {
        try: 'ask the person to choose again',
      })
}

/** The same words for a grant of another app as for one that never was. */
export function notGranted(): SpaceError {
  return new SpaceError('grant-denied', 'The app was not given this', {
    try: 'ask the person with space.pick',
  })
}
