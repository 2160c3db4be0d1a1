import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { Endpoint } from '@space/sdk/wire'
import type { Visitor } from '../../system/platform.ts'

/** More than the buffers between daemon and browser hold, so that the stream runs until it is cut. */
const BYTES = 32 * 2 ** 20

interface Given {
  readonly grant: string
  readonly entry: string
}

/** An app that may ask for a folder, as a second one beside the row's own. */
export async function installAsking(visitor: Visitor, owner: Endpoint) {
  const manifest = {
    manifest: 1,
    id: 'asking',
    name: 'Asking',
    version: '1.0.0',
    entry: 'index.html',
    requests: [{ type: 'directory', mode: 'change', reason: 'to be measured' }],
  }
  return visitor.install({ 'space.app.json': JSON.stringify(manifest) }, owner)
}

/**
 * How long after the person's revoke everything is dead that ran by the grant: a stream of changes, a
 * body that is being read, and the URL it came from. In ms, seen from outside.
 */
export async function revokeMs(
  visitor: Visitor,
  { owner, app, host }: { owner: Endpoint; app: Endpoint; host: string },
  name: string,
): Promise<number> {
  const folder = await give(owner, app, name)
  const file = await send(visitor, app, host, folder)
  const { url } = (await app.call('files.url', [file, {}])) as { url: string }
  const changes = app.stream('files.watch', [folder])[Symbol.asyncIterator]()
  // it begins with one item, when nothing is missed any more
  await changes.next()
  const watched = changes.next().then(
    () => Promise.reject(new Error('the stream went on')),
    () => undefined,
  )
  // told below, and not before
  watched.catch(() => undefined)
  const body = await open(visitor.port, host, url)
  // reads a little and then no more: what is left is under way when the grant ends
  await once(body, 'readable')
  body.read(1)
  body.on('error', () => undefined)
  const cut = new Promise((resolve) => body.once('close', resolve))

  const began = performance.now()
  await owner.call('grants.revoke', [folder.grant])
  // a reader that is told of the end must read what it has
  body.resume()
  await Promise.all([watched, cut])
  const { status } = await visitor.ask({ host, path: url })
  const ms = performance.now() - began
  if (body.complete) throw new Error('the whole file was read after the revoke')
  if (status !== 404) throw new Error(`the URL still answers with ${status}`)
  return ms
}

async function give(owner: Endpoint, app: Endpoint, name: string): Promise<Given> {
  const { id } = (await owner.call('files.makeFolder', [null, name])) as { id: string }
  return giveFolder(owner, app, id)
}

/** The app asks for a folder to change, and the person chooses this one. */
export async function giveFolder(owner: Endpoint, app: Endpoint, id: string): Promise<Given> {
  const stop = new AbortController()
  const asked = app.call('pick.open', [{ open: 'directory', mode: 'change', label: 'A folder' }])
  for await (const request of owner.stream('consent.requests', [], { signal: stop.signal })) {
    if (request === null) continue
    const answer = { kind: 'picked', entries: [id], mode: 'change', lasting: 'session' }
    await owner.call('consent.answer', [(request as { id: string }).id, answer])
    break
  }
  const [folder] = (await asked) as Given[]
  if (folder === undefined) throw new Error('nothing was given')
  return folder
}

async function send(
  visitor: Visitor,
  app: Endpoint,
  host: string,
  parent: Given,
): Promise<unknown> {
  const target = { parent, name: 'large.bin' }
  const ticket = await app.call('files.upload', [target, { size: BYTES }])
  const { url, upload } = ticket as { url: string; upload: string }
  const headers = { 'Content-Range': `bytes 0-${BYTES - 1}/${BYTES}` }
  const body = Buffer.alloc(BYTES, 7)
  const put = await visitor.ask({ host, method: 'PUT', path: url, headers, body })
  if (put.status !== 204) throw new Error(put.body.toString())
  return app.call('files.commit', [upload])
}

async function open(port: number, host: string, path: string): Promise<IncomingMessage> {
  const asked = get({ port, path, host: '127.0.0.1', headers: { host: `${host}:${port}` } })
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`not given: ${response.statusCode}`)
  return response
}
