import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'

/** Says what it was started with, and stays until it is ended. */
const STAND_IN = `#!${process.execPath}
const { writeFileSync } = require('node:fs')
const profile = process.argv.find((one) => one.startsWith('--user-data-dir=')).slice(16)
writeFileSync(profile + '/cache', 'what was shown')
writeFileSync(process.env.HOME + '/said', JSON.stringify({ argv: process.argv, env: process.env }))
setInterval(() => undefined, 1000)
`

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'space-browser-'))
  writeFileSync(join(folder, 'chromium'), STAND_IN, { mode: 0o755 })
  // Browsers refuse to run as root, and so do we; the tests may run as whoever they like.
  vi.spyOn(process, 'getuid').mockReturnValue(statSync(folder).uid || 1)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

test('it is started with a profile of its own that is gone afterwards', async () => {
  vi.restoreAllMocks()
  if (process.getuid?.() === 0) vi.spyOn(process, 'getuid').mockReturnValue(undefined as never)
  const surroundings = { PATH: folder, HOME: folder, DISPLAY: ':7', XDG_RUNTIME_DIR: folder }
  let profile = ''
  {
    await using browser = openBrowser('/home', 9999)
    expect(
      await browser.show('http://space.localhost:7723/#code=x', 7723, surroundings),
    ).toBeUndefined()
    const { argv, env } = await vi.waitFor(() => said())
    expect(argv).toContain('--app=http://space.localhost:7723/#code=x')
    expect(argv).toContain('--proxy-server=http://127.0.0.1:9999')
    expect(argv).toContain('--proxy-bypass-list=<-loopback>;*.localhost:7723')
    expect(argv).toContain('--webrtc-ip-handling-policy=disable_non_proxied_udp')
    expect(env).toMatchObject(surroundings)
    profile = argv.find((one) => one.startsWith('--user-data-dir='))?.slice(16) ?? ''
    expect(profile.startsWith(folder)).toBe(true)
    expect(statSync(profile).mode & 0o777).toBe(0o700)
    expect(existsSync(join(profile, 'cache'))).toBe(true)
  }
  expect(existsSync(profile)).toBe(false)
})

test.each([
  ['root', { DISPLAY: ':7' }, 'root', 0],
  ['no display', {}, 'display', 1],
  ['no browser', { DISPLAY: ':7', PATH: '/nowhere' }, 'no Chromium', 1],
  ['a browser that is none', { DISPLAY: ':7', SPACE_BROWSER: '/nowhere/x' }, 'no Chromium', 1],
])('with %s it says why there is no window', async (_name, surroundings, why, uid) => {
  vi.spyOn(process, 'getuid').mockReturnValue(uid)
  await using browser = openBrowser('/home', 9999)
  expect(await browser.show('http://x', 7723, surroundings)).toContain(why)
})

test('a browser that fails at once is said to, and its profile is gone', async () => {
  vi.restoreAllMocks()
  if (process.getuid?.() === 0) vi.spyOn(process, 'getuid').mockReturnValue(undefined as never)
  writeFileSync(join(folder, 'chromium'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const surroundings = { PATH: folder, HOME: folder, DISPLAY: ':7', XDG_RUNTIME_DIR: folder }
  {
    await using browser = openBrowser('/home', 9999)
    expect(await browser.show('http://x', 7723, surroundings)).toContain('could not be started')
  }
  expect(readdirSync(folder)).toEqual(['chromium'])
})

test('a profile folder that others can open is not used', async () => {
  await using browser = openBrowser('/home', 9999)
  const surroundings = { PATH: folder, HOME: folder, DISPLAY: ':7', XDG_RUNTIME_DIR: folder }
  // As somebody else than whom the folder will belong to.
  vi.spyOn(process, 'getuid').mockReturnValue(4242)
  mkdirSync(join(folder, 'x'))
  expect(await browser.show('http://x', 7723, surroundings)).toContain('not a private place')
})

function said(): { argv: string[]; env: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'said'), 'utf8')) as {
    argv: string[]
    env: Record<string, string>
  }
}
