/** Many small files in one PUT: read whole, handed over, and answered when all of it is durable. */
import { SpaceError } from '@space/sdk'
import { type Exchange, fail, give, header, statusOf } from './answer.ts'

/** Of one pack. */
const PACK_BYTES = 16 * 2 ** 20

export interface PackTaker {
  readonly alive: AbortSignal
  take(pack: Uint8Array): Promise<unknown>
}

export async function takePack(exchange: Exchange, { alive, take }: PackTaker): Promise<void> {
  const { request } = exchange
  const length = header(request, 'content-length')
  if (length === undefined || !/^\d{1,10}$/.test(length))
    return fail(exchange, 400, new SpaceError('bad-input', 'A pack needs its Content-Length'))
  const size = Number(length)
  if (size > PACK_BYTES)
    return fail(
      exchange,
      413,
      new SpaceError('too-large', `A pack has at most ${PACK_BYTES} bytes`),
    )
  const pack = Buffer.allocUnsafe(size)
  let at = 0
  try {
    // NOTE: not destroyed when we stop reading, so that the answer can still be given.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (alive.aborted) break
      at += (chunk as Buffer).copy(pack, at)
    }
  } catch {
    // who sent it is gone, and nothing of it was done
    return
  }
  if (alive.aborted)
    return fail(exchange, 404, new SpaceError('not-found', 'There is nothing here'))
  if (at !== size) return fail(exchange, 400, new SpaceError('bad-input', 'The pack was cut short'))
  try {
    const answer = await take(pack)
    give(exchange, 'application/json', Buffer.from(JSON.stringify(answer)))
  } catch (error) {
    fail(exchange, statusOf(error), error)
  }
}
