import { SpaceError } from '@space/sdk'
import { i18n } from '@space/ui'

/** What reads URLs of the app's own origin: the page's `fetch`, or that of a test host. */
export type Request = (url: string, init?: RequestInit) => Promise<Response>

export interface Part {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Bytes of the whole file. */
  readonly total: number
}

/**
 * Bytes of a file from `start` up to and without `end`; fewer when it is shorter.
 *
 * @throws {SpaceError} `offline`, `not-found` (also for a URL that ended), `unreadable`, `aborted`
 */
export async function readPart(
  request: Request,
  url: string,
  { start, end, signal }: { start: number; end: number; signal: AbortSignal },
): Promise<Part> {
  const reply = await ask(request, url, { headers: { Range: `bytes=${start}-${end - 1}` }, signal })
  // There is nothing at that place: an empty file, or one that became shorter.
  if (reply.status === 416) return { bytes: new Uint8Array(), total: totalOf(reply) ?? 0 }
  if (!reply.ok) throw await refusalOf(reply)
  const total = totalOf(reply)
  const bytes = await taken(reply, end - start, signal)
  return { bytes, total: total ?? bytes.length }
}

/** The content as it comes in. @throws {SpaceError} as {@link readPart} */
export async function* readAll(
  request: Request,
  url: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reply = await ask(request, url, { signal })
  if (!reply.ok) throw await refusalOf(reply)
  const reader = reply.body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } catch (cause) {
    throw broken(signal, cause)
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

async function ask(request: Request, url: string, init: RequestInit): Promise<Response> {
  try {
    return await request(url, init)
  } catch (cause) {
    if (init.signal?.aborted) throw new SpaceError('aborted', i18n.t('Stopped'), { cause })
    throw new SpaceError('offline', i18n.t('Space cannot be reached'), {
      why: i18n.t('it does not answer on this computer'),
      try: i18n.t('Look whether Space still runs, then try again'),
      cause,
    })
  }
}

/** The body up to `most` bytes: a server that knows no ranges sends all of it. */
async function taken(
  reply: Response,
  most: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = reply.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    while (length < most) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
      length += value.length
    }
  } catch (cause) {
    throw broken(signal, cause)
  } finally {
    void reader.cancel().catch(() => undefined)
  }
  const bytes = new Uint8Array(Math.min(length, most))
  let at = 0
  for (const part of parts) {
    const fits = part.subarray(0, bytes.length - at)
    bytes.set(fits, at)
    at += fits.length
  }
  return bytes
}

function totalOf(reply: Response): number | undefined {
  const range = /\/(\d+)$/.exec(reply.headers.get('Content-Range') ?? '')?.[1]
  const length = reply.status === 200 ? reply.headers.get('Content-Length') : null
  const said = range ?? length ?? undefined
  return said === undefined ? undefined : Number(said)
}

async function refusalOf(reply: Response): Promise<SpaceError> {
  const said: unknown = await reply.json().catch(() => undefined)
  if (reply.status === 404 || reply.status === 410) {
    return new SpaceError('not-found', i18n.t('This file is no longer here'), {
      why: i18n.t('it was moved out of what Files was given, or the permission ended'),
    })
  }
  const { message, why } = (said ?? {}) as { message?: unknown; why?: unknown }
  return new SpaceError(
    'unreadable',
    typeof message === 'string'
      ? message
      : i18n.t('Space answered with {status}', { status: String(reply.status) }),
    typeof why === 'string' ? { why } : {},
  )
}

function broken(signal: AbortSignal, cause: unknown): SpaceError {
  if (signal.aborted) return new SpaceError('aborted', i18n.t('Stopped'), { cause })
  return new SpaceError('unreadable', i18n.t('This file could not be read to its end'), {
    why: i18n.t('a piece of it is damaged, or the connection to Space was lost'),
    try: i18n.t('Try again, or look at an older version of it'),
    cause,
  })
}
