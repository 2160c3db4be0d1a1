import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { buildShell } from './build.ts'
import { appHeaders, shellHeaders } from '../../core/src/gateway/headers.ts'

const root = join(import.meta.dirname, '..', '..')
const BUILT = join(root, 'node_modules', '.cache', 'shell-fake')
const APPS = join(import.meta.dirname, 'apps')
const LABELS = ['ledger', 'atlas', 'reader', 'paperscan']
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The shell over its fake host, on the origins and under the headers of the real gateway. */
export interface Stand extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly browser: Browser
}

/** Where a Chromium may be installed; the tests bring it when they may (see test/run/machine.ts). */
const CHROMIUM = '/usr/bin/chromium'

export async function openStand(): Promise<Stand> {
  await using stack = new AsyncDisposableStack()
  await buildShell('fake', BUILT)
  const server = createServer((request, response) => void answer(request, response))
  stack.defer(() => void server.close())
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    // Playwright's own choice of features would take storage from frames of another site.
    ignoreDefaultArgs: ['--disable-features'],
    args: ['--no-sandbox', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
  })
  stack.defer(() => browser.close())
  const open = stack.move()
  return {
    port,
    browser,
    url: `http://space.localhost:${port}/fake.html`,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [host = '', port = '80'] = (request.headers.host ?? '').split(':')
  const path = new URL(request.url ?? '/', 'http://x').pathname
  const isShell = host === 'space.localhost'
  const headers = isShell ? shellHeaders(Number(port), LABELS) : appHeaders(Number(port))
  const label = /^app-(\w+)\.localhost$/.exec(host)?.[1]
  const file = isShell
    ? join(BUILT, path)
    : join(APPS, path.replace('/index.html', `/${label}.html`))
  try {
    const bytes = await readFile(file)
    response.writeHead(200, { ...plain(headers), 'Content-Type': TYPES[extname(file)] ?? '' })
    response.end(bytes)
  } catch {
    response.writeHead(404, { ...plain(headers), 'Content-Type': 'text/plain' })
    response.end('Nothing is here')
  }
}

function plain(
  headers: Readonly<Record<string, string | readonly string[]>>,
): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [...value],
    ]),
  )
}
