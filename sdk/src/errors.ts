/** Stable wire codes. Adding one is a minor release; renaming one is a breaking change. */
export const ERROR_CODES = [
  'aborted',
  'bad-input',
  'bad-usage',
  'busy',
  'changed-while-read',
  'conflict',
  'corrupt-block',
  'corrupt-index',
  'denied',
  'disk-full',
  'exists',
  'grant-denied',
  'grant-expired',
  'grant-revoked',
  'in-use',
  'internal',
  'io',
  'is-folder',
  'missing-block',
  'newer-version',
  'not-asked',
  'not-folder',
  'not-found',
  'not-initialized',
  'offline',
  'quota',
  'read-only',
  'too-large',
  'unreadable',
  'wrong-key',
  'wrong-phrase',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export interface SpaceErrorOptions extends ErrorOptions {
  /** Why it happened, in words for people. */
  why?: string
  /** What the person can do now; printed after `try:`. */
  try?: string
  /** Facts for callers, such as the path and the offset of a damaged file. Never a secret. */
  facts?: Readonly<Record<string, string | number>>
}

/**
 * The one error of Space: a closed code to branch on, and words for people.
 *
 * `message` says what happened, `why` the reason and `try` the way out. None of them holds a secret.
 * Crossing a wire loses class identity, so callers branch on `code`.
 */
export class SpaceError extends Error {
  override readonly name = 'SpaceError'
  readonly code: ErrorCode
  readonly why: string | undefined
  readonly try: string | undefined
  readonly facts: Readonly<Record<string, string | number>>

  constructor(code: ErrorCode, message: string, options: SpaceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.why = options.why
    this.try = options.try
    this.facts = options.facts ?? {}
  }
}

/** Whether `error` is a {@link SpaceError}, of this `code` when one is given. */
export function isSpaceError(error: unknown, code?: ErrorCode): error is SpaceError {
  return error instanceof SpaceError && (code === undefined || error.code === code)
}
