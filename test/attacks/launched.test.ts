/** The browser as Space launches it reaches the gateway, and for all the rest only a proxy that refuses. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { browserArgs, type Window } from '../../core/src/gateway/browser-args.ts'
import { openSample } from '../../core/src/gateway/gateway.samples.ts'
import { openDenyProxy } from '../../core/src/gateway/proxy.ts'
import { SWITCHES } from '../../shell/desktop/switches.ts'

/** Of the desktop, as a Chromium takes them: what its session does there is said by switches here. */
const DESKTOP = Object.entries(SWITCHES).map(([name, value]) =>
  value === '' ? `--${name}` : `--${name}=${value}`,
)

test('the desktop holds its Chromium by the switches of the browser that is launched', () => {
  const launched = browserArgs({ url: '', port: 1, proxyPort: 2, profile: '' })
  expect(DESKTOP.filter((one) => !launched.includes(one))).toEqual([])
})

test.each([
  ['as Space launches it', (given: Window) => browserArgs(given)],
  [
    'as the desktop holds it',
    (given: Window) => [
      ...DESKTOP,
      ...browserArgs(given).filter((one) => one.startsWith('--proxy-')),
    ],
  ],
])(
  '%s: the window opens, its app opens, and what they try to reach is refused and counted',
  async (_name, argsOf) => {
    await using sample = await openSample()
    await using proxy = await openDenyProxy()
    sample.files.set('/index.html', Buffer.from('<!doctype html><title>App</title>'))
    const profile = mkdtempSync(join(tmpdir(), 'space-launched-'))
    const given = { url: 'about:blank', port: sample.port, proxyPort: proxy.port, profile }
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: '/usr/bin/chromium',
      ignoreDefaultArgs: ['--disable-features'],
      args: [
        ...argsOf(given).filter((one) => !/^--(?:app|user-data-dir)=/.test(one)),
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    })
    try {
      const page = await context.newPage()
      expect((await page.goto(`http://${sample.shell}/`))?.status()).toBe(200)
      await page.evaluate(`void (document.body.append(Object.assign(document.createElement('iframe'),
      { src: 'http://${sample.app}/index.html' })))`)
      await expect.poll(() => page.frames()[1]?.url()).toBe(`http://${sample.app}/index.html`)

      const other = await context.newPage()
      const foreign = ['http://evil.example/', 'https://evil.example/', 'http://127.0.0.1:7999/']
      for (const url of [...foreign, 'http://space.localhost:7999/', 'http://93.184.215.14/']) {
        const failed = await other.goto(url).then(
          (answer) => answer?.status(),
          () => 'failed',
        )
        expect(['failed', 403]).toContain(failed)
      }
      const hosts = new Map(proxy.refused().map(({ host, count }) => [host, count]))
      expect(hosts.get('evil.example')).toBeGreaterThanOrEqual(2)
      // Other ports of this machine go to the proxy too: the gateway is the only place around it.
      expect(hosts.has('127.0.0.1')).toBe(true)
      expect(hosts.has('space.localhost')).toBe(true)
      expect(hosts.has('93.184.215.14')).toBe(true)

      // A page without any policy: what holds it back is how the browser was started.
      const free = await context.newPage()
      const candidates = await free.evaluate(`(async () => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:93.184.215.14:3478' }] })
      peer.createDataChannel('x')
      const found = []
      const done = new Promise((resolve) => {
        peer.onicecandidate = ({ candidate }) => (candidate ? found.push(candidate.candidate) : resolve())
      })
      await peer.setLocalDescription(await peer.createOffer())
      await done
      return found
    })()`)
      expect(candidates).toEqual([])
    } finally {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  },
)
