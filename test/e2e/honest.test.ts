import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Frame, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '@space/sdk/wire'
import { type House, openHouse } from '../system/platform.ts'

const root = join(import.meta.dirname, '..', '..')
const HONEST = join(root, 'test', 'apps', 'honest')
const CHROMIUM = '/usr/bin/chromium'
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"></svg>`

/** Longer than any step takes on a busy machine. */
const POLL = { timeout: 10_000 }

const open = new AsyncDisposableStack()
let house: House
let owner: Endpoint
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  const build = `await (await import('./core/bin/build.js')).buildPages(process.execPath)`
  const argv = ['--input-type=module', '--eval', `process.exitCode = (${build}) ? 0 : 1`]
  const { status } = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error('the pages of Space could not be built')
  house = open.use(await openHouse())
  owner = await house.connect(await house.bearer())
  for (const [path, content] of [
    ['/Notes/first.txt', 'hello'],
    ['/Notes/sea.svg', PICTURE],
    ['/Taxes/secret.txt', 'secret'],
  ] as const) {
    await house.space.drive.write(path, [new TextEncoder().encode(content)])
  }
  const names = readdirSync(HONEST)
  const files = names.map((name) => [name, readFileSync(join(HONEST, name), 'utf8')])
  await house.install(Object.fromEntries(files) as Record<string, string>, owner)

  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    // Playwright's own choice of features would take storage from frames of another site.
    ignoreDefaultArgs: ['--disable-features'],
    args: ['--no-sandbox', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
  })
  open.defer(() => browser.close())
  page = await browser.newPage()
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('response', (reply) => reply.status() >= 400 && complaints.push(reply.url()))
  const bearer = await house.bearer()
  await page.addInitScript((ours) => {
    if (location.hostname === 'space.localhost') sessionStorage.setItem('space:bearer', ours)
  }, bearer)
  await page.goto(`http://space.localhost:${house.port}/`)
  await page.getByText('Honest Notes').first().click()
})

afterAll(() => open.disposeAsync())

/** The app's own document, once it says that it is ready. */
async function app(): Promise<Frame> {
  const status = async (): Promise<string> =>
    (await inFrame()?.locator('#status').textContent()) ?? 'Starting…'
  await expect.poll(status, POLL).not.toBe('Starting…')
  const frame = inFrame()
  if (frame === undefined) throw new Error('the app is gone')
  return frame
}

function inFrame(): Frame | undefined {
  return page.frames().find((frame) => frame.url().includes('//app-'))
}

async function says(frame: Frame, words: string): Promise<void> {
  await expect.poll(() => frame.locator('#status').textContent(), POLL).toBe(words)
}

async function noted(path: string): Promise<string> {
  return Buffer.concat(await Array.fromAsync(house.space.drive.read(path))).toString()
}

test('it has nothing before the person chooses, and not when they say not now', async () => {
  const frame = await app()
  await says(frame, 'No folder yet.')
  await frame.getByRole('button', { name: 'Choose a folder…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click()
  await says(frame, 'Nothing was chosen.')
  expect(await owner.call('grants.list', [])).toEqual([])
})

test('it gets the folder that was chosen, its pictures too', async () => {
  const frame = await app()
  await frame.getByRole('button', { name: 'Choose a folder…' }).click()
  const picker = page.getByRole('dialog')
  await picker.getByText('Notes', { exact: true }).first().click()
  await picker.getByRole('combobox').selectOption('until-off')
  await picker.getByRole('button', { name: 'Let Honest Notes change this folder' }).click()
  await says(frame, 'Opened Notes.')
  expect(await frame.getByRole('listitem').count()).toBe(2)
  const picture = frame.getByRole('img', { name: 'sea.svg' })
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), POLL)
    .toBe(40)
})

test('it edits a text, which is a new version beside the old one', async () => {
  const frame = await app()
  await frame.getByRole('button', { name: 'first.txt' }).click()
  await expect.poll(() => frame.getByRole('textbox').inputValue(), POLL).toBe('hello')
  await frame.getByRole('textbox').fill('changed by the app')
  await frame.getByRole('button', { name: 'Save' }).click()
  await says(frame, 'Saved first.txt.')
  expect(await noted('/Notes/first.txt')).toBe('changed by the app')
  expect(await house.space.drive.versions('/Notes/first.txt')).toHaveLength(2)
})

test('it sees at once what the person adds, and after a reload it goes on', async () => {
  const before = await app()
  await house.space.drive.write('/Notes/second.md', [new TextEncoder().encode('# 2')])
  await before.getByRole('button', { name: 'second.md' }).waitFor()
  await page.reload()
  const after = await app()
  await after.getByRole('button', { name: 'second.md' }).waitFor()
})

test('the moment the folder is taken back it has nothing', async () => {
  const frame = await app()
  const url = await frame.getByRole('img', { name: 'sea.svg' }).getAttribute('src')
  const [grant] = (await owner.call('grants.list', [])) as { id: string }[]
  await owner.call('grants.revoke', [grant?.id])
  await says(frame, 'Space took Notes back. Choose a folder to go on.')
  expect(await frame.getByRole('listitem').count()).toBe(0)
  expect(complaints).toEqual([])
  expect(await frame.evaluate(async (path) => (await fetch(path ?? '')).status, url)).toBe(404)
})
