import type { Page } from 'playwright-core'
import type { Screen } from './screen.ts'

/** Screens about the space itself: the first run, its words, how it is, what leaves it, its settings. */
export const HOME_SCREENS: readonly Screen[] = [
  { name: 'welcome', path: 'home', scene: 'welcome' },
  {
    name: 'welcome-recover',
    path: 'home',
    scene: 'welcome',
    async act(page) {
      await page.getByRole('button', { name: 'I have 24 words' }).click()
      await page.getByLabel('Word 1', { exact: true }).fill('harbor')
      await page.getByLabel('Word 2', { exact: true }).fill('violinn')
      await page.getByLabel('Word 3', { exact: true }).fill('ma')
      await page.getByText('Word 2 is not in the list of words').waitFor()
      await page.getByRole('option', { name: 'maple' }).waitFor()
    },
  },
  {
    name: 'welcome-recover-half',
    path: 'home',
    scene: 'welcome',
    async act(page) {
      await page.getByRole('button', { name: 'I have 24 words' }).click()
      await page.getByLabel('Word 1', { exact: true }).fill('harbor violin maple cactus ribbon')
      await page.getByRole('button', { name: 'Bring my space back' }).click()
      await page.getByText('19 words are missing').waitFor()
    },
  },
  {
    name: 'welcome-you',
    path: 'home',
    scene: 'welcome',
    async act(page) {
      await page.getByRole('button', { name: 'Make a new space' }).click()
      await page.getByLabel('Your name').fill('Mira Halvorsen')
      await page.getByRole('switch').click()
      await page.getByLabel('New passphrase').fill('short')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByText('The two differ').waitFor()
    },
  },
  { name: 'welcome-kit', path: 'home', scene: 'kit', act: kitIsThere },
  {
    name: 'welcome-kit-asked',
    path: 'home',
    scene: 'kit',
    async act(page) {
      await kitIsThere(page)
      await page.getByRole('button', { name: 'I have it safe' }).click()
      await page.getByLabel('Word 4').fill('ribbon')
      await page.getByLabel('Word 11').fill('pottery')
      await page.getByLabel('Word 19').fill('bamboo')
      await page.getByRole('button', { name: 'These are my words' }).click()
      await page.getByText('That is not what is on your page').waitFor()
    },
  },
  { name: 'welcome-files', path: 'home', scene: 'first-files' },
]

async function kitIsThere(page: Page): Promise<void> {
  await page.getByText('harbor').filter({ visible: true }).waitFor()
}
