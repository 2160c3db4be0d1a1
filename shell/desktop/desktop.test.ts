import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import type { DaemonProcess } from './daemon.ts'
import { runDesktop } from './desktop.ts'
import type { Preferences } from './electron.ts'
import { SWITCHES } from './switches.ts'
import { fakeElectron } from './testing/fake-electron.ts'

const URL_OF = 'http://space.localhost:7723/#code=AbCdEfGhIjKlMnOpQrSt-_'
const LABEL = 'abcdefghij234567abcd'

async function run({ isFirst = true, link = undefined as string | undefined, failing = 0 } = {}) {
  const fake = fakeElectron({ isFirst })
  const asked: (string | undefined)[] = []
  const ended: PromiseWithResolvers<void>[] = []
  let failures = failing
  const running = runDesktop(
    {
      electron: fake.electron,
      daemon: {
        launch(): DaemonProcess {
          fake.done.push('launch')
          const end = Promise.withResolvers<void>()
          ended.push(end)
          failures -= 1
          const error = new SpaceError('disk-full', 'The disk is full', { try: 'make room' })
          return {
            ready: failures >= 0 ? Promise.reject(error) : Promise.resolve(),
            ended: end.promise,
            async stop() {
              fake.done.push('daemon stopped')
              end.resolve()
            },
          }
        },
        passphrase: async () => 'words',
        now: () => 0,
        wait: async () => undefined,
      },
      async hosted(wanted) {
        asked.push(wanted)
        return { url: URL_OF, proxyPort: 4000 + asked.length }
      },
      preferences: (of, session): Preferences => ({ session, title: of }) as Preferences,
      icon: '/icon.png',
    },
    link,
  )
  await running
  const shell = fake.views[0]?.webContents
  const from = { sender: shell, frame: { origin: 'http://space.localhost:7723', parent: null } }
  return { fake, asked, ended, shell, from }
}

test('the sandbox and the switches are set before Electron is ready, and links are ours', async () => {
  const { fake } = await run()
  const before = fake.done.slice(0, fake.done.indexOf('ready'))
  expect(before).toContain('sandbox')
  for (const [name, value] of Object.entries(SWITCHES)) {
    expect(before).toContain(`switch ${name}=${value}`)
  }
  expect(before).toContain('client space')
})

test('a second Space starts nothing', async () => {
  const { fake } = await run({ isFirst: false })
  expect(fake.done.at(-1)).toBe('quit')
  expect(fake.done).not.toContain('launch')
  expect([fake.windows, fake.sessions.size]).toEqual([[], 0])
})

test('the window opens when the daemon runs, signed in, in a session that reaches the gateway alone', async () => {
  const { fake, shell } = await run()
  expect(shell?.said).toEqual([`load ${URL_OF}`])
  expect(fake.windows[0]?.did).toEqual(['show'])
  const session = fake.sessions.get('shell')
  expect(session?.proxies.at(-1)).toMatchObject({ proxyRules: 'http://127.0.0.1:4001' })
  expect(session?.lets('http://space.localhost:7723/')).toBe(true)
  expect(session?.lets('http://space.localhost:7724/')).toBe(false)
})

test('a link that it was started with is where the window opens; later ones go to the open window', async () => {
  const { fake, asked, shell } = await run({ link: 'space://files/Photos' })
  expect(asked[0]).toBe('space://files/Photos')
  fake.app.emit('second-instance', {}, ['/opt/space', 'space://files/Year 2026'])
  await expect.poll(() => shell?.said.at(-1)).toBe('space:go files/Year%202026')
  expect(fake.windows).toHaveLength(1)
})

test('the window comes back from the tray, and closing it ends nothing', async () => {
  const { fake, asked } = await run()
  fake.windows[0]?.close()
  expect(fake.done).not.toContain('daemon stopped')
  fake
    .menu()
    .find(({ label }) => label === 'Open Space')
    ?.click?.()
  await expect.poll(() => fake.windows.length).toBe(2)
  expect(asked.length).toBeGreaterThanOrEqual(2)
  expect(fake.views[0]?.webContents.isClosed).toBe(true)
})

test('the page of the shell opens apps, copies, opens links and starts the daemon', async () => {
  const { fake, from } = await run()
  const url = `http://app-${LABEL}.localhost:7723/index.html`
  const spot = { label: LABEL, url, x: 0, y: 0, width: 10, height: 10, isVisible: true }
  await fake.ask('space:place-app', from, spot)
  expect([...fake.sessions.keys()]).toEqual(['shell', `app-${LABEL}`])
  expect(fake.views[1]?.webPreferences['session']).toBe(fake.sessions.get(`app-${LABEL}`))
  await fake.ask('space:copy-text', from, 'words')
  await fake.ask('space:copy-text', from, { not: 'words' })
  await fake.ask('space:open-link', from, 'https://example.org/')
  await expect(fake.ask('space:open-link', from, 'file:///etc/passwd')).rejects.toThrow()
  await fake.ask('space:start-daemon', from)
  await fake.ask('space:leave-app', from, LABEL)
  expect(fake.views[1]?.webContents.isClosed).toBe(true)
  const shown = fake.done.filter((line) => /^(?:copy|outside)/.test(line))
  expect(shown).toEqual(['copy words', 'outside https://example.org/'])
})

test('apps are gone when the page of the shell is loaded anew', async () => {
  const { fake, from, shell } = await run()
  const url = `http://app-${LABEL}.localhost:7723/`
  const spot = { label: LABEL, url, x: 0, y: 0, width: 10, height: 10, isVisible: true }
  await fake.ask('space:place-app', from, spot)
  shell?.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
  expect(fake.views[1]?.webContents.isClosed).toBe(false)
  shell?.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  expect(fake.views[1]?.webContents.isClosed).toBe(true)
})

test('the shell frames nothing itself, and stays at its own origin', async () => {
  const { shell } = await run()
  const goes = (url: string, isMainFrame: boolean) =>
    !shell?.tries('will-frame-navigate', { url, isMainFrame })
  expect(goes('http://space.localhost:7723/#/home', true)).toBe(true)
  expect(goes(`http://app-${LABEL}.localhost:7723/`, false)).toBe(false)
  expect(goes('https://example.org/', true)).toBe(false)
})

test('a daemon that ends comes back, and the sessions follow it to its new proxy', async () => {
  const { fake, ended } = await run()
  const before = fake.sessions.get('shell')?.proxies.length ?? 0
  ended[0]?.resolve()
  await expect.poll(() => fake.sessions.get('shell')?.proxies.length).toBeGreaterThan(before)
  expect(fake.done.filter((line) => line === 'launch')).toHaveLength(2)
})

test('one that cannot start is told of in words, and started again from the tray', async () => {
  const { fake } = await run({ failing: 1 })
  expect(fake.done).toContain('error The disk is full: make room')
  expect(fake.windows).toEqual([])
  fake
    .menu()
    .find(({ label }) => label === 'Start again now')
    ?.click?.()
  await expect.poll(() => fake.windows.length).toBe(1)
})

test('quitting wipes what pages kept, ends the daemon well, and only then ends', async () => {
  const { fake } = await run()
  let isPrevented = false
  fake.app.emit('before-quit', { preventDefault: () => void (isPrevented = true) })
  await expect.poll(() => fake.done.at(-1)).toBe('quit')
  expect(isPrevented).toBe(true)
  expect(fake.sessions.get('shell')?.wiped).toBe(1)
  expect(fake.done.slice(-3)).toEqual(['tray Space: Stopped', 'tray gone', 'quit'])
  expect(fake.done).toContain('daemon stopped')
})

test('whatever page is ever made opens no windows', async () => {
  const { fake } = await run()
  const { webContents } = fake.views[0]!
  const other = Object.create(webContents) as typeof webContents
  fake.app.emit('web-contents-created', {}, other)
  expect(webContents.openHandler?.()).toEqual({ action: 'deny' })
})
