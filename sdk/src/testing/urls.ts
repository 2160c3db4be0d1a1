import type { EntryStat, HandleRef, UploadOptions, UploadTarget, UploadTicket } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import { toWireError } from '../wire-error.ts'

/** Capability URLs of a test host. */
export interface Urls {
  forReading(file: HandleRef, version: string | undefined): string
  forWriting(
    target: UploadTarget,
    options: UploadOptions,
    commit: (bytes: Uint8Array<ArrayBuffer>) => EntryStat,
    before?: Draft,
  ): UploadTicket
  /** Each PUT is one pack. */
  forPacks(take: (pack: Uint8Array<ArrayBuffer>) => unknown): string
  /** What is made anew for each request, and can only be read whole. */
  forMaking(type: string, make: () => Uint8Array<ArrayBuffer>): string
  /** The body of a reply from the network. */
  forBytes(bytes: Uint8Array<ArrayBuffer>): string
  commit(upload: string): EntryStat
  abort(upload: string): null
  /** What the gateway would answer. */
  answer(url: string, init: RequestInit): Promise<Response>
}

/** What is there of a file that broke off before, and who keeps it for the next time. */
export interface Draft {
  readonly bytes: Uint8Array<ArrayBuffer>
  keep(bytes: Uint8Array<ArrayBuffer>): void
}

export interface Served {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  /** None for what is made while it is read. */
  readonly version: string | undefined
}

interface Writing {
  bytes: Uint8Array<ArrayBuffer>
  readonly limit: number
  readonly check: () => void
  readonly commit: (bytes: Uint8Array<ArrayBuffer>) => EntryStat
  readonly keep: Draft['keep']
}

/** @param look the content that a URL stands for, as the grant allows at that moment */
export function openUrls(
  look: (file: HandleRef, version: string | undefined) => Served,
  check: (target: UploadTarget) => void,
): Urls {
  const readings = new Map<string, () => Served>()
  const writings = new Map<string, Writing>()
  const packings = new Map<string, (pack: Uint8Array<ArrayBuffer>) => unknown>()
  const offer = (reading: () => Served): string => {
    const token = crypto.randomUUID()
    readings.set(token, reading)
    return `/~cap/${token}`
  }
  const writingOf = (upload: string): Writing => {
    const writing = writings.get(upload)
    if (writing === undefined) throw new SpaceError('not-found', 'There is no such upload')
    return writing
  }

  const read = (token: string, method: string, headers: Headers): Response => {
    const reading = readings.get(token)
    if (reading === undefined) throw new SpaceError('not-found', 'There is no such file')
    const { bytes, type, version } = reading()
    const hasRanges = version !== undefined
    const range = hasRanges ? rangeOf(headers.get('Range'), bytes.length) : undefined
    const common = {
      'Content-Type': type === '' ? 'application/octet-stream' : type,
      'Cache-Control': 'no-store',
      'Accept-Ranges': hasRanges ? 'bytes' : 'none',
      ...(hasRanges && { ETag: `"${version}"` }),
    }
    if (range === 'none') {
      const length = { 'Content-Range': `bytes */${bytes.length}` }
      return new Response(null, { status: 416, headers: { ...common, ...length } })
    }
    const part = range === undefined ? bytes : bytes.slice(range.first, range.last + 1)
    return new Response(method === 'HEAD' ? null : part, {
      status: range === undefined ? 200 : 206,
      headers: {
        ...common,
        'Content-Length': String(part.length),
        ...(range !== undefined && {
          'Content-Range': `bytes ${range.first}-${range.last}/${bytes.length}`,
        }),
      },
    })
  }
  const write = async (
    writing: Writing,
    { method = 'GET', body, headers }: RequestInit,
  ): Promise<Response> => {
    writing.check()
    const there = (status: number): Response =>
      new Response(null, {
        status,
        headers: { 'Upload-Offset': String(writing.bytes.length) },
      })
    if (method === 'HEAD') return there(204)
    const slice = new Uint8Array(await new Response(body ?? null).arrayBuffer())
    const first = Number(
      /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(new Headers(headers).get('Content-Range') ?? '')?.[1],
    )
    if (first !== writing.bytes.length) return there(409)
    if (first + slice.length > writing.limit) {
      throw new SpaceError('too-large', 'More came than was announced')
    }
    const joined = new Uint8Array(first + slice.length)
    joined.set(writing.bytes)
    joined.set(slice, first)
    writing.bytes = joined
    writing.keep(joined)
    return there(204)
  }

  return {
    forReading: (file, version) => offer(() => look(file, version)),
    forMaking: (type, make) => offer(() => ({ bytes: make(), type, version: undefined })),
    forBytes: (bytes) => offer(() => ({ bytes, type: '', version: '' })),
    forPacks(take) {
      const token = crypto.randomUUID()
      packings.set(token, take)
      return `/~cap/${token}`
    },
    forWriting(target, { size = Infinity }, commit, before) {
      const upload = crypto.randomUUID()
      const writing = {
        bytes: before?.bytes ?? new Uint8Array(),
        limit: size,
        check: () => check(target),
        commit,
        keep: before?.keep ?? (() => undefined),
      }
      writings.set(upload, writing)
      return { upload, url: `/~cap/${upload}` }
    },
    commit(upload) {
      const writing = writingOf(upload)
      writings.delete(upload)
      return writing.commit(writing.bytes)
    },
    abort(upload) {
      writings.delete(upload)
      return null
    },
    async answer(url, init) {
      const token = url.replace(/^\/~cap\//, '')
      const method = init.method ?? 'GET'
      try {
        const pack = packings.get(token)
        if (pack !== undefined && method === 'PUT')
          return Response.json(
            pack(new Uint8Array(await new Response(init.body ?? null).arrayBuffer())),
          )
        const writing = writings.get(token)
        if (writing !== undefined && method !== 'GET') return await write(writing, init)
        return read(token, method, new Headers(init.headers))
      } catch (error) {
        const said = toWireError(error)
        const status = said.code === 'not-found' ? 404 : said.code === 'too-large' ? 413 : 410
        return Response.json(said, { status })
      }
    },
  }
}

/** Undefined for no range or one that is not understood; `none` when nothing of it is there. */
function rangeOf(
  header: string | null,
  size: number,
): { first: number; last: number } | 'none' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return first > last ? 'none' : { first, last }
}
