import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { grid, keys, names, open, settle } from '../files.samples.tsx'
import { HereWorker } from '../preview/preview.samples.ts'

beforeEach(() => {
  vi.stubGlobal('Worker', HereWorker)
})

/** A folder that was changed, and a moment before that. */
async function openPast() {
  const sample = await open({
    files: {
      'Travel/notes.txt': 'before',
      'Travel/gone.txt': 'gone',
      'Travel/Old/in.txt': 'inside',
    },
  })
  const { files, host } = sample
  files.place.getState().go({ kind: 'folder', path: ['Travel'] })
  await settle()
  // All of it was there before it was given.
  const [grant] = await host.person.grants()
  const at = grant?.madeAt ?? 0
  await host.person.write('Travel/notes.txt', 'after')
  await host.person.remove('Travel/gone.txt')
  await host.person.remove('Travel/Old')
  await host.person.write('Travel/new.txt', 'new')
  await settle()
  expect(names()).toEqual(['new.txt', 'notes.txt'])
  files.place.getState().go({ kind: 'day', path: ['Travel'], at })
  await settle()
  return { ...sample, at }
}

test('a folder is shown as it was, and says so', async () => {
  await openPast()
  expect(names()).toEqual(['Old', 'gone.txt', 'notes.txt'])
  expect(screen.getByText(/^As it was: .* Only to look at\.$/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Back to today' }))
  await settle()
  expect(names()).toEqual(['new.txt', 'notes.txt'])
})

test('files are looked at as they were, also those that are gone', async () => {
  await openPast()
  grid().focus()
  await keys('End', 'Space')
  await within(await screen.findByRole('dialog', { name: 'notes.txt' })).findByText('before')
  await keys('ArrowLeft')
  const dialog = await screen.findByRole('dialog', { name: 'gone.txt' })
  await within(dialog).findByText('gone')
  expect(within(dialog).queryByRole('button', { name: 'Edit' })).toBeNull()
})

test('folders of then are gone into, and the way back leads out of them', async () => {
  const { files } = await openPast()
  grid().focus()
  await keys('Home', 'Enter')
  await settle()
  expect(names()).toEqual(['in.txt'])
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Old')
  files.place.getState().up()
  await settle()
  expect(names()).toEqual(['Old', 'gone.txt', 'notes.txt'])
})

test('nothing of then can be changed by the way', async () => {
  const { files } = await openPast()
  grid().focus()
  await keys('End')
  const possible = files.acts.filter((act) => act.about === 'rows' && act.isPossible(files))
  const ids = possible.map(({ id }) => id)
  expect(ids).toContain('restore-from-day')
  for (const id of ['rename', 'trash', 'move', 'cut', 'star']) expect(ids).not.toContain(id)
})

test('the whole folder comes back as it was, and that is undone with one key', async () => {
  const { host } = await openPast()
  fireEvent.click(screen.getByRole('button', { name: 'Restore this folder' }))
  await settle()
  expect(names()).toEqual(['Old', 'gone.txt', 'notes.txt'])
  expect(await host.person.read('Travel/notes.txt')).toBe('before')
  grid().focus()
  await keys('Ctrl+Z')
  await settle()
  expect(names()).toEqual(['new.txt', 'notes.txt'])
  expect(await host.person.read('Travel/notes.txt')).toBe('after')
})

test('one file comes back, and all else stays', async () => {
  const { files, host } = await openPast()
  grid().focus()
  await keys('End', 'ArrowUp')
  const act = files.acts.find(({ id }) => id === 'restore-from-day')
  await act?.run(files)
  expect(await host.person.read('Travel/gone.txt')).toBe('gone')
  expect(await host.person.read('Travel/notes.txt')).toBe('after')
})

test('several come back together', async () => {
  const { files, host } = await openPast()
  await keys('Ctrl+A')
  await files.acts.find(({ id }) => id === 'restore-from-day')?.run(files)
  expect(await host.person.read('Travel/Old/in.txt')).toBe('inside')
  expect(await host.person.read('Travel/notes.txt')).toBe('before')
  expect(await host.person.read('Travel/new.txt')).toBe('new')
})

test('Ctrl+H lets the person choose a day', async () => {
  const { files } = await openPast()
  fireEvent.click(screen.getByRole('button', { name: 'Back to today' }))
  await settle()
  grid().focus()
  await keys('Ctrl+H')
  const dialog = await screen.findByRole('dialog', { name: '“Travel” as it was' })
  fireEvent.click(await within(dialog).findByRole('button', { name: /change/ }))
  await waitFor(() => expect(files.place.getState().place.kind).toBe('day'))
  expect(screen.queryByRole('dialog')).toBeNull()
})
