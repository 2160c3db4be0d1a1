/** A person gives files to Files, in the window of Space over the real daemon: whole folders as the system drops them. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InstalledApp } from '@space/sdk/host'
import type { Frame } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindow, POLL, type Window } from './window.ts'

const open = new AsyncDisposableStack()
const outside = mkdtempSync(join(tmpdir(), 'space-outside-'))
const THEN = new Date(2024, 4, 4, 12)
let space: Window
let files: InstalledApp

beforeAll(async () => {
  open.defer(() => rmSync(outside, { recursive: true, force: true }))
  put('Lisbon/Itinerary.md', '# Lisbon')
  put('Lisbon/Photos/a.jpg', 'a picture')
  put('Lisbon/Photos/#%?& \n.txt', 'odd')
  mkdirSync(join(outside, 'Lisbon', 'Empty'))
  space = open.use(await openWindow())
  const apps = (await space.owner.call('apps.list', [])) as InstalledApp[]
  files = apps.find(({ id }) => id === 'files') as InstalledApp
  const gift = { app: files.label, entry: null, mode: 'change', lasting: 'until-off' }
  await space.owner.call('grants.give', [gift])
})

afterAll(() => open.disposeAsync())

test('a folder that is dropped comes in whole, with its times, and can be taken back', async () => {
  await reload()
  await drop('Lisbon')
  await said('Added 3 files to My files')
  expect(await space.read('/Lisbon/Photos/a.jpg')).toBe('a picture')
  expect(await space.read('/Lisbon/Photos/#%?& \n.txt')).toBe('odd')
  const { drive } = space.house.space
  expect(await drive.stat('/Lisbon/Empty')).toMatchObject({ kind: 'folder' })
  expect(await drive.stat('/Lisbon/Itinerary.md')).toMatchObject({ mtime: THEN.getTime() })
  await (await app()).getByRole('grid').getByText('Lisbon', { exact: true }).waitFor()
  await space.page.getByRole('button', { name: /^Undo/ }).click()
  await expect
    .poll(
      () =>
        drive.stat('/Lisbon').then(
          () => 'there',
          () => 'gone',
        ),
      POLL,
    )
    .toBe('gone')
})

test('the same folder once more is known, and nothing is asked twice', async () => {
  await drop('Lisbon')
  await said('Added 3 files to My files')
  put('Lisbon/Photos/b.jpg', 'another picture')
  await drop('Lisbon')
  const frame = await app()
  await frame.getByRole('button', { name: 'Put them together' }).click()
  await frame.getByRole('heading', { name: '3 files are already here' }).waitFor()
  await frame.getByRole('button', { name: 'Leave them as they are' }).click()
  await said('Added 1 file to My files')
  expect(await space.read('/Lisbon/Photos/b.jpg')).toBe('another picture')
})

test('a file that changed can replace the one that is there, which stays among its versions', async () => {
  put('notes.txt', 'first')
  await drop('notes.txt')
  await expect.poll(() => readOr('/notes.txt'), POLL).toBe('first')
  put('notes.txt', 'second, longer')
  await drop('notes.txt')
  const frame = await app()
  await frame.getByRole('radio', { name: /Use the new one/ }).check()
  await frame.getByRole('button', { name: 'Use the new one' }).click()
  await expect.poll(() => space.read('/notes.txt'), POLL).toBe('second, longer')
})

test('what is dropped on a folder goes there', async () => {
  put('ticket.pdf', '%PDF-1.4')
  const row = (await app()).getByRole('row', { name: /Lisbon/ })
  await drop('ticket.pdf', await row.boundingBox())
  await expect.poll(() => readOr('/Lisbon/ticket.pdf'), POLL).toBe('%PDF-1.4')
})

test('files and folders are chosen in the dialog of the browser', async () => {
  const frame = await app()
  put('chosen.txt', 'chosen')
  put('Choir/song.txt', 'la')
  await frame.getByLabel('Files to add').setInputFiles(join(outside, 'chosen.txt'))
  await expect.poll(() => readOr('/chosen.txt'), POLL).toBe('chosen')
  await frame.getByLabel('Folder to add').setInputFiles(join(outside, 'Choir'))
  await expect.poll(() => readOr('/Choir/song.txt'), POLL).toBe('la')
})

test('a screenshot is pasted', async () => {
  const frame = await app()
  await frame.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['PNG'], 'image.png', { type: 'image/png' }))
    const init = { bubbles: true, cancelable: true, clipboardData }
    document.querySelector('main')?.dispatchEvent(new ClipboardEvent('paste', init))
  })
  await frame
    .getByText(/Pasted image \d{4}-\d\d-\d\d/)
    .first()
    .waitFor()
})

test('a page that goes away in the middle has it as interrupted, and giving the same again goes on', async () => {
  // So much that no machine is done before the page is gone.
  for (let at = 0; at < 3000; at += 1) put(`Many/${at}.txt`, String(at))
  put('Many/large.bin', 'x'.repeat(2 ** 28))
  await drop('Many')
  const frame = await app()
  await frame.getByText(/^\d.* of \d.* · locking/).waitFor()
  await reload()
  await (
    await app()
  )
    .getByText(/^Interrupted\. /)
    .first()
    .waitFor()
  await drop('Many')
  await said('Added')
  await expect.poll(async () => (await names('/Many')).length, POLL).toBe(3001)
  expect(await space.read('/Many/2999.txt')).toBe('2999')
  expect((await names('/')).filter((name) => name.startsWith('Many'))).toEqual(['Many'])
})

function put(path: string, content: string): void {
  const file = join(outside, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
  utimesSync(file, THEN, THEN)
}

async function names(path: string): Promise<string[]> {
  return (await space.house.space.drive.list(path)).map(({ name }) => name)
}

const readOr = (path: string): Promise<string> => space.read(path).catch(() => '')

async function reload(): Promise<void> {
  await space.page.goto(`http://space.localhost:${space.house.port}/#/app/${files.label}`)
  await space.page.reload()
  await (await app()).getByRole('button', { name: 'Upload' }).waitFor()
}

async function app(): Promise<Frame> {
  const find = (): Frame | undefined =>
    space.page.frames().find((frame) => frame.url().includes(`//app-${files.label}.`))
  await expect.poll(() => find()?.locator('h1').count(), POLL).toBe(1)
  return find() as Frame
}

/** The shell says it, whatever it said before. */
async function said(words: string): Promise<void> {
  await space.page.getByText(words).last().waitFor()
}

/** As the system drops it: the browser looks into the folder itself. */
async function drop(
  path: string,
  on?: { x: number; y: number; width: number; height: number } | null,
): Promise<void> {
  const main = await (await app()).locator('main').boundingBox()
  const at = on ?? main
  if (at === null) throw new Error('nothing is there to drop on')
  const x = at.x + at.width / 2
  const y = at.y + at.height / 2
  const session = await space.page.context().newCDPSession(space.page)
  const data = { items: [], files: [join(outside, path)], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data })
  }
  await session.detach()
}
