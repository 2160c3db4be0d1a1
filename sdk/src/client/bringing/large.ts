import { isSpaceError, SpaceError } from '../../errors.ts'
import { failureOf, reach } from '../bytes.ts'
import type { Tools } from '../tools.ts'
import type { Gate } from './gate.ts'
import { whyUnreadable } from './pack.ts'
import type { Ticket } from './seat.ts'
import { comingOf, type Work } from './work.ts'

/** Of one PUT: what is sent before a pause takes effect. */
const SLICE_BYTES = 16 * 2 ** 20

/**
 * Sends one file in slices that the browser reads from the disk as it sends them, behind what is
 * durable of it from an earlier try.
 *
 * @param came told of bytes that are there now; of fewer when some must come again
 * @throws {SpaceError} `exists` when the name was taken meanwhile; `not-found` when Space was
 *   restarted: then it is begun again
 */
export async function sendLarge(
  { line, request }: Pick<Tools, 'line' | 'request'>,
  { bring }: Ticket,
  work: Work & { readonly file: File },
  { gate, came }: { gate: Gate; came(bytes: number): void },
): Promise<void> {
  const { file } = work
  const signal = gate.cancelled
  const begun = await line.call('bring.upload', [bring, comingOf(work)], signal)
  const { url, upload } = begun
  let { offset } = begun
  came(offset)
  try {
    while (offset < file.size) {
      await gate.pass()
      const end = Math.min(offset + SLICE_BYTES, file.size)
      const there = await put(url, file, offset, end)
      came(there - offset)
      offset = there
    }
    await line.call('files.commit', [upload], signal)
  } catch (error) {
    came(-offset)
    if (signal.aborted) await line.call('files.abort', [upload]).catch(() => undefined)
    throw error
  }

  /** Where the daemon is then. */
  async function put(to: string, from: File, start: number, end: number): Promise<number> {
    const reply = await reach(request, to, {
      method: 'PUT',
      body: from.slice(start, end),
      headers: { 'Content-Range': `bytes ${start}-${end - 1}/${from.size}` },
      signal,
    }).catch(async (error: unknown) => {
      // a file that cannot be read looks as if nobody answered
      const why = isSpaceError(error, 'offline') ? await whyUnreadable(from) : undefined
      throw why ?? error
    })
    if (!reply.ok && reply.status !== 409) throw await failureOf(reply)
    const said = reply.headers.get('Upload-Offset')
    if (said === null || !/^\d{1,15}$/.test(said))
      throw new SpaceError('internal', 'Space did not say how much of the file it has')
    const there = Number(said)
    if (there === start) throw new SpaceError('busy', 'Space did not take what was sent')
    return there
  }
}
