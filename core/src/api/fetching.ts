/** The network for apps: fetched here, from the public internet only, and never blindly. */
import { lookup as resolveName } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import { SpaceError } from '@space/sdk'

export const BODY_BYTES = 64 * 2 ** 20
const REDIRECTS = 5
const HEADERS_MS = 30_000
const ALL_MS = 120_000

export interface FetchRequest {
  readonly url: URL
  readonly method: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string | undefined
}

export interface FetchReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** At most {@link BODY_BYTES}. */
  readonly body: Uint8Array
}

export interface Fetching {
  /**
   * Fetch, following redirects that `demand` lets through; it is asked before each contact, and `take`
   * before bytes of the body are held.
   *
   * @throws {SpaceError} what `demand` and `take` throw; `grant-denied` for addresses that are not public;
   *   `offline`, `too-large`, `aborted`
   */
  fetch(
    request: FetchRequest,
    demand: (url: URL) => void,
    signal: AbortSignal,
    take?: (bytes: number) => void,
  ): Promise<FetchReply>
}

/** Everything that is this machine, its network, or nobody's. @see RFC 6890 */
const PRIVATE = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4')
/** The only public ones are in 2000::/3; of those some lead back into IPv4, or are for documents. */
const PUBLIC_6 = new BlockList()
PUBLIC_6.addSubnet('2000::', 3, 'ipv6')
const PRIVATE_6 = new BlockList()
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  PRIVATE_6.addSubnet(net, bits, 'ipv6')

/**
 * Whether `address` is out on the internet, and neither this machine nor something near it: with IPv6,
 * and on servers, those have public addresses as well.
 *
 * @param networks those that this machine is in now; one may be joined at any time
 */
export function isPublic(address: string, networks = networkInterfaces()): boolean {
  const family = isIP(address)
  if (family === 0 || isNear(address, family, networks)) return false
  if (family === 4) return !PRIVATE.check(address, 'ipv4')
  return PUBLIC_6.check(address, 'ipv6') && !PRIVATE_6.check(address, 'ipv6')
}

function isNear(
  address: string,
  family: number,
  networks: ReturnType<typeof networkInterfaces>,
): boolean {
  const near = new BlockList()
  for (const { address: own, cidr, family: kind } of Object.values(networks).flatMap(
    (all) => all ?? [],
  )) {
    const type = kind === 'IPv4' ? 'ipv4' : 'ipv6'
    near.addAddress(own, type)
    const bits = Number(cidr?.split('/')[1] ?? 0)
    // 0 is a tunnel that says it leads everywhere, which would leave nothing that is public
    if (bits > 0) near.addSubnet(own, bits, type)
  }
  return near.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * @param powers.lookup finds addresses of a name; every one that it finds must pass `isAllowed`, and one
 *   of them is connected to: a name cannot lead elsewhere after it was checked
 */
export function openFetching({
  lookup = (name, options, done) => resolveName(name, { ...options, all: true }, done),
  isAllowed = (address) => isPublic(address),
}: { lookup?: LookupFunction; isAllowed?: (address: string) => boolean } = {}): Fetching {
  const checkedLookup: LookupFunction = (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      const all = Array.isArray(found) ? found : []
      if (error !== null) return done(error, [])
      const isSafe = all.length > 0 && all.every(({ address }) => isAllowed(address))
      if (!isSafe) return done(Object.assign(new Error('private'), { code: 'EPRIVATE' }), [])
      if (options.all === true) return done(null, all)
      done(null, all[0]?.address ?? '', all[0]?.family)
    })
  }

  return {
    async fetch(request, demand, signal, take = () => undefined) {
      const stop = AbortSignal.any([signal, AbortSignal.timeout(ALL_MS)])
      let { url, method, body, headers } = request
      for (let followed = 0; ; followed++) {
        demand(url)
        demandPlain(url, isAllowed)
        const reply = await send({ url, method, headers, body }, checkedLookup, stop)
        const to = redirectOf(reply, url)
        if (to === undefined) return finish(reply, take)
        reply.destroy()
        if (followed === REDIRECTS) throw unreachable(url, 'it redirects again and again')
        if (url.protocol === 'https:' && to.protocol !== 'https:')
          throw unreachable(url, 'it redirects to an unprotected address')
        if (to.host !== url.host)
          headers = new Map([...headers].filter(([name]) => name !== 'authorization'))
        const { statusCode = 0 } = reply
        if (statusCode === 303 || (statusCode < 303 && method === 'POST')) {
          method = 'GET'
          body = undefined
        }
        url = to
      }
    },
  }
}

function demandPlain(url: URL, isAllowed: (address: string) => boolean): void {
  const literal = url.hostname.replaceAll(/^\[|\]$/gu, '')
  const port = url.port === '' ? 443 : Number(url.port)
  // below 1024 there are mail servers and the like, to which a request can be made to speak
  if (port < 1024 && port !== 443 && port !== 80)
    throw notPublic(url, `port ${port} is not for web`)
  if (isIP(literal) !== 0 && !isAllowed(literal)) throw notPublic(url, 'its address is not public')
}

async function send(
  { url, method, headers, body }: FetchRequest,
  lookup: LookupFunction,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    method,
    headers: { ...Object.fromEntries(headers), 'accept-encoding': 'identity' },
    lookup,
    signal,
    // NOTE: none is shared, so that no connection outlives its check
    agent: false,
    maxHeaderSize: 32_768,
    timeout: HEADERS_MS,
  })
  request.once('timeout', () => request.destroy(new Error('timeout')))
  request.once('response', resolve)
  request.once('error', reject)
  request.end(body)
  try {
    return await promise
  } catch (error) {
    throw failed(error, url, signal)
  }
}

async function finish(reply: IncomingMessage, take: (bytes: number) => void): Promise<FetchReply> {
  const announced = Number(reply.headers['content-length'] ?? 0)
  const parts: Buffer[] = []
  let size = 0
  try {
    if (announced > BODY_BYTES) throw tooLarge()
    for await (const part of reply as AsyncIterable<Buffer>) {
      size += part.length
      if (size > BODY_BYTES) throw tooLarge()
      // twice: the parts are put together in the end
      take(2 * part.length)
      parts.push(part)
    }
  } catch (error) {
    if (error instanceof SpaceError) throw error
    throw new SpaceError('offline', 'The answer broke off', { cause: error })
  } finally {
    reply.destroy()
  }
  const headers = Object.entries(reply.headersDistinct)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, values = []]) => [name, values.join(', ')])
  return {
    status: reply.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(parts),
  }
}

/** Of the connection, or of the person's standing with the host: nothing to an app. */
const HIDDEN: ReadonlySet<string> = new Set([
  'set-cookie',
  'set-cookie2',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'proxy-authenticate',
])

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined
  const { location } = headers
  return location !== undefined && URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined
}

function failed(error: unknown, url: URL, signal: AbortSignal): SpaceError {
  if (signal.aborted && signal.reason instanceof SpaceError) return signal.reason
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'EPRIVATE') return notPublic(url, 'its address is not public')
  if (signal.aborted)
    return new SpaceError('aborted', 'Stopped before it was done', { cause: error })
  return unreachable(url, `it does not answer (${String(code ?? 'no reason given')})`, error)
}

function notPublic(url: URL, why: string): SpaceError {
  return new SpaceError('grant-denied', `Apps may not speak to ${url.hostname}`, { why })
}

function unreachable(url: URL, why: string, cause?: unknown): SpaceError {
  return new SpaceError('offline', `${url.hostname} cannot be reached`, { why, cause })
}

function tooLarge(): SpaceError {
  return new SpaceError('too-large', 'The answer is too large', {
    why: `it has more than ${BODY_BYTES} bytes`,
  })
}
