/** A person who has no mouse, in the window of Space over the real daemon: each of the tasks they do most. */
import type { InstalledApp } from '@space/sdk/host'
import { type Frame } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inFiles, type InFiles } from './in-files.ts'
import { openWindow, POLL, type Window } from './window.ts'

/** A cycle through all that can have the focus is shorter than this. */
const MOST_STEPS = 60

const open = new AsyncDisposableStack()
let space: Window
let files: InFiles

beforeAll(async () => {
  space = open.use(await openWindow())
  files = inFiles(space.page)
  await space.write('/Box/a.txt', 'the first')
  await space.write('/Box/b.txt', 'b')
  await space.write('/Box/c.md', '# C')
  await space.write('/Other/deep.txt', 'deep')
  await space.write('/Box/a.txt', 'the second')
  const apps = (await space.owner.call('apps.list', [])) as InstalledApp[]
  const label = apps.find(({ id }) => id === 'files')?.label
  const gift = { app: label, entry: null, mode: 'change', lasting: 'until-off' }
  await space.owner.call('grants.give', [gift])
  await space.page.reload()
})
afterAll(() => open.disposeAsync())

test('comes to Files through the palette, and into its list', async () => {
  const { page } = space
  await page.getByRole('button', { name: 'Files', exact: true }).first().waitFor()
  await keys('Control+k')
  await page.keyboard.type('Files')
  await page
    .getByRole('option', { name: /^Files/ })
    .first()
    .waitFor()
  await keys('Enter')
  await files.isIn('My files')
  await files.shows('Box', 'Other')
})

test('F6 leads out of the frame and into it again, and Ctrl+K works from inside', async () => {
  const { page } = space
  await untilIn('F6')
  await keys('F6')
  await expect.poll(() => isInFrame(), POLL).toBe(false)
  await untilIn('F6')
  await keys('Shift+F6')
  await expect.poll(() => isInFrame(), POLL).toBe(false)
  await untilIn('F6')
  await keys('Control+k')
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await keys('Escape')
  await expect.poll(() => page.getByRole('dialog').count(), POLL).toBe(0)
  await expect.poll(() => isInFrame(), POLL).toBe(true)
})

test('opens a folder, goes up, and comes back to where it was', async () => {
  await toList()
  await keys('Home', 'Enter')
  await files.isIn('Box')
  await files.shows('a.txt', 'b.txt', 'c.md')
  await keys('Alt+ArrowUp')
  await files.isIn('My files')
  await expect.poll(() => active(), POLL).toBe('Box')
  await keys('Enter')
  await files.isIn('Box')
})

test('renames, and makes a new folder with its name', async () => {
  await at('b.txt')
  await keys('F2')
  await (await files.frame()).getByRole('textbox', { name: /^New name/ }).waitFor()
  await space.page.keyboard.type('bee')
  await keys('Enter')
  await files.shows('a.txt', 'bee.txt', 'c.md')
  await keys('Control+Shift+n')
  await (await files.frame()).getByRole('textbox', { name: /^New name/ }).waitFor()
  await space.page.keyboard.type('Kept')
  await keys('Enter')
  await files.shows('Kept', 'a.txt', 'bee.txt', 'c.md')
})

test('selects many, copies them into a folder, and moves one there', async () => {
  await at('a.txt')
  await keys('Shift+ArrowDown', 'Control+c')
  await at('Kept')
  await keys('Enter')
  await files.isIn('Kept')
  await keys('Control+v')
  await files.shows('a.txt', 'bee.txt')
  await keys('Alt+ArrowUp')
  await files.isIn('Box')
  await at('c.md')
  await keys('Control+Shift+m')
  const dialog = (await files.frame()).getByRole('dialog', { name: /Where to move/ })
  await dialog.getByRole('button', { name: 'Kept', exact: true }).waitFor()
  await expect.poll(() => focused(), POLL).toBe('Kept')
  await keys('Enter')
  await dialog.getByText('There is no folder in here').waitFor()
  await untilOn('Move to Kept')
  await keys('Enter')
  await files.shows('Kept', 'a.txt', 'bee.txt')
  expect(await space.read('/Box/Kept/c.md')).toBe('# C')
})

test('selects all, throws it away, and takes that back', async () => {
  await toList()
  await keys('Control+a', 'Delete')
  await (await files.frame()).getByRole('heading', { name: 'Nothing here yet' }).waitFor()
  await keys('Control+z')
  await files.shows('Kept', 'a.txt', 'bee.txt')
  await keys('Control+Shift+z')
  await (await files.frame()).getByRole('heading', { name: 'Nothing here yet' }).waitFor()
  await keys('Control+z')
  await files.shows('Kept', 'a.txt', 'bee.txt')
})

test('finds, and goes from the field to what was found', async () => {
  await home()
  await keys('Control+f')
  await space.page.keyboard.type('deep')
  await files.shows('deep.txt')
  await keys('ArrowDown')
  await expect.poll(() => active(), POLL).toBe('deep.txt')
  await keys('Escape', 'Escape')
  await toList()
})

test('looks at one quickly, reads its details, and goes to how it was before', async () => {
  const frame = await files.frame()
  await home()
  await at('Box')
  await keys('Enter')
  await files.isIn('Box')
  await at('a.txt')
  await keys('Space')
  const look = frame.getByRole('dialog', { name: 'a.txt', exact: true })
  await look.getByText('the second').waitFor()
  await keys('Escape')
  await look.waitFor({ state: 'detached' })
  await expect.poll(() => active(), POLL).toBe('a.txt')
  await keys('Alt+Enter')
  const details = frame.getByRole('complementary', { name: /Details/ })
  await details.waitFor()
  await untilOn('Versions')
  await keys('Enter')
  await details.getByRole('button', { name: /^More for/ }).waitFor()
  await untilOn('More for')
  await keys('Enter')
  await frame.getByRole('menuitem', { name: 'Restore this version' }).waitFor()
  await keys('ArrowDown', 'ArrowUp', 'Enter')
  await expect.poll(() => space.read('/Box/a.txt'), POLL).toBe('the first')
})

test('the menu of a row opens at the row, and gives the focus back', async () => {
  await toList()
  await at('bee.txt')
  await keys('Shift+F10')
  const frame = await files.frame()
  await frame.getByRole('menu').waitFor()
  await keys('Escape')
  await frame.getByRole('menu').waitFor({ state: 'detached' })
  await expect.poll(() => active(), POLL).toBe('bee.txt')
  expect(space.complaints.filter((one) => !one.includes('/~cap/'))).toEqual([])
})

async function keys(...pressed: readonly string[]): Promise<void> {
  for (const key of pressed) await space.page.keyboard.press(key)
}

/** Whether the keys go to the app. */
function isInFrame(): Promise<boolean> {
  return space.page.evaluate(() => document.activeElement?.tagName === 'IFRAME')
}

async function untilIn(key: string): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await keys(key)
    if (await isInFrame()) return
  }
  throw new Error(`${key} does not lead into Files`)
}

/** What has the focus inside of Files, by what it is called. */
async function focused(): Promise<string> {
  return (await files.frame()).evaluate(() => {
    const { activeElement: one } = document
    return one?.getAttribute('aria-label') ?? one?.textContent ?? ''
  })
}

async function untilOn(name: string): Promise<void> {
  const passed: string[] = []
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const now = await focused()
    if (now.startsWith(name)) return
    passed.push(now)
    await keys('Tab')
  }
  throw new Error(`Tab does not come to ${name}, only to ${passed.join(', ')}`)
}

/** Tab leads to the list. */
async function toList(): Promise<void> {
  const isThere = async (): Promise<boolean> =>
    (await files.frame()).evaluate(() => document.activeElement?.getAttribute('role') === 'grid')
  if (!(await isInFrame())) await untilIn('F6')
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (await isThere()) return
    await keys('Tab')
  }
  throw new Error('Tab does not come to the list')
}

/** The name of the row that has the keys. */
async function active(): Promise<string | null> {
  const frame: Frame = await files.frame()
  const row = frame.locator('[data-active] [data-grip][title]')
  return (await row.count()) === 0 ? null : row.getAttribute('title')
}

/** Goes to a row from the top, with the arrow. */
async function at(name: string): Promise<void> {
  await toList()
  await keys('Home')
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if ((await active()) === name) return
    await keys('ArrowDown')
  }
  throw new Error(`the arrow does not come to ${name}`)
}

async function home(): Promise<void> {
  await toList()
  await keys('Alt+Home')
  await files.isIn('My files')
}
