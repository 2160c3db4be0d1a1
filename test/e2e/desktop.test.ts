/**
 * The shell as the desktop shows it: each app in a page of its own beside the shell's page. What Electron would carry
 * from one to the other is carried by scripts here; pages, ports, gateway and app are the real ones.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindow, POLL, says, type Window } from './window.ts'

const PAGE = `<!doctype html><title>App</title><h1>App</h1><p role="status"></p>
<script type="module" src="app.js"></script>`
const APP = `import { connect } from '/space/sdk.js'
// Nobody but the page around it is believed to be the shell.
for (const data of ['space:init', { type: 'space:greet' }]) {
  const { port1 } = new MessageChannel()
  parent.postMessage(data, '*', [port1])
}
const space = await connect()
const { length } = await space.grants.list()
document.querySelector('[role=status]').textContent = 'Connected, ' + length + ' grants'`

const open = new AsyncDisposableStack()
let space: Window
let beside: Page

beforeAll(async () => {
  space = open.use(await openWindow())
  await space.house.install(
    {
      'space.app.json': JSON.stringify({
        manifest: 1,
        id: 'beside',
        name: 'Beside',
        version: '1.0.0',
        entry: 'index.html',
      }),
      'index.html': PAGE,
      'app.js': APP,
    },
    space.owner,
  )
  await space.page.addInitScript(carry)
  await space.page.reload()
  const [opened] = await Promise.all([
    space.page.waitForEvent('popup'),
    space.page.getByText('Beside').first().click(),
  ])
  beside = opened
  // A page that another one opens has loaded before scripts can be put into it.
  await beside.addInitScript(carry)
  await beside.reload()
})

afterAll(() => open.disposeAsync())

test('an app in a page of its own gets its port from the shell, and knows no difference', async () => {
  const inside = () => beside.frames().find((frame) => frame.url().includes('//app-'))
  await expect.poll(() => inside()?.locator('h1').count(), POLL).toBe(1)
  await says(inside()!, 'Connected, 0 grants')
  expect(space.page.frames()).toHaveLength(1)
})

test('a document that takes its place is greeted anew', async () => {
  const inside = () => beside.frames().find((frame) => frame.url().includes('//app-'))
  await inside()!.evaluate(() => {
    document.querySelector('[role=status]')!.textContent = ''
    location.reload()
  })
  await expect
    .poll(() => inside()?.getByRole('status').textContent(), POLL)
    .toBe('Connected, 0 grants')
})

test.each([
  'https://example.org/',
  'javascript:alert(1)',
  'http://space.localhost:PORT/',
  'http://app-abcdefghij234567abcd.localhost:1/',
  'http://u:p@app-abcdefghij234567abcd.localhost:PORT/',
  '%',
])('a frame page holds no %s', async (address) => {
  const page = await space.page.context().browser()!.newPage()
  const { port } = space.house
  const url = encodeURIComponent(address.replace('PORT', String(port)))
  await page.goto(`http://space.localhost:${port}/frame.html#${address === '%' ? '%' : url}`)
  expect(await page.locator('iframe').count()).toBe(0)
  await page.close()
})

/** Runs in every page before its own scripts, as preloads do. */
function carry(): void {
  if (location.hostname !== 'space.localhost') return
  if (location.pathname === '/frame.html') {
    addEventListener('message', ({ data, source, ports }: MessageEvent<unknown>) => {
      if (source === opener && data === 'carried') {
        postMessage({ type: 'space:greet' }, location.origin, [...ports])
      }
      if (source === window && data === 'space:loaded') {
        ;(opener as globalThis.Window).postMessage('space:loaded', location.origin)
      }
    })
    return
  }
  let view: globalThis.Window | null = null
  let label = ''
  let tell = (_label: string): void => undefined
  addEventListener('message', ({ data, source, ports }: MessageEvent<{ type?: string }>) => {
    if (source === window && data.type === 'space:greet') {
      view?.postMessage('carried', location.origin, [...ports])
    }
    if (source === view && (data as unknown) === 'space:loaded') tell(label)
  })
  const nothing = async (): Promise<void> => undefined
  Object.assign(window, {
    spaceDesktop: {
      startDaemon: nothing,
      openLink: nothing,
      copyText: nothing,
      leaveApp: nothing,
      async placeApp(spot: { label: string; url: string }) {
        ;({ label } = spot)
        view ??= window.open(`/frame.html#${encodeURIComponent(spot.url)}`)
      },
      onAppLoaded: (hear: (label: string) => void) => void (tell = hear),
      onAppActed: () => undefined,
      onAppGone: () => undefined,
    },
  })
}
