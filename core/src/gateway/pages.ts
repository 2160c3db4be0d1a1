/** What is answered at which path, once a request was let in. */
import { isSpaceError } from '@space/sdk'
import { type Exchange, give, giveHead, hasBody, header, say } from './answer.ts'
import { guarded } from './app-page.ts'
import type { Asset, Assets } from './assets.ts'
import type { Auth } from './auth.ts'
import type { CapabilityServer } from './capability-url.ts'
import { type DownloadServer, SAVING } from './downloads.ts'
import { inertAppHeaders } from './headers.ts'
import { mediaOfAsset } from './media.ts'
import { isOfAnotherUser } from './peer.ts'

const CODE_BYTES = 512
const CAPABILITY = '/~cap/'

export interface Pages {
  shell(exchange: Exchange, path: string, origin: string): Promise<void>
  app(exchange: Exchange, label: string, path: string): Promise<void>
}

export interface PageSources {
  readonly auth: Auth
  readonly urls: Pick<CapabilityServer<unknown>, 'serve'>
  readonly downloads: Pick<DownloadServer, 'serve'>
  readonly shell: Assets
  /** Below `/space/`, the same for all apps. */
  readonly common: Assets
  /** A file of an installed app, checked against its manifest; undefined when there is none. */
  appFile(label: string, path: string): Promise<Asset | undefined>
  /** Whether it has such a file, for those who ask for no more. */
  hasAppFile(label: string, path: string): boolean
  isInstalled(label: string): boolean
}

export function openPages(sources: PageSources, port: number): Pages {
  const { auth, urls, downloads } = sources
  const inert = inertAppHeaders(port)
  return {
    async shell(exchange, path, origin) {
      if (path === '/auth') return exchangeCode(exchange, auth, origin)
      if (path.startsWith(SAVING)) return downloads.serve(exchange, path.slice(SAVING.length))
      if (!isReading(exchange)) return refuseMethod(exchange)
      return giveAsset(exchange, await sources.shell(path))
    },
    async app(exchange, label, path) {
      if (!sources.isInstalled(label)) return say(exchange, 404, 'There is nothing here')
      if (path.startsWith(CAPABILITY))
        return urls.serve(exchange, label, path.slice(CAPABILITY.length), inert)
      if (!isReading(exchange)) return refuseMethod(exchange)
      if (path.startsWith('/space/')) return giveAsset(exchange, await sources.common(path))
      if (exchange.request.method === 'HEAD') return headAsset(exchange, label, path)
      const asset = await sources.appFile(label, path)
      if (asset === undefined) return say(exchange, 404, 'There is nothing here')
      const { type, isActive } = mediaOfAsset(asset.name)
      if (isActive) return give({ ...exchange, headers: inert }, type, asset.bytes)
      const isPage = type.startsWith('text/html')
      return give(exchange, type, isPage ? guarded(asset.bytes) : asset.bytes)
    },
  }

  function headAsset(exchange: Exchange, label: string, path: string): void {
    if (!sources.hasAppFile(label, path)) return say(exchange, 404, 'There is nothing here')
    const { type, isActive } = mediaOfAsset(path)
    return giveHead({ ...exchange, headers: isActive ? inert : exchange.headers }, type)
  }
}

/** Only our own page may ask, and only as a script can: no form of another page looks like this. */
async function exchangeCode(exchange: Exchange, auth: Auth, origin: string): Promise<void> {
  const { request } = exchange
  if (request.method !== 'POST') return say(exchange, 405, 'POST a code here', { Allow: 'POST' })
  if (header(request, 'origin') !== origin)
    return say(exchange, 403, 'This was asked for by another page')
  if (header(request, 'content-type') !== 'application/json')
    return say(exchange, 415, 'Send the code as JSON')
  if (await isOfAnotherUser(request.socket))
    return say(exchange, 403, 'This was asked for by another user of this machine')
  const code = await readCode(exchange)
  if (code === undefined) return say(exchange, 400, 'Send {"code": …}')
  try {
    const answer = Buffer.from(JSON.stringify({ bearer: auth.exchange(code) }))
    give(exchange, 'application/json', answer)
  } catch (error) {
    if (isSpaceError(error, 'busy'))
      return say(exchange, 429, error.message, { 'Retry-After': '60' })
    if (!isSpaceError(error, 'denied')) throw error
    say(exchange, 403, error.message)
  }
}

async function readCode({ request }: Exchange): Promise<string | undefined> {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1')
    if (text.length > CODE_BYTES) return undefined
  }
  try {
    const value = JSON.parse(text) as unknown
    const code =
      typeof value === 'object' && value !== null ? Reflect.get(value, 'code') : undefined
    return typeof code === 'string' ? code : undefined
  } catch {
    return undefined
  }
}

function isReading({ request }: Exchange): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && !hasBody(request)
}

function refuseMethod(exchange: Exchange): void {
  say(exchange, 405, 'There is only something to read here', { Allow: 'GET, HEAD' })
}

function giveAsset(exchange: Exchange, asset: Asset | undefined): void {
  if (asset === undefined) return say(exchange, 404, 'There is nothing here')
  give(exchange, mediaOfAsset(asset.name).type, asset.bytes)
}
