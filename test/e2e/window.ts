/** The whole of Space in this process, and its window in a real browser. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Endpoint } from '@space/sdk/wire'
import { chromium, type Frame, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { browserArgs } from '../../core/src/gateway/browser-args.ts'
import { openDenyProxy } from '../../core/src/gateway/proxy.ts'
import { type House, openHouse } from '../system/platform.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const CHROMIUM = '/usr/bin/chromium'
/** Longer than any step takes on a busy machine. */
export const POLL = { timeout: 15_000 }

export interface Window extends AsyncDisposable {
  readonly house: House
  readonly owner: Endpoint
  readonly page: Page
  /** Errors of pages, and requests that failed. */
  readonly complaints: readonly string[]
  /** The document of the app that is open,. */
  app(): Promise<Frame>
  write(path: string, content: string): Promise<void>
  read(path: string): Promise<string>
}

/** @param launched begins with the switches of the browser that Space starts, and this profile */
export async function openWindow(launched?: { profile: string }): Promise<Window> {
  buildPages()
  await using stack = new AsyncDisposableStack()
  const house = stack.use(await openHouse())
  const owner = await house.connect(await house.bearer())
  const page = await (launched === undefined
    ? plainPage(stack)
    : launchedPage(house.port, launched.profile, stack))
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('response', (reply) => reply.status() >= 400 && complaints.push(reply.url()))
  const bearer = await house.bearer()
  await page.addInitScript((ours) => {
    if (location.hostname === 'space.localhost') sessionStorage.setItem('space:bearer', ours)
  }, bearer)
  await page.goto(`http://space.localhost:${house.port}/`)
  const inFrame = (): Frame | undefined =>
    page.frames().find((frame) => frame.url().includes('//app-'))
  const open = stack.move()
  return {
    house,
    owner,
    page,
    complaints,
    async app() {
      const heading = async (): Promise<number> => (await inFrame()?.locator('h1').count()) ?? 0
      await expect.poll(heading, POLL).toBe(1)
      const frame = inFrame()
      if (frame === undefined) throw new Error('the app is gone')
      return frame
    },
    async write(path, content) {
      await house.space.drive.write(path, [new TextEncoder().encode(content)])
    },
    read: async (path) =>
      Buffer.concat(await Array.fromAsync(house.space.drive.read(path))).toString(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

async function plainPage(stack: AsyncDisposableStack): Promise<Page> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    // Playwright's own choice of features would take storage from frames of another site.
    ignoreDefaultArgs: ['--disable-features'],
    args: ['--no-sandbox', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
  })
  stack.defer(() => browser.close())
  return browser.newPage()
}

/** Started as Space starts it, so that what stays behind is what stays behind of a person's window. */
async function launchedPage(
  port: number,
  profile: string,
  stack: AsyncDisposableStack,
): Promise<Page> {
  const proxy = stack.use(await openDenyProxy())
  const switches = browserArgs({ url: 'about:blank', port, proxyPort: proxy.port, profile })
  const test = ['--headless', '--no-sandbox', '--remote-debugging-port=0']
  const child = spawn(CHROMIUM, [...test, ...switches], { stdio: ['ignore', 'ignore', 'pipe'] })
  const closed = once(child, 'close')
  const address = await new Promise<string>((resolve, reject) => {
    child.once('close', () => reject(new Error('the browser did not start')))
    child.stderr.setEncoding('utf8').on('data', (said: string) => {
      const found = /ws:\/\/\S+/.exec(said)
      if (found !== null) resolve(found[0])
    })
  })
  const browser = await chromium.connectOverCDP(address)
  stack.defer(async () => {
    const session = await browser.newBrowserCDPSession()
    // It may be gone before its answer is: that is what was asked for.
    await session.send('Browser.close').catch(() => undefined)
    await closed
  })
  const [page] = browser.contexts().flatMap((context) => context.pages())
  if (page === undefined) throw new Error('the browser has no window')
  return page
}

/** In a process of its own, as the launcher does before it starts Space. */
export function buildPages(): void {
  const build = `await (await import('./core/bin/build.js')).buildPages(process.execPath)`
  const argv = ['--input-type=module', '--eval', `process.exitCode = (${build}) ? 0 : 1`]
  const { status } = spawnSync(process.execPath, argv, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) throw new Error('the pages of Space could not be built')
}

/** Wait until an app says these words. */
export async function says(frame: Frame, words: string): Promise<void> {
  await expect.poll(() => frame.getByRole('status').textContent(), POLL).toBe(words)
}
