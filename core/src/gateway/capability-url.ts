/** URLs that are powers: whoever has one, on the origin of its app, may read or send one file. */
import { SpaceError } from '@space/sdk'
import type { CapabilityUrls, Content } from '../api/urls.ts'
import { type Exchange, fail, header, setHeaders, statusOf } from './answer.ts'
import { mediaOfFile } from './media.ts'
import { spanOf } from './range.ts'
import { stream } from './stream.ts'
import { takePack } from './pack.ts'
import { openUploads, type Upload } from './upload.ts'

const TTL_MS = 10 * 60_000
const TOKEN_BYTES = 16
/** Living URLs of one app; beyond them its oldest dies. A wall of photos needs one for each. */
const APP_TOKENS = 4096
/** Answers of one app that are being sent at once. */
const APP_STREAMS = 64
/** Packs of one app that are taken in at once; each is in memory. */
const APP_PACKS = 4

type Power =
  | { readonly kind: 'read'; open(): Promise<Content> }
  | { readonly kind: 'write'; readonly upload: Upload }
  | { readonly kind: 'packs'; take(pack: Uint8Array): Promise<unknown> }

type Entry = {
  readonly app: string
  readonly alive: AbortSignal
  until: number
} & Power

export interface CapabilityServer<Saved> extends CapabilityUrls<Saved>, AsyncDisposable {
  /** Answer a request for `/~cap/<token>` on the origin of `app`. */
  serve(exchange: Exchange, app: string, token: string, inert: Exchange['headers']): Promise<void>
}

/** @param now ms, never going back */
export function openCapabilityUrls<Saved>(
  now: () => number,
  randomBytes: (count: number) => Uint8Array,
): CapabilityServer<Saved> {
  const byApp = new Map<string, Map<string, Entry>>()
  const streams = openCounts()
  const packs = openCounts()
  const uploads = openUploads<Saved>(now, randomBytes)

  const mint = (app: string, alive: AbortSignal, power: Power): string => {
    const token = Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url')
    const tokens = byApp.get(app) ?? new Map<string, Entry>()
    byApp.set(app, tokens)
    prune(tokens, now())
    tokens.set(token, { app, alive, until: now() + TTL_MS, ...power })
    return `/~cap/${token}`
  }

  /** Undefined for tokens of others, dead ones and none at all: nobody learns which. */
  const find = (app: string, token: string): Entry | undefined => {
    const entry = byApp.get(app)?.get(token)
    if (entry === undefined) return undefined
    if (entry.alive.aborted || now() >= entry.until) {
      byApp.get(app)?.delete(token)
      return undefined
    }
    entry.until = now() + TTL_MS
    return entry
  }

  return {
    forReading: (app, alive, open) => mint(app, alive, { kind: 'read', open }),
    forWriting(app, alive, incoming) {
      const upload = uploads.begin(app, alive, incoming)
      return { url: mint(app, alive, { kind: 'write', upload }), upload: upload.id }
    },
    forPacks: (app, alive, take) => mint(app, alive, { kind: 'packs', take }),
    commit: uploads.commit,
    abort: uploads.abort,
    async serve(exchange, app, token, inert) {
      const { request } = exchange
      const entry = find(app, token)
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      if (entry === undefined) return fail(exchange, 404, nothing())
      if (entry.kind === 'write') {
        if (request.method === 'HEAD') return entry.upload.tell(exchange)
        if (request.method === 'PUT') return entry.upload.put(exchange)
        return fail(exchange, 405, wrongMethod(), { Allow: 'PUT, HEAD' })
      }
      if (entry.kind === 'packs') {
        if (request.method !== 'PUT') return fail(exchange, 405, wrongMethod(), { Allow: 'PUT' })
        if (packs.of(app) >= APP_PACKS)
          return fail(exchange, 429, new SpaceError('busy', 'Too many packs are sent at once'))
        using _pack = packs.take(app)
        return await takePack(exchange, entry)
      }
      if (!isRead) return fail(exchange, 405, wrongMethod(), { Allow: 'GET, HEAD' })
      if (streams.of(app) >= APP_STREAMS)
        return fail(exchange, 429, new SpaceError('busy', 'Too many files are read at once'))
      using _stream = streams.take(app)
      try {
        await send(exchange, entry, entry.open, inert)
      } finally {
        // A long film was used until its end.
        entry.until = now() + TTL_MS
      }
    },
    [Symbol.asyncDispose]: () => uploads[Symbol.asyncDispose](),
  }
}

/** How much of something each app has now. */
function openCounts() {
  const counts = new Map<string, number>()
  return {
    of: (app: string): number => counts.get(app) ?? 0,
    take(app: string): Disposable {
      counts.set(app, (counts.get(app) ?? 0) + 1)
      return {
        [Symbol.dispose]() {
          const left = (counts.get(app) ?? 1) - 1
          if (left === 0) counts.delete(app)
          else counts.set(app, left)
        },
      }
    },
  }
}

function prune(tokens: Map<string, Entry>, time: number): void {
  for (const [token, { until, alive }] of tokens) {
    if (until <= time || alive.aborted) tokens.delete(token)
    // NOTE: a map keeps its order; what is still good was made later, unless it was used since.
    else if (tokens.size >= APP_TOKENS) tokens.delete(token)
    else break
  }
}

async function send(
  exchange: Exchange,
  { alive }: Entry,
  open: () => Promise<Content>,
  inert: Exchange['headers'],
): Promise<void> {
  let content: Content
  try {
    content = await open()
  } catch (error) {
    return fail(exchange, statusOf(error), error)
  }
  try {
    if (alive.aborted) return fail(exchange, 404, nothing())
    await answer(exchange, content, alive, inert)
  } finally {
    content.close?.()
  }
}

async function answer(
  exchange: Exchange,
  content: Content,
  alive: AbortSignal,
  inert: Exchange['headers'],
): Promise<void> {
  const { request, response } = exchange
  const etag = etagOf(content)
  const media = mediaOfFile(content.name)
  const common = {
    ...(media.isActive ? inert : exchange.headers),
    'Accept-Ranges': etag === undefined ? 'none' : 'bytes',
    'Content-Type': media.type,
    ...(etag === undefined ? {} : { ETag: etag }),
  }
  if (etag !== undefined && matches(header(request, 'if-none-match'), etag)) {
    setHeaders(response, common)
    response.writeHead(304).end()
    return
  }
  const ifRange = header(request, 'if-range')
  const isSame = etag !== undefined && (ifRange === undefined || ifRange === etag)
  const span = spanOf(isSame ? header(request, 'range') : undefined, content.size)
  if (span === 'none') {
    const range = { 'Content-Range': `bytes */${content.size}` }
    return fail({ ...exchange, headers: common }, 416, outside(), range)
  }
  const { start, end } = span === 'all' ? { start: 0, end: content.size } : span
  setHeaders(response, {
    ...common,
    'Content-Length': String(end - start),
    ...(span === 'all' ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${content.size}` }),
  })
  response.writeHead(span === 'all' ? 200 : 206)
  if (request.method === 'HEAD' || start === end) {
    response.end()
    return
  }
  await stream(exchange, content, { start, end }, alive)
}

function etagOf({ version }: Content): string | undefined {
  return version === undefined ? undefined : `"${version.replaceAll(/[^\w.-]/g, '_')}"`
}

function matches(given: string | undefined, etag: string): boolean {
  return given === '*' || (given?.split(',').some((one) => one.trim() === etag) ?? false)
}

/** The same for tokens of others, dead ones and those that never were. */
function nothing(): SpaceError {
  return new SpaceError('not-found', 'There is nothing here')
}

function wrongMethod(): SpaceError {
  return new SpaceError('bad-input', 'This address is for something else')
}

function outside(): SpaceError {
  return new SpaceError('bad-input', 'The file has not so many bytes')
}
