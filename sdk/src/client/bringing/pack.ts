import type { Brought } from '../../calls.ts'
import { SpaceError } from '../../errors.ts'
import { failureOf, reach } from '../bytes.ts'
import type { Tools } from '../tools.ts'
import { bytesOf, comingOf, type Work } from './work.ts'

const PACK_FILES = 500
const PACK_BYTES = 4 * 2 ** 20

/** Takes so many out of `queue` as one pack holds. */
export function takePack(queue: Work[]): Work[] {
  let bytes = 0
  let count = 0
  for (const work of queue) {
    bytes += bytesOf(work)
    if (count === PACK_FILES || (count > 0 && bytes > PACK_BYTES)) break
    count += 1
  }
  return queue.splice(0, count)
}

/** Whether a pack of it would be full. */
export function isFull(queue: readonly Work[]): boolean {
  if (queue.length >= PACK_FILES) return true
  let bytes = 0
  for (const work of queue) bytes += bytesOf(work)
  return bytes >= PACK_BYTES
}

/**
 * Sends one pack.
 *
 * @throws {SpaceError} what the daemon said; `offline` also when a file cannot be read, see
 *   {@link unreadable}
 */
export async function sendPack(
  { request }: Pick<Tools, 'request'>,
  url: string,
  works: readonly Work[],
  signal: AbortSignal,
): Promise<readonly Brought[]> {
  const list = new TextEncoder().encode(JSON.stringify(works.map(comingOf)))
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, list.length)
  const files = works.flatMap(({ file }) => (file === undefined ? [] : [file]))
  // the browser reads them from the disk as it sends them: no bytes of theirs come into the page
  const body = new Blob([head, list, ...files])
  const reply = await reach(request, url, { method: 'PUT', body, signal })
  if (!reply.ok) throw await failureOf(reply)
  const brought = (await reply.json()) as readonly Brought[]
  if (brought.length === works.length) return brought
  throw new SpaceError('internal', 'Space did not say what became of a pack')
}

/** Those that cannot be read any more, each with the reason. */
export async function unreadable(works: readonly Work[]): Promise<ReadonlyMap<Work, SpaceError>> {
  const bad = new Map<Work, SpaceError>()
  for (const work of works) {
    const error = work.file === undefined ? undefined : await whyUnreadable(work.file)
    if (error !== undefined) bad.set(work, error)
  }
  return bad
}

/** Undefined when it can be read as it was when it was given. */
export async function whyUnreadable(file: File): Promise<SpaceError | undefined> {
  try {
    await file.slice(0, 1).arrayBuffer()
    return undefined
  } catch (cause) {
    const isGone = cause instanceof DOMException && cause.name === 'NotFoundError'
    return isGone
      ? new SpaceError('not-found', 'It is no longer on your computer', { cause })
      : new SpaceError('changed-while-read', 'It cannot be read, or was changed meanwhile', {
          try: 'Give it again',
          cause,
        })
  }
}
