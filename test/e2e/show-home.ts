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
      await page.getByLabel(/^\W*Word 1\W*$/).fill('harbor')
      await page.getByLabel(/^\W*Word 2\W*$/).fill('violinn')
      await page.getByLabel(/^\W*Word 3\W*$/).fill('ma')
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
      await page.getByLabel(/^\W*Word 1\W*$/).fill('harbor violin maple cactus ribbon')
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
  { name: 'reminder', path: 'home', scene: 'unproved' },
  { name: 'health', path: 'settings/health', act: healthIsThere },
  { name: 'health-unproved', path: 'settings/health', scene: 'unproved', act: healthIsThere },
  {
    name: 'health-checking',
    path: 'settings/health/check',
    async act(page) {
      await page.getByRole('button', { name: 'Check every file' }).click()
      await page.getByRole('progressbar').waitFor()
    },
  },
  { name: 'health-damaged', path: 'settings/health', scene: 'damaged', act: healthIsThere },
  { name: 'privacy', path: 'settings/privacy', act: linksAreThere },
  { name: 'privacy-leaving', path: 'settings/privacy', scene: 'leaving', act: linksAreThere },
  { name: 'you', path: 'settings/you' },
  {
    name: 'you-passphrase',
    path: 'settings/you/passphrase',
    async act(page) {
      await page.getByRole('button', { name: 'Change…' }).click()
      await page.getByLabel('New passphrase').fill('correct horse battery')
      await page.getByRole('button', { name: 'Use this passphrase' }).click()
      await page.getByText('The two differ').waitFor()
    },
  },
  { name: 'recovery', path: 'settings/recovery' },
  {
    name: 'recovery-shown',
    path: 'settings/recovery/words',
    scene: 'unproved',
    async act(page) {
      await page.getByRole('button', { name: 'Show them' }).click()
      await kitIsThere(page)
    },
  },
  {
    name: 'recovery-test',
    path: 'settings/recovery/test',
    async act(page) {
      await page.getByRole('button', { name: 'Test it' }).click()
      await page.getByLabel('Word 24').waitFor()
    },
  },
  {
    name: 'storage',
    path: 'settings/storage',
    async act(page) {
      await page.getByRole('button', { name: 'Thin out' }).click()
      await page.getByLabel('Days with every version').waitFor()
    },
  },
  { name: 'apps', path: 'settings/apps', scene: 'files' },
  {
    name: 'settings-search',
    path: 'settings/appearance/density',
    async act(page) {
      await page.getByRole('searchbox').fill('words')
      await page.getByRole('button', { name: 'Your 24 words' }).waitFor()
    },
  },
  {
    name: 'settings-search-nothing',
    path: 'settings/you',
    async act(page) {
      await page.getByRole('searchbox').fill('wifi')
      await page.getByText('No setting is called that').waitFor()
    },
  },
]

async function healthIsThere(page: Page): Promise<void> {
  await page.getByText('Can be brought back').waitFor()
}

async function linksAreThere(page: Page): Promise<void> {
  await page.getByText('A window of Space').first().waitFor()
}

async function kitIsThere(page: Page): Promise<void> {
  await page.getByText('harbor').filter({ visible: true }).waitFor()
}
