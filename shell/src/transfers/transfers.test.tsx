import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { TransferRow } from '@space/sdk/host'
import { afterEach, expect, test } from 'vitest'
import { FILES, NOW, ref } from '../fake/world.ts'
import { createTransfersStore, progressOf } from './transfers-store.ts'
import { Transfers } from './transfers.tsx'

afterEach(cleanup)

const ROW: TransferRow = {
  id: 'x',
  name: 'Sintra',
  direction: 'in',
  state: 'running',
  doneBytes: 40,
  totalBytes: 100,
  doneFiles: 22,
  totalFiles: 86,
  app: ref(FILES),
  startedAt: NOW,
  problem: null,
}

function open(...rows: TransferRow[]) {
  const asked: string[] = []
  const ask = (what: string) => async (id: string) => void asked.push(`${what} ${id}`)
  const store = createTransfersStore({
    watch: async function* () {},
    pause: ask('pause'),
    resume: ask('resume'),
    cancel: ask('cancel'),
    forget: ask('forget'),
  })
  store.getState().take(rows.map((row, at) => ({ ...row, id: `x${at}` })))
  render(<Transfers store={store} onFailed={() => {}} />)
  const panel = screen.getByRole('dialog', { hidden: true })
  // What the browser tells when it shows a popover.
  fireEvent(panel, Object.assign(new Event('beforetoggle'), { newState: 'open' }))
  return { asked, panel }
}
const press = (name: string): boolean =>
  fireEvent.click(screen.getByRole('button', { name, hidden: true }))

test('what is many files says how many are there, is paused, and goes on', () => {
  const { asked, panel } = open(ROW, { ...ROW, state: 'paused', name: 'Choir' })
  expect(panel.textContent).toContain('Files, 22 of 86, locking on this computer')
  expect(panel.textContent).toContain('paused at 22 of 86')
  press('Pause Sintra')
  press('Go on with Choir')
  press('Stop Sintra')
  expect(asked).toEqual(['pause x0', 'resume x1', 'cancel x0'])
})

test('what is changed inside says how many are done, and can be stopped, not paused', () => {
  const { totalBytes: _, ...bare } = ROW
  const inside = { ...bare, doneBytes: 0, direction: 'inside' } as const
  const { asked, panel } = open(inside)
  expect(panel.textContent).toContain('Files, 22 of 86')
  expect(panel.textContent).not.toContain('locking')
  expect(progressOf([inside])).toBe(22 / 86)
  expect(screen.queryByRole('button', { name: 'Pause Sintra', hidden: true })).toBeNull()
  press('Stop Sintra')
  expect(asked).toEqual(['cancel x0'])
})

test('a single file that an app saves is not offered to be paused', () => {
  const { doneFiles: _, totalFiles: __, ...single } = ROW
  open(single)
  expect(screen.queryByRole('button', { name: 'Pause Sintra', hidden: true })).toBeNull()
  expect(screen.getByRole('button', { name: 'Stop Sintra', hidden: true })).toBeDefined()
})

test('what was cut off says what is safe and how it goes on, and can be put away', () => {
  const { asked, panel } = open({ ...ROW, state: 'stopped' })
  expect(screen.getByRole('button', { name: '1 stopped' })).toBeDefined()
  expect(panel.textContent).toContain('Interrupted at 22 of 86. What came is safe')
  expect(panel.textContent).toContain('give it to Files again')
  press('Take Sintra out of the list')
  expect(asked).toEqual(['forget x0'])
})

test('what waits says why, and that nobody has to do anything', () => {
  const cause = { code: 'offline', message: 'Space does not answer' } as const
  const { panel } = open({ ...ROW, state: 'waiting', cause })
  expect(panel.textContent).toContain('Space does not answer. It goes on by itself.')
})

test('the ring is of what goes on, not of what stopped', () => {
  const stopped = { ...ROW, state: 'stopped', doneBytes: 0 } as const
  expect(progressOf([ROW, stopped])).toBe(0.4)
  expect(progressOf([stopped])).toBeUndefined()
})

test('files that could not be added are not told as done', () => {
  const { panel } = open({ ...ROW, state: 'done', failedFiles: 2 })
  expect(screen.getByRole('button', { name: '2 not added' })).toBeTruthy()
  expect(panel.textContent).toContain('2 files could not be added')
})
