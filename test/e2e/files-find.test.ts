/** A person finds, throws away, brings back, ends, and sees what takes space: Files in the window of Space over the real daemon. */
import type { InstalledApp } from '@space/sdk/host'
import type { Frame } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindow, POLL, type Window } from './window.ts'

const open = new AsyncDisposableStack()
let space: Window
let files: InstalledApp

beforeAll(async () => {
  space = open.use(await openWindow())
  const { drive } = space.house.space
  for (const folder of ['/Travel', '/Travel/Lisbon', '/Attic']) await drive.makeFolder(folder)
  await space.write('/Travel/Lisbon/Budget Lisbon.csv', 'a,b\n'.repeat(500))
  await space.write('/Travel/Lisbon/Itinerary.md', '# Lisbon')
  await drive.write('/Travel/Lisbon/Miradouro.jpg', [Buffer.alloc(3_000_000, 7)])
  await drive.write('/Attic/Miradouro copy.jpg', [Buffer.alloc(3_000_000, 7)])
  await space.write('/Attic/<img src=x onerror=alert(1)>.txt', 'odd')
  const apps = (await space.owner.call('apps.list', [])) as InstalledApp[]
  files = apps.find(({ id }) => id === 'files') as InstalledApp
  const gift = { app: files.label, entry: null, mode: 'change', lasting: 'until-off' }
  await space.owner.call('grants.give', [gift])
})

afterAll(() => open.disposeAsync())

test('what is typed is found wherever it lies, is narrowed, and leads to its folder', async () => {
  await space.page.goto(`http://space.localhost:${space.house.port}/#/app/${files.label}`)
  await space.page.reload()
  const frame = await app()
  await frame.getByRole('grid').press('Control+f')
  await frame.getByRole('searchbox').filter({ visible: true }).fill('mira')
  await shows('Miradouro copy.jpg', 'Miradouro.jpg')
  const chips = frame.getByRole('group', { name: 'Narrow the search' })
  await chips.getByRole('button', { name: 'Size', exact: true }).click()
  await frame.getByRole('checkbox', { name: 'Smaller than 1 MB' }).check()
  await frame.getByRole('heading', { name: 'Nothing found' }).waitFor()
  await frame.getByRole('button', { name: 'Clear filters' }).click()
  await shows('Miradouro copy.jpg', 'Miradouro.jpg')
  await frame.getByRole('searchbox').filter({ visible: true }).fill('onerror')
  await shows('<img src=x onerror=alert(1)>.txt')
})

test('what takes space is told, and equal files are found by it', async () => {
  const frame = await app()
  await frame.getByRole('button', { name: 'Storage' }).click()
  await frame.getByRole('heading', { name: '6 MB in 5 files' }).waitFor()
  await frame.getByRole('button', { name: 'All that are equal' }).click()
  await shows('Miradouro copy.jpg', 'Miradouro.jpg')
})

test('what is thrown away comes back to where it was', async () => {
  const frame = await app()
  const { drive } = space.house.space
  await drive.remove(['/Travel/Lisbon/Itinerary.md'])
  await drive.remove(['/Attic/Miradouro copy.jpg'])
  await frame.getByRole('button', { name: 'Trash', exact: true }).click()
  await shows('Miradouro copy.jpg', 'Itinerary.md')
  await frame.getByText('Travel / Lisbon').filter({ visible: true }).first().waitFor()
  await frame.getByRole('row', { name: /Itinerary/ }).click()
  await frame.getByRole('grid').press('Enter')
  await expect
    .poll(() => space.read('/Travel/Lisbon/Itinerary.md').catch(() => ''), POLL)
    .toBe('# Lisbon')
  await shows('Miradouro copy.jpg')
})

test('Space itself asks before anything ends for ever', async () => {
  const frame = await app()
  const { drive } = space.house.space
  await frame.getByRole('button', { name: 'Empty the trash' }).click()
  await answer('Keep in the trash')
  expect(await drive.trash()).toHaveLength(1)
  await frame.getByRole('row', { name: /Miradouro/ }).click()
  await frame.getByRole('grid').press('Shift+Delete')
  await answer('Delete for ever')
  await frame.getByRole('heading', { name: 'The trash is empty' }).waitFor()
  expect(await drive.trash()).toEqual([])
  // These pictures are none: they have no small ones.
  expect(space.complaints.filter((one) => !one.includes('/~cap/'))).toEqual([])
})

async function answer(words: string): Promise<void> {
  const button = space.page.getByRole('dialog').getByRole('button', { name: words })
  await button.waitFor()
  await expect.poll(() => button.getAttribute('aria-disabled'), POLL).not.toBe('true')
  await button.click()
}

/** Just these names, in their order. */
async function shows(...names: string[]): Promise<void> {
  const frame = await app()
  const shown = (): Promise<string[]> =>
    frame
      .getByRole('grid')
      .locator('[data-grip][title]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('title') ?? ''))
  await expect.poll(shown, POLL).toEqual(names)
}

async function app(): Promise<Frame> {
  const find = (): Frame | undefined =>
    space.page.frames().find((frame) => frame.url().includes(`//app-${files.label}.`))
  await expect.poll(() => find()?.locator('h1').count(), POLL).toBe(1)
  return find() as Frame
}
