import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SearchQuery } from '../drive/drive.ts'
import { editsBy, newPlace } from '../drive/drive.samples.ts'
import { openServed } from './served.samples.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'space-served-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('every filter of a search counts through the daemon as it does here', async () => {
  await using place = await newPlace().open()
  const { drive } = place
  await using home = await openServed(dir, drive)
  await drive.write('/a/one.txt', [Buffer.from('1')], { mtime: 1000 })
  await drive.write('/a/two.jpg', [Buffer.from('22')], { mtime: 2000 })
  await drive.write('/b/three.txt', [Buffer.from('333')], { mtime: 3000 })
  await editsBy(place).mark('/a/one.txt', { starred: true })
  await editsBy(place).mark('/b/three.txt', { tags: ['tax'] })
  const { id } = await drive.stat('/b')
  const queries: Required<{ [K in keyof SearchQuery]: Pick<SearchQuery, K> }> = {
    text: { text: 'one' },
    glob: { glob: '*.jpg' },
    kind: { kind: 'folder' },
    minBytes: { minBytes: 3 },
    maxBytes: { maxBytes: 1 },
    after: { after: 2500 },
    before: { before: 1500 },
    starred: { starred: true },
    tag: { tag: 'tax' },
    below: { below: id },
    limit: { limit: 1 },
  }
  const all = await drive.search({})
  for (const query of Object.values(queries)) {
    const here = await drive.search(query)
    expect(here.length).toBeLessThan(all.length)
    expect(await home.served.drive.search(query)).toEqual(here)
  }
})

test('all that a command asks for comes through the daemon as it is here', async () => {
  await using home = await openServed(dir)
  const { served, space } = home
  const source = join(dir, 'note.txt')
  writeFileSync(source, 'first')
  let told = 0
  const onProgress = () => (told += 1)
  const signal = new AbortController().signal
  expect(await served.drive.import([source], '/', { onProgress, signal })).toMatchObject({
    files: 1,
  })
  expect(told).toBeGreaterThan(0)
  await space.drive.write('/note.txt', [Buffer.from('second')])
  const [newest, oldest] = await served.drive.versions('/note.txt')
  if (newest === undefined || oldest === undefined) throw new Error('two versions were saved')
  const read = async (options: { start?: number; end?: number; version?: string }) =>
    String(Buffer.concat(await Array.fromAsync(served.drive.read('/note.txt', options))))
  expect(await read({})).toBe('second')
  expect(await read({ start: 1, end: 4 })).toBe('eco')
  expect(await read({ version: oldest.id })).toBe('first')
  await served.drive.makeFolder('/x/y', { parents: true })
  await served.drive.move(['/note.txt'], '/x/y')
  await served.drive.remove(['/x/y/note.txt'])
  await served.drive.restoreTrashed('/x/y/note.txt', { to: '/back.txt' })
  await served.drive.restore('/back.txt', { version: oldest.id })
  expect(await served.drive.stat('/back.txt')).toEqual(await space.drive.stat('/back.txt'))
  expect(await served.drive.usage('/')).toEqual(await space.drive.usage('/'))
  expect(await served.drive.verify({ onProgress })).toEqual(await space.drive.verify())
  expect(await served.identityShow()).toEqual(await space.identityShow())
  expect(await served.status()).toEqual({ ...(await space.status()), daemon: { pid: process.pid } })
})

test('a call that its caller stops ends as stopped', async () => {
  await using home = await openServed(dir)
  await home.space.drive.write('/f', [Buffer.from('x')])
  const signal = AbortSignal.abort()
  const searched = home.served.drive.search({ text: 'f' }, signal)
  await expect(searched).rejects.toThrow('aborted')
  const read = Array.fromAsync(home.served.drive.read('/f', { signal }))
  await expect(read).rejects.toThrow('aborted')
})

test.each([
  ['drive.list', []],
  ['drive.list', [7]],
  ['drive.list', 'not a list'],
  ['drive.move', ['/f', '/g']],
  ['drive.read', ['/f', { start: '0' }]],
  ['drive.search', [{ kind: 'all' }]],
  ['drive.search', [{ starred: 'yes' }]],
  ['drive.remove', [['/f'], { forever: 1 }]],
  ['drive.sweep', [[]]],
  ['space.recoveryTest', [null]],
  ['space.revealPhrase', [{ passphrase: ['x'] }]],
  ['daemon.window', [{ DISPLAY: 0 }]],
])('a program that calls %s with %j is refused, and nothing is done', async (method, params) => {
  await using home = await openServed(dir)
  await home.space.drive.write('/f', [Buffer.from('x')])
  await expect(home.call(method, params)).rejects.toMatchObject({ code: 'bad-input' })
  expect(await home.space.drive.list('/')).toHaveLength(1)
})
