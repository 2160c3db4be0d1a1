import type { Endpoint } from '@space/sdk/wire'
import { type Browser, chromium, type Frame, type Page } from 'playwright-core'
import { begin, type Bench, type Row } from '../bench.ts'
import { openPlainBrowser } from '../cdp.ts'
import { command, start, stop, visitorOf } from '../daemon.ts'
import { signIn } from '../files-app.ts'
import { median } from '../measure.ts'
import { memoryOf, rss } from '../processes.ts'
import type { Figure } from '../table.ts'
import { atMost } from './gateway.ts'

const CHROMIUM = '/usr/bin/chromium'
const BUSY_MS = 3000
const CHUNK_BYTES = 8 * 2 ** 20
const MB = 1e6

/** Says when it can be used, and leaves its handle on Space to the measurement. */
const APP = `
import { connect } from '/space/sdk.js'
globalThis.space = await connect()
globalThis.readyAt = performance.timeOrigin + performance.now()
document.querySelector('h1').textContent = 'ready'
`
const MANIFEST = JSON.stringify({
  manifest: 1,
  id: 'app',
  name: 'App',
  version: '1.0.0',
  entry: 'index.html',
  requests: [{ type: 'directory', mode: 'change', reason: 'To fill it' }],
})
const PAGE =
  '<!doctype html><title>App</title><h1>…</h1>' + '<script type="module" src="app.js"></script>'

/** The window of Space in a real Chromium, over a daemon in a process of its own. */
export const shell: Row = {
  id: 'shell',
  async measure(bench) {
    const load = begin(bench, 'shell')
    const home = bench.fresh('shell-home')
    await command(home, 'init')
    await command(home, 'mkdir', '/Big')
    const { daemon } = await start(home)
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      ignoreDefaultArgs: ['--disable-features'],
      args: ['--no-sandbox', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
    })
    try {
      await using visitor = await visitorOf(bench, home)
      const bearer = await visitor.bearer()
      const owner = await visitor.connect(bearer)
      await owner.call('home.goTo', [null])
      const files = { 'space.app.json': MANIFEST, 'index.html': PAGE, 'app.js': APP }
      const { label, host } = await visitor.install(files, owner)
      const paints: number[] = []
      const opens: number[] = []
      const apps: number[] = []
      for (let round = 0; round < bench.rounds; round += 1) {
        const page = await openPage(browser, visitor.port, bearer)
        paints.push(await firstPaint(page))
        const before = memoryOf()
        opens.push(await openApp(page, label))
        apps.push((memoryOf() - before) / MB)
        await page.close()
      }
      const page = await openPage(browser, visitor.port, bearer)
      await openApp(page, label)
      const app = frameOf(page, host)
      const delay = await busyDelay(page, app)
      await browser.close()
      const url = `http://space.localhost:${visitor.port}/#/app/${label}`
      const grown = await bulk(bench, { url, label, bearer, owner, daemon: Number(daemon.pid) })
      const shared = { rounds: bench.rounds, load }
      return [
        atMost('the shell paints first', median(paints), 'ms', 500, shared),
        atMost('an app is open and connected, from the click', median(opens), 'ms', 250, shared),
        atMost('a busy app delays the shell', delay, 'ms', 50, shared),
        atMost('an open app, memory of all processes (PSS)', median(apps), 'MB', 30, shared),
        atMost(
          `${bench.words.bigBytes} twice through the browser: memory of daemon and page`,
          grown,
          'MB',
          150,
          { rounds: 1, load },
        ),
      ] satisfies Figure[]
    } finally {
      await browser.close()
      await stop(daemon)
    }
  },
}

/** A window that was never open before: nothing of it is cached. */
async function openPage(browser: Browser, port: number, bearer: string): Promise<Page> {
  const page = await browser.newPage()
  await page.addInitScript(signIn(bearer))
  await page.goto(`http://space.localhost:${port}/#/home`)
  await page.getByRole('region', { name: 'Home' }).waitFor()
  return page
}

async function firstPaint(page: Page): Promise<number> {
  return page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
  )
}

async function openApp(page: Page, label: string): Promise<number> {
  const tile = page.getByRole('navigation', { name: 'Your apps' }).getByRole('button').first()
  await page.evaluate(`addEventListener('click', () => {
    globalThis.clickedAt ??= performance.timeOrigin + performance.now()
  }, { capture: true })`)
  await tile.click()
  const frame = page.frameLocator(`iframe[src*="${label}"]`)
  await frame.getByRole('heading', { name: 'ready' }).waitFor()
  const clicked = await page.evaluate<number>('globalThis.clickedAt')
  const ready = await frameOf(page, `//app-${label}`).evaluate<number>('globalThis.readyAt')
  return ready - clicked
}

function frameOf(page: Page, part: string): Frame {
  const frame = page.frames().find((one) => one.url().includes(part))
  if (frame === undefined) throw new Error('the app is gone')
  return frame
}

/** The longest time that the shell could not do anything while an app does nothing but compute. */
async function busyDelay(page: Page, app: Frame): Promise<number> {
  const longest = page.evaluate<number>(`new Promise((resolve) => {
    let last = performance.now()
    let longest = 0
    const until = last + ${BUSY_MS}
    const look = () => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
      if (now < until) setTimeout(look, 0)
      else resolve(longest)
    }
    look()
  })`)
  await app.evaluate(`{ const until = Date.now() + ${BUSY_MS}; while (Date.now() < until); }`)
  return longest
}

interface Ways {
  readonly url: string
  readonly label: string
  readonly bearer: string
  readonly owner: Endpoint
  /** Its process. */
  readonly daemon: number
}

/** Twice the big file: written by an app through the SDK, and read again. Gives MB. */
async function bulk(bench: Bench, { url, label, bearer, owner, daemon }: Ways): Promise<number> {
  const chunks = Math.ceil((2 * bench.sizes.bigBytes) / CHUNK_BYTES)
  await using browser = await openPlainBrowser(CHROMIUM, [])
  await browser.open(url, signIn(bearer))
  const inApp = <T>(expression: string): Promise<T> =>
    browser.evaluate(`//app-${label}`, expression)
  await Promise.all([
    inApp(`(async () => {
      while (globalThis.space === undefined) await new Promise((go) => setTimeout(go, 20))
      globalThis.folder = await space.pick.directory({ mode: 'change', label: 'to fill it' })
    })()`),
    giveFolder(owner),
  ])
  const total = (): number => memoryOf() + rss(daemon)
  const before = total()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, total())
  }, 250)
  try {
    await inApp(`(async () => {
      const file = await folder.getFileHandle('big', { create: true })
      const out = await file.createWritable()
      const chunk = new Uint8Array(${CHUNK_BYTES})
      for (let i = 0; i < ${chunks}; i += 1) {
        for (let at = 0; at < chunk.length; at += 65536)
          crypto.getRandomValues(chunk.subarray(at, at + 65536))
        await out.write(chunk)
      }
      await out.close()
      for await (const part of (await fetch(await file.url())).body) globalThis.read = part.length
    })()`)
  } finally {
    clearInterval(watch)
  }
  return (most - before) / MB
}

/** Answers as the person would in the picker. */
async function giveFolder(owner: Endpoint): Promise<void> {
  const { entries } = (await owner.call('files.list', [null, {}])) as {
    entries: { id: string; name: string }[]
  }
  const big = entries.find(({ name }) => name === 'Big')
  for await (const request of owner.stream('consent.requests')) {
    if (request === null) continue
    const { id } = request as { id: string }
    const picked = { kind: 'picked', entries: [big?.id], mode: 'change', lasting: 'session' }
    await owner.call('consent.answer', [id, picked])
    return
  }
}
