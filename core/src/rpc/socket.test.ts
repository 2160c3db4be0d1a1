import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dial, findSocket, listen, socketPath } from './socket.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 's-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the socket lies in the home, open to this user only', async () => {
  const path = socketPath(folder)
  expect(path).toBe(join(folder, 'space.sock'))
  await using _listener = await listen(path, () => undefined)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a home with a long path gets a short private place that works', async () => {
  const home = join(folder, 'x'.repeat(150))
  const path = socketPath(home, { XDG_RUNTIME_DIR: folder })
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103)
  expect(path.startsWith(folder)).toBe(true)
  await using _listener = await listen(path, (channel) => channel.close())
  expect(await dial(path)).toBeDefined()
  expect(socketPath(home, { XDG_RUNTIME_DIR: folder })).toBe(path)
  expect(socketPath(`${home}y`, { XDG_RUNTIME_DIR: folder })).not.toBe(path)
})

test('without a runtime folder the short place is in /tmp, named after the user', () => {
  const path = socketPath(join(folder, 'x'.repeat(150)), {})
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103)
  expect(path).toMatch(/space-\d+-[0-9a-f]{16}\/s$/)
  rmSync(join(path, '..'), { recursive: true })
})

test('a short place that others can open, or that is a link, is refused', () => {
  const home = join(folder, 'x'.repeat(150))
  const env = { XDG_RUNTIME_DIR: folder }
  const place = join(socketPath(home, env), '..')
  chmodSync(place, 0o777)
  expect(() => socketPath(home, env)).toThrowError(expect.objectContaining({ code: 'denied' }))
  rmSync(place, { recursive: true })
  mkdirSync(join(folder, 'elsewhere'), { mode: 0o700 })
  symlinkSync(join(folder, 'elsewhere'), place)
  expect(() => socketPath(home, env)).toThrowError(expect.objectContaining({ code: 'denied' }))
})

test('whoever takes the name of the short place keeps nobody from their home', () => {
  const home = join(folder, 'x'.repeat(160))
  const env = { XDG_RUNTIME_DIR: folder }
  expect(findSocket(home, env)).toBeUndefined()
  const path = socketPath(home, env)
  expect(findSocket(home, env)).toBe(path)
  const place = join(path, '..')
  chmodSync(place, 0o777)
  expect(findSocket(home, env)).toBeUndefined()
  rmSync(place, { recursive: true })
  symlinkSync('/nowhere', place)
  expect(findSocket(home, env)).toBeUndefined()
  expect(findSocket(folder)).toBe(join(folder, 'space.sock'))
})

test('nobody there means undefined; a socket left by a dead process is replaced', async () => {
  const path = join(folder, 's')
  expect(await dial(path)).toBeUndefined()
  const first = await listen(path, () => undefined)
  await using _second = await listen(path, (channel) => channel.close())
  expect(await dial(path)).toBeDefined()
  await first[Symbol.asyncDispose]()
})
