import { PREVIEW_SCREENS } from './preview-show.ts'
import { BRING_SCREENS } from './bring-show.ts'
import type { FilesScreen } from './files-stand.ts'

/** The room that an app has in the window of Space, by the width of the window. */
export const FILES_SIZES = {
  '1280': { width: 1216, height: 708 },
  '390': { width: 378, height: 720 },
} as const

const LISBON = ['Travel', 'Lisbon 2026']

export const FILES_SCREENS: readonly FilesScreen[] = [
  { name: 'files-list', scene: 'full', path: LISBON },
  {
    name: 'files-selected',
    scene: 'full',
    path: LISBON,
    async act(page) {
      const list = page.getByRole('grid')
      await list.focus()
      for (const key of ['Home', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+ArrowDown']) {
        await list.press(key)
      }
      await page.getByText('3 selected').waitFor()
    },
  },
  {
    name: 'files-grid',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await page.getByRole('button', { name: 'As pictures' }).click()
      await page.getByRole('grid').press('End')
    },
  },
  {
    name: 'files-rename',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await page.getByRole('grid').press('m')
      await page.getByText('1 selected').waitFor()
      await page.getByRole('grid').press('F2')
      await page.getByRole('textbox').waitFor()
    },
  },
  {
    name: 'files-menu',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await page.getByRole('grid').press('ArrowDown')
      await page.getByRole('grid').press('Shift+F10')
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'files-menu-folder',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await page.getByRole('button', { name: 'What can be done here' }).click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'files-move',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await page.getByRole('grid').press('End')
      await page.getByRole('grid').press('Control+Shift+M')
      await page.getByRole('button', { name: 'Apartment', exact: true }).waitFor()
    },
  },
  { name: 'files-odd-names', scene: 'odd' },
  { name: 'files-many', scene: 'many' },
  { name: 'files-empty', scene: 'full', path: ['Choir'] },
  { name: 'files-trash-empty', scene: 'empty', path: [':trash'] },
  { name: 'files-gone', scene: 'full', path: ['Gone'] },
  { name: 'files-read-only', scene: 'read', path: LISBON },
  { name: 'files-several', scene: 'several' },
  { name: 'files-nothing', scene: 'nothing' },
  ...BRING_SCREENS,
  ...PREVIEW_SCREENS,
]
