import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { readBundle } from './bundle.ts'
import { openApps } from './install.ts'
import { labelOf } from './label.ts'
import { openRegistry } from './registry.ts'

const MANIFEST = { manifest: 1, id: 'notes', name: 'Notes', version: '1.0.0', entry: 'index.html' }
const PAGE = '<!doctype html><script src="main.js"></script>'
const key = randomBytes(32)

let home = ''
let folder = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'space-apps-'))
  folder = join(home, 'app')
  lay({ 'space.app.json': JSON.stringify(MANIFEST), 'index.html': PAGE, 'img/a.png': 'png' })
})
afterEach(() => rmSync(home, { recursive: true }))

test('an app is looked at, installed, served, found again after a restart, and gone after that', async () => {
  {
    using opened = openThem()
    const { apps } = opened
    const seen = await apps.inspect(folder)
    expect(seen).toMatchObject({ name: 'Notes', files: 3, entry: '/index.html', replaces: null })
    expect(seen.label).toMatch(/^[a-z2-7]{20}$/)
    expect(apps.list()).toEqual([])
    const app = await apps.install(folder, seen.cid)
    expect(app.origin).toBe(`http://app-${seen.label}.localhost`)
    expect(text(apps.file(app.label, '/index.html'))).toBe(PAGE)
    apps.opened(app.label)
  }
  using opened = openThem()
  const { apps } = opened
  const [app] = apps.list()
  expect(app).toMatchObject({ name: 'Notes', openedAt: 1000 })
  const label = app?.label ?? ''
  expect(text(apps.file(label, '/img/a.png'))).toBe('png')
  expect(apps.file(label, '/none')).toBeUndefined()
  expect(apps.file(label, '/img')).toBeUndefined()
  expect(['/img/a.png', '/none', '/img'].map((path) => apps.has(label, path))).toEqual([
    true,
    false,
    false,
  ])
  const gone = apps.gone(label)
  apps.uninstall(label)
  expect(gone.aborted).toBe(true)
  expect(apps.file(label, '/index.html')).toBeUndefined()
  expect(apps.has(label, '/index.html')).toBe(false)
  expect(() => apps.uninstall(label)).toThrowError(expect.objectContaining({ code: 'not-found' }))
})

test('what changed since it was looked at is not installed', async () => {
  using opened = openThem()
  const { cid } = await opened.apps.inspect(folder)
  lay({ 'main.js': 'new' })
  await expect(opened.apps.install(folder, cid)).rejects.toMatchObject({
    code: 'changed-while-read',
  })
  expect(opened.apps.list()).toEqual([])
})

test('a new build of the same folder takes the place of the old one, and says what more it asks', async () => {
  using opened = openThem()
  const { apps } = opened
  const old = await apps.install(folder, (await apps.inspect(folder)).cid)
  const gone = apps.gone(old.label)
  const requests = [{ type: 'directory', mode: 'read', reason: 'To show it' }]
  lay({ 'space.app.json': JSON.stringify({ ...MANIFEST, version: '1.1.0', requests }) })
  const seen = await apps.inspect(folder)
  expect(seen.replaces).toEqual({ version: '1.0.0', wider: requests })
  expect(seen.label).not.toBe(old.label)
  const lists = apps.watch(new AbortController().signal)[Symbol.asyncIterator]()
  await lists.next()
  await apps.install(folder, seen.cid)
  expect((await lists.next()).value).toMatchObject([{ version: '1.1.0' }])
  expect(gone.aborted).toBe(true)
})

test('the same files are the same app wherever they lie; other bytes are another one', async () => {
  const first = await readBundle(folder)
  folder = join(home, 'elsewhere')
  lay({ 'img/a.png': 'png', 'space.app.json': JSON.stringify(MANIFEST), 'index.html': PAGE })
  expect((await readBundle(folder)).cid).toBe(first.cid)
  lay({ 'index.html': `${PAGE} ` })
  expect((await readBundle(folder)).cid).not.toBe(first.cid)
})

test('labels of publishers do not collide with those of others or of bundles', () => {
  const labels = [
    labelOf({ publisher: 'did:key:a', id: 'notes' }),
    labelOf({ publisher: 'did:key:b', id: 'notes' }),
    labelOf({ publisher: 'did:key:a', id: 'notes2' }),
    labelOf({ cid: 'bafyrei' }),
  ]
  expect(new Set(labels).size).toBe(4)
  for (const label of labels) expect(label).toMatch(/^[a-z2-7]{20}$/)
})

test.each<[string, Record<string, string>, string]>([
  ['no manifest', { 'space.app.json': '' }, 'bad-input'],
  ['an entry that is not there', { 'space.app.json': manifest({ entry: 'x.html' }) }, 'bad-input'],
  ['a file where Space answers', { 'space/sdk.js': '1' }, 'bad-input'],
  ['a file where Space answers, in capitals', { 'Space/sdk.js': '1' }, 'bad-input'],
  ['a file in place of capabilities', { '~cap/x': '1' }, 'bad-input'],
  ['two names for one', { 'a.js': '1', 'A.js': '2' }, 'bad-input'],
  ['a name with a backslash', { 'a\\b.js': '1' }, 'bad-input'],
  ['a name that turns around', { 'a\u202egpj.js': '1' }, 'bad-input'],
  ['a name with an escape', { 'a%2fb.js': '1' }, 'bad-input'],
  ['a name that is not normal', { 'e\u0301.js': '1' }, 'bad-input'],
  ['a name that ends in a dot', { 'a.': '1' }, 'bad-input'],
  ['a frame', { 'b.html': '<p><IFrame src=x>' }, 'bad-input'],
  ['an object', { 'b.HTM': '<object data=x>' }, 'bad-input'],
  ['a closed shadow', { 'b.html': '<div><template ShadowRootMode=closed>' }, 'bad-input'],
  ['too much', { 'big.bin': 'x'.repeat(64 * 2 ** 20) }, 'too-large'],
])('an app with %s is refused', async (_name, files, code) => {
  lay(files)
  await expect(readBundle(folder)).rejects.toMatchObject({ code })
})

test('a link is refused, wherever it leads', async () => {
  symlinkSync('/etc/passwd', join(folder, 'passwd.txt'))
  await expect(readBundle(folder)).rejects.toMatchObject({ code: 'bad-input' })
})

test('too many files are refused', async () => {
  lay(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`f/${i}.js`, '1'])))
  await expect(readBundle(folder)).rejects.toMatchObject({ code: 'too-large' })
})

test('too many folders are refused, also empty ones', async () => {
  for (let i = 0; i < 1000; i += 1) mkdirSync(join(folder, `d${i}`))
  await expect(readBundle(folder)).rejects.toMatchObject({ code: 'too-large' })
})

test('a folder that becomes a link while the app is read lets nothing else in', async () => {
  lay(Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`a/${i}.js`, '1'])))
  lay({ 'z/own.js': '1', '../outside/own.js': 'of the person' })
  const reading = readBundle(folder)
  reading.catch(() => undefined)
  // Its folder is listed by then, and the 1500 files that come first are not read.
  for (let i = 0; i < 5; i += 1) await readdir(folder)
  rmSync(join(folder, 'z'), { recursive: true })
  symlinkSync(join(home, 'outside'), join(folder, 'z'))
  await expect(reading).rejects.toMatchObject({ code: 'changed-while-read' })
})

test('no folder and a file are said apart', async () => {
  await expect(readBundle(join(home, 'none'))).rejects.toMatchObject({ code: 'not-found' })
  await expect(readBundle(join(folder, 'index.html'))).rejects.toMatchObject({ code: 'not-folder' })
})

test('a path from the home folder on is followed, and one from nowhere is told how to be given', async () => {
  const before = process.env['HOME']
  process.env['HOME'] = home
  try {
    for (const path of ['~/app', '~/app/']) {
      expect((await readBundle(path)).manifest.name).toBe('Notes')
    }
    for (const path of ['app', './app', '', '~other/app'])
      await expect(readBundle(path)).rejects.toMatchObject({
        code: 'bad-input',
        try: `give the whole path, such as ${join(home, 'my-app')}`,
      })
  } finally {
    process.env['HOME'] = before
  }
})

test('a folder that is no app says so, whatever else would be wrong in it', async () => {
  rmSync(join(folder, 'space.app.json'))
  symlinkSync('/etc/passwd', join(folder, 'a link'))
  await expect(readBundle(folder)).rejects.toMatchObject({
    code: 'bad-input',
    message: 'There is no space.app.json in the folder',
  })
})

test('hidden files and node_modules are no part of an app', async () => {
  lay({ '.env': 'secret', 'node_modules/x.js': '1' })
  expect([...(await readBundle(folder)).files.keys()]).toEqual([
    'img/a.png',
    'index.html',
    'space.app.json',
  ])
})

test('where the manifest lists its files, each has to be what it says', async () => {
  const sums = { 'index.html': sum(PAGE), 'img/a.png': sum('png') }
  const listing = (files: Record<string, string>): void =>
    lay({ 'space.app.json': manifest({ integrity: { files } }) })
  listing(sums)
  expect((await readBundle(folder)).files.size).toBe(3)
  listing({ ...sums, 'img/a.png': sum('other') })
  await expect(readBundle(folder)).rejects.toMatchObject({ facts: { path: 'img/a.png' } })
  listing({ 'index.html': sum(PAGE) })
  await expect(readBundle(folder)).rejects.toMatchObject({ facts: { path: 'img/a.png' } })
  listing({ ...sums, 'none.js': sum('') })
  await expect(readBundle(folder)).rejects.toMatchObject({ facts: { path: 'none.js' } })
})

test('nothing of an app lies in clear on the disk, and what was changed there is not served', async () => {
  let label = ''
  {
    using opened = openThem()
    const { cid } = await opened.apps.inspect(folder)
    label = (await opened.apps.install(folder, cid)).label
  }
  const stored = readFileSync(join(home, 'apps.db'))
  for (const clear of [PAGE, 'index.html', 'Notes', label])
    expect(stored.includes(clear)).toBe(false)
  const db = new DatabaseSync(join(home, 'apps.db'))
  db.exec("update file set sealed = sealed || x'00'")
  db.close()
  using opened = openThem()
  expect(opened.apps.list()).toHaveLength(1)
  expect(opened.apps.file(label, '/index.html')).toBeUndefined()
})

test.each(['Space', 'FILES', 'S p a c e', 'Ѕрасе', 'Fi1es', 'Ｓpace', 'Séttings'])(
  'an app cannot be called %s, as Space itself is',
  async (name) => {
    lay({ 'space.app.json': manifest({ name }) })
    await expect(readBundle(folder)).rejects.toMatchObject({ code: 'bad-input' })
  },
)

test.each([
  ['Notes', false],
  ['Spaceship', false],
  ['Заметки', false],
  ['日本語 Notes', false],
  ['аpple', true],
  ['Νotes', true],
])('whoever installs %s is warned of mixed alphabets: %s', async (name, isWarned) => {
  lay({ 'space.app.json': manifest({ name }) })
  const { warnings } = await readBundle(folder)
  expect(warnings.some((words) => words.includes('alphabets'))).toBe(isWarned)
})

function openThem() {
  const registry = openRegistry({ dir: home, key })
  const apps = openApps(
    registry,
    (label) => `http://app-${label}.localhost`,
    () => 1000,
  )
  return { apps, [Symbol.dispose]: () => registry[Symbol.dispose]() }
}

function lay(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

function manifest(changed: object): string {
  return JSON.stringify({ ...MANIFEST, ...changed })
}

function sum(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('hex')}`
}

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString()
}
