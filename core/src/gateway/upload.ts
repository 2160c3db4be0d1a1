/** Files that apps send: slices of one PUT URL, fed into one write that ends when the app commits. */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { Incoming } from '../api/urls.ts'
import { done, type Exchange, fail, header } from './answer.ts'
import { openPipe } from './pipe.ts'
import { sliceOf } from './range.ts'

/** How long an upload waits for its next slice, for instance after a lost connection. */
const PATIENCE_MS = 10 * 60_000
/** Unfinished uploads of one app; each may hold an open write. */
const APP_UPLOADS = 32
const ID_BYTES = 16

export interface Upload {
  readonly id: string
  /** Answer a HEAD: how many bytes have arrived. */
  tell(exchange: Exchange): void
  /** Take the next slice; a later PUT takes over from one whose connection hangs. */
  put(exchange: Exchange): Promise<void>
}

interface Running<Saved> extends Upload {
  commit(): Promise<Saved>
  abort(error: SpaceError): Promise<void>
  readonly touchedAt: number
}

export interface Uploads<Saved> extends AsyncDisposable {
  begin(app: string, alive: AbortSignal, incoming: Incoming<Saved>): Upload
  commit(app: string, id: string): Promise<Saved>
  abort(app: string, id: string): Promise<void>
}

export function openUploads<Saved>(
  now: () => number,
  randomBytes: (count: number) => Uint8Array,
): Uploads<Saved> {
  const byApp = new Map<string, Map<string, Running<Saved>>>()
  const forget = (app: string, id: string): void => {
    const ours = byApp.get(app)
    ours?.delete(id)
    if (ours?.size === 0) byApp.delete(app)
  }

  return {
    begin(app, alive, incoming) {
      const ours = byApp.get(app) ?? new Map<string, Running<Saved>>()
      for (const { touchedAt, abort } of ours.values()) {
        if (now() - touchedAt < PATIENCE_MS) continue
        void abort(gaveUp('it waited ten minutes for its next bytes'))
      }
      if (ours.size >= APP_UPLOADS)
        throw new SpaceError('busy', 'Too many files are being sent at once', {
          try: 'commit or abort some of them first',
        })
      byApp.set(app, ours)
      const id = Buffer.from(randomBytes(ID_BYTES)).toString('base64url')
      const upload = openUpload(id, alive, incoming, now, () => {
        forget(app, id)
      })
      ours.set(id, upload)
      return upload
    },
    async commit(app, id) {
      const upload = byApp.get(app)?.get(id)
      if (upload === undefined)
        throw new SpaceError('not-found', 'There is no such upload', {
          why: 'it was committed or given up, or its access was turned off',
        })
      return upload.commit()
    },
    async abort(app, id) {
      await byApp.get(app)?.get(id)?.abort(gaveUp('the app did'))
    },
    async [Symbol.asyncDispose]() {
      const all = [...byApp.values()].flatMap((ours) => [...ours.values()])
      await Promise.all(all.map((upload) => upload.abort(gaveUp('Space is closing'))))
    },
  }
}

function openUpload<Saved>(
  id: string,
  alive: AbortSignal,
  { size, maxBytes = Infinity, offset: first = 0, write }: Incoming<Saved>,
  now: () => number,
  forget: () => void,
): Running<Saved> {
  const pipe = openPipe()
  const stop = new AbortController()
  let written: Promise<Saved> | undefined
  let failure: { error: unknown } | undefined
  let offset = first
  let touchedAt = now()
  let isOver = false
  let putting: { stop(): void; readonly done: Promise<void> } | undefined

  const begin = (): Promise<Saved> => {
    written ??= write(pipe.source, stop.signal)
    // Told by the next PUT or the commit; whoever never asks again must not end the process.
    written.catch((error: unknown) => {
      failure = { error }
      pipe.fail(error instanceof Error ? error : new Error('the write failed', { cause: error }))
    })
    return written
  }
  const abort = async (error: SpaceError): Promise<void> => {
    if (isOver) return
    isOver = true
    alive.removeEventListener('abort', revoked)
    forget()
    putting?.stop()
    pipe.fail(error)
    stop.abort(error)
    try {
      await written
    } catch {
      // That is what was asked for.
    }
  }
  const revoked = (): void =>
    void abort(new SpaceError('grant-revoked', 'This access was turned off'))
  alive.addEventListener('abort', revoked)

  const take = async (exchange: Exchange, start: number, end: number): Promise<void> => {
    const { request } = exchange
    // NOTE: not destroyed when we stop reading, so that the answer can still be given.
    const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
    for await (const chunk of chunks) {
      if (isOver || offset + chunk.length > end) break
      await pipe.push(chunk)
      offset += chunk.length
      touchedAt = now()
    }
    if (offset === end) done(exchange, told())
    else if (start <= offset && !request.complete) request.destroy()
    else fail(exchange, 400, new SpaceError('bad-input', 'The slice was cut short'), told())
  }
  const problemOf = (
    slice: ReturnType<typeof sliceOf>,
    length: string | undefined,
  ): SpaceError | undefined => {
    if (slice === undefined || Number(length) !== slice.end - slice.start)
      return new SpaceError('bad-input', 'A slice needs its Content-Range and Content-Length')
    if (size !== undefined && (slice.total ?? size) !== size)
      return new SpaceError('bad-input', `This upload was to have ${size} bytes`)
    if (slice.end > (size ?? maxBytes) || (slice.total ?? 0) > maxBytes)
      return new SpaceError('quota', 'There is not so much room for this', { facts: { maxBytes } })
    return undefined
  }
  const told = (): Record<string, string> => ({
    'Upload-Offset': String(offset),
    ...(size === undefined ? {} : { 'Upload-Length': String(size) }),
  })

  return {
    id,
    get touchedAt() {
      return touchedAt
    },
    tell(exchange) {
      touchedAt = now()
      done(exchange, told())
    },
    async put(exchange) {
      const { request } = exchange
      touchedAt = now()
      const slice = sliceOf(header(request, 'content-range'))
      const length = header(request, 'content-length')
      const problem = problemOf(slice, length)
      if (slice === undefined || problem !== undefined)
        return fail(exchange, isSpaceError(problem, 'quota') ? 413 : 400, problem, told())
      while (putting !== undefined) {
        putting.stop()
        await putting.done
      }
      if (isOver) return fail(exchange, 404, new SpaceError('not-found', 'There is nothing here'))
      if (failure !== undefined) return fail(exchange, 507, failure.error, told())
      if (slice.start !== offset)
        return fail(exchange, 409, new SpaceError('conflict', 'Another slice is next'), told())
      void begin()
      const taken = take(exchange, slice.start, slice.end)
        .catch((error: unknown) => {
          if (!request.destroyed) fail(exchange, 507, failure?.error ?? error, told())
        })
        .finally(() => {
          putting = undefined
        })
      putting = { stop: () => request.destroy(), done: taken }
      return taken
    },
    async commit() {
      if (size !== undefined && offset !== size && failure === undefined)
        throw new SpaceError('bad-input', 'Not all bytes have arrived', {
          try: 'send the rest, then commit again',
          facts: { offset, size },
        })
      const writing = begin()
      isOver = true
      forget()
      pipe.end()
      try {
        return await writing
      } finally {
        alive.removeEventListener('abort', revoked)
      }
    },
    abort,
  }
}

function gaveUp(why: string): SpaceError {
  return new SpaceError('aborted', 'The upload was given up', { why })
}
