import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { HereWorker } from '../preview/preview.samples.ts'
import { grid, keys, names, NOW, open, settle } from '../files.samples.tsx'

beforeEach(() => {
  vi.stubGlobal('Worker', HereWorker)
})

const DRIVE = {
  'Travel/Lisbon/a.txt': '12345',
  'Travel/Lisbon/b.txt': '1',
  'Travel/notes.txt': 'first',
}
const panel = (): Promise<HTMLElement> => screen.findByRole('complementary', { name: 'Details' })

/** In Travel, with its second row in focus: notes.txt. */
async function openNotes() {
  const sample = await open({ files: DRIVE })
  sample.files.place.getState().go({ kind: 'folder', path: ['Travel'] })
  await settle()
  grid().focus()
  await keys('End')
  return sample
}

test('Alt+Enter shows what is known of a file, and closes it again', async () => {
  await openNotes()
  await keys('Alt+Enter')
  await within(await panel()).findByRole('heading', { name: 'notes.txt' })
  const facts = within(await panel())
    .getAllByRole('definition')
    .map((one) => one.textContent)
  expect(facts.slice(0, 3)).toEqual(['Text', '5 bytes', 'My files / Travel'])
  await keys('Alt+Enter')
  expect(screen.queryByRole('complementary', { name: 'Details' })).toBeNull()
})

test('a folder tells what is in it', async () => {
  await openNotes()
  await keys('Home', 'Alt+Enter')
  await within(await panel()).findByText('2 files, 0 folders')
  expect((await panel()).textContent).toContain('6 bytes')
})

test('with nothing selected it is about the folder itself', async () => {
  const { files } = await openNotes()
  files.selection.getState().clear()
  files.panels.getState().setDetailed(true)
  await settle()
  await within(await panel()).findByText('3 files, 1 folder')
})

test('many are counted together', async () => {
  await openNotes()
  await keys('Ctrl+A', 'Alt+Enter')
  await within(await panel()).findByRole('heading', { name: '2 items' })
  await within(await panel()).findByText('11 bytes')
  expect((await panel()).textContent).toContain('3 files')
})

test('the star is set from there', async () => {
  const { files } = await openNotes()
  await keys('Alt+Enter')
  fireEvent.click(await within(await panel()).findByRole('button', { name: 'Star' }))
  await within(await panel()).findByRole('button', { name: 'Take the star away' })
  expect(files.rows.getState().row(1)?.mark.starred).toBe(true)
})

async function openVersions() {
  const sample = await openNotes()
  await sample.host.person.write('Travel/notes.txt', 'second and longer')
  await settle()
  sample.files.panels.getState().setDetailed(true, 'versions')
  await settle()
  return sample
}

test('versions stand by days, with how they grew', async () => {
  await openVersions()
  const items = await within(await panel()).findAllByRole('listitem')
  expect(items).toHaveLength(2)
  expect(items[0]?.textContent).toMatch(/\d\d:\d\d, now17 bytes, 12 bytes more/)
  expect(items[1]?.textContent).toMatch(/\d\d:\d\d5 bytes/)
  expect(within(await panel()).getByRole('heading', { level: 3 }).textContent).toBe('Today')
  expect(NOW).toBeGreaterThan(0)
})

test('an old version is looked at, and arrows lead through the others', async () => {
  await openVersions()
  const [, old] = await within(await panel()).findAllByRole('button', { name: /bytes/ })
  fireEvent.click(old!)
  const dialog = await screen.findByRole('dialog', { name: 'notes.txt' })
  await within(dialog).findByText('first')
  expect(dialog.textContent).toContain('Only to look at')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Previous' }))
  await within(dialog).findByText('second and longer')
})

test('an old version comes back and goes again, and nothing is lost by that', async () => {
  const { host, files } = await openVersions()
  await host.person.answer({})
  const old = files.rows.getState().row(1)!
  const [, first] = await (old.handle.kind === 'file' ? old.handle.versions() : [])
  const item = { ...old, version: first!.id, past: first!.at }
  expect(await files.tools.past.restore(item)).toBe(true)
  // The person answered with Undo.
  await waitFor(async () =>
    expect(await (old.handle.kind === 'file' ? old.handle.versions() : [])).toHaveLength(4),
  )
  expect(await host.person.read('Travel/notes.txt')).toBe('second and longer')
})

test('a copy of an old version lies beside the file', async () => {
  const { files, host } = await openVersions()
  const row = files.rows.getState().row(1)!
  const [, first] = await (row.handle.kind === 'file' ? row.handle.versions() : [])
  await files.tools.past.copy({ ...row, version: first!.id, past: first!.at })
  await settle()
  expect(names()).toEqual(['Lisbon', 'notes (2).txt', 'notes.txt'])
  expect(await host.person.read('Travel/notes (2).txt')).toBe('first')
  expect(host.shown).toContainEqual(
    expect.objectContaining({
      method: 'ui.toast',
      params: [{ text: 'Saved as notes (2).txt', undo: true }],
    }),
  )
})

test('where it is leads there', async () => {
  const { files } = await openNotes()
  files.place.getState().go({ kind: 'search', path: [], find: { text: 'a.txt' } })
  await settle()
  grid().focus()
  await keys('Home', 'Alt+Enter')
  fireEvent.click(
    await within(await panel()).findByRole('button', { name: 'My files / Travel / Lisbon' }),
  )
  await settle()
  expect(files.place.getState().place).toEqual({ kind: 'folder', path: ['Travel', 'Lisbon'] })
})
