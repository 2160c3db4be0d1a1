import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindow, POLL, says, type Window } from './window.ts'

const HONEST = join(import.meta.dirname, '..', 'apps', 'honest')
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"></svg>`

const open = new AsyncDisposableStack()
let space: Window

beforeAll(async () => {
  space = open.use(await openWindow())
  await space.write('/Notes/first.txt', 'hello')
  await space.write('/Notes/sea.svg', PICTURE)
  await space.write('/Taxes/secret.txt', 'secret')
  const names = readdirSync(HONEST)
  const files = names.map((name) => [name, readFileSync(join(HONEST, name), 'utf8')])
  await space.house.install(Object.fromEntries(files) as Record<string, string>, space.owner)
  await space.page.getByText('Honest Notes').first().click()
})

afterAll(() => open.disposeAsync())

test('it looks like the shell around it', async () => {
  const frame = await space.app()
  const scheme = () => frame.evaluate(() => document.documentElement.style.colorScheme)
  await expect.poll(scheme, POLL).toBe('light')
  await space.page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(scheme, POLL).toBe('dark')
  await space.page.emulateMedia({ colorScheme: 'light' })
})

test('it has nothing before the person chooses, and not when they say not now', async () => {
  const frame = await space.app()
  await says(frame, 'No folder yet.')
  await frame.getByRole('button', { name: 'Choose a folder…' }).click()
  await space.page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click()
  await says(frame, 'Nothing was chosen.')
  expect(await space.owner.call('grants.list', [])).toEqual([])
})

test('it gets the folder that was chosen, its pictures too', async () => {
  const frame = await space.app()
  await frame.getByRole('button', { name: 'Choose a folder…' }).click()
  const picker = space.page.getByRole('dialog')
  await picker.getByText('Notes', { exact: true }).first().click()
  await picker.getByRole('combobox').selectOption('until-off')
  await picker.getByRole('button', { name: 'Let Honest Notes change Notes' }).click()
  await says(frame, 'Opened Notes.')
  expect(await frame.getByRole('listitem').count()).toBe(2)
  const picture = frame.getByRole('img', { name: 'sea.svg' })
  const width = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)
  await expect.poll(width, POLL).toBe(40)
})

test('it edits a text, which is a new version beside the old one', async () => {
  const frame = await space.app()
  await frame.getByRole('button', { name: 'first.txt' }).click()
  await expect.poll(() => frame.getByRole('textbox').inputValue(), POLL).toBe('hello')
  await frame.getByRole('textbox').fill('changed by the app')
  await frame.getByRole('button', { name: 'Save' }).click()
  await says(frame, 'Saved first.txt.')
  expect(await space.read('/Notes/first.txt')).toBe('changed by the app')
  expect(await space.house.space.drive.versions('/Notes/first.txt')).toHaveLength(2)
})

test('it sees at once what the person adds, and after a reload it goes on', async () => {
  const before = await space.app()
  await space.write('/Notes/second.md', '# 2')
  await before.getByRole('button', { name: 'second.md' }).waitFor()
  await space.page.reload()
  const after = await space.app()
  await after.getByRole('button', { name: 'second.md' }).waitFor()
})

test('the moment the folder is taken back it has nothing', async () => {
  const frame = await space.app()
  const url = await frame.getByRole('img', { name: 'sea.svg' }).getAttribute('src')
  const [grant] = (await space.owner.call('grants.list', [])) as { id: string }[]
  await space.owner.call('grants.revoke', [grant?.id])
  await says(frame, 'Space took Notes back. Choose a folder to go on.')
  expect(await frame.getByRole('listitem').count()).toBe(0)
  expect(space.complaints).toEqual([])
  expect(await frame.evaluate(async (path) => (await fetch(path ?? '')).status, url)).toBe(404)
})
