/** The pages about the space itself, over the real daemon; and all of them with the text twice as large. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOME_SCREENS } from './show-home.ts'
import { show } from './show.ts'
import { openStand, type Stand } from './stand.ts'
import { openWindow, POLL, type Window } from './window.ts'

const open = new AsyncDisposableStack()
let space: Window
let stand: Stand
beforeAll(async () => {
  stand = open.use(await openStand())
  space = open.use(await openWindow())
})
afterAll(() => open.disposeAsync())

const goTo = async (path: string): Promise<void> => {
  await space.page.evaluate((hash) => {
    window.location.hash = hash
  }, `#/settings/${path}`)
  await space.page.reload()
}

test('every file is read and compared from the page of health, and what was found is there later', async () => {
  await space.write('/Notes/first.txt', 'hello')
  const { page } = space
  await goTo('health')
  await page.getByText('Not yet. A check reads every file').waitFor()
  await page.getByRole('button', { name: 'Check every file' }).click()
  await page.getByText('the one file is as you saved them').waitFor()
  await page.reload()
  await page.getByText('the one file is as you saved them').waitFor()
})

test('privacy tells of this window, and that nothing leaves', async () => {
  const { page } = space
  await goTo('privacy')
  await page.getByText('Nothing leaves this computer').waitFor()
  await expect.poll(() => page.getByText('A window of Space').count(), POLL).toBeGreaterThan(0)
})

test('density and days are there after a reload, in this window and at the daemon', async () => {
  const { page, owner, house } = space
  await goTo('appearance/density')
  await page.getByRole('button', { name: 'Compact' }).click()
  await expect
    .poll(async () => (await owner.call('settings.get', [])) as object, POLL)
    .toMatchObject({ density: 'compact' })
  await page.reload()
  await expect
    .poll(() => page.evaluate(() => document.documentElement.dataset['density']), POLL)
    .toBe('compact')
  await goTo('storage/trash')
  await page.getByLabel('Days', { exact: true }).fill('45')
  await page.getByRole('button', { name: 'Save' }).last().click()
  await expect.poll(async () => (await house.space.drive.keeping()).trashDays, POLL).toBe(45)
})

test('the words are proved from the settings, and are then no longer here', async () => {
  const { page, owner } = space
  await goTo('recovery/words')
  await page.getByRole('button', { name: 'Show them' }).click()
  const list = page.getByRole('list', { name: 'Your 24 words' }).getByRole('listitem')
  await expect.poll(() => list.count(), POLL).toBe(24)
  const words = (await list.allInnerTexts()).map((text) => text.replace(/^\d+\s*/, '').trim())
  await page.getByRole('button', { name: 'Test it' }).click()
  await page.getByRole('button', { name: 'Type all 24 words instead' }).click()
  await page.getByLabel('Word 1', { exact: true }).fill(words.join(' '))
  await page.getByRole('button', { name: 'These are my words' }).click()
  await page.getByText('On your page only').waitFor()
  await expect(owner.call('home.words', [null])).rejects.toMatchObject({ code: 'not-found' })
})

test.each(HOME_SCREENS)(
  '$name: with text twice as large nothing is cut off at the side',
  async (screen) => {
    const page = await show(stand, screen, {
      theme: 'light',
      viewport: { width: 640, height: 400 },
    })
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main, main section, main li, footer')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
        .map((one) => `${one.tagName} ${one.className} ${one.textContent?.slice(0, 40)}`),
    )
    expect(cut).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640)
    await page.context().close()
  },
)
