import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { grid, keys, names, open, type Sample, settle } from '../files.samples.tsx'

async function inTrash(): Promise<Sample> {
  const sample = await open({
    files: { 'Travel/Lisbon/Itinerary.md': '# Lisbon', 'Travel/map.png': 'x', 'notes.txt': 'n' },
  })
  await sample.host.person.remove('Travel/Lisbon/Itinerary.md')
  await sample.host.person.remove('notes.txt')
  sample.files.place.getState().go({ kind: 'trash', path: [] })
  await settle()
  return sample
}
const choose = async ({ files }: Sample, name: string): Promise<void> => {
  files.selection.getState().only(names().indexOf(name))
  grid().focus()
  await settle()
}

test('what was removed last stands first, with where it was and how long it is kept', async () => {
  await inTrash()
  expect(names()).toEqual(['notes.txt', 'Itinerary.md'])
  expect(screen.getByText('Travel / Lisbon')).toBeDefined()
  expect(screen.getAllByText('30 days')).toHaveLength(2)
  expect(screen.getByRole('columnheader', { name: 'Kept at least' })).toBeDefined()
})

test('nothing is promised to go by itself', async () => {
  await inTrash()
  expect(screen.getByText(/until you delete it for ever\. Nothing goes by itself/)).toBeDefined()
})

test('Enter brings it back to where it was, and undoing that removes it again', async () => {
  const sample = await inTrash()
  await choose(sample, 'Itinerary.md')
  await keys('Enter')
  expect(names()).toEqual(['notes.txt'])
  expect(await sample.host.person.read('Travel/Lisbon/Itinerary.md')).toBe('# Lisbon')
  await keys('Ctrl+Z')
  expect(names()).toContain('Itinerary.md')
})

test('what comes back where its name is taken keeps both', async () => {
  const sample = await inTrash()
  await sample.host.person.write('notes.txt', 'newer')
  await settle()
  await choose(sample, 'notes.txt')
  await keys('Enter')
  expect(names()).toEqual(['Itinerary.md'])
  expect(await sample.host.person.read('notes.txt')).toBe('newer')
  expect(await sample.host.person.read('notes (2).txt')).toBe('n')
})

test('deleting for ever is asked by Space, and a no leaves all as it was', async () => {
  const sample = await inTrash()
  await choose(sample, 'notes.txt')
  await sample.host.person.answer('refuse')
  await keys('Delete')
  expect(names()).toEqual(['notes.txt', 'Itinerary.md'])
  expect(sample.host.shown.some(({ method }) => method === 'ui.toast')).toBe(false)
})

test('what is deleted for ever is only what was chosen', async () => {
  const sample = await inTrash()
  await choose(sample, 'notes.txt')
  await sample.host.person.answer({})
  await keys('Shift+Delete')
  expect(names()).toEqual(['Itinerary.md'])
  expect(sample.host.shown.find(({ method }) => method === 'ui.erase')?.params[1]).toHaveLength(1)
})

test('the trash is emptied as a whole', async () => {
  const sample = await inTrash()
  await sample.host.person.answer({})
  fireEvent.click(screen.getByRole('button', { name: 'Empty the trash' }))
  await settle()
  expect(sample.host.shown.find(({ method }) => method === 'ui.erase')?.params[1]).toBe('all')
  expect(screen.getByRole('heading', { name: 'The trash is empty' })).toBeDefined()
})

test('nothing in the trash can be renamed, moved or removed again', async () => {
  const sample = await inTrash()
  await choose(sample, 'notes.txt')
  const possible = sample.files.acts.filter(
    (act) => act.about === 'rows' && act.isPossible(sample.files),
  )
  expect(possible.map(({ id }) => id)).toEqual(expect.arrayContaining(['restore', 'erase']))
  expect(possible.map(({ id }) => id)).not.toEqual(expect.arrayContaining(['trash']))
  for (const id of ['rename', 'move', 'trash', 'open']) {
    expect(possible.map((act) => act.id)).not.toContain(id)
  }
})
