/** The whole of Space in this process, and its window in a real browser. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Endpoint } from '@space/sdk/wire'
import { chromium, type Frame, type Page } from 'playwright-core'
import { expect } from 'vitest'
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

export async function openWindow(): Promise<Window> {
  buildPages()
  await using stack = new AsyncDisposableStack()
  const house = stack.use(await openHouse())
  const owner = await house.connect(await house.bearer())
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    // Playwright's own choice of features would take storage from frames of another site.
    ignoreDefaultArgs: ['--disable-features'],
    args: ['--no-sandbox', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
  })
  stack.defer(() => browser.close())
  const page = await browser.newPage()
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

/** In a process of its own, as the launcher does before it starts Space. */
function buildPages(): void {
  const build = `await (await import('./core/bin/build.js')).buildPages(process.execPath)`
  const argv = ['--input-type=module', '--eval', `process.exitCode = (${build}) ? 0 : 1`]
  const { status } = spawnSync(process.execPath, argv, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) throw new Error('the pages of Space could not be built')
}

/** Wait until an app says these words. */
export async function says(frame: Frame, words: string): Promise<void> {
  await expect.poll(() => frame.getByRole('status').textContent(), POLL).toBe(words)
}
