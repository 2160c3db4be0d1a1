import { expect, test } from 'vitest'
import type { GatewayPlace } from './gateway-place.ts'
import { saveOurs } from './saving.ts'
import { closedSession, openSessions } from './sessions.ts'
import { fakeElectron } from './testing/fake-electron.ts'
import type { FakeSession } from './testing/fake-pages.ts'

const LABEL = 'abcdefghij234567abcd'
const OTHER = 'zzzzzzzzzzzzzzzzzzzz'
const PLACE: GatewayPlace = { port: 7723, proxyPort: 4001 }
const SHELL = 'http://space.localhost:7723'
const APP = `http://app-${LABEL}.localhost:7723`

async function open() {
  const fake = fakeElectron()
  const sessions = openSessions(fake.electron, PLACE, (one) => saveOurs(one, () => SHELL))
  await sessions.shell()
  await sessions.app(LABEL)
  const unlock = closedSession(fake.electron, 'unlock', '/opt/space/unlock.html')
  const named = (name: string): FakeSession => fake.sessions.get(name)!
  return { fake, sessions, shell: named('shell'), app: named(`app-${LABEL}`), unlock }
}

test('nothing of any session is kept on the disk', async () => {
  const { fake } = await open()
  expect([...fake.sessions.keys()]).toEqual(['shell', `app-${LABEL}`, 'unlock'])
  for (const [name, { options }] of fake.sessions) {
    expect(name).not.toMatch(/^persist:/)
    expect(options).toEqual({ cache: false })
  }
})

test('the gateway is the only place that is not asked for through the proxy that refuses', async () => {
  const { shell, app } = await open()
  expect(shell.proxies).toEqual([
    {
      mode: 'fixed_servers',
      proxyRules: 'http://127.0.0.1:4001',
      proxyBypassRules: '<-loopback>;space.localhost:7723',
    },
  ])
  expect(app.proxies[0]).toMatchObject({
    proxyBypassRules: `<-loopback>;space.localhost:7723;app-${LABEL}.localhost:7723`,
  })
})

test('a session is opened once, and follows the daemon to another proxy', async () => {
  const { fake, sessions, shell, app } = await open()
  await sessions.app(LABEL)
  await sessions.moveTo({ port: 7723, proxyPort: 4002 })
  expect(fake.sessions.size).toBe(3)
  for (const one of [shell, app]) {
    expect(one.proxies).toHaveLength(2)
    expect(one.proxies.at(-1)).toMatchObject({ proxyRules: 'http://127.0.0.1:4002' })
  }
})

test.each([
  [`${SHELL}/`, true, true],
  ['ws://space.localhost:7723/rpc', true, true],
  [`${APP}/index.html`, false, true],
  [`blob:${APP}/5`, true, true],
  ['data:text/plain,x', true, true],
  [`http://app-${OTHER}.localhost:7723/`, false, false],
  ['http://space.localhost:7724/', false, false],
  ['https://space.localhost:7723/', false, false],
  ['http://127.0.0.1:7723/', false, false],
  ['http://space.localhost.evil.example:7723/', false, false],
  ['http://a:b@space.localhost:7723/', false, false],
  ['https://example.org/', false, false],
  ['ws://example.org/', false, false],
  ['file:///etc/passwd', false, false],
  ['chrome://version/', false, false],
  ['not a url', false, false],
])('%s is asked for by the shell: %j, by an app: %j', async (url, byShell, byApp) => {
  const { shell, app } = await open()
  expect([shell.lets(url), app.lets(url)]).toEqual([byShell, byApp])
})

test('the page that asks for the passphrase loads itself and nothing else', async () => {
  const { fake } = await open()
  const unlock = fake.sessions.get('unlock')!
  expect(unlock.lets('file:///opt/space/unlock.html?again=true')).toBe(true)
  for (const url of ['file:///etc/passwd', 'https://example.org/', SHELL]) {
    expect(unlock.lets(url)).toBe(false)
  }
})

test('no session gives any page any power', async () => {
  const { fake } = await open()
  for (const one of fake.sessions.values()) {
    const call = one.call.bind(one)
    const answers: unknown[] = []
    const answer = (value: unknown): void => void answers.push(value)
    for (const permission of ['clipboard-read', 'media', 'openExternal', 'fullscreen']) {
      call('setPermissionRequestHandler', null, permission, answer, {})
      expect(call('setPermissionCheckHandler', null, permission, APP, {})).toBe(false)
    }
    call('setBluetoothPairingHandler', {}, answer)
    call('setDisplayMediaRequestHandler', {}, answer)
    call('setCertificateVerifyProc', {}, answer)
    expect(answers).toEqual([false, false, false, false, { confirmed: false }, null, -2])
    expect(call('setDevicePermissionHandler', {})).toBe(false)
    expect(call('setUSBProtectedClassesHandler', { protectedClasses: ['hid'] })).toEqual(['hid'])
    expect(one.spellcheck).toBe(false)
  }
})

test.each(['select-hid-device', 'select-serial-port', 'select-usb-device'])(
  'nobody is given a device: %s',
  async (event) => {
    const { fake } = await open()
    for (const one of fake.sessions.values()) {
      const given: unknown[] = []
      let isPrevented = false
      const happening = { preventDefault: () => void (isPrevented = true) }
      one.emit(event, happening, [{ deviceId: 'x' }], (id: unknown) => void given.push(id))
      expect([isPrevented, given]).toEqual([true, ['']])
    }
  },
)

test('only what the person saves from Space is saved', async () => {
  const { shell, app, fake } = await open()
  const saves = (one: FakeSession, ...chain: string[]): boolean => {
    let isLet = true
    const event = { preventDefault: () => void (isLet = false) }
    one.emit('will-download', event, {
      getURLChain: () => chain,
      setSaveDialogOptions: () => undefined,
    })
    return isLet
  }
  expect(saves(shell, `${SHELL}/~save/token`)).toBe(true)
  expect(saves(shell, `${SHELL}/assets/a.js`)).toBe(false)
  expect(saves(shell, `${APP}/~save/token`)).toBe(false)
  expect(saves(shell, `${SHELL}/~save/token`, 'https://example.org/x')).toBe(false)
  expect(saves(app, `${SHELL}/~save/token`)).toBe(false)
  expect(saves(fake.sessions.get('unlock')!, `${SHELL}/~save/token`)).toBe(false)
})

test('what pages kept is wiped', async () => {
  const { sessions, shell, app } = await open()
  await sessions.wipe()
  expect([shell.wiped, app.wiped]).toEqual([1, 1])
})
