/** A whole home with its gateway in this process, and clients that speak to it as browsers do. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Endpoint, openEndpoint } from '@space/sdk/wire'
import {
  type Answer,
  asked,
  dialRpc,
  type Question,
} from '../../core/src/gateway/gateway.samples.ts'
import { createHome, openHome } from '../../core/src/home/open.ts'
import { channelOfWebSocket, textsOf } from '../../core/src/rpc/websocket.ts'
import type { Space } from '../../core/src/space.ts'

/** Whoever speaks to a gateway as a browser does. */
export interface Visitor extends AsyncDisposable {
  readonly port: number
  ask(question: Question): Promise<Answer>
  /** A bearer, got as the shell gets it. */
  bearer(): Promise<string>
  /** A connection after its hello: the person's, or one of an app. */
  connect(bearer: string, app?: string): Promise<Endpoint>
  /** Installs an app of these files as the person would, and opens it. */
  install(files: Readonly<Record<string, string>>, owner: Endpoint): Promise<Installed>
}

export interface House extends Visitor {
  /** Absolute path of the home. */
  readonly dir: string
  readonly space: Space
  /** The address of a new window, with its code. */
  window(): Promise<string>
  /** The gateway stops, as with its daemon, and another one starts. */
  restart(): Promise<void>
}

export interface Installed {
  readonly label: string
  /** Host of its origin, without the port. */
  readonly host: string
}

export const PAGE = '<!doctype html><title>App</title><script src="app.js"></script>'

/**
 * @param dir a folder for the apps that are installed
 * @param window gives the address of a new window, with its code
 */
export function openVisitor(dir: string, port: number, window: () => Promise<string>): Visitor {
  const origin = `http://space.localhost:${port}`
  const connections = new AsyncDisposableStack()
  return {
    port,
    ask: (question) => ask(port, question),
    async bearer() {
      const code = new URL(await window()).hash.slice('#code='.length)
      const answer = await ask(port, {
        method: 'POST',
        path: '/auth',
        headers: { Origin: origin, 'Content-Type': 'application/json' },
        body: JSON.stringify({ code }),
      })
      const { bearer } = JSON.parse(answer.body.toString()) as { bearer: string }
      return bearer
    },
    async connect(bearer, app) {
      const socket = dialRpc(port)
      const texts = textsOf(socket, 2 ** 22)
      await once(socket, 'open')
      socket.send(JSON.stringify({ v: 1, bearer, ...(app === undefined ? {} : { app }) }))
      const { value } = await texts.all.next()
      if (value !== '{"v":1,"ok":true}') throw new Error(`not let in: ${value}`)
      return connections.use(openEndpoint(channelOfWebSocket(socket, texts)))
    },
    async install(files, owner) {
      const folder = mkdtempSync(join(dir, 'app-'))
      const manifest = {
        manifest: 1,
        id: 'app',
        name: 'App',
        version: '1.0.0',
        entry: 'index.html',
      }
      const all = { 'space.app.json': JSON.stringify(manifest), 'index.html': PAGE, ...files }
      for (const [path, content] of Object.entries(all)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), content)
      }
      const { cid } = (await owner.call('apps.inspect', [folder])) as { cid: string }
      const { label } = (await owner.call('apps.install', [folder, cid])) as { label: string }
      await owner.call('apps.open', [label])
      return { label, host: `app-${label}.localhost` }
    },
    [Symbol.asyncDispose]: () => connections.disposeAsync(),
  }
}

/** A home with its gateway in this process. */
export async function openHouse(): Promise<House> {
  await using stack = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'space-house-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const home = join(dir, 'home')
  await createHome({ dir: home, name: 'here', protection: { kind: 'file' }, begin: 'home' })
  const space = stack.use(await openHome({ dir: home, unlock: {} }))
  let platform = await space.openPlatform()
  stack.defer(() => platform[Symbol.asyncDispose]())
  const port = Number(new URL(platform.address).port)
  const window = async (): Promise<string> => (await platform.window(undefined)).url ?? ''
  const visitor = stack.use(openVisitor(dir, port, window))
  const open = stack.move()
  return {
    ...visitor,
    dir: home,
    space,
    window,
    async restart() {
      await platform[Symbol.asyncDispose]()
      platform = await space.openPlatform()
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** @param question its host is without the port */
function ask(port: number, question: Question): Promise<Answer> {
  const { host = 'space.localhost', headers = {}, body = '' } = question
  const length = Buffer.byteLength(body)
  return asked(port, {
    ...question,
    host: `${host}:${port}`,
    // Not every method has one by itself, and without it a body looks like the next request.
    headers: { ...(length === 0 ? {} : { 'Content-Length': String(length) }), ...headers },
  })
}
