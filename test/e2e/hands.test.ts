/**
 * What leaves an app by the hands of the shell. In the window that Space starts, which is in incognito,
 * the browser asks for the place of each file besides (measured; a headless one gives up there).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InstalledApp } from '@space/sdk/host'
import type { Frame } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Installed } from '../system/platform.ts'
import { openWindow, POLL, says, type Window } from './window.ts'

const PAGE = `<!doctype html><title>App</title><h1>App</h1><p role="status"></p>
<div id="all"></div><script type="module" src="app.js"></script>`
const REQUESTS = [{ type: 'directory', mode: 'change', reason: 'to show it' }]
/** Each name is a button; what comes of it is said. */
const ASKS = `import { connect } from '/space/sdk.js'
const space = await connect()
const say = (words) => (document.querySelector('[role=status]').textContent = words)
let box
const asks = {
  Pick: async () => (box = await space.pick.directory({ mode: 'change', label: 'A box' })),
  'Save file': async () => space.ui.saveAs(await box.getFileHandle('odd "name"; x=1.html')),
  'Save folder': () => space.ui.saveAs(box),
  'Save large': async () => space.ui.saveAs(await box.getFileHandle('large.bin')),
  Open: async () => space.ui.openFile(await box.getFileHandle('note.md')),
  Erase: () => space.ui.erase(box, 'all'),
}
for (const [name, ask] of Object.entries(asks)) {
  const button = document.createElement('button')
  button.textContent = name
  button.onclick = () => ask().then(() => say('Done: ' + name), ({ code }) => say(name + ': ' + code))
  all.append(button)
}
const given = (await space.grants.list()).find(({ isPrivate }) => !isPrivate)
if (given === undefined) say('Ready')
else {
  box = await space.grants.open(given)
  const code = (name) => asks[name]().then(() => 'done', ({ code }) => code)
  const codes = [await code('Open'), await code('Save folder'), await code('Erase')]
  console.log('without a click: ' + codes.join(' '))
}`
const OPENS = `import { connect } from '/space/sdk.js'
const space = await connect()
for await (const { file, action } of space.launches()) {
  const text = await (await file.getFile()).text()
  document.querySelector('[role=status]').textContent = action + ' ' + file.name + ': ' + text
}`
const LARGE_BYTES = 40 * 2 ** 20

const open = new AsyncDisposableStack()
const downloads = mkdtempSync(join(tmpdir(), 'space-downloads-'))
let space: Window
let asking: Installed
let opening: Installed
let first: Frame

beforeAll(async () => {
  open.defer(() => rmSync(downloads, { recursive: true, force: true }))
  space = open.use(await openWindow())
  const { drive } = space.house.space
  await drive.makeFolder('/Box')
  await space.write('/Box/odd "name"; x=1.html', '<script>alert(1)</script>')
  await space.write('/Box/note.md', '# Note')
  await space.write('/Box/old.txt', 'old')
  await drive.write('/Box/large.bin', [Buffer.alloc(LARGE_BYTES, 7)])
  await drive.remove(['/Box/old.txt'])
  opening = await app('reader', 'Scribe', OPENS, {
    handlers: [{ mime: 'text/markdown', action: 'open' }],
  })
  asking = await app('asker', 'Asker', ASKS, { requests: REQUESTS })
  await space.page.getByText('Asker').first().click()
})

afterAll(() => open.disposeAsync())

test('Files came with Space, cannot be removed, and sees nothing yet', async () => {
  const apps = (await space.owner.call('apps.list', [])) as InstalledApp[]
  expect(apps.filter(({ isBuiltIn }) => isBuiltIn).map(({ id, name }) => [id, name])).toEqual([
    ['files', 'Files'],
  ])
  const [files] = apps
  const removed = space.owner.call('apps.uninstall', [files?.label, { removeFiles: true }])
  await expect(removed).rejects.toMatchObject({ code: 'denied' })
  const remove = space.page.getByRole('button', { name: 'Remove Asker', exact: true })
  await space.page.getByRole('button', { name: 'Home' }).first().click()
  await remove.waitFor()
  expect(await space.page.getByRole('button', { name: 'Remove Files' }).count()).toBe(0)
  expect(await space.owner.call('grants.list', [])).toEqual([])
  await space.page.getByRole('tab', { name: 'Asker' }).click()
})

test('an app of the person asks for a folder', async () => {
  first = await frameOf(asking)
  await says(first, 'Ready')
  await first.getByRole('button', { name: 'Pick' }).click()
  const picker = space.page.getByRole('dialog')
  await picker.getByText('Box', { exact: true }).first().click()
  await picker.getByRole('button', { name: 'Let Asker change Box' }).click()
  await says(first, 'Done: Pick')
})

test('a file is saved under a name that is only a name, with the bytes that it has', async () => {
  const { name, bytes } = await saved('Save file')
  expect(name).toBe('odd _name_; x=1.html')
  expect(bytes.toString()).toBe('<script>alert(1)</script>')
  expect(space.page.url()).toContain(`#/app/${asking.label}`)
})

test('what an app does while the question is open changes nothing of what is saved', async () => {
  const { drive } = space.house.space
  const [was, becomes] = ['/Box/odd "name"; x=1.html', '/Box/run.exe']
  const { name, bytes } = await saved('Save file', async () => {
    await space.write(was, 'something else')
    await drive.move([was], becomes)
  })
  await drive.move([becomes], was)
  expect(name).toBe('odd _name_; x=1.html')
  expect(bytes.toString()).toBe('<script>alert(1)</script>')
})

test('a folder that was filled while the question is open is not saved', async () => {
  await ask('Save folder', 'Save outside of Space', () => space.write('/Box/more.txt', 'more'))
  await says(first, 'Save folder: conflict')
})

test('a folder is saved as a ZIP', async () => {
  const { name, bytes } = await saved('Save folder')
  expect(name).toBe('Box.zip')
  expect(bytes.subarray(0, 2).toString()).toBe('PK')
  expect(bytes.includes('note.md')).toBe(true)
  expect(bytes.length).toBeGreaterThan(LARGE_BYTES)
})

test('a large file comes whole', async () => {
  const { bytes } = await saved('Save large')
  expect(bytes.length).toBe(LARGE_BYTES)
  expect(bytes.every((byte) => byte === 7)).toBe(true)
})

test('nothing is saved when the person says not now', async () => {
  let downloads = 0
  space.page.on('download', () => (downloads += 1))
  await ask('Save large', 'Not now')
  await says(first, 'Save large: denied')
  expect(downloads).toBe(0)
})

test('what is in the trash is deleted for ever by the person alone', async () => {
  const { drive } = space.house.space
  await ask('Erase', 'Keep in the trash')
  await says(first, 'Erase: denied')
  expect(await drive.trash()).toHaveLength(1)
  await ask('Erase', 'Delete for ever')
  await says(first, 'Done: Erase')
  expect(await drive.trash()).toEqual([])
})

test('a file opens in the app that the person chooses', async () => {
  await ask('Open', 'Open with Scribe')
  const frame = await frameOf(opening)
  await says(frame, 'open note.md: # Note')
  expect(space.page.url()).toContain(`#/app/${opening.label}`)
})

test('without a click an app opens, saves and erases nothing', async () => {
  await space.page.getByRole('tab', { name: 'Asker' }).click()
  // NOTE: heard, not looked up: looking into a page counts as an act of the person.
  const said = space.page.waitForEvent('console', (line) =>
    line.text().startsWith('without a click'),
  )
  await space.page.reload()
  expect((await said).text()).toBe('without a click: not-asked not-asked not-asked')
})

/** Has the app ask, and the person answer once `meanwhile` is done. */
async function ask(
  what: string,
  answer: string,
  meanwhile?: () => Promise<unknown>,
): Promise<void> {
  await first.getByRole('button', { name: what }).click()
  const button = space.page.getByRole('dialog').getByRole('button', { name: answer })
  await button.waitFor()
  await expect.poll(() => button.getAttribute('aria-disabled'), POLL).not.toBe('true')
  await meanwhile?.()
  await button.click()
}

/** What the browser has once it is whole. */
async function saved(
  what: string,
  meanwhile?: () => Promise<unknown>,
): Promise<{ name: string; bytes: Buffer }> {
  const coming = space.page.waitForEvent('download')
  await ask(what, 'Save outside of Space', meanwhile)
  const download = await coming
  const path = join(downloads, what)
  await download.saveAs(path)
  await says(first, `Done: ${what}`)
  return { name: download.suggestedFilename(), bytes: readFileSync(path) }
}

async function frameOf({ host }: Installed): Promise<Frame> {
  const find = (): Frame | undefined =>
    space.page.frames().find((frame) => frame.url().includes(`//${host}`))
  await expect.poll(() => find()?.locator('h1').count(), POLL).toBe(1)
  const frame = find()
  if (frame === undefined) throw new Error('the app is gone')
  return frame
}

function app(id: string, name: string, code: string, more: object): Promise<Installed> {
  const manifest = { manifest: 1, id, name, version: '1.0.0', entry: 'index.html', ...more }
  const files = {
    'space.app.json': JSON.stringify(manifest),
    'index.html': PAGE,
    'app.js': code,
  }
  return space.house.install(files, space.owner)
}
