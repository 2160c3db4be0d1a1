import type { EntryStat, UploadOptions, UploadTarget } from '../calls.ts'
import { isSpaceError, SpaceError } from '../errors.ts'
import { failureOf, reach } from './bytes.ts'
import type { Tools } from './tools.ts'

/** First wait after a lost connection; it doubles up to the longest. */
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000
/** Together about a minute: a daemon that restarts is back by then. */
const TRIES = 16

/**
 * What is sent at once. Bytes where we have them: a browser keeps what a Blob was made of until the
 * Blob is collected, which may be after gigabytes.
 */
export type Slice = Blob | Uint8Array<ArrayBuffer>

/** A new version on its way to the daemon. */
export interface Upload {
  /** Sends `slice` behind what is there; a lost connection is taken up where it broke. */
  send(slice: Slice, totalBytes?: number): Promise<void>
  commit(): Promise<EntryStat>
  abort(): Promise<void>
}

export async function beginUpload(
  { line, request, wait }: Tools,
  target: UploadTarget,
  options: UploadOptions,
  signal?: AbortSignal,
): Promise<Upload> {
  const { upload, url } = await line.call('files.upload', [target, options], signal)
  let offset = 0

  /** Where the daemon is now. */
  const put = async (slice: Slice, total: string): Promise<number> => {
    const range = `bytes ${offset}-${offset + sizeOf(slice) - 1}/${total}`
    const reply = await reach(request, url, {
      method: 'PUT',
      body: slice,
      headers: { 'Content-Range': range },
      signal: signal ?? null,
    })
    if (reply.ok || reply.status === 409) return offsetIn(reply)
    throw await failureOf(reply)
  }
  const look = async (): Promise<number> => {
    const reply = await reach(request, url, { method: 'HEAD', signal: signal ?? null })
    // A HEAD has no body to say why: committing will.
    if (!reply.ok) throw new SpaceError('not-found', 'The upload is no longer known to Space')
    return offsetIn(reply)
  }
  return {
    async send(slice, totalBytes) {
      const start = offset
      const end = start + sizeOf(slice)
      const total = totalBytes === undefined ? '*' : String(totalBytes)
      /** Where the daemon is, which can only be inside of the slice. */
      const arrive = (there: number): void => {
        if (there < start || there > end) {
          throw new SpaceError('conflict', 'Someone else wrote to this upload')
        }
        offset = there
      }
      for (let losses = 0; offset < end;) {
        const before = offset
        try {
          if (losses > 0) arrive(await look())
          if (offset < end) arrive(await put(behind(slice, offset - start), total))
        } catch (error) {
          losses = offset > before ? 1 : losses + 1
          const mayPass = isSpaceError(error, 'offline') || isSpaceError(error, 'busy')
          if (!mayPass || losses > TRIES) throw error
          await wait(Math.min(FIRST_WAIT_MS * 2 ** (losses - 1), LONGEST_WAIT_MS), signal)
          continue
        }
        if (offset === before) throw new SpaceError('io', 'Space did not take what was sent')
        losses = 0
      }
    },
    commit: () => line.call('files.commit', [upload], signal),
    async abort() {
      await line.call('files.abort', [upload])
    },
  }
}

export function sizeOf(slice: Slice): number {
  return slice instanceof Blob ? slice.size : slice.length
}

function behind(slice: Slice, start: number): Slice {
  return slice instanceof Blob ? slice.slice(start) : slice.subarray(start)
}

function offsetIn(reply: Response): number {
  const said = reply.headers.get('Upload-Offset')
  if (said === null || !/^\d{1,15}$/.test(said)) {
    throw new SpaceError('internal', 'Space did not say how much of the upload it has')
  }
  return Number(said)
}
