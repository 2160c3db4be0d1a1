import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { names, open, settle } from '../files.samples.tsx'

const back = (): HTMLElement | null =>
  screen.queryByRole('button', { name: 'Go to the folder around it', hidden: true })

test('an arrow leads to the folder around, and at the top there is none', async () => {
  const { files } = await open({ files: { 'Travel/Lisbon/a.txt': 'a' } })
  expect(back()).toBeNull()
  files.place.getState().go({ kind: 'folder', path: ['Travel', 'Lisbon'] })
  await settle()
  expect(names()).toEqual(['a.txt'])
  fireEvent.click(back() as HTMLElement)
  await settle()
  expect(files.place.getState().place.path).toEqual(['Travel'])
  fireEvent.click(back() as HTMLElement)
  await settle()
  expect(files.place.getState().place.path).toEqual([])
  expect(back()).toBeNull()
})
