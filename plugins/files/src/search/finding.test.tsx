import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { grid, keys, names, open, settle } from '../files.samples.tsx'

const DRIVE = {
  'Travel/Lisbon/Itinerary.md': '# Lisbon',
  'Travel/Lisbon/Budget Lisbon.xlsx': 'x'.repeat(2000),
  'Travel/map.png': 'x',
  'Lisbon notes.txt': 'x',
}

async function type(text: string): Promise<void> {
  fireEvent.change(screen.getAllByRole('searchbox')[0] as HTMLElement, { target: { value: text } })
  await settle()
}

test('what is typed is found everywhere below, with where it lies', async () => {
  await open({ files: DRIVE })
  await type('lisbon')
  expect(names()).toEqual(['Lisbon', 'Budget Lisbon.xlsx', 'Lisbon notes.txt'])
  expect(screen.getByTitle('Travel / Lisbon').textContent).toBe('Travel / Lisbon')
})

test('more letters find less, and what was found before stays until then', async () => {
  const { files } = await open({ files: DRIVE })
  await type('lisbon')
  fireEvent.change(screen.getAllByRole('searchbox')[0] as HTMLElement, {
    target: { value: 'lisbon n' },
  })
  expect(names()).toHaveLength(3)
  expect(files.rows.getState().status).toBe('ready')
  await settle()
  expect(names()).toEqual(['Lisbon notes.txt'])
})

test('chips narrow it, and nothing found says so', async () => {
  await open({ files: DRIVE })
  await type('map')
  const chips = screen.getByRole('group', { name: 'Narrow the search' })
  fireEvent.click(within(chips).getByRole('button', { name: 'Starred' }))
  await settle()
  expect(screen.getByRole('heading', { name: 'Nothing found' })).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }))
  await settle()
  expect(names()).toEqual(['map.png'])
})

test('Ctrl+F and / lead to the field, Escape twice back to the folder', async () => {
  const { files } = await open({ files: DRIVE })
  grid().focus()
  await keys('Ctrl+F')
  await type('map')
  const field = screen.getAllByRole('searchbox')[0] as HTMLElement
  fireEvent.keyDown(field, { key: 'Escape' })
  await settle()
  fireEvent.keyDown(screen.getAllByRole('searchbox')[0] as HTMLElement, { key: 'Escape' })
  await settle()
  expect(files.place.getState().place).toEqual({ kind: 'folder', path: [] })
  expect(names()).toContain('Travel')
})

test('a slash is not taken for a letter of a name', async () => {
  await open({ files: DRIVE })
  grid().focus()
  await keys('/')
  expect(document.activeElement).toBe(screen.getAllByRole('searchbox')[0])
})

test('a search begins and goes on below the folder that is open, and a folder leads out of it', async () => {
  const { files } = await open({ files: DRIVE })
  files.place.getState().go({ kind: 'folder', path: ['Travel'] })
  await settle()
  await type('lisbon')
  expect(names()).toEqual(['Lisbon', 'Budget Lisbon.xlsx'])
  files.selection.getState().only(0)
  grid().focus()
  await keys('Enter')
  expect(files.place.getState().place).toEqual({ kind: 'folder', path: ['Travel', 'Lisbon'] })
})
