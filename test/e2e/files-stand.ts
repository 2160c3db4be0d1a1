import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { appHeaders } from '../../core/src/gateway/headers.ts'
import type { Control } from '../../plugins/files/src/fake/main.tsx'
import { buildFiles } from './build.ts'

const BUILT = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'files-fake')
const CHROMIUM = '/usr/bin/chromium'
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** What the page of Files over a Space in memory offers to tests: see plugins/files/src/fake. */
export type FilesPage = Window & { fake: Control }

/** Files over a Space in memory, on an app's origin and under the headers of the real gateway. */
export interface FilesStand extends AsyncDisposable {
  readonly browser: Browser
  /** Opens a scene in a window of its own. */
  open(look: FilesLook): Promise<Page>
}

export interface FilesLook {
  readonly scene: string
  readonly path?: readonly string[]
  readonly theme?: 'light' | 'dark'
  readonly viewport?: { width: number; height: number }
  readonly forcedColors?: 'active'
  readonly locale?: 'pseudo'
}

/** One screen of Files, and how to come to it. */
export interface FilesScreen extends Omit<FilesLook, 'theme' | 'viewport'> {
  readonly name: string
  /** What a person does there, and what they then see. */
  readonly act?: (page: Page) => Promise<void>
}

export async function openFilesStand(): Promise<FilesStand> {
  await using stack = new AsyncDisposableStack()
  await buildFiles('fake', BUILT)
  const server = createServer((request, response) => void answer(request, response))
  stack.defer(() => void server.close())
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
  })
  stack.defer(() => browser.close())
  const open = stack.move()
  return {
    browser,
    async open({ scene, path = [], theme = 'light', viewport, forcedColors, locale = 'en' }) {
      const context = await browser.newContext({
        viewport: viewport ?? { width: 1216, height: 708 },
        colorScheme: theme,
        reducedMotion: 'reduce',
        ...(forcedColors === undefined ? {} : { forcedColors }),
      })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      const at = encodeURIComponent(JSON.stringify(path))
      const query = `scene=${scene}&path=${at}&locale=${locale}`
      await page.goto(`http://app-files.localhost:${port}/fake.html?${query}`)
      await page.locator('main').waitFor()
      await page.evaluate(() => document.fonts.ready.then(() => true))
      await page.waitForFunction(() => {
        const { files } = (window as unknown as FilesPage).fake
        const { status } = files.place.getState()
        return status !== 'opening' && (status !== 'ready' || !isComing(files.rows.getState()))
        function isComing({ status: rows, view }: { status: string; view: unknown }): boolean {
          return rows === 'loading' && view !== undefined
        }
      })
      return page
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, port = '80'] = (request.headers.host ?? '').split(':')
  const path = new URL(request.url ?? '/', 'http://x').pathname
  const headers = Object.entries(appHeaders(Number(port))).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : [...value],
  ])
  try {
    const bytes = await readFile(join(BUILT, path))
    response.writeHead(200, {
      ...Object.fromEntries(headers),
      'Content-Type': TYPES[extname(path)] ?? '',
    })
    response.end(bytes)
  } catch {
    response.writeHead(404, { 'Content-Type': 'text/plain' })
    response.end('Nothing is here')
  }
}
