import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { SpaceError } from '@space/sdk'
import type { OutsideRow } from '@space/sdk/host'
import { afterEach, expect, test } from 'vitest'
import { FILES, NOW, ref } from '../fake/world.ts'
import { createOutsideStore } from './outside-store.ts'
import { Outside } from './outside.tsx'

afterEach(cleanup)

const ROW: OutsideRow = {
  id: 'a',
  app: ref(FILES),
  isAppOver: false,
  name: 'Budget.xlsx',
  since: NOW - 300_000,
  place: 'memory',
  canChange: true,
  savedAt: null,
  keptAs: null,
  isInUse: false,
  problem: null,
}

function open(rows: OutsideRow[], done: (id: string) => Promise<void> = async () => undefined) {
  const said: string[] = []
  const failed: unknown[] = []
  const ended: string[] = []
  const port = {
    done: (id: string) => {
      ended.push(id)
      return done(id)
    },
  }
  const store = createOutsideStore(port, (words) => void said.push(words))
  store.getState().take(rows)
  render(<Outside store={store} now={NOW} onFailed={(error) => void failed.push(error)} />)
  const panel = screen.queryByRole('dialog', { hidden: true })
  // What the browser tells when it shows a popover.
  if (panel !== null)
    fireEvent(panel, Object.assign(new Event('beforetoggle'), { newState: 'open' }))
  return { said, failed, ended, store, panel }
}
const press = (name: string): boolean =>
  fireEvent.click(screen.getByRole('button', { name, hidden: true }))

test('nothing is shown while nothing is open outside', () => {
  open([])
  expect(screen.queryByRole('button')).toBeNull()
})

test('each copy says where it lies, since when, and what became of it', () => {
  const { panel } = open([
    ROW,
    { ...ROW, id: 'b', name: 'Trip.odt', place: 'disk', savedAt: NOW - 120_000 },
    { ...ROW, id: 'c', name: 'Read me.pdf', canChange: false },
    { ...ROW, id: 'd', name: 'Mine.txt', isAppOver: true },
  ])
  expect(screen.getByRole('button', { name: '4 files outside' })).toBeDefined()
  const words = panel?.textContent
  expect(words).toContain('Unlocked in memory. Since: 5 min ago')
  expect(words).toContain('Unlocked on the disk. Since: 5 min ago')
  expect(words).toContain('Nothing saved there yet')
  expect(words).toContain('Last version in Space: 2 min ago')
  expect(words).toContain('To read: changes do not come back')
  expect(words).toContain('Files may no longer open it; what you save still comes back')
})

test('done ends a copy, and a failure is told and can be tried again', async () => {
  const full = new SpaceError('disk-full', 'The disk is full')
  const { ended, failed } = open([ROW], () => Promise.reject(full))
  press('Done with Budget.xlsx')
  await act(async () => undefined)
  press('Done with Budget.xlsx')
  await act(async () => undefined)
  expect(ended).toEqual(['a', 'a'])
  expect(failed).toEqual([full, full])
})

test('a copy that a program has open is ended only when the person says so twice', () => {
  const { ended, panel } = open([{ ...ROW, isInUse: true }])
  press('Done with Budget.xlsx')
  expect(ended).toEqual([])
  expect(panel?.textContent).toContain('A program still has it open')
  press('Done with Budget.xlsx anyway')
  expect(ended).toEqual(['a'])
})

test('that both were kept is told once, by both names', () => {
  const { said, store, panel } = open([ROW])
  const kept = { ...ROW, savedAt: NOW, keptAs: 'Budget (from outside).xlsx' }
  act(() => store.getState().take([kept]))
  act(() => store.getState().take([{ ...kept, isInUse: true }]))
  expect(said).toEqual([
    'Budget.xlsx changed in Space too. Both are kept: Budget (from outside).xlsx is what you saved outside.',
  ])
  expect(panel?.textContent).toContain('Kept as Budget (from outside).xlsx')
})

test('what is not inside yet says why, on the pill as well', () => {
  const { panel } = open([{ ...ROW, problem: 'The disk is full' }])
  expect(panel?.textContent).toContain('Not in Space yet: The disk is full')
  const pill = screen.getByRole('button', { name: '1 file outside' })
  expect(pill.dataset['failed']).toBe('true')
})
