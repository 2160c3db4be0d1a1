/** What may happen while a person works in Files: nothing is lost, and what happened is said. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inFiles, type InFiles } from './in-files.ts'
import { newPerson, type Person } from './new-person.ts'
import { buildPages, POLL } from './window.ts'

const MIB = 2 ** 20
/** More than is sent before the test has seen that it began. */
const LARGE_BYTES = 192 * MIB
/** A daemon that starts, and a window that finds it, on a busy machine. */
const AGAIN = { timeout: 60_000 }

const open = new AsyncDisposableStack()
const outside = mkdtempSync(join(tmpdir(), 'space-outside-'))
let person: Person
let files: InFiles

beforeAll(async () => {
  open.defer(() => rmSync(outside, { recursive: true, force: true }))
  buildPages()
  person = open.use(await newPerson())
})
afterAll(() => open.disposeAsync())

test('a person begins', async () => {
  const page = await person.open()
  await begin(page)
  files = inFiles(page)
  put('notes.md', 'The first plan')
  await files.drop([join(outside, 'notes.md')])
  await files.said(/Added 1 file to My files/)
})

test('the daemon dies in the middle of a folder and comes back: the window waits, and all of it is there', async () => {
  const large = randomBytes(LARGE_BYTES)
  put('Move/large.bin', large)
  for (let at = 0; at < 300; at += 1) put(`Move/small/${at}.txt`, String(at))
  await files.drop([join(outside, 'Move')])
  await (await isComing(files)).waitFor()
  await person.kill()
  const lost = files.page.getByRole('alertdialog', { name: 'Space stopped in the background' })
  await lost.getByText('Nothing was lost', { exact: false }).waitFor(AGAIN)
  await person.restart()
  await lost.waitFor({ state: 'detached', ...AGAIN })
  await expect
    .poll(() => person.command('ls', '/Move').catch(() => ''), AGAIN)
    .toContain('large.bin')
  await expect.poll(() => count('/Move/small'), AGAIN).toBe(300)
  const to = join(outside, 'back')
  await person.command('get', '/Move/large.bin', '--to', to)
  expect(readFileSync(join(to, 'large.bin')).equals(large)).toBe(true)
  await person.command('verify')
})

test('what is written and not saved outlives a daemon that dies, and is saved to the one that comes', async () => {
  const frame = await files.frame()
  await edit(files, 'notes.md', 'The second plan')
  await person.kill()
  const lost = files.page.getByRole('alertdialog', { name: 'Space stopped in the background' })
  await lost.waitFor(AGAIN)
  await person.restart()
  await lost.waitFor({ state: 'detached', ...AGAIN })
  expect(await frame.getByRole('textbox', { name: /^Text of/ }).inputValue()).toBe(
    'The second plan',
  )
  await frame.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => person.command('cat', '/notes.md'), POLL).toBe('The second plan')
  await close(files)
})

test('Files begins anew in the middle of a folder: the rest comes when it is given again', async () => {
  put('Again/large.bin', randomBytes(LARGE_BYTES))
  await files.drop([join(outside, 'Again')])
  await (await isComing(files)).waitFor()
  const frame = await files.frame()
  await frame.evaluate(() => location.reload()).catch(() => undefined)
  await (await files.frame()).getByText(/^Interrupted\. .*Add the same/).waitFor(AGAIN)
  await files.drop([join(outside, 'Again')])
  await files.said(/Added 1 file to My files/)
  expect(await person.command('ls', '/Again')).toContain('large.bin')
  expect((await person.command('ls')).match(/Again/g)).toHaveLength(1)
})

test('two windows see each other, and neither writes over the other unasked', async () => {
  const other = inFiles(await person.open())
  await openFiles(other)
  await files.page.keyboard.press('Escape')
  // One makes a folder, the other sees it and goes into it; the first throws it away.
  await files.page.bringToFront()
  await (await files.frame()).getByRole('button', { name: 'New', exact: true }).click()
  await (await files.frame()).getByRole('menuitem', { name: 'New folder' }).click()
  await (await files.frame()).getByRole('textbox', { name: /^New name/ }).fill('Shared desk')
  await files.page.keyboard.press('Enter')
  await other.page.bringToFront()
  await (await other.named('Shared desk')).dblclick()
  await other.isIn('Shared desk')
  await files.page.bringToFront()
  await (await files.named('Shared desk')).click()
  await files.page.keyboard.press('Delete')
  await other.page.bringToFront()
  await (
    await other.frame()
  )
    .getByRole('heading', { name: 'This folder is not here any more' })
    .waitFor()
  await (await other.frame()).getByRole('button', { name: 'Go to the folder around it' }).click()
  await other.isIn('My files')
  // Both write in one text.
  await edit(other, 'notes.md', 'The plan of the second window')
  await files.page.bringToFront()
  await edit(files, 'notes.md', 'The plan of the first window')
  await (await files.frame()).getByRole('button', { name: 'Save', exact: true }).click()
  await expect
    .poll(() => person.command('cat', '/notes.md'), POLL)
    .toBe('The plan of the first window')
  await close(files)
  await other.page.bringToFront()
  const second = await other.frame()
  await second.getByRole('button', { name: 'Save', exact: true }).click()
  await second.getByText(/was changed elsewhere while you were writing/).waitFor()
  expect(await person.command('cat', '/notes.md')).toBe('The plan of the first window')
  await second.getByRole('button', { name: 'Save mine as the newest' }).click()
  await expect
    .poll(() => person.command('cat', '/notes.md'), POLL)
    .toBe('The plan of the second window')
  await other.page.close()
})

test('what Files may do is narrowed and taken back while it is open, and it shows what is left', async () => {
  const settings = await person.open()
  await settings.getByRole('button', { name: 'Files', exact: true }).first().waitFor()
  await settings.keyboard.press('Control+,')
  await settings.getByRole('heading', { level: 1, name: 'Permissions' }).waitFor()
  const given = settings.getByRole('combobox', { name: /^How long and how much of/ }).first()
  await given.selectOption({ label: 'Only read from now on' })
  await files.page.bringToFront()
  const frame = await files.frame()
  await frame.getByText('Files may look, and change nothing').waitFor()
  await expect
    .poll(() => frame.getByRole('button', { name: 'Upload', exact: true }).count(), POLL)
    .toBe(0)
  await (await files.named('notes.md')).waitFor()
  await (await files.named('notes.md')).click()
  await files.page.keyboard.press('Delete')
  expect(await person.command('ls')).toContain('notes.md')

  await settings.bringToFront()
  await settings
    .getByRole('button', { name: /^Revoke/ })
    .first()
    .click()
  await files.page.bringToFront()
  await frame.getByRole('heading', { name: 'Files sees none of your folders' }).waitFor()
  expect(await person.command('ls')).toContain('notes.md')

  await frame.getByRole('button', { name: 'Choose a folder' }).click()
  const picker = files.page.getByRole('dialog')
  await picker.getByText('Move', { exact: true }).first().click()
  await picker.getByRole('button', { name: 'Let Files change Move' }).click()
  await files.shows('small', 'large.bin')
  await settings.close()
})

/** A new space, as quick as it goes. */
async function begin(page: Page): Promise<void> {
  const press = (name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).filter({ visible: true }).click()
  await press('Make a new space')
  await page.getByLabel('Your name').fill('Ada')
  await press('Continue')
  await press('Remind me in 3 days')
  await press('Open my space')
  await inFiles(page).isIn('My files')
}

async function openFiles({ page, isIn }: InFiles): Promise<void> {
  await page.getByRole('button', { name: 'Files', exact: true }).first().click()
  await isIn('My files')
}

/** The line of what comes in, while its bytes come. */
async function isComing({ frame }: InFiles): Promise<Locator> {
  return (await frame()).getByText(/\d.* of \d.* · /).first()
}

/** Opens a text to write in it, and writes. */
async function edit({ page, named, frame }: InFiles, name: string, text: string): Promise<void> {
  const document = await frame()
  await (await named(name)).click()
  await page.keyboard.press('Space')
  const source = document.getByRole('button', { name: 'Source', exact: true })
  await source.click()
  await document.getByRole('button', { name: 'Edit', exact: true }).click()
  await document.getByRole('textbox', { name: /^Text of/ }).fill(text)
}

async function close({ page, frame }: InFiles): Promise<void> {
  const document = await frame()
  await page.keyboard.press('Escape')
  await expect.poll(() => document.getByRole('dialog').count(), POLL).toBe(0)
}

async function count(path: string): Promise<number> {
  const said = await person.command('ls', path).catch(() => '')
  return said.split('\n').filter((line) => line !== '').length
}

function put(path: string, content: string | Uint8Array): void {
  const file = join(outside, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
}
