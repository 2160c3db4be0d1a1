import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import { SpaceError } from '@space/sdk'
import { afterEach, expect, test } from 'vitest'
import { entry, LEDGER, NOW, ref, TRIALS } from './fake/world.ts'
import { open, press, prompt, settle } from './space.samples.tsx'

afterEach(cleanup)

test('home shows the apps that are here, and the way to add one', async () => {
  await open()
  const apps = screen.getByRole('navigation', { name: 'Your apps' })
  const names = within(apps)
    .getAllByRole('button')
    .map((button) => button.textContent)
  expect(names).toEqual(['LLedger', 'AAtlas', 'RReader', 'Add'])
})

test('without apps home says what to do', async () => {
  await open('home', { apps: [], grants: [] })
  expect(screen.getByText(/An app gets nothing by being added/)).toBeTruthy()
  await press('Add an app from a folder')
  expect(prompt().textContent).toContain('Add an app from a folder')
})

test('a folder that holds no app is told of, and nothing was added', async () => {
  const { shell } = await open()
  await press('Add')
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'nowhere' } })
  await press('Look at it')
  expect(screen.getByRole('alert').textContent).toContain('Nothing was added')
  expect(shell.apps.getState().apps).toHaveLength(3)
})

test('an app is added by looking at it first, and then opened', async () => {
  const { shell } = await open()
  await press('Add')
  fireEvent.change(screen.getByRole('textbox'), { target: { value: '/home/mira/paperscan' } })
  await press('Look at it')
  const sheet = screen.getByRole('dialog', { name: 'Paperscan' })
  expect(sheet.textContent).toContain('It gets nothing now. Later it may ask for')
  expect(sheet.textContent).toContain('A folder you choose, to add to')
  expect(document.activeElement?.textContent).toBe('Cancel')
  await press('Add Paperscan')
  expect(shell.apps.getState().apps).toHaveLength(3)
  await act(() =>
    shell.apps
      .getState()
      .install()
      .then(() => undefined),
  )
  expect(shell.apps.getState().apps.map(({ name }) => name)).toContain('Paperscan')
})

test('removing an app keeps its folder unless the person says otherwise', async () => {
  const { shell } = await open()
  await press('Remove Reader')
  const dialog = screen.getByRole('dialog', { name: 'Remove Reader?' })
  expect(within(dialog).getByRole('checkbox')).toHaveProperty('checked', false)
  expect(document.activeElement?.textContent).toBe('Keep it')
  await press('Remove Reader', dialog)
  expect(shell.apps.getState().apps.map(({ name }) => name)).toEqual(['Ledger', 'Atlas'])
})

test('what was revoked is told with a way back', async () => {
  const { grants } = await open('settings/permissions')
  await press('Revoke Invoices 2026')
  expect(grants.now().map(({ id }) => id)).not.toContain('g2')
  expect(screen.getByText('Ledger can no longer see Invoices 2026')).toBeTruthy()
  await press(/^Undo(?:, \d s)?$/)
  expect(grants.now().map(({ id }) => id)).toContain('g2')
})

test('a folder is closed to all apps at once', async () => {
  const { grants } = await open('settings/folders')
  await press('Close this folder to all apps')
  expect(grants.now().map(({ id }) => id)).toEqual(['g2', 'g3', 'g4'])
})

test('a grant can be made smaller, and never wider', async () => {
  const { grants } = await open('settings/permissions')
  const choice = screen.getByRole('combobox', { name: /Invoices 2026/ })
  const ways = within(choice)
    .getAllByRole('option')
    .map((option) => option.textContent)
  expect(ways).toEqual(['Ends tomorrow', 'Only read from now on', 'Until it is closed'])
  fireEvent.change(choice, { target: { value: '0' } })
  await settle()
  expect(grants.now().find(({ id }) => id === 'g2')).toMatchObject({ mode: 'read' })
})

test('a failure is told, and what was tried is as before', async () => {
  const { failWith, shell } = await open('settings/permissions')
  failWith(new SpaceError('offline', 'Space does not answer'))
  await press('Revoke Invoices 2026')
  expect(screen.getByText('Space does not answer')).toBeTruthy()
  expect(shell.grants.getState().grants.map(({ id }) => id)).toContain('g2')
})

test('an app that may not ask any more can be let ask again', async () => {
  await open('settings/permissions')
  expect(screen.getByText(/Reader may not ask any more/)).toBeTruthy()
  await press('Let it ask again')
  expect(screen.queryByText(/Reader may not ask any more/)).toBeNull()
})

test('undoing shows first what it would do and what it leaves alone', async () => {
  await open('settings/activity/ledger')
  await press('Undo its changes…')
  const dialog = screen.getByRole('dialog', { name: 'Undo what Ledger changed' })
  const lines = within(dialog)
    .getAllByRole('listitem')
    .map((line) => line.textContent)
  expect(lines).toEqual([
    'Invoice 2026-118.pdfIn House and money/Invoices 2026Back to the version of 08:58Changed',
    'Receipt 004.pdfIn House and money/Receipts 2026Goes to the trashAdded',
    'Invoice 2026-117.pdfIn House and money/Invoices 2026Stays as it is: you changed it sinceKept',
  ])
  await press('Undo 2 changes')
  expect(screen.getByText('2 changes undone, 1 left as they are')).toBeTruthy()
})

test('activity is of all apps, of one, or about one file', async () => {
  await open('settings/activity')
  expect(screen.getByText(/Changed Invoice 2026-118.pdf/)).toBeTruthy()
  expect(screen.getByText('Blocked 3×')).toBeTruthy()
  fireEvent.change(screen.getByRole('combobox'), { target: { value: 'atlas' } })
  await settle()
  expect(screen.queryByText(/Changed Invoice/)).toBeNull()
  await press('Photos')
  expect(screen.getByText('Miradouro at dusk.jpg')).toBeTruthy()
  await press('Show all')
})

test('activity that cannot be read says what is safe, and can be tried again', async () => {
  const { failWith } = await open('home')
  failWith(new SpaceError('corrupt-index', 'The log is damaged'))
  await press('Settings')
  await press('Activity')
  expect(screen.getByText(/The log is damaged. Your files are not touched/)).toBeTruthy()
  failWith()
  await press('Try again')
  expect(screen.getByText(/Changed Invoice 2026-118.pdf/)).toBeTruthy()
})

test('some of what an app did on a copy can be applied', async () => {
  await open('settings/copies')
  await press('Review…')
  const dialog = prompt()
  fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Totals 2026.csv' }))
  await press('Apply 2 of 3')
  expect(screen.getByText('2 changes applied to Salary')).toBeTruthy()
})

test('a copy with nothing left on it can be ended there, when that was said twice', async () => {
  const [trial] = TRIALS
  if (trial === undefined) throw new Error('there is no trial')
  const { host } = await open('settings/copies', { trials: [{ ...trial, changes: 0 }] })
  await press('End the trial…')
  await press('End the trial')
  expect(await host.trials.list()).toHaveLength(1)
  await press('End and remove the copy')
  expect(await host.trials.list()).toHaveLength(0)
})

test('a copy is discarded only when that was said twice', async () => {
  const { host } = await open('settings/copies')
  await press('Review…')
  await press('Discard the copy')
  expect(await host.trials.list()).toHaveLength(1)
  await press('Discard for ever')
  expect(await host.trials.list()).toHaveLength(0)
})

test('a question about an address has its refusing button in focus, and says what it means', async () => {
  const { ask } = await open()
  const answer = ask({
    kind: 'host',
    app: ref(LEDGER),
    host: 'x.example',
    reason: 'rates',
    blocked: 3,
  })
  await settle()
  const dialog = screen.getByRole('dialog', { name: 'Ledger wants to reach x.example' })
  expect(dialog.textContent).toContain('Ledger says: “rates”')
  expect(dialog.textContent).toContain('Space stopped it 3 times')
  expect(document.activeElement?.textContent).toBe('Not now')
  await press('Not now')
  expect(await answer).toEqual({ kind: 'refused' })
})

test('a question about who one is goes away with Escape', async () => {
  const { ask } = await open()
  const answer = ask({
    kind: 'identity',
    app: ref(LEDGER),
    reason: 'x',
    did: 'did:key:z1',
    appDid: 'did:key:z2',
  })
  await settle()
  fireEvent.keyDown(prompt(), { key: 'Escape' })
  expect(await answer).toEqual({ kind: 'refused' })
})

test('two questions of the same app do not share what was chosen', async () => {
  const { ask } = await open()
  const pick = {
    kind: 'pick',
    app: ref(LEDGER),
    open: 'directory',
    mode: 'change',
    label: 'x',
  } as const
  const rest = { types: [], suggestedName: null, startIn: entry('Photos') }
  void ask({ ...pick, ...rest })
  await settle()
  fireEvent.click(screen.getByRole('radio', { name: /^Read Open/ }))
  await press('Not now')
  void ask({ ...pick, ...rest })
  await settle()
  expect(screen.getByRole('radio', { name: /Read and change/ })).toHaveProperty('checked', true)
})

test('a lost daemon is told of, heals by itself, and the person is where they were', async () => {
  const { connection, copied } = await open('settings/permissions')
  act(() => connection.lose(NOW + 4000))
  const told = await screen.findByRole('alertdialog', { name: 'Space stopped in the background' })
  expect(told.textContent).toContain('Nothing was lost')
  expect(told.textContent).toContain('Trying by itself in 4 s')
  await press('Copy', told)
  expect(copied).toEqual(['npx space open'])
  act(() => connection.heal())
  await settle()
  expect(screen.queryByRole('alertdialog')).toBeNull()
  expect(screen.getByRole('heading', { name: 'Permissions' })).toBeTruthy()
})

test('what the person was typing is there when a lost daemon is back', async () => {
  const { connection } = await open()
  await press('Add')
  fireEvent.change(screen.getByRole('textbox'), { target: { value: '/home/mira/app' } })
  act(() => connection.lose(NOW + 4000))
  await screen.findByRole('alertdialog')
  act(() => connection.heal())
  await settle()
  expect(screen.getByRole('textbox')).toHaveProperty('value', '/home/mira/app')
})

test('a window that is not signed in shows nothing but the way in', async () => {
  const { connection, copied } = await open('settings/permissions')
  act(() => connection.state.setState({ status: 'signed-out' }, true))
  expect(screen.queryByText('Receipts 2026')).toBeNull()
  expect(screen.getByText('npx space open')).toBeTruthy()
  await press('Copy')
  expect(copied).toEqual(['npx space open'])
})

test('the chip promises offline only where nothing leads out', async () => {
  const { shell } = await open('app/reader')
  const chip = (): string | null => document.querySelector('[popovertarget]')?.textContent ?? null
  expect(chip()).toBe('Offline app')
  act(() =>
    shell.hello.setState({
      hello: { version: '1', drive: '', did: '', isolation: 'partial', command: 'space' },
    }),
  )
  expect(chip()).toBe('Isolated in part')
  act(() => shell.tabs.getState().go({ kind: 'app', label: 'ledger' }))
  expect(chip()).toBe('One address')
})

test('tabs are walked with the arrows and closed with Delete', async () => {
  const { shell } = await open('app/ledger')
  await press('Settings')
  const tab = screen.getByRole('tab', { name: 'Settings' })
  fireEvent.keyDown(tab, { key: 'ArrowRight' })
  expect(document.activeElement?.textContent).toContain('Ledger')
  fireEvent.keyDown(screen.getByRole('tab', { name: /Ledger/ }), { key: 'Delete' })
  expect(shell.tabs.getState().tabs).toHaveLength(1)
})

test('a title that an app gives itself stands after its name', async () => {
  const { shell } = await open('app/ledger')
  act(() => shell.tabs.getState().setTitle('ledger', 'November'))
  expect(screen.getByRole('tab', { name: /Ledger: November/ })).toBeTruthy()
})

test('the theme is chosen for every window', async () => {
  const { host } = await open('settings/appearance')
  fireEvent.click(screen.getByRole('radio', { name: /^Dark/ }))
  await settle()
  expect(document.documentElement.dataset['theme']).toBe('dark')
  expect(await host.settings.get()).toMatchObject({ theme: 'dark' })
})
