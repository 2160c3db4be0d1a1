import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindow, POLL, says, type Window } from './window.ts'

const HONEST = join(import.meta.dirname, '..', 'apps', 'honest')

const open = new AsyncDisposableStack()
let space: Window
/** A window that was opened by its code, as a person's is. */
let page: Page

beforeAll(async () => {
  space = open.use(await openWindow())
  await space.write('/Notes/first.txt', 'hello')
  page = await newWindow(await space.house.window())
})
afterAll(() => open.disposeAsync())

async function newWindow(address: string): Promise<Page> {
  const context = await space.page.context().browser()?.newContext()
  if (context === undefined) throw new Error('the browser is gone')
  const opened = await context.newPage()
  await opened.goto(address)
  return opened
}

const settings = async (name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name }).click()
}

const frame = async () => {
  const found = () => page.frames().find((one) => one.url().includes('//app-'))
  await expect.poll(() => found() !== undefined, POLL).toBe(true)
  const app = found()
  if (app === undefined) throw new Error('the app is gone')
  return app
}

test('a code signs one window in, once, and is gone from its address', async () => {
  const address = await space.house.window()
  const first = await newWindow(address)
  await first.getByRole('button', { name: 'Add', exact: true }).waitFor()
  expect(first.url()).not.toContain('code')
  await first.reload()
  await first.getByRole('button', { name: 'Add', exact: true }).waitFor()
  const second = await newWindow(address)
  await second.getByText('This window is not signed in').waitFor()
  expect(second.url()).not.toContain('code')
  for (const used of [first, second]) await used.context().close()
})

test('an app is added from a folder, after a look at it, and gets nothing', async () => {
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('textbox').fill(join(HONEST, 'nowhere'))
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByRole('textbox').fill(HONEST)
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('button', { name: 'Add Honest Notes' }).waitFor()
  await page.locator('[aria-disabled=false]', { hasText: 'Add Honest Notes' }).click()
  await says(await frame(), 'No folder yet.')
  expect(await space.owner.call('grants.list', [])).toEqual([])
})

test('it gets the folder that was chosen by keyboard, and changes a file', async () => {
  const app = await frame()
  await app.getByRole('button', { name: 'Choose a folder…' }).click()
  await page.getByRole('option', { name: /Notes/ }).first().waitFor()
  await page.keyboard.press('n')
  const allow = page.getByRole('button', { name: 'Let Honest Notes change Notes' })
  await page.locator('[aria-disabled=false]', { hasText: 'Let Honest Notes change' }).waitFor()
  await allow.focus()
  await page.keyboard.press('Enter')
  await says(app, 'Opened Notes.')
  await app.getByRole('button', { name: 'first.txt' }).click()
  await expect.poll(() => app.getByRole('textbox').inputValue(), POLL).toBe('hello')
  await app.getByRole('textbox').fill('changed by the app')
  await app.getByRole('button', { name: 'Save' }).click()
  await says(app, 'Saved first.txt.')
  expect(await space.read('/Notes/first.txt')).toBe('changed by the app')
})

test('what it did is on the page of activity', async () => {
  await settings('Activity')
  await page.getByText('Changed first.txt').waitFor()
})

test('what it changed is undone, after a look at what that would do', async () => {
  await settings('Permissions')
  await page.getByRole('button', { name: 'Undo its changes…' }).click()
  await page.getByRole('list', { name: 'What would be undone' }).getByText('first.txt').waitFor()
  await page.getByRole('button', { name: 'Undo 1 change' }).click()
  await page.getByText('1 change undone').waitFor()
  expect(await space.read('/Notes/first.txt')).toBe('hello')
})

test('a folder that is taken back is gone, and is there again when that is undone', async () => {
  await page.getByRole('button', { name: 'Revoke Notes' }).click()
  await page.getByText('Honest Notes can no longer see Notes').waitFor()
  const mine = async (): Promise<number> =>
    ((await space.owner.call('grants.list', [])) as { isPrivate: boolean }[]).filter(
      ({ isPrivate }) => !isPrivate,
    ).length
  await expect.poll(mine, POLL).toBe(0)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect.poll(mine, POLL).toBe(1)
  await page.getByRole('button', { name: 'Revoke Notes' }).waitFor()
})

test('a theme that is chosen is there after a reload, in the app too', async () => {
  await settings('Appearance')
  await page.getByRole('radio', { name: /^Dark/ }).check()
  const app = await frame()
  await expect
    .poll(() => app.evaluate(() => document.documentElement.style.colorScheme), POLL)
    .toBe('dark')
  await page.reload()
  await expect
    .poll(() => page.evaluate(() => document.documentElement.dataset['theme']))
    .toBe('dark')
})

test('an app that is removed takes along what it was given', async () => {
  await page.getByRole('button', { name: 'Home', exact: true }).first().click()
  await page.getByRole('button', { name: 'Remove Honest Notes' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove Honest Notes' }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).waitFor()
  expect(await space.owner.call('grants.list', [])).toEqual([])
  expect(await space.read('/Notes/first.txt')).toBe('hello')
})
