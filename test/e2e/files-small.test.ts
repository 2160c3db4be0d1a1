/** Files on a phone, by fingers, and for eyes that need it large, calm or in few colours; over the real daemon. */
import { AxeBuilder } from '@axe-core/playwright'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inFiles, type InFiles } from './in-files.ts'
import { newPerson, type Person } from './new-person.ts'
import { buildPages, POLL } from './window.ts'

const PHONE = { width: 390, height: 844 }
const LONG = `${'W'.repeat(250)}.txt`
const ODD = ['\u202Egpj.exe', 'two\nlines.txt', '<b>bold<b>.html', '👩‍👩‍👧 família.txt', LONG]

const open = new AsyncDisposableStack()
const outside = mkdtempSync(join(tmpdir(), 'space-outside-'))
let person: Person
let files: InFiles

beforeAll(async () => {
  open.defer(() => rmSync(outside, { recursive: true, force: true }))
  buildPages()
  mkdirSync(join(outside, 'Trip', 'Photos'), { recursive: true })
  for (const name of ODD) writeFileSync(join(outside, 'Trip', name), name)
  person = open.use(await newPerson({ browser: { viewport: PHONE, hasTouch: true } }))
})
afterAll(() => open.disposeAsync())

test('by fingers: a tap opens, a long press has the menu, a sheet moves, and the way back is a button', async () => {
  const page = await person.open()
  const press = (name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).filter({ visible: true }).tap()
  await press('Make a new space')
  await page.getByLabel('Your name').fill('Ada')
  await press('Continue')
  await press('Remind me in 3 days')
  await press('Open my space')
  files = inFiles(page)
  await files.isIn('My files')
  await files.drop([join(outside, 'Trip')])
  await files.said(/Added 5 files to My files/)
  await (await files.named('Trip')).tap()
  await files.isIn('Trip')
  const frame = await files.frame()
  await hold(await files.named('<b>bold<b>.html'))
  const menu = frame.getByRole('menu')
  await menu.getByRole('menuitem', { name: 'Move to…' }).tap()
  const sheet = frame.getByRole('dialog', { name: /Where to move/ })
  await sheet.getByRole('button', { name: 'Photos', exact: true }).tap()
  await sheet.getByRole('button', { name: 'Move to Photos' }).tap()
  await expect
    .poll(() => person.command('ls', '/Trip/Photos').catch(() => ''), POLL)
    .toContain('<b>bold<b>.html')
  await page.getByRole('button', { name: /^Undo/ }).tap()
  await (await files.named('<b>bold<b>.html')).waitFor()
})

test('a finger that holds chooses, and the next ones add to it', async () => {
  const frame = await files.frame()
  const box = frame.getByRole('checkbox', { name: 'Select <b>bold<b>.html' })
  // The whole cell takes the finger.
  await box.locator('..').tap()
  await (await files.named('👩‍👩‍👧 família.txt')).tap()
  await frame.getByText('2 selected').waitFor()
  await frame.getByRole('button', { name: 'Select nothing' }).tap()
  await expect.poll(() => frame.getByText('2 selected').count(), POLL).toBe(0)
})

test.each([
  ['a phone', PHONE],
  ['200 %', { width: 640, height: 400 }],
  ['400 %', { width: 320, height: 256 }],
  ['a desk', { width: 1280, height: 800 }],
])('odd and long names keep inside, and everyone can use it: %s', async (_name, viewport) => {
  await files.page.setViewportSize(viewport)
  const frame = await files.frame()
  // What is drawn anew has settled: rows are where the list says they are.
  await frame.getByRole('grid').locator('[data-index]').first().waitFor()
  await expect.poll(() => overflowing(), POLL).toEqual([])
  const { violations } = await new AxeBuilder({ page: files.page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${String(nodes[0]?.target)}`)).toEqual([])
})

test('at 400 % a folder is opened, a file looked at, and left again', async () => {
  const { page } = files
  await page.setViewportSize({ width: 320, height: 256 })
  const frame = await files.frame()
  await frame.getByRole('button', { name: 'Close transfers' }).tap()
  const row = await files.named('two\\nlines.txt')
  await row.scrollIntoViewIfNeeded()
  await row.tap()
  const look = frame.getByRole('dialog', { name: 'two\\nlines.txt' })
  await look.getByText('two').first().waitFor()
  expect(await look.getByText('two').first().isVisible()).toBe(true)
  await look.getByRole('button', { name: 'Close', exact: true }).tap()
  await look.waitFor({ state: 'detached' })
  await page.setViewportSize({ width: 1280, height: 800 })
})

test('who wants it calm sees nothing move', async () => {
  const { page } = files
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const frame = await files.frame()
  const menu = frame.getByRole('menu')
  // The list takes the keys when a folder was just left, and that closes a menu.
  await expect
    .poll(
      async () => {
        if (await menu.isVisible()) return true
        await frame.getByRole('button', { name: 'What can be done here' }).click()
        return false
      },
      { ...POLL, interval: 1000 },
    )
    .toBe(true)
  const longest = await frame.evaluate(() =>
    Math.max(
      0,
      ...document.getAnimations().map(({ effect }) => Number(effect?.getTiming().duration)),
    ),
  )
  expect(longest).toBeLessThanOrEqual(1)
  await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'detached' })
})

test('with the few colours of the system what is chosen can still be told from the rest', async () => {
  const { page } = files
  await page.emulateMedia({ forcedColors: 'active' })
  await (await files.named('two\\nlines.txt')).click()
  const look = (index: number): Promise<string> =>
    rowAt(index).then((row) =>
      row.evaluate((element) => {
        const { outlineStyle, backgroundColor, borderColor } = getComputedStyle(element)
        return `${outlineStyle} ${backgroundColor} ${borderColor}`
      }),
    )
  const frame = await files.frame()
  const at = Number(
    await frame.locator('[role=row][aria-selected=true]').getAttribute('data-index'),
  )
  expect(await look(at)).not.toBe(await look(at - 1))
  // Contrast is that of the system's colours; axe reckons with those that the page would have had.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).disableRules(['color-contrast'])
  const { violations } = await axe.analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})

async function rowAt(index: number): Promise<Locator> {
  return (await files.frame()).locator(`[role=row][data-index="${index}"]`)
}

/** A finger stays where it is until a menu has come. */
async function hold(on: Locator): Promise<void> {
  const box = await on.boundingBox()
  if (box === null) throw new Error('nothing is there to hold')
  const point = { x: box.x + Math.min(20, box.width / 2), y: box.y + box.height / 2 }
  const session = await files.page.context().newCDPSession(files.page)
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
  await (await files.frame()).getByRole('menu').waitFor()
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await session.detach()
}

/** What is wider than its window, in the shell and in Files. */
async function overflowing(): Promise<string[]> {
  const wide = (where: string): string[] => {
    const names = [...document.querySelectorAll('[role=grid] [data-grip][title]')]
    const outside = names.filter((one) => one.getBoundingClientRect().right > innerWidth)
    return [
      ...(document.documentElement.scrollWidth > innerWidth ? [where] : []),
      ...outside.map((one) => one.getAttribute('title') ?? ''),
    ]
  }
  return [
    ...(await files.page.evaluate(wide, 'the shell')),
    ...(await (await files.frame()).evaluate(wide, 'Files')),
  ]
}
