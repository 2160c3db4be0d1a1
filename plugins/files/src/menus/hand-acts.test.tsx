import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { open, settle, type Sample } from '../files.samples.tsx'

async function choose({ files }: Sample, name: string, id: string): Promise<string[]> {
  const shown = screen.getAllByTitle(name).find((one) => one.closest('[role=row]') !== null)
  if (shown === undefined) throw new Error(`there is no ${name}`)
  fireEvent.pointerDown(shown, { button: 0, pointerType: 'mouse' })
  fireEvent.click(shown)
  await settle()
  const act = files.acts.find((one) => one.id === id)
  const isPossible = act?.isPossible(files) === true
  if (isPossible) await act.run(files)
  await settle()
  return isPossible ? ['possible'] : []
}

test('one file opens in another program, when the person says so; a no is no failure', async () => {
  const sample = await open({ files: { 'Budget.xlsx': 'x' } })
  expect(await choose(sample, 'Budget.xlsx', 'open-outside')).toEqual(['possible'])
  expect(screen.queryByRole('alert')).toBeNull()
  const handle = expect.objectContaining({ name: 'Budget.xlsx', kind: 'file' }) as unknown
  expect(sample.host.shown).toContainEqual({ method: 'ui.openOutside', params: [handle] })
})

test('a folder does not', async () => {
  const sample = await open({ files: { 'Box/a.txt': 'x' } })
  expect(await choose(sample, 'Box', 'open-outside')).toEqual([])
  expect(sample.host.shown.some(({ method }) => method === 'ui.openOutside')).toBe(false)
})

test('nor does what may only be added to', async () => {
  const sample = await open({ files: { 'a.txt': 'x' }, grants: [{ path: '', mode: 'add' }] })
  expect(sample.files.acts.find(({ id }) => id === 'open-outside')?.isPossible(sample.files)).toBe(
    false,
  )
})
