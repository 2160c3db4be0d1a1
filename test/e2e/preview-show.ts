/** Screens of looking at files, of what is known of them, and of how they were. */
import type { Page } from 'playwright-core'
import type { FilesPage, FilesScreen } from './files-stand.ts'

const LISBON = ['Travel', 'Lisbon 2026']

export const PREVIEW_SCREENS: readonly FilesScreen[] = [
  {
    name: 'look-page',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await look(page, 'Itinerary.md')
      await page.getByRole('heading', { name: 'Lisbon', exact: true }).waitFor()
    },
  },
  {
    name: 'look-source',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await look(page, 'Itinerary.md')
      await page.getByRole('button', { name: 'Source' }).click()
      await page.getByText('# Lisbon').waitFor()
    },
  },
  {
    name: 'look-edit',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await look(page, 'Packing list.md')
      await page.getByRole('button', { name: 'Source' }).click()
      await page.getByRole('button', { name: 'Edit' }).click()
      await page.getByRole('textbox', { name: 'Text of' }).fill('- socks\n- adapter\n')
    },
  },
  {
    name: 'look-leave',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await look(page, 'Packing list.md')
      await page.getByRole('button', { name: 'Source' }).click()
      await page.getByRole('button', { name: 'Edit' }).click()
      await page.getByRole('textbox', { name: 'Text of' }).fill('- socks\n- adapter\n')
      await page.getByRole('button', { name: /^\W*Close\W*$/ }).click()
      await page.getByRole('alertdialog').waitFor()
    },
  },
  {
    name: 'look-damaged',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await look(page, 'Miradouro at dusk.jpg')
      await page.getByRole('dialog').getByText('xxx').first().waitFor()
    },
  },
  {
    name: 'look-folder',
    scene: 'full',
    path: ['Travel'],
    async act(page) {
      await look(page, 'Lisbon 2026')
      await page.getByText(/files, /).waitFor()
    },
  },
  {
    name: 'details',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await choose(page, 'Itinerary.md')
      await page.getByRole('grid').press('Alt+Enter')
      await page.getByRole('complementary', { name: 'Details' }).waitFor()
    },
  },
  {
    name: 'details-versions',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await page.evaluate(async () => {
        const { host } = (window as unknown as FilesPage).fake
        const path = 'Travel/Lisbon 2026/Itinerary.md'
        await host.person.write(path, '# Lisbon\n\nTen days\n')
        await host.person.write(path, '# Lisbon\n\nTen days, three of us\n')
      })
      await choose(page, 'Itinerary.md')
      await page.getByRole('grid').press('Alt+Enter')
      await page.getByRole('button', { name: /^\W*Versions\W*$/ }).click()
      await page.getByText(/, now$/).waitFor()
    },
  },
  {
    name: 'day-choose',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await page.getByRole('grid').press('Control+h')
      await page
        .getByRole('button', { name: /change/ })
        .first()
        .waitFor()
    },
  },
  {
    name: 'day',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await page.getByRole('grid').press('Control+h')
      await page
        .getByRole('button', { name: /change/ })
        .first()
        .click()
      await page.getByText('Only to look at').waitFor()
    },
  },
]

async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('grid').getByTitle(name, { exact: true }).click()
}

async function look(page: Page, name: string): Promise<void> {
  await choose(page, name)
  await page.getByRole('grid').press('Space')
  await page.getByRole('dialog', { name, exact: true }).waitFor()
}
