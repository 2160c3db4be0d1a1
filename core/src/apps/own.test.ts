import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { type Apps, openApps } from './install.ts'
import { labelOf, ownLabelOf } from './label.ts'
import { openRegistry } from './registry.ts'

const FILES = { manifest: 1, id: 'files', name: 'Files', version: '1.0.0', entry: 'index.html' }
const key = randomBytes(32)

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'space-own-'))
})
afterEach(() => rmSync(home, { recursive: true }))

test('what comes with Space keeps its label and place through builds, and may be called as Space is', async () => {
  const folder = lay('files', FILES)
  const first = await opened((apps) => apps.bringAlong(folder))
  expect(first).toMatchObject({ name: 'Files', isBuiltIn: true, label: ownLabelOf('files') })
  await opened(async (apps) => {
    const other = await install(apps, lay('notes', { ...FILES, id: 'notes', name: 'Scribe' }))
    expect(other.isBuiltIn).toBe(false)
    apps.opened(first.label)
  }, 2000)
  lay('files', { ...FILES, version: '1.1.0' }, { 'main.js': 'new' })
  await opened(async (apps) => {
    const gone = apps.gone(first.label)
    expect(await apps.bringAlong(folder)).toMatchObject({
      label: first.label,
      hue: first.hue,
      version: '1.1.0',
      installedAt: 1000,
      openedAt: 2000,
    })
    expect(gone.aborted).toBe(false)
    expect(apps.list().map(({ name }) => name)).toEqual(['Files', 'Scribe'])
    expect(String(Buffer.from(apps.file(first.label, '/main.js') ?? []))).toBe('new')
  }, 3000)
})

test('what comes with Space cannot be uninstalled', async () => {
  await opened(async (apps) => {
    const { label } = await apps.bringAlong(lay('files', FILES))
    const gone = apps.gone(label)
    expect(() => apps.uninstall(label)).toThrowError(expect.objectContaining({ code: 'denied' }))
    expect(gone.aborted).toBe(false)
    expect(apps.get(label)?.name).toBe('Files')
  })
})

test('a broken build leaves what was there', async () => {
  const folder = lay('files', FILES)
  await opened(async (apps) => {
    const { label } = await apps.bringAlong(folder)
    rmSync(join(folder, 'index.html'))
    await expect(apps.bringAlong(folder)).rejects.toMatchObject({ code: 'bad-input' })
    expect(apps.file(label, '/index.html')).toBeDefined()
  })
})

test('a tile keeps its colour when the app in a folder is built anew, and differs from folder to folder', async () => {
  const hues = await opened(async (apps) => {
    const folder = lay('one', { ...FILES, name: 'Scribe' })
    const { hue } = await install(apps, folder)
    lay('one', { ...FILES, name: 'Scribe', version: '2.0.0' })
    const again = await install(apps, folder)
    expect(apps.list()).toHaveLength(1)
    expect(again.hue).toBe(hue)
    const other = await install(apps, lay('two', { ...FILES, name: 'Scribe' }))
    return [hue, other.hue]
  })
  for (const hue of hues) expect(Number.isInteger(hue) && hue >= 0 && hue < 360).toBe(true)
  expect(new Set(hues).size).toBe(2)
})

test.each<[string, object]>([
  ['its id', { name: 'Scribe' }],
  ['its id and a DID in place of its publisher', { name: 'Scribe', publisher: 'did:web:space' }],
  ['its id and a signature', { name: 'Scribe', signature: 'e30.e30.e30' }],
])('a stranger’s app with %s is a stranger’s, and takes nothing over', async (_, more) => {
  await opened(async (apps) => {
    const own = await apps.bringAlong(lay('files', FILES))
    const evil = await install(apps, lay('evil', { ...FILES, ...more }))
    expect(evil.isBuiltIn).toBe(false)
    expect(evil.publisher).toBeNull()
    expect(evil.label).toBe(labelOf({ cid: evil.cid }))
    expect(evil.label).not.toBe(own.label)
    expect(apps.get(own.label)).toMatchObject({ isBuiltIn: true, cid: own.cid })
  })
})

test('no manifest can name the publisher of Space’s own apps', async () => {
  await opened(async (apps) => {
    for (const publisher of ['space', 'Space', 'space/files', ''])
      await expect(
        apps.inspect(lay('evil', { ...FILES, name: 'Scribe', publisher })),
      ).rejects.toMatchObject({ code: 'bad-input' })
  })
})

test('the very folder of an app of Space, installed by hand, does not take its place', async () => {
  await opened(async (apps) => {
    const folder = lay('photos', { ...FILES, id: 'photos', name: 'Photos' })
    const own = await apps.bringAlong(folder)
    await expect(apps.inspect(folder)).rejects.toMatchObject({ code: 'bad-input' })
    // by another name it is another app
    lay('photos', { ...FILES, id: 'photos', name: 'Scribe' })
    const seen = await apps.inspect(folder)
    expect(seen).toMatchObject({ replaces: null, isBuiltIn: false })
    await apps.install(folder, seen.cid)
    expect(apps.get(own.label)).toMatchObject({ name: 'Photos', cid: own.cid })
  })
})

test('nobody else can be called as an app that came with Space', async () => {
  await opened(async (apps) => {
    const { cid } = await apps.inspect(lay('evil', { ...FILES, name: 'Phοtοs' }))
    await apps.bringAlong(lay('photos', { ...FILES, id: 'photos', name: 'Photos' }))
    for (const name of ['Photos', 'Phοtοs', 'p h o t o s'])
      await expect(apps.inspect(lay('evil', { ...FILES, name }))).rejects.toMatchObject({
        code: 'bad-input',
        facts: { at: 'name' },
      })
    const folder = lay('evil', { ...FILES, name: 'Phοtοs' })
    await expect(apps.install(folder, cid)).rejects.toMatchObject({ code: 'bad-input' })
  })
})

async function opened<T>(use: (apps: Apps) => Promise<T>, now = 1000): Promise<T> {
  using registry = openRegistry({ dir: home, key })
  const apps = openApps(
    registry,
    (label) => `http://app-${label}.localhost`,
    () => now,
  )
  return await use(apps)
}

async function install(apps: Apps, folder: string) {
  return apps.install(folder, (await apps.inspect(folder)).cid)
}

/** The folder of an app with this manifest. */
function lay(name: string, manifest: object, files: Readonly<Record<string, string>> = {}): string {
  const folder = join(home, name)
  const all = { 'space.app.json': JSON.stringify(manifest), 'index.html': '<!doctype html>' }
  for (const [path, content] of Object.entries({ ...all, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
