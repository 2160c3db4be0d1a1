import type { Page } from 'playwright-core'
import type { Opening, OpeningChoice } from '@space/sdk/host'
import type { Control } from '../../shell/src/fake/main.tsx'
import type { HandQuestion } from '../../shell/src/hands/hands-store.ts'
import { HOME_SCREENS } from './show-home.ts'
import type { Screen } from './screen.ts'
import type { Stand } from './stand.ts'

declare global {
  interface Window {
    fake: Control
  }
}

export const THEMES = ['light', 'dark'] as const
export const SIZES = {
  '1280': { width: 1280, height: 800 },
  '390': { width: 390, height: 844 },
} as const

const LEDGER = { label: 'ledger', name: 'Ledger', icon: null, hue: 210, isBuiltIn: false }
const READER = { label: 'reader', name: 'Reader', icon: null, hue: 150, isBuiltIn: false }
const PAPER = {
  id: '7'.repeat(32),
  name: 'Invoice 2026-118.pdf',
  path: '/House and money/Invoices 2026/Invoice 2026-118.pdf',
  kind: 'file' as const,
  size: 198_000,
  mtime: 0,
}

export const SCREENS: readonly Screen[] = [
  ...HOME_SCREENS,
  { name: 'home', path: 'home' },
  { name: 'home-empty', path: 'home', scene: 'empty' },
  { name: 'app', path: 'app/ledger', act: appIsThere },
  {
    name: 'app-chip',
    path: 'app/ledger',
    scene: 'partial',
    async act(page) {
      await appIsThere(page)
      const chip = page.getByRole('button', { name: /address|Isolated|Offline app/ })
      if (await chip.isVisible()) await chip.click()
    },
  },
  {
    name: 'app-silent',
    path: 'app/ledger',
    async act(page) {
      await appIsThere(page)
      await page.evaluate(() => window.fake.shell.frames.getState().hear('ledger', false))
      await page.getByText('does not answer').waitFor()
    },
  },
  {
    name: 'app-failed',
    path: 'app/nobody',
    act: (page) => page.getByText('no longer here').waitFor(),
  },
  {
    name: 'picker',
    path: 'app/ledger',
    async act(page) {
      await ask(page, {
        kind: 'pick',
        open: 'directory',
        mode: 'change',
        label: 'to read your receipts and add up the totals',
        startIn: await entry(page, 'House and money'),
      })
      await page.getByRole('option', { name: /Receipts 2026/ }).click()
      await page.getByText('126 files').waitFor()
    },
  },
  {
    name: 'picker-files',
    path: 'app/ledger',
    async act(page) {
      await ask(page, {
        kind: 'pick',
        open: 'files',
        mode: 'read',
        label: 'invoices to add up',
        startIn: await entry(page, 'House and money/Invoices 2026'),
      })
      await page.getByRole('option', { name: /118/ }).click()
    },
  },
  {
    name: 'picker-save',
    path: 'app/ledger',
    async act(page) {
      await ask(page, {
        kind: 'pick',
        open: 'save',
        mode: 'change',
        label: 'your totals of 2026',
        suggestedName: 'Totals 2026.csv',
        startIn: await entry(page, 'House and money'),
      })
      await page.getByRole('option', { name: /Salary/ }).waitFor()
    },
  },
  {
    name: 'consent-host',
    path: 'app/ledger',
    async act(page) {
      await ask(page, {
        kind: 'host',
        host: 'rates.ecb.europa.eu',
        reason: 'exchange rates',
        blocked: 3,
      })
    },
  },
  {
    name: 'consent-identity',
    path: 'app/ledger',
    async act(page) {
      await ask(page, {
        kind: 'identity',
        reason: 'to sign your tax return',
        did: 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH',
        appDid: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      })
    },
  },
  {
    name: 'consent-link',
    path: 'app/ledger',
    async act(page) {
      await page.evaluate(() => {
        const { shell } = window.fake
        const app = { name: 'Ledger', hue: 210 }
        const url = 'https://www.ecb.europa.eu/stats/policy_and_exchange_rates?from=ledger'
        void shell.link.getState().ask(app, url, new AbortController().signal)
      })
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'hand-open',
    path: 'app/ledger',
    act: (page) => asked(page, { kind: 'open', app: LEDGER, opening: openingOf('open', 'edit') }),
  },
  {
    name: 'hand-save',
    path: 'app/ledger',
    act: (page) => {
      const entry = { ...PAPER, name: 'Invoices 2026', kind: 'folder' as const }
      const saving = { id: 'x', entry, items: 1, files: 126, folders: 4, bytes: 84_000_000 }
      return asked(page, { kind: 'save', app: LEDGER, saving })
    },
  },
  {
    name: 'hand-erase',
    path: 'app/ledger',
    act: (page) => {
      const names = ['Old drafts', 'Invoice 2026-118.pdf', 'IMG_4410.jpg']
      const erasing = { id: 'e', items: 12, bytes: 418_000_000, names }
      return asked(page, { kind: 'erase', app: LEDGER, erasing })
    },
  },
  {
    name: 'install-folder',
    path: 'home',
    async act(page) {
      await page.getByRole('button', { name: /^\W*Add\W*$/ }).click()
      await page.getByRole('textbox').fill('no/such/folder')
      await page.getByRole('button', { name: 'Look at it' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'install',
    path: 'home',
    async act(page) {
      await page.getByRole('button', { name: /^\W*Add\W*$/ }).click()
      await page.getByRole('textbox').fill('/home/mira/paperscan')
      await page.getByRole('button', { name: 'Look at it' }).click()
      await page.getByRole('button', { name: 'Add Paperscan' }).waitFor()
    },
  },
  {
    name: 'remove',
    path: 'home',
    act: (page) => page.getByRole('button', { name: 'Remove Reader' }).click(),
  },
  { name: 'permissions', path: 'settings/permissions', act: grantsAreThere },
  {
    name: 'permissions-folders',
    path: 'settings/folders',
    async act(page) {
      await grantsAreThere(page)
      await page.getByRole('button', { name: 'Revoke Reader' }).click()
      await page.getByText('can no longer see').waitFor()
    },
  },
  {
    name: 'permissions-everything',
    path: 'settings/permissions',
    scene: 'files',
    async act(page) {
      await grantsAreThere(page)
      await page.evaluate(async () => {
        const gift = { app: 'files', entry: null, mode: 'change', lasting: 'until-off' } as const
        const { host } = window.fake.shell
        await host.grants.give(gift)
        const [paper] = await host.files.search({ text: 'Invoice 2026-118' })
        const to = { app: 'reader', action: 'open', always: true } as const
        await host.openings.open('files', { entry: paper?.id }, to)
        await window.fake.shell.usual.getState().load()
      })
      await page.getByText('Everything in your space').waitFor()
    },
  },
  { name: 'permissions-empty', path: 'settings/permissions', scene: 'empty' },
  {
    name: 'activity',
    path: 'settings/activity',
    act: (page) => page.getByText('Changed Invoice').waitFor(),
  },
  { name: 'activity-empty', path: 'settings/activity', scene: 'empty' },
  {
    name: 'undo',
    path: 'settings/permissions',
    async act(page) {
      await page.getByRole('button', { name: 'Undo its changes…' }).nth(1).click()
      await page.getByText('Invoice 2026-117.pdf').waitFor()
    },
  },
  {
    name: 'copies',
    path: 'settings/copies',
    act: (page) => page.getByText('3 changes waiting').waitFor(),
  },
  {
    name: 'copies-review',
    path: 'settings/copies',
    async act(page) {
      await page.getByRole('button', { name: 'Review…' }).click()
      await page.getByText('Totals 2026.csv').waitFor()
    },
  },
  { name: 'copies-empty', path: 'settings/copies', scene: 'empty' },
  { name: 'appearance', path: 'settings/appearance' },
  { name: 'about', path: 'settings/about', scene: 'partial' },
  {
    name: 'transfers',
    path: 'home',
    async act(page) {
      await page
        .getByRole('button', { name: /2 stopped/ })
        .filter({ visible: true })
        .click()
      await page.getByText('The disk is full').filter({ visible: true }).waitFor()
    },
  },
  {
    name: 'palette',
    path: 'home',
    scene: 'files',
    async act(page) {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('re')
      await page.getByRole('option', { name: /^Receipts 2026/ }).waitFor()
    },
  },
  {
    name: 'palette-nothing',
    path: 'home',
    scene: 'files',
    async act(page) {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('zzzz')
      await page.getByText('Nothing has this in its name').waitFor()
    },
  },
  {
    name: 'keys',
    path: 'home',
    scene: 'files',
    async act(page) {
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    },
  },
  {
    name: 'lost',
    path: 'settings/permissions',
    async act(page) {
      await grantsAreThere(page)
      await page.evaluate(() => window.fake.connection.lose(window.fake.world.NOW + 4000))
      await page.getByRole('alertdialog').waitFor()
    },
  },
  {
    name: 'signed-out',
    path: 'home',
    async act(page) {
      await page.evaluate(() =>
        window.fake.connection.state.setState({ status: 'signed-out' }, true),
      )
      await page.getByText('not signed in').waitFor()
    },
  },
]

/** Open one screen in a context of its own and wait until it stands still. */
export async function show(
  stand: Stand,
  { path, scene = 'full', act }: Screen,
  look: {
    theme: 'light' | 'dark'
    viewport: { width: number; height: number }
    locale?: 'pseudo'
  },
): Promise<Page> {
  const context = await stand.browser.newContext({
    viewport: look.viewport,
    colorScheme: look.theme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await page.goto(`${stand.url}?scene=${scene}&locale=${look.locale ?? 'en'}#/${path}`)
  await page.locator('main').waitFor()
  await page.evaluate(() => document.fonts.ready.then(() => true))
  await act?.(page)
  return page
}

/** Let the fake daemon ask the person on behalf of Ledger. */
export async function ask(page: Page, request: object): Promise<void> {
  await page.evaluate(
    (asked) => {
      const defaults = { types: [], suggestedName: null, startIn: null }
      Reflect.apply(window.fake.ask, undefined, [{ ...defaults, ...asked }])
    },
    { app: LEDGER, ...request },
  )
  await page.getByRole('dialog').filter({ visible: true }).waitFor()
}

export function entry(page: Page, path: string): Promise<object> {
  return page.evaluate((at) => window.fake.world.entry(at), path)
}

async function appIsThere(page: Page): Promise<void> {
  await page.frameLocator('iframe').getByRole('button', { name: 'Choose folder…' }).waitFor()
}

async function grantsAreThere(page: Page): Promise<void> {
  await page.getByText('Receipts 2026').first().waitFor()
}

function openingOf(...actions: readonly OpeningChoice['action'][]): Opening {
  const choices = actions.map((action) => ({ app: READER, action }))
  return { file: PAPER, type: 'application/pdf', choices, usual: null }
}

/** Has an app ask for what the shell does by its hands. */
async function asked(page: Page, question: DistributedOmit<HandQuestion, 'answer'>): Promise<void> {
  await page.evaluate((shown) => {
    const { shell } = window.fake
    const { signal } = new AbortController()
    void shell.hands.getState().ask(signal, (answer) => ({ ...shown, answer }))
  }, question)
  await page.getByRole('dialog').waitFor()
}

type DistributedOmit<Union, Key extends PropertyKey> = Union extends unknown
  ? Omit<Union, Key>
  : never
