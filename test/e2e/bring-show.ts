import type { Page } from 'playwright-core'
import type { BringStoreState, Carried } from '../../plugins/files/src/bring/bring-store.ts'
import type { FilesLook, FilesPage } from './files-stand.ts'

const LISBON = ['Travel', 'Lisbon 2026']

const LINE: Carried = {
  id: 'a',
  name: 'Fado at Mesa de Frades.m4a',
  isFile: true,
  into: 'Lisbon 2026',
  path: null,
  phase: 'sending',
  doneFiles: 0,
  totalFiles: 1,
  skippedFiles: 0,
  doneBytes: 41_200_000,
  totalBytes: 64_000_000,
  isCounted: true,
  current: ['Fado at Mesa de Frades.m4a'],
  failed: [],
  failedFiles: 0,
  canRetry: false,
  problem: null,
  speed: 5_100_000,
}
const SINTRA: Carried = {
  ...LINE,
  id: 'b',
  name: 'Sintra',
  isFile: false,
  doneFiles: 22,
  totalFiles: 86,
  doneBytes: 90_000_000,
  totalBytes: 310_000_000,
  current: ['Sintra', 'DSCF4821.RAF'],
}

/** Screens of what comes in, is found, thrown away, and takes space. */
export const BRING_SCREENS: readonly (Omit<FilesLook, 'theme' | 'viewport'> & {
  readonly name: string
  readonly act: (page: Page) => Promise<void>
})[] = [
  {
    name: 'files-drop',
    scene: 'full',
    path: LISBON,
    async act(page) {
      await put(page, {
        carried: [
          LINE,
          SINTRA,
          {
            ...LINE,
            id: 'c',
            name: 'Drone, Arrábida.mov',
            phase: 'stopped',
            doneBytes: 18_000_000,
            problem: {
              code: 'disk-full',
              message: 'The disk is full',
              try: 'Make room, then try again',
            },
          },
        ],
      })
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File(['x'], 'DSCF4821.RAF'))
        const init = { bubbles: true, cancelable: true, dataTransfer }
        document.querySelector('main')?.dispatchEvent(new DragEvent('dragover', init))
      })
      await page.getByText('Drop to add to Lisbon 2026').waitFor()
    },
  },
  {
    name: 'files-transfers-over',
    scene: 'full',
    path: LISBON,
    async act(page) {
      const problem = {
        code: 'unreadable',
        message: 'This computer does not let it be read',
      } as const
      await put(page, {
        carried: [
          {
            ...SINTRA,
            phase: 'done',
            doneFiles: 83,
            failedFiles: 3,
            canRetry: true,
            failed: ['DSCF4821.RAF', 'notes\n.txt', `${'w'.repeat(90)}.jpg`].map((name) => ({
              path: ['Sintra', name],
              problem,
            })),
          },
          {
            ...SINTRA,
            id: 'd',
            name: 'Old laptop',
            phase: 'interrupted',
            doneFiles: 1200,
            totalFiles: 30_000,
            into: 'Attic',
            path: ['House', 'Attic'],
          },
          { ...LINE, id: 'e', name: 'Tram 28 timelapse.mp4', phase: 'paused' },
          {
            ...SINTRA,
            id: 'f',
            name: 'Choir recordings',
            phase: 'waiting',
            problem: { code: 'offline', message: 'Space does not answer' },
          },
        ],
      })
      await page.getByRole('button', { name: '3 files could not be added' }).click()
    },
  },
  {
    name: 'files-conflict',
    scene: 'full',
    path: LISBON,
    async act(page) {
      const now = 1_800_100_000_000
      const at = now - 14 * 3_600_000
      const conflict = (name: string) => ({
        path: [name],
        coming: { kind: 'file', size: 51_000, lastModified: now - 3 * 3_600_000 } as const,
        existing: { kind: 'file', size: 48_000, lastModified: at } as const,
        isSame: false,
        answers: ['keep-both', 'replace', 'skip'] as const,
      })
      const names = ['Budget Lisbon.xlsx', 'Itinerary.md', 'Packing list.md']
      const conflicts = names.map(conflict)
      await put(page, { pending: { id: 'a', nth: 1, into: 'Lisbon 2026', conflicts } })
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'files-conflict-folder',
    scene: 'full',
    path: LISBON,
    async act(page) {
      const facts = { kind: 'directory', size: 0, lastModified: 0 } as const
      const answers = ['merge', 'keep-both', 'skip'] as const
      const conflict = {
        path: ['Apartment'],
        coming: facts,
        existing: facts,
        isSame: false,
        answers,
      }
      await put(page, { pending: { id: 'a', nth: 1, into: 'Lisbon 2026', conflicts: [conflict] } })
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'files-search',
    scene: 'full',
    async act(page) {
      await find(page, 'lisbon')
      await page.getByText('Budget').first().waitFor()
    },
  },
  {
    name: 'files-search-filters',
    scene: 'full',
    async act(page) {
      await find(page, 'i')
      await page.getByRole('button', { name: /^\W*Type\W*$/ }).click()
      await page.getByRole('checkbox', { name: 'Pictures' }).check()
      await page.getByRole('checkbox', { name: 'Documents' }).check()
      await page.getByText('Miradouro').first().waitFor()
    },
  },
  {
    name: 'files-search-none',
    scene: 'full',
    async act(page) {
      await find(page, 'nothing is called so')
      await page.getByText('Nothing found').waitFor()
    },
  },
  {
    name: 'files-storage',
    scene: 'full',
    path: [':storage'],
    async act(page) {
      await page.getByText('Biggest files').waitFor()
    },
  },
  {
    name: 'files-trash',
    scene: 'full',
    async act(page) {
      await page.evaluate(async () => {
        const { host, files } = (window as unknown as FilesPage).fake
        await host.person.remove('Travel/Lisbon 2026/Packing list.md')
        await host.person.remove('Travel/Lisbon 2026/Photos from Ana')
        await host.person.remove('Readme.txt')
        files.place.getState().go({ kind: 'trash', path: [] })
      })
      await page.getByText('Packing list').first().waitFor()
    },
  },
]

function put(page: Page, state: Partial<BringStoreState>): Promise<void> {
  return page.evaluate(
    (put) => (window as unknown as FilesPage).fake.files.bring.setState(put),
    state,
  )
}

/** As a person does it: on a small screen the field comes after its button. */
async function find(page: Page, text: string): Promise<void> {
  const button = page.getByRole('button', { name: 'Find here' })
  if (await button.isVisible()) await button.click()
  await page.getByRole('searchbox').filter({ visible: true }).fill(text)
}
