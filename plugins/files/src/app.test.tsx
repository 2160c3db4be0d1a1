import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { grid, keys, names, open, settle } from './files.samples.tsx'

const DRIVE = {
  'Travel/Lisbon/Itinerary.md': '# Lisbon',
  'Photos/a.jpg': 'x',
  'notes 10.txt': 'ten',
  'notes 2.txt': 'two',
}

test('folders come first, and names in the order that people count', async () => {
  await open({ files: DRIVE })
  expect(names()).toEqual(['Apps', 'Photos', 'Travel', 'notes 2.txt', 'notes 10.txt'])
})

test('what apps keep is marked where it lies, and is not among what was changed lately', async () => {
  const { files } = await open({ files: { ...DRIVE, 'Apps/Notes/looks.json': '{}' } })
  const apps = screen.getByRole('row', { name: /Apps/ })
  expect(apps.textContent).toContain('Kept by apps')
  expect(screen.getByRole('row', { name: /Photos/ }).textContent).not.toContain('Kept by apps')
  files.place.getState().go({ kind: 'recent', path: [] })
  await settle()
  expect(names().toSorted()).toEqual(['Itinerary.md', 'a.jpg', 'notes 10.txt', 'notes 2.txt'])
})

test('a folder is gone into by keys, and whoever comes back finds it again', async () => {
  const { files, host } = await open({ files: DRIVE })
  grid().focus()
  await keys('End', 'Home', 'ArrowDown', 'ArrowDown')
  await keys('Enter')
  expect(names()).toEqual(['Lisbon'])
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Travel')
  expect(host.address.get()).toEqual(['Travel'])
  await keys('Backspace')
  expect(files.rows.getState().row(files.selection.getState().active)?.name).toBe('Travel')
})

test('all is chosen at once, and what is chosen is counted', async () => {
  await open({ files: DRIVE })
  await keys('Ctrl+A')
  expect(screen.getByRole('toolbar').textContent).toContain('5 selected')
  await keys('Escape')
  expect(screen.queryByRole('toolbar')).toBeNull()
})

test('what is given to Files is shown, and what is taken back is not', async () => {
  const { host } = await open({ files: DRIVE, grants: [] })
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('none of your folders')
  await host.person.answer({ paths: ['Travel'], mode: 'read' })
  fireEvent.click(screen.getByRole('button', { name: 'Choose a folder' }))
  await settle()
  expect(names()).toEqual(['Lisbon'])
  const grant = (await host.person.grants()).find(({ isPrivate }) => !isPrivate)
  await host.person.revoke(grant?.id ?? '')
  await settle()
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('none of your folders')
})

test('an address that names a file leads to its folder, with the keys at the file', async () => {
  const { files, host } = await open({ files: DRIVE })
  host.address.go(['Travel', 'Lisbon', 'Itinerary.md'])
  await settle()
  await expect.poll(() => host.address.get()).toEqual(['Travel', 'Lisbon'])
  expect(names()).toEqual(['Itinerary.md'])
  const { active } = files.selection.getState()
  expect(files.rows.getState().row(active)?.name).toBe('Itinerary.md')
  host.address.go(['Travel', 'Lisbon', 'gone.md'])
  await settle()
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('not here any more')
})
