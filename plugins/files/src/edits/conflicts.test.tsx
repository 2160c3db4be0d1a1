import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { open, type Sample, settle } from '../files.samples.tsx'

const DRIVE = {
  'From/notes.txt': 'coming',
  'From/Photos/a.jpg': 'a',
  'To/notes.txt': 'there',
  'To/Photos/b.jpg': 'b',
}

/** Moves all of `From` into `To`, as by cutting and pasting. */
async function move({ files }: Sample): Promise<void> {
  files.place.getState().go({ kind: 'folder', path: ['From'] })
  await settle()
  files.selection.getState().all(2)
  await run(files, 'cut')
  files.place.getState().go({ kind: 'folder', path: ['To'] })
  await settle()
  await run(files, 'paste')
}
async function run(files: Sample['files'], id: string): Promise<void> {
  void files.acts.find((act) => act.id === id)?.run(files)
  await settle()
}
const press = async (name: string): Promise<void> => {
  fireEvent.click(screen.getByRole('button', { name }))
  await settle()
}

test('what is moved onto taken names is asked about, folders and files apart', async () => {
  const sample = await open({ files: DRIVE })
  await move(sample)
  await press('Put them together')
  fireEvent.click(screen.getByRole('radio', { name: /Use the new one/ }))
  await press('Use the new one')
  const { read } = sample.host.person
  expect(await read('To/notes.txt')).toBe('coming')
  expect([await read('To/Photos/a.jpg'), await read('To/Photos/b.jpg')]).toEqual(['a', 'b'])
})

test('whoever does not answer changes nothing', async () => {
  const sample = await open({ files: DRIVE })
  await move(sample)
  await press('Change nothing')
  const { read } = sample.host.person
  expect(await read('From/notes.txt')).toBe('coming')
  expect(await read('To/notes.txt')).toBe('there')
})
