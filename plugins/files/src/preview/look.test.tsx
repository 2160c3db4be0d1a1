import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { grid, keys, open, settle } from '../files.samples.tsx'
import { HereWorker } from './preview.samples.ts'

beforeEach(() => {
  vi.stubGlobal('Worker', HereWorker)
})

const DRIVE = { 'a.txt': 'first', 'b.txt': 'second', 'Folder/': '' }

test('Space looks at the row in focus, and the list stands where the person looked last', async () => {
  const { files } = await open({ files: DRIVE })
  grid().focus()
  await keys('End', 'ArrowUp', 'Space')
  const dialog = await screen.findByRole('dialog', { name: 'a.txt' })
  await within(dialog).findByText('first')
  await keys('ArrowRight')
  await within(await screen.findByRole('dialog', { name: 'b.txt' })).findByText('second')
  await keys('Space')
  expect(screen.queryByRole('dialog')).toBeNull()
  const { active } = files.selection.getState()
  expect(files.rows.getState().row(active)?.name).toBe('b.txt')
})

test('Enter opens a file full', async () => {
  const { files } = await open({ files: DRIVE })
  grid().focus()
  await keys('End', 'Enter')
  await settle()
  expect(files.preview.getState()).toMatchObject({ size: 'full', item: { name: 'b.txt' } })
})
