import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { Find, Order, SpaceDirectory } from '@space/sdk'
import { createTestHost } from '@space/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { StoragePage } from './storage-page.tsx'
import { createStorageStore } from './storage-store.ts'

afterEach(cleanup)

async function open(files: Record<string, string | Uint8Array<ArrayBuffer>>) {
  const host = createTestHost({ files, grants: [{ path: '', mode: 'change' }] })
  const space = await host.connect()
  const [grant] = await space.grants.list()
  if (grant === undefined) throw new Error('nothing was granted')
  const folder = (await space.grants.open(grant)) as SpaceDirectory
  const store = createStorageStore()
  const gone: { find: Find; order: Order }[] = []
  const shown: string[] = []
  const trashes: number[] = []
  const stop = new AbortController()
  void store.getState().follow(folder, stop.signal)
  render(
    <StoragePage
      store={store}
      ways={{
        find: (find, order) => gone.push({ find, order }),
        show: ({ name }) => shown.push(name),
        trash: () => trashes.push(1),
      }}
    />,
  )
  return { host, gone, shown, trashes, store }
}
const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length)
const BY_SIZE = { by: 'size', descending: true }

const HOUSE = {
  'Photos/a.jpg': bytes(3_000_000).fill(1),
  'Photos/b.jpg': bytes(1_000_000).fill(2),
  'Old/b again.jpg': bytes(1_000_000).fill(2),
  'notes.md': 'words',
}

test('what takes space is told by kinds, each leading to its files by size', async () => {
  const { gone } = await open(HOUSE)
  expect(await screen.findByRole('heading', { name: /5 MB in 4 files/ })).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: /Pictures.*3 files.*5 MB/ }))
  expect(gone).toEqual([{ find: { types: ['image'] }, order: BY_SIZE }])
})

test('the biggest files stand first, with where they lie, and lead there', async () => {
  const { shown } = await open(HOUSE)
  const section = await screen.findByRole('region', { name: 'Biggest files' })
  const [first] = within(section).getAllByRole('listitem')
  expect(first?.textContent).toContain('a.jpg')
  expect(first?.textContent).toContain('Photos')
  fireEvent.click(within(first as HTMLElement).getByRole('button'))
  expect(shown).toEqual(['a.jpg'])
})

test('equal files stand together, and all of them can be seen', async () => {
  const { gone } = await open(HOUSE)
  const section = await screen.findByRole('region', { name: 'Equal files' })
  expect(section.textContent).toContain('2 files of 1 MB each')
  fireEvent.click(within(section).getByRole('button', { name: 'All that are equal' }))
  expect(gone).toEqual([{ find: { duplicates: true }, order: BY_SIZE }])
})

test('what changes meanwhile is counted anew', async () => {
  const { host } = await open({ 'a.txt': 'a' })
  await screen.findByRole('heading', { name: /in 1 file/ })
  await act(() => host.person.write('b.txt', 'bb'))
  expect(await screen.findByRole('heading', { name: /in 2 files/ })).toBeDefined()
})

test('when what was given is taken back the page says so, and that nothing was harmed', async () => {
  const { host, store } = await open({ 'a.txt': 'a' })
  await screen.findByRole('heading', { name: /in 1 file/ })
  const [grant] = await host.person.grants()
  store.setState({ storage: null })
  await act(() => host.person.revoke(grant?.id ?? ''))
  expect(await screen.findByText(/Your files are as they were/)).toBeDefined()
  expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined()
})

test('an empty drive has nothing to show but zero', async () => {
  await open({})
  expect(await screen.findByRole('heading', { name: '0 bytes in 0 files' })).toBeDefined()
  expect(screen.queryByRole('region', { name: 'Biggest files' })).toBeNull()
})
