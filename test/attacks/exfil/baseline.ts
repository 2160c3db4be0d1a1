/** The same pages without any of our defences: what a leak looks like, so that silence means something. */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'

const APP = join(import.meta.dirname, '../../apps/hostile')
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
}

export interface Baseline extends AsyncDisposable {
  readonly port: number
  readonly url: string
}

/** Serve the hostile app in a plain frame. `told` hears the addresses its siblings were opened with. */
export async function serveBaseline(
  plan: (port: number) => object,
  told: (url: string) => void,
): Promise<Baseline> {
  let port = 0
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'none'}`)
    if (url.searchParams.has('leak')) told(url.href)
    const to = url.searchParams.get('to')
    if (url.hostname === 'top.localhost') {
      const frame = `<iframe src="http://evil.localhost:${port}/" width="600" height="400"></iframe>`
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html>${frame}`)
    } else if (to !== null) response.writeHead(302, { location: to }).end()
    else if (url.pathname === '/plan.json') response.end(JSON.stringify(plan(port)))
    else {
      const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1)
      const bytes = await readFile(join(APP, name)).catch(() => undefined)
      const type = TYPES[extname(name)] ?? 'text/plain'
      response.writeHead(bytes === undefined ? 404 : 200, { 'content-type': type })
      response.end(bytes ?? '<p>nothing here</p>')
    }
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  port = address.port
  return {
    port,
    url: `http://top.localhost:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
