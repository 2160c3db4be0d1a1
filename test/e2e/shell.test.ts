import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { appHeaders, shellHeaders } from '../../core/src/gateway/headers.ts'
import { FRAME_POLICY } from '../../shell/src/frame/policy.ts'
import { entry, SCREENS, show } from './show.ts'
import { openStand, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

declare global {
  interface Window {
    /** What the app of the tests offers to a test, see apps/ledger.js. */
    app: {
      inits(): number
      freeze(): void
      flood(message: unknown, toWindow?: boolean): void
      raw(message: unknown): Promise<unknown>
      call(method: string, params?: unknown[]): Promise<{ ok: boolean; error?: { code: string } }>
    }
  }
}

/** The shell with Ledger in front. */
async function open(): Promise<{ page: Page; app: Frame }> {
  const screen = SCREENS.find(({ name }) => name === 'app')
  if (screen === undefined) throw new Error('there is no screen of an app')
  const page = await show(stand, screen, {
    theme: 'light',
    viewport: { width: 1280, height: 800 },
  })
  onTestFinished(() => page.context().close())
  const app = page.frames().find((frame) => frame.url().startsWith('http://app-'))
  if (app === undefined) throw new Error('the app was not loaded')
  await app.waitForFunction(() => window.app?.inits() > 0)
  return { page, app }
}

test('the frame of an app is as closed as it can be, and the policies are those of the gateway', async () => {
  const { page } = await open()
  const frame = page.locator('iframe')
  const attribute = (name: string): Promise<string | null> => frame.getAttribute(name)
  expect(await attribute('sandbox')).toBe('allow-scripts allow-same-origin allow-forms')
  expect(await attribute('allow')).toBe('')
  expect(await attribute('referrerpolicy')).toBe('no-referrer')
  expect(await attribute('csp')).toBe(FRAME_POLICY)
  const sent = String(appHeaders(stand.port)['Content-Security-Policy'])
  expect(sent).toBe(`${FRAME_POLICY}; frame-ancestors http://space.localhost:${stand.port}`)
  expect(String(shellHeaders(stand.port, [])['Content-Security-Policy'])).not.toContain('unsafe')
})

test('a document without the policy is not shown in the frame', async () => {
  const { page } = await open()
  await page.route('**/index.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<h1>Unguarded</h1>' }),
  )
  await page.getByRole('button', { name: 'Load again' }).click()
  await page.waitForFunction(() => window.frames.length === 1)
  await expect
    .poll(() => page.frames().map((frame) => frame.url()))
    .toContain('chrome-error://chromewebdata/')
  expect(await page.frameLocator('iframe').getByText('Unguarded').count()).toBe(0)
})

test('an app speaks through its port, and a new document gets a new one', async () => {
  const { page, app } = await open()
  expect(await app.evaluate(() => window.app.call('app.info'))).toMatchObject({ ok: true })
  await page.getByRole('button', { name: 'Load again' }).click()
  await expect
    .poll(() => page.frames().some((frame) => frame !== app && frame.url() === app.url()))
    .toBe(true)
  const again = page.frames().find((frame) => frame.url().startsWith('http://app-'))
  await again?.waitForFunction(() => window.app?.inits() === 1)
  expect(await again?.evaluate(() => window.app.call('app.info'))).toMatchObject({ ok: true })
})

test('nothing but calls of the relay means anything on the port', async () => {
  const { page, app } = await open()
  const answers = await app.evaluate(async () => {
    const value = { type: 'RAW', value: 1 }
    const messages: Record<string, unknown>[] = [
      { type: 'GET', path: [] },
      { type: 'GET', path: ['call', 'constructor'] },
      { type: 'SET', path: ['call', '__proto__', 'polluted'], value },
      {
        type: 'APPLY',
        path: ['call', 'constructor'],
        argumentList: [{ type: 'RAW', value: 'return 1' }],
      },
      { type: 'APPLY', path: ['close'], argumentList: [] },
      { type: 'CONSTRUCT', path: ['call'], argumentList: [] },
      { type: 'ENDPOINT' },
      {
        type: 'APPLY',
        path: ['call'],
        argumentList: [{ type: 'HANDLER', name: 'proxy', value: 1 }],
      },
    ]
    const said: unknown[] = []
    for (const [at, message] of messages.entries()) {
      said.push(await window.app.raw({ id: `raw${at}`, ...message }))
    }
    return said
  })
  expect(answers).toEqual(Array.from({ length: 8 }, () => 'nothing'))
  expect(await page.evaluate(() => Reflect.get({}, 'polluted'))).toBeUndefined()
  expect(await app.evaluate(() => window.app.call('app.info'))).toMatchObject({ ok: true })
})

test.each<[string, unknown, boolean]>([
  ['junk', { id: '1', type: 'GET', path: ['constructor'] }, false],
  ['answers to what nobody asked', 'space:pong', false],
  ['calls', { id: '1', type: 'APPLY', path: ['call'], argumentList: [] }, false],
  ['long texts', 'x'.repeat(2 ** 20), false],
  ['messages to the window', 'x', true],
])(
  'an app that floods Space with %s is stopped, and the window goes on',
  async (_what, ...flood) => {
    const { page, app } = await open()
    await app.evaluate(([message, toWindow]) => window.app.flood(message, toWindow), flood)
    await page.getByText('Space stopped Ledger').waitFor()
    expect(await page.locator('iframe').count()).toBe(0)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('iframe').waitFor()
  },
)

test('an app that was not touched cannot make Space ask', async () => {
  // NOTE: it asks as soon as it is loaded, and only says how it went: whatever a test looks for in a
  // page counts as a touch of the person.
  const context = await stand.browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const said = page.waitForEvent('console', (message) =>
    /^(?:given|not-asked)$/.test(message.text()),
  )
  await page.goto(`${stand.url}#/app/atlas`)
  expect((await said).text()).toBe('not-asked')
  expect(await page.getByRole('listbox').count()).toBe(0)
})

test('a click in an app brings the picker, and Escape means not now', async () => {
  const { page, app } = await open()
  await app.getByRole('button', { name: 'Choose folder…' }).click()
  await page.getByRole('heading', { name: 'Choose a folder for Ledger' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => app.locator('#said').textContent()).toBe('grant-denied')
})

test('an app whose tab is not in front cannot make Space ask, even right after a click in it', async () => {
  const { page, app } = await open()
  await app.getByRole('heading', { name: 'Ledger' }).click()
  await page.evaluate(() =>
    window.fake.shell.tabs.getState().go({ kind: 'settings', page: 'about' }),
  )
  const reply = await app.evaluate(() =>
    window.app.call('pick.open', [{ mode: 'read', label: 'x' }]),
  )
  expect(reply).toMatchObject({ ok: false, error: { code: 'not-asked' } })
})

test('a folder is given by keyboard alone, and the button needs the prompt to stand still', async () => {
  const { page, app } = await open()
  await app.getByRole('button', { name: 'Choose folder…' }).click()
  const list = page.getByRole('listbox')
  await list.waitFor()
  await page.getByRole('option', { name: /Photos/ }).waitFor()
  expect(await list.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('p')
  const allow = page.getByRole('button', { name: 'Let Ledger change Photos' })
  await allow.waitFor()
  await allow.focus()
  await page.locator('[aria-disabled=false]', { hasText: 'Let Ledger' }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => app.locator('#said').textContent()).toBe('Thank you')
})

test('an app that takes the keyboard away from a prompt is stopped', async () => {
  const { page, app } = await open()
  await app.getByRole('button', { name: 'Choose folder…' }).click()
  const list = page.getByRole('listbox')
  await list.waitFor()
  await app.evaluate(() => {
    setInterval(() => window.focus(), 5)
  })
  await page.getByText('Space stopped Ledger').waitFor()
  await expect.poll(() => list.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('p')
  await page.getByText('Names, dates and sizes inside Photos').waitFor()
  expect(page.frames()).toHaveLength(1)
})

test('an app that takes the focus once, as honest ones may, loses it again and goes on', async () => {
  const { page, app } = await open()
  await app.getByRole('button', { name: 'Choose folder…' }).click()
  const list = page.getByRole('listbox')
  await list.waitFor()
  await app.evaluate(() => window.focus())
  await expect.poll(() => list.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(page.frames()).toContain(app)
})

test('revoking is one click, and the way back another', async () => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Permissions' }).first().click()
  await page.getByRole('button', { name: 'Revoke Invoices 2026' }).click()
  await page.getByText('Ledger can no longer see Invoices 2026').waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByRole('button', { name: 'Revoke Invoices 2026' }).waitFor()
})

test('a lost daemon is told of over the app, and heals', async () => {
  const { page, app } = await open()
  await page.evaluate(() => window.fake.connection.lose(window.fake.world.NOW + 4000))
  await page.getByRole('alertdialog', { name: 'Space stopped in the background' }).waitFor()
  const away = await app.evaluate(() => window.app.call('app.info'))
  await page.keyboard.press('Escape')
  expect(await page.getByRole('alertdialog').isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect.poll(() => page.getByRole('alertdialog').count()).toBe(0)
  expect(away).toBeDefined()
  expect(await app.evaluate(() => window.app.call('app.info'))).toMatchObject({ ok: true })
  expect(page.frames()).toContain(app)
})

test('a page that is left loaded in another tab is found as it was', async () => {
  const { page, app } = await open()
  await app.evaluate(() => {
    document.body.dataset['mark'] = 'here'
  })
  await page.getByRole('button', { name: 'Home' }).first().click()
  await page.getByRole('tab', { name: /Ledger/ }).click()
  expect(await app.evaluate(() => document.body.dataset['mark'])).toBe('here')
  expect(await app.evaluate(() => window.app.inits())).toBe(1)
})

test('the address names where one is, so that a reload comes back', async () => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/settings/you')
  await page.reload()
  await page.getByRole('heading', { name: 'You and this computer' }).waitFor()
  expect(await page.getByRole('tab').count()).toBe(2)
})

test('an app cannot lead the window away, open another one, or draw over the shell', async () => {
  const { page, app } = await open()
  const before = page.url()
  const tried = await app.evaluate(() => {
    const said: string[] = []
    const attempt = (act: () => unknown): void => {
      try {
        said.push(String(act()))
      } catch (error) {
        said.push((error as Error).name)
      }
    }
    attempt(() => window.open('https://example.org/'))
    attempt(() => {
      if (window.top) window.top.location.href = 'https://example.org/'
    })
    attempt(() => window.top?.document.title)
    return said
  })
  expect(tried[0]).toBe('null')
  expect(tried[2]).toBe('SecurityError')
  expect(page.url()).toBe(before)
  expect(page.context().pages()).toHaveLength(1)
})

test('the picker shows the folder where the same purpose was answered last', async () => {
  const { page } = await open()
  const startIn = await entry(page, 'House and money/Salary')
  await page.evaluate((at) => {
    const { fake } = window
    const app = fake.world.ref(fake.world.LEDGER)
    const rest = { open: 'directory', mode: 'read', label: 'x', types: [], suggestedName: null }
    Reflect.apply(fake.ask, undefined, [{ kind: 'pick', app, ...rest, startIn: at }])
  }, startIn)
  const path = page.getByRole('navigation', { name: 'Path' })
  await expect.poll(() => path.textContent()).toBe('My filesHouse and moneySalary')
})
