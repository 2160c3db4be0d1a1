import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { SpaceError } from '@space/sdk'
import { afterEach, expect, test } from 'vitest'
import { NOW } from '../fake/world.ts'
import { open, press, settle } from '../space.samples.tsx'
import { pathOf, placeOf } from '../tabs/place.ts'
import { allSettings, findSettings, settingsPages } from './settings-index.ts'

afterEach(cleanup)

const search = async (typed: string): Promise<HTMLElement> => {
  const field = screen.getByRole('searchbox', { name: 'Search settings' })
  fireEvent.change(field, { target: { value: typed } })
  await settle()
  return field
}

const type = async (label: string, value: string): Promise<void> => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
  await settle()
}

test('every setting has an address that leads to it', async () => {
  for (const { page, id } of allSettings()) {
    const place = { kind: 'settings', page, of: id } as const
    expect(placeOf(pathOf(place))).toEqual(place)
  }
})

test.each(allSettings().filter(({ page }) => !['permissions', 'health'].includes(page)))(
  'the address of $page/$id brings it into focus',
  async ({ page, id, name }) => {
    await open(`settings/${page}/${id}`)
    await settle()
    const focused = document.activeElement
    expect(focused?.tagName).toBe('SECTION')
    expect(within(focused as HTMLElement).getByRole('heading', { name })).toBeTruthy()
  },
)

test.each([
  ['password', 'Passphrase'],
  ['dark', 'Theme'],
  ['seed', 'Your 24 words'],
  ['compact rows', 'Density'],
  ['telemetry', 'Connected now'],
  ['perm', 'Permissions'],
])('who looks for %j finds %s', (typed, name) => {
  expect(findSettings(typed).map((line) => line.name)).toContain(name)
})

test('nothing is found by nothing, and what does not exist is said not to', async () => {
  expect(findSettings('  ')).toEqual([])
  await open('settings/you')
  await search('wifi')
  expect(screen.getByText('No setting is called that')).toBeTruthy()
  expect(screen.queryByRole('navigation', { name: 'Settings' })).toBeNull()
})

test('a setting is found and opened by keyboard alone', async () => {
  const { shell } = await open('settings/about')
  const field = await search('density')
  fireEvent.keyDown(field, { key: 'Enter' })
  await settle()
  const place = shell.tabs.getState().tabs.at(-1)?.place
  expect(place).toEqual({ kind: 'settings', page: 'appearance', of: 'density' })
  expect(field).toHaveProperty('value', '')
  await search('words')
  field.focus()
  fireEvent.keyDown(field, { key: 'ArrowDown' })
  expect(document.activeElement?.textContent).toBe('Your 24 words')
  fireEvent.keyDown(document.activeElement ?? field, { key: 'ArrowUp' })
  expect(document.activeElement).toBe(field)
})

test('every page of the settings can be reached from their side', async () => {
  await open('settings/you')
  for (const { text } of settingsPages()) {
    fireEvent.click(
      within(screen.getByRole('navigation', { name: 'Settings' })).getByRole('button', {
        name: text,
      }),
    )
    await settle()
    expect(screen.getAllByRole('region').length).toBeGreaterThan(0)
    expect(screen.getByRole('heading', { level: 1 })).toBeTruthy()
  }
})

test('density is chosen for every window', async () => {
  const { shell } = await open('settings/appearance')
  await press('Compact')
  expect(shell.settings.getState().settings.density).toBe('compact')
  expect(document.documentElement.dataset['density']).toBe('compact')
})

test('names are saved', async () => {
  const { shell } = await open('settings/you')
  await type('Name', 'Ada')
  const [save] = screen.getAllByRole('button', { name: 'Save' })
  if (save === undefined) throw new Error('nothing saves')
  fireEvent.click(save)
  await settle()
  expect(shell.person.getState().home?.person).toBe('Ada')
})

test('the passphrase is changed by who knows the one of now', async () => {
  const { shell } = await open('settings/you')
  await shell.host.home.lock({ now: null, next: 'the first one' })
  await settle()
  await press('Change…')
  await type('Passphrase of now', 'a guess')
  await type('New passphrase', 'another')
  await type('Once more', 'another')
  await press('Use this passphrase')
  expect(screen.getByText('This is not the passphrase')).toBeTruthy()
  await type('Passphrase of now', 'the first one')
  await press('Use this passphrase')
  expect(screen.getByText('From now on the new passphrase opens this space')).toBeTruthy()
  await press('Remove…')
  await type('Passphrase of now', 'another')
  await press('Remove the passphrase')
  expect(shell.person.getState().home?.lock).toBe('file')
})

test('versions are thinned out and the trash kept for so many days', async () => {
  const { shell } = await open('settings/storage')
  await press('Thin out')
  await type('Days with every version', '14')
  const [saveVersions] = screen.getAllByRole('button', { name: 'Save' })
  if (saveVersions === undefined) throw new Error('nothing saves')
  fireEvent.click(saveVersions)
  await settle()
  await type('Days', '90')
  const saveTrash = screen.getAllByRole('button', { name: 'Save' }).at(-1)
  if (saveTrash === undefined) throw new Error('nothing saves')
  fireEvent.click(saveTrash)
  await settle()
  expect(await shell.host.home.keeping()).toEqual({
    versions: 'thinned',
    allDays: 14,
    dailyDays: 30,
    weeklyDays: null,
    trashDays: 90,
  })
})

test('days that do not go together are told of, and what was kept stays', async () => {
  const { shell, failWith } = await open('settings/storage')
  failWith(new SpaceError('bad-input', 'These days do not go together', { why: 'too few' }))
  await press('Thin out')
  failWith()
  expect(screen.getByRole('alert').textContent).toBe('These days do not go together: too few')
  expect(await shell.host.home.keeping()).toMatchObject({ versions: 'all' })
})

test('the words are shown, hidden and proved under their own page', async () => {
  const { shell } = await open('settings/recovery', {
    home: { lock: 'file', wordsKept: true, confirmedAt: null },
  })
  await press('Show them')
  expect(document.body.textContent).toContain('velvet')
  await press('Hide them')
  expect(document.body.textContent).not.toContain('velvet')
  await press('Test it')
  for (const [at, word] of ['cactus', 'pottery', 'bamboo'].entries()) {
    const field = screen.getAllByRole('combobox')[at]
    if (field) fireEvent.change(field, { target: { value: word } })
  }
  await settle()
  await press('These are my words')
  expect(shell.person.getState().home).toMatchObject({ wordsKept: false, confirmedAt: NOW })
  expect(screen.getByText('On your page only')).toBeTruthy()
  // From now on only all of them prove it.
  await press('Test it')
  expect(screen.getAllByRole('combobox')).toHaveLength(24)
})

test('who put the words off is reminded in time, calmly, and can put them off again', async () => {
  const { shell } = await open('home', {
    home: { wordsKept: true, confirmedAt: null, remindAt: NOW - 1 },
  })
  expect(screen.getByRole('complementary', { name: 'Reminder' })).toBeTruthy()
  await press('Remind me in 3 days')
  expect(screen.queryByRole('complementary', { name: 'Reminder' })).toBeNull()
  expect(shell.person.getState().home?.remindAt).toBeGreaterThan(NOW)
})
