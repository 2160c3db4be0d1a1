import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Endpoint } from '@space/sdk/wire'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type House, type Installed, openHouse, PAGE } from './platform.ts'

test('an app is installed, opened, writes into its folder, reads it by URL, and loses it when closed', async () => {
  await using house = await openHouse()
  const bearer = await house.bearer()
  const owner = await house.connect(bearer)
  expect(await owner.call('daemon.hello')).toMatchObject({ isolation: 'partial', command: 'space' })
  const { label, host } = await house.install({ 'app.js': '1' }, owner)
  const page = await house.ask({ host, path: '/index.html' })
  expect(page.body.toString()).toMatch(/^<!doctype html><script>\/\*\*\n \* The first script/)
  expect(page.headers['connection-allowlist']).toBe('(response-origin)')
  for (const path of ['/app.js', '/space/theme.css'])
    expect((await house.ask({ host, path })).status).toBe(200)
  const theme = (await house.ask({ host, path: '/space/theme.css' })).body.toString()
  for (const part of ['--bg-float:', ':where(button, input, select, textarea)'])
    expect(theme).toContain(part)

  const app = await house.connect(bearer, label)
  const text = randomBytes(3_000_000)
  const file = await written(house, app, host, text)
  const { url } = (await app.call('files.url', [file, {}])) as { url: string }
  const whole = await house.ask({ host, path: url })
  expect(whole.body.equals(text)).toBe(true)
  const range = { Range: 'bytes=1500000-1500009' }
  const part = await house.ask({ host, path: url, headers: range })
  expect(part.body.equals(text.subarray(1_500_000, 1_500_010))).toBe(true)

  await owner.call('apps.close', [label])
  expect((await house.ask({ host, path: url })).status).toBe(404)
  await app.closed
  await expect(house.connect(bearer, label)).rejects.toThrow()
})

test.each(['its own connection', 'the connection of the window'])(
  'an app is closed a minute after %s was, so that nothing given until then outlives it',
  async (which) => {
    await using house = await openHouse()
    const bearer = await house.bearer()
    const owner = await house.connect(bearer)
    const { label } = await house.install({}, owner)
    const app = await house.connect(bearer, label)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const gone = which === 'its own connection' ? app : owner
    await heardOf(() => gone[Symbol.asyncDispose]())
    await vi.advanceTimersByTimeAsync(59_000)
    const back = await house.connect(bearer, label)
    if (which === 'its own connection') await heardOf(() => back[Symbol.asyncDispose]())
    await vi.advanceTimersByTimeAsync(60_000)
    await app.closed
    await expect(house.connect(bearer, label)).rejects.toThrow('not let in')
  },
)

test('the bearer of a window that is gone for a quarter of an hour opens nothing any more', async () => {
  await using house = await openHouse()
  const bearer = await house.bearer()
  const owner = await house.connect(bearer)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  await heardOf(() => owner[Symbol.asyncDispose]())
  await vi.advanceTimersByTimeAsync(14 * 60_000)
  const back = await house.connect(bearer)
  await heardOf(() => back[Symbol.asyncDispose]())
  await vi.advanceTimersByTimeAsync(16 * 60_000)
  await expect(house.connect(bearer)).rejects.toThrow('not let in')
})

test('a window carries on when the daemon was started anew, and one that does not come back is over', async () => {
  await using house = await openHouse()
  const bearer = await house.bearer()
  const owner = await house.connect(bearer)
  const { label } = await house.install({}, owner)
  await house.restart()
  await owner.closed
  const back = await house.connect(bearer)
  await back.call('apps.open', [label])
  await house.connect(bearer, label)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  await house.restart()
  await vi.advanceTimersByTimeAsync(16 * 60_000)
  await expect(house.connect(bearer)).rejects.toThrow('not let in')
})

test('an app that is uninstalled answers nothing, and nothing of it lies in clear on the disk', async () => {
  await using house = await openHouse()
  const owner = await house.connect(await house.bearer())
  const { label, host } = await house.install({ 'app.js': 'const needle = 1' }, owner)
  for (const name of readdirSync(house.dir).filter((one) => one.includes('.db'))) {
    const stored = readFileSync(join(house.dir, name))
    for (const clear of ['needle', label, PAGE]) expect(stored.includes(clear)).toBe(false)
  }
  await owner.call('apps.uninstall', [label, { removeFiles: true }])
  const gone = await house.ask({ host, path: '/app.js' })
  expect(gone.status).toBe(404)
  expect(gone.headers['connection-allowlist']).toBe('(response-origin)')
  const shell = await house.ask({})
  const policy = String(shell.headers['content-security-policy'])
  expect(policy).toContain('frame-src ')
  expect(policy).not.toContain(label)
})

/** A new file in the private folder of the app. */
async function written(
  house: House,
  app: Endpoint,
  host: Installed['host'],
  bytes: Uint8Array,
): Promise<unknown> {
  const parent = await app.call('data.directory', [])
  const target = { parent, name: 'a.bin' }
  const size = bytes.length
  const ticket = await app.call('files.upload', [target, { size }])
  const { url, upload } = ticket as { url: string; upload: string }
  const put = await house.ask({
    host,
    method: 'PUT',
    path: url,
    headers: { 'Content-Range': `bytes 0-${size - 1}/${size}`, 'Content-Length': String(size) },
    body: bytes,
  })
  expect(put.status).toBe(204)
  return app.call('files.commit', [upload])
}

/** The daemon hears a moment later that a connection was closed, and begins to wait. */
async function heardOf(close: () => PromiseLike<void>): Promise<void> {
  const timers = vi.getTimerCount()
  await close()
  await expect.poll(() => vi.getTimerCount()).toBeGreaterThan(timers)
}
