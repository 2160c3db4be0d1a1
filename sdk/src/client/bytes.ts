import { SpaceError } from '../errors.ts'
import { fromWireError, isWireError } from '../wire-error.ts'
import type { Tools } from './tools.ts'

/**
 * Ask a capability URL.
 *
 * @throws {SpaceError} what the daemon answered, `offline` when nobody did, `aborted`
 */
export async function ask(
  { request }: Pick<Tools, 'request'>,
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  const reply = await reach(request, url, init)
  if (!reply.ok) throw await failureOf(reply)
  return reply
}

/** As {@link ask}, giving refusals back as they are. */
export async function reach(
  request: Tools['request'],
  url: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await request(url, init)
  } catch (cause) {
    if (init.signal?.aborted) {
      throw new SpaceError('aborted', 'Stopped before it was done', { cause })
    }
    throw new SpaceError('offline', 'Space cannot be reached', {
      try: 'Look whether Space still runs, then try again',
      cause,
    })
  }
}

/** The error that lies in the body of a refusal. */
export async function failureOf(reply: Response): Promise<SpaceError> {
  const said: unknown = await reply.json().catch(() => undefined)
  if (isWireError(said)) return fromWireError(said)
  const code = reply.status === 404 || reply.status === 410 ? 'not-found' : 'internal'
  return new SpaceError(code, `Space answered with ${reply.status}`)
}
