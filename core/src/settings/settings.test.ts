import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { openSettings } from './settings.ts'

const root = fs.mkdtempSync(join(tmpdir(), 'space-settings-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))
const key = new Uint8Array(32).fill(7)

function newDir(): string {
  return fs.mkdtempSync(join(root, 'home-'))
}

test('a value is there again after closing, and gone once it is removed', () => {
  const dir = newDir()
  {
    using settings = openSettings({ dir, key })
    settings.set('port', { number: 7723 })
    settings.set('theme', 'dark')
    settings.set('theme', undefined)
  }
  using again = openSettings({ dir, key })
  expect(again.get('port')).toEqual({ number: 7723 })
  expect(again.get('theme')).toBeUndefined()
})

test('neither names nor values nor lines lie in clear on the disk', () => {
  const dir = newDir()
  {
    using settings = openSettings({ dir, key })
    settings.set('needle-name', 'needle-value')
    settings.log('needle-log').append([{ path: 'needle-line' }])
  }
  const onDisk = fs.readdirSync(dir).map((name) => fs.readFileSync(join(dir, name), 'latin1'))
  expect(onDisk.join('')).not.toContain('needle')
})

test('with another key nothing opens, and nothing is believed', () => {
  const dir = newDir()
  {
    using settings = openSettings({ dir, key })
    settings.set('a', 1)
  }
  using other = openSettings({ dir, key: new Uint8Array(32).fill(8) })
  expect(other.get('a')).toBeUndefined()
})

test('a value that was put in the place of another one is not believed', () => {
  const dir = newDir()
  {
    using settings = openSettings({ dir, key })
    settings.set('allowed', true)
    settings.set('asked', false)
  }
  const db = new DatabaseSync(join(dir, 'settings.db'))
  const [first, second] = db.prepare('select id, sealed from value').all()
  const put = db.prepare('update value set sealed = ? where id = ?')
  put.run(first?.['sealed'] ?? null, second?.['id'] ?? null)
  put.run(second?.['sealed'] ?? null, first?.['id'] ?? null)
  db.close()
  using settings = openSettings({ dir, key })
  expect(settings.get('allowed')).toBeUndefined()
  expect(settings.get('asked')).toBeUndefined()
})

test('a log is read from its newest line, page by page, and only what is asked for', () => {
  using settings = openSettings({ dir: newDir(), key })
  const log = settings.log('activity')
  log.append(Array.from({ length: 600 }, (_, i) => i))
  const newest = log.list({ limit: 2 })
  expect(newest.map(({ value }) => value)).toEqual([599, 598])
  const before = newest.at(-1)?.n ?? 0
  expect(log.list({ before, limit: 2 }).map(({ value }) => value)).toEqual([597, 596])
  const few = log.list({ limit: 5, where: (value) => Number(value) % 300 === 0 })
  expect(few.map(({ value }) => value)).toEqual([300, 0])
})

test('a log keeps its newest lines only, and numbers go on after opening again', () => {
  const dir = newDir()
  {
    using settings = openSettings({ dir, key })
    settings.log('short', { keep: 3 }).append([1, 2, 3, 4, 5])
  }
  using settings = openSettings({ dir, key })
  const log = settings.log('short', { keep: 3 })
  log.append([6])
  expect(log.list({ limit: 10 })).toEqual([
    { n: 6, value: 6 },
    { n: 5, value: 5 },
    { n: 4, value: 4 },
  ])
})

test('two logs do not see each other', () => {
  using settings = openSettings({ dir: newDir(), key })
  settings.log('one').append(['mine'])
  expect(settings.log('two').list({ limit: 10 })).toEqual([])
})

test('a damaged file is set aside: what it held is gone, and nothing else stops', () => {
  const dir = newDir()
  {
    using settings = openSettings({ dir, key })
    settings.set('a', 1)
  }
  fs.writeFileSync(join(dir, 'settings.db'), 'this is no database, it only has its name')
  using settings = openSettings({ dir, key })
  expect(settings.get('a')).toBeUndefined()
  settings.set('a', 2)
  expect(settings.get('a')).toBe(2)
  expect(fs.existsSync(join(dir, 'settings.db.damaged'))).toBe(true)
})

test('a value that has no form is refused, and the old one stays', () => {
  using settings = openSettings({ dir: newDir(), key })
  settings.set('a', 1)
  expect(() => settings.set('a', () => 1)).toThrowError(
    expect.objectContaining({ code: 'bad-input' }),
  )
  expect(settings.get('a')).toBe(1)
})
