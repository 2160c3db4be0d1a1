import { SpaceError } from '@space/sdk'
import { i18n } from '@space/ui'

/**
 * Exchange a one-time code for the bearer of this window.
 *
 * @throws {SpaceError} `denied` when the code was used or is too old, `busy` after too many wrong
 *   ones, `offline` when the daemon is away
 */
export async function redeemCode(code: string): Promise<string> {
  const reply = await fetch('/auth', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
    credentials: 'omit',
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new SpaceError('offline', i18n.t('Space does not answer'), { cause })
  })
  if (!reply.ok) {
    throw new SpaceError(
      'denied',
      i18n.t('The code of this window was used already, or is too old'),
      {
        try: i18n.t('run “space open” to get a new one'),
      },
    )
  }
  const answer: unknown = await reply.json()
  const bearer: unknown =
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'bearer') : undefined
  if (typeof bearer !== 'string')
    throw new SpaceError('internal', i18n.t('Space answered with no bearer'))
  return bearer
}
