import type { EntryStat, HandleRef, UploadOptions } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { SpaceWritable, WritableOptions, WriteChunk, WriteData } from '../handles.ts'
import { ask } from './bytes.ts'
import type { Tools } from './tools.ts'
import { beginUpload, type Slice, sizeOf, type Upload } from './upload.ts'

/** How much is gathered before it is sent. */
const SLICE_BYTES = 8 * 2 ** 20
const ZERO_BYTES = 2 ** 20

/** @throws {SpaceError} `grant-denied` when the app may only read */
export async function openWritable(
  tools: Tools,
  file: HandleRef,
  { keepExistingData = false, ifVersion, signal }: WritableOptions,
): Promise<SpaceWritable> {
  if (tools.lives.mode(file.grant) === 'read') {
    throw new SpaceError('grant-denied', `${file.name} may be read only`, {
      try: 'Ask for it with mode "change"',
    })
  }
  const ground = keepExistingData ? await existing(tools, file, signal) : undefined
  const expected = ifVersion ?? ground?.version
  const inside = tools.lives.of(file.grant)
  const draft = openDraft({
    ground: ground?.content,
    sendsEarly: !keepExistingData,
    begin: (size) => {
      const options: UploadOptions = {
        ...(size === undefined ? {} : { size }),
        ...(expected === undefined ? {} : { ifVersion: expected }),
      }
      return tools.lives.during(file.grant, beginUpload(tools, file, options, signal))
    },
  })

  let failure: unknown
  const noted = async (work: Promise<void>): Promise<void> => {
    try {
      await tools.lives.during(file.grant, work)
    } catch (error) {
      failure ??= error
      throw error
    }
  }
  const stream = new WritableStream<WriteChunk>({
    start(controller) {
      const stop = (): void => {
        failure ??= signal?.aborted
          ? new SpaceError('aborted', 'Stopped before it was done')
          : new SpaceError('grant-revoked', `${file.name} is no longer granted`)
        void draft.drop()
        controller.error(failure)
      }
      inside.addEventListener('abort', stop, { once: true })
      signal?.addEventListener('abort', stop, { once: true })
    },
    write: (chunk) => noted(draft.take(chunk)),
    close: () => noted(draft.finish()),
    abort: () => draft.drop(),
  })
  const withWriter = (work: (writer: WritableStreamDefaultWriter<WriteChunk>) => Promise<void>) => {
    const writer = stream.getWriter()
    const done = work(writer)
    writer.releaseLock()
    return done
  }
  return Object.assign(stream, {
    write: (chunk: WriteChunk) => withWriter((writer) => writer.write(chunk)),
    seek: (position: number) => withWriter((writer) => writer.write({ type: 'seek', position })),
    truncate: (size: number) => withWriter((writer) => writer.write({ type: 'truncate', size })),
    async close() {
      try {
        await withWriter((writer) => writer.close())
      } catch (error) {
        // Closing what failed before is a TypeError of streams, which says nothing of why.
        throw failure ?? error
      }
    },
    abort: (reason?: unknown) => withWriter((writer) => writer.abort(reason)),
  })
}

/** What a file holds now, and the name of that version. */
async function existing(
  tools: Tools,
  file: HandleRef,
  signal: AbortSignal | undefined,
): Promise<{ content: Blob; version: string | undefined }> {
  const { version, size } = await tools.line.call('files.stat', [file], signal)
  if (size === 0 || version === null) return { content: new Blob(), version: version ?? undefined }
  const { url } = await tools.line.call('files.url', [file, { version }], signal)
  const reply = await ask(tools, url, { signal: signal ?? null })
  return { content: await reply.blob(), version }
}

interface Draft {
  take(chunk: WriteChunk): Promise<void>
  finish(): Promise<void>
  drop(): Promise<void>
}

interface DraftPowers {
  readonly ground: Blob | undefined
  /** Whether what was written in order may go before all of it is there. */
  readonly sendsEarly: boolean
  readonly begin: (totalBytes: number | undefined) => Promise<Upload>
}

/** The bytes of a file as they are put together: those that were sent, and behind them the parts. */
function openDraft({ ground, sendsEarly, begin }: DraftPowers): Draft {
  let upload: Upload | undefined
  let sentBytes = 0
  let parts: Slice[] = ground === undefined ? [] : [ground]
  let end = ground?.size ?? 0
  let position = 0

  const send = async (totalBytes?: number): Promise<void> => {
    upload ??= await begin(totalBytes)
    await upload.send(joined(parts), totalBytes)
    sentBytes = end
    parts = []
  }
  /** @throws `bad-input` for places that are no number or were sent already */
  const check = (place: number, name: string): void => {
    if (!Number.isSafeInteger(place) || place < 0) {
      throw new SpaceError('bad-input', `${name} must be a whole number from 0 on`)
    }
    if (place < sentBytes) {
      throw new SpaceError('bad-input', `The first ${sentBytes} bytes were sent already`, {
        try: 'Open it with keepExistingData: true to write in any order',
      })
    }
  }
  const resize = (size: number): void => {
    if (size < end) parts = [new Blob(parts).slice(0, size - sentBytes)]
    else if (size > end) parts.push(zeros(size - end))
    end = size
  }
  const put = (data: Slice, at: number): void => {
    const size = sizeOf(data)
    if (at > end) resize(at)
    if (at < end) {
      const whole = new Blob(parts)
      const from = at - sentBytes
      parts = [whole.slice(0, from), data, whole.slice(from + size)]
    } else parts.push(data)
    end = Math.max(end, at + size)
    position = at + size
  }
  const take = async (chunk: WriteChunk): Promise<void> => {
    const order = isOrder(chunk) ? chunk : { type: 'write' as const, data: chunk }
    switch (order.type) {
      case 'seek':
        check(order.position, 'position')
        position = order.position
        return
      case 'truncate':
        check(order.size, 'size')
        resize(order.size)
        position = Math.min(position, order.size)
        return
      case 'write':
        check(order.position ?? position, 'position')
        put(sliceOf(order.data), order.position ?? position)
        if (sendsEarly && position === end && end - sentBytes >= SLICE_BYTES) await send()
        return
      default:
        throw new SpaceError('bad-input', 'Only write, seek and truncate can be written')
    }
  }
  const drop = async (): Promise<void> => {
    const begun = upload
    upload = undefined
    parts = []
    // It ends by itself when it is not finished.
    await begun?.abort().catch(() => undefined)
  }
  const orDrop = async (work: Promise<void>): Promise<void> => {
    try {
      await work
    } catch (error) {
      await drop()
      throw error
    }
  }

  return {
    take: (chunk) => orDrop(take(chunk)),
    finish: () =>
      orDrop(
        (async () => {
          await send(end)
          const done: EntryStat | undefined = await upload?.commit()
          if (done === undefined) throw new SpaceError('aborted', 'Stopped before it was done')
        })(),
      ),
    drop,
  }
}

function isOrder(chunk: WriteChunk): chunk is Exclude<WriteChunk, WriteData> {
  return typeof chunk === 'object' && chunk !== null && 'type' in chunk && !(chunk instanceof Blob)
}

/** A copy of bytes, so the caller may use its buffer again. */
function sliceOf(data: unknown): Slice {
  if (data instanceof Blob) return data
  if (typeof data === 'string') return new TextEncoder().encode(data)
  if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0))
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
  }
  throw new SpaceError('bad-input', 'Text, bytes and Blobs can be written, nothing else')
}

function joined(parts: readonly Slice[]): Slice {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first
  if (parts.some((part) => part instanceof Blob)) return new Blob([...parts])
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + sizeOf(part), 0))
  let at = 0
  for (const part of parts) {
    if (!(part instanceof Blob)) whole.set(part, at)
    at += sizeOf(part)
  }
  return whole
}

function zeros(bytes: number): Blob {
  const whole = new Blob([new Uint8Array(Math.min(bytes, ZERO_BYTES))])
  const times = Math.floor(bytes / whole.size)
  return new Blob([
    ...Array.from({ length: times }, () => whole),
    whole.slice(0, bytes % whole.size),
  ])
}
