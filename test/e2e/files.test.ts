/** A person and 100,000 files, in the window of Space over the real daemon. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Grant, InstalledApp } from '@space/sdk/host'
import type { Frame, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindow, POLL, type Window } from './window.ts'

const MANY = 100_000
const open = new AsyncDisposableStack()
let space: Window
let files: InstalledApp

beforeAll(async () => {
  space = open.use(await openWindow())
  const { drive } = space.house.space
  const outside = mkdtempSync(join(tmpdir(), 'space-many-'))
  open.defer(() => rmSync(outside, { recursive: true, force: true }))
  mkdirSync(join(outside, 'Many'))
  for (let at = 0; at < MANY; at += 1) writeFileSync(join(outside, 'Many', `photo ${at}.jpg`), '')
  await drive.import([join(outside, 'Many')], '/', { recursive: true })
  await space.write('/Travel/Lisbon/Itinerary.md', '# Lisbon')
  await space.write('/Travel/b.txt', 'older')
  await space.write('/a.txt', 'a')
  await space.write('/b.txt', 'b')
  await space.write('/c.txt', 'c')
  const apps = (await space.owner.call('apps.list', [])) as InstalledApp[]
  files = apps.find(({ id }) => id === 'files') as InstalledApp
  const gift = { app: files.label, entry: null, mode: 'change', lasting: 'until-off' }
  await space.owner.call('grants.give', [gift])
  await space.page.goto(`http://space.localhost:${space.house.port}/#/app/${files.label}`)
  await space.page.reload()
}, 300_000)

afterAll(() => open.disposeAsync())

test('files are renamed, moved, trashed and brought back by keys alone', async () => {
  const grid = await list()
  await grid.focus()
  await type('a.t')
  await grid.press('F2')
  await space.page.keyboard.type('z')
  await space.page.keyboard.press('Enter')
  await expect.poll(() => readOr('/z.txt'), POLL).toBe('a')
  await space.page.keyboard.press('Control+z')
  await expect.poll(() => readOr('/a.txt'), POLL).toBe('a')

  await type('c.t')
  await space.page.keyboard.press('Delete')
  await expect.poll(() => readOr('/c.txt'), POLL).toBe('gone')
  await space.page.keyboard.press('Control+z')
  await expect.poll(() => readOr('/c.txt'), POLL).toBe('c')

  await type('b.t')
  await space.page.keyboard.press('Control+x')
  await type('tra')
  await space.page.keyboard.press('Enter')
  await heading('Travel')
  await space.page.keyboard.press('Control+v')
  const frame = await app()
  await frame.getByRole('dialog').getByText('“b.txt” is already here').waitFor()
  await frame.getByRole('radio', { name: /Keep both/ }).check()
  await frame.getByRole('button', { name: 'Keep both' }).click()
  await expect.poll(() => readOr('/Travel/b (2).txt'), POLL).toBe('b')
  expect(await readOr('/Travel/b.txt')).toBe('older')
  await (await list()).focus()
  await space.page.keyboard.press('Control+z')
  await expect.poll(() => readOr('/b.txt'), POLL).toBe('b')
})

test('back and forward of the window, and a reload, lead to the folder', async () => {
  const { page } = space
  await home()
  await type('tra')
  await page.keyboard.press('Enter')
  await heading('Travel')
  await type('lis')
  await page.keyboard.press('Enter')
  await heading('Lisbon')
  await page.keyboard.press('Alt+ArrowLeft')
  await heading('Travel')
  await page.keyboard.press('Alt+ArrowRight')
  await heading('Lisbon')
  await page.reload()
  await heading('Lisbon')
  await (await list()).getByText('Itinerary').waitFor()
  await page.keyboard.press('Backspace')
  await heading('Travel')
})

test('rows are dragged into a folder, with a count, and taken back', async () => {
  await home()
  const grid = await list()
  await row(grid, 'a.txt').click()
  await row(grid, 'b.txt').click({ modifiers: ['Shift'] })
  await row(grid, 'b.txt').dragTo(row(grid, 'Travel'))
  const frame = await app()
  await frame.getByRole('radio', { name: /Keep both/ }).check()
  await frame.getByRole('button', { name: 'Keep both' }).click()
  await expect.poll(() => readOr('/Travel/a.txt'), POLL).toBe('a')
  await space.page.getByRole('button', { name: /^Undo/ }).last().click()
  await expect.poll(() => readOr('/a.txt'), POLL).toBe('a')
})

test('a folder of 100,000 opens, scrolls and is chosen at once', async () => {
  await home()
  const frame = await app()
  await type('many')
  const opened = await frame.evaluate(pressUntil, { key: 'Enter', title: 'photo 0.jpg' })
  await frame.getByText('100,000 items').waitFor()
  const rows = await frame.getByRole('row').count()
  expect(rows).toBeLessThan(80)

  const frames = await frame.evaluate(scrollThrough)
  const last = await frame.evaluate(pressUntil, { key: 'End', title: 'photo 99999.jpg' })
  const all = await frame.evaluate(selectAll)
  await frame.getByText('100,000 selected').waitFor()
  expect(await frame.getByRole('row').count()).toBeLessThan(80)
  const words = Object.entries({ opened, ...frames, last, all })
  console.log(words.map(([name, ms]) => `${name} ${Math.round(ms)} ms`).join(', '))

  for (const key of ['Escape', 'Home', 'Shift+PageDown', 'Shift+PageDown']) {
    await space.page.keyboard.press(key)
  }
  await space.page.keyboard.press('Delete')
  await frame.getByText(/^99,9\d\d items$/).waitFor({ timeout: 30_000 })
  await space.page.keyboard.press('Control+z')
  await frame.getByText('100,000 items').waitFor({ timeout: 30_000 })
}, 240_000)

test('what Files was given is narrowed and taken back, and it shows what is left', async () => {
  const grants = (await space.owner.call('grants.list', [])) as Grant[]
  for (const { id, isPrivate } of grants) {
    if (!isPrivate) await space.owner.call('grants.revoke', [id])
  }
  const frame = await app()
  await frame.getByText('Files sees none of your folders').waitFor()
})

/** Frames while it is scrolled through the whole of it, a window at a time; runs in the page. */
async function scrollThrough(): Promise<{ p50: number; p95: number }> {
  const grid = document.querySelector('[role=grid]')
  if (grid === null) throw new Error('there is no list')
  const nextFrame = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(resolve)
    })
  const times: number[] = []
  let before = await nextFrame()
  for (let at = 0; at < 240; at += 1) {
    grid.scrollTop += at % 3 === 0 ? 600 : 80
    const now = await nextFrame()
    times.push(now - before)
    before = now
  }
  times.sort((a, b) => a - b)
  return { p50: times[120] ?? 0, p95: times[228] ?? 0 }
}

/** Time from Ctrl+A to what is drawn of it; runs in the page. */
async function selectAll(): Promise<number> {
  const began = performance.now()
  const init = { key: 'a', ctrlKey: true, bubbles: true, cancelable: true }
  document.querySelector('[role=grid]')?.dispatchEvent(new KeyboardEvent('keydown', init))
  await new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
  })
  if (document.querySelector('[role=row][aria-selected=true]') === null) throw new Error('nothing')
  return performance.now() - began
}

/** Time from a key to the frame in which the row of a name is drawn; runs in the page. */
async function pressUntil({ key, title }: { key: string; title: string }): Promise<number> {
  const began = performance.now()
  const init = { key, bubbles: true, cancelable: true }
  document.querySelector('[role=grid]')?.dispatchEvent(new KeyboardEvent('keydown', init))
  const isThere = (): boolean =>
    [...document.querySelectorAll('[data-grip][title]')].some(
      (one) => one.getAttribute('title') === title,
    )
  while (!isThere()) {
    await new Promise((resolve) => {
      requestAnimationFrame(resolve)
    })
  }
  return performance.now() - began
}

async function app(): Promise<Frame> {
  const find = (): Frame | undefined =>
    space.page.frames().find((frame) => frame.url().includes(`//app-${files.label}.`))
  await expect.poll(() => find()?.locator('h1').count(), POLL).toBe(1)
  return find() as Frame
}

async function list(): Promise<Locator> {
  return (await app()).getByRole('grid')
}

function row(grid: Locator, name: string): Locator {
  return grid.locator(`[data-grip][title="${name}"]`)
}

async function heading(name: string): Promise<void> {
  await (await app()).getByRole('heading', { level: 1, name, exact: true }).waitFor()
  await (await list()).waitFor()
  await (await list()).focus()
}

async function home(): Promise<void> {
  const frame = await app()
  await frame.getByRole('navigation', { name: 'Places' }).getByText('My files').click()
  await heading('My files')
}

/** Letters that lead to a name, which has the keys then. */
async function type(letters: string): Promise<void> {
  const grid = await list()
  await grid.focus()
  const chosen = (): Promise<string | null> =>
    grid.locator('[role=row][aria-selected=true]').first().textContent()
  for (const letter of letters) await grid.press(letter)
  await expect.poll(async () => (await chosen())?.toLowerCase(), POLL).toContain(letters)
  // The next word is another one.
  await space.page.waitForTimeout(1000)
}

async function readOr(path: string): Promise<string> {
  return space.read(path).catch(() => 'gone')
}
