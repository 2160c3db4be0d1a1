import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { names, open, settle } from '../files.samples.tsx'
import { entryOf, transferOf, type Tree } from './bring.samples.ts'

/** As the browser sends it. */
async function drop(on: Element, name: string, content: Tree | string): Promise<void> {
  for (const type of ['dragover', 'drop']) {
    const event = new Event(type, { bubbles: true, cancelable: true })
    Object.assign(event, { dataTransfer: transferOf([entryOf(name, content)]) })
    act(() => void on.dispatchEvent(event))
  }
  await settle()
}
const main = (): Element => screen.getByRole('main')
const row = (name: string): Element =>
  screen.getByTitle(name).closest('[role="row"]') ?? document.body
test('a dropped folder is in the list with all below it', async () => {
  const { host } = await open({ files: { 'notes.txt': 'n' } })
  await drop(main(), 'Lisbon', { 'a.txt': 'a', Photos: { 'b.jpg': 'b' }, Empty: {} })
  expect(names()).toContain('Lisbon')
  expect(await host.person.read('Lisbon/Photos/b.jpg')).toBe('b')
  expect(screen.getByText('2 files, 2 bytes in My files')).toBeDefined()
})

test('what is dropped on a folder of the list goes into it', async () => {
  const { host } = await open({ files: { 'Attic/old.txt': 'o' } })
  await drop(row('Attic'), 'a.txt', 'a')
  expect(await host.person.read('Attic/a.txt')).toBe('a')
})

test('a name that is taken is asked about, and replacing keeps the former content as a version', async () => {
  const { host } = await open({ files: { 'a.txt': 'old' } })
  await drop(main(), 'a.txt', 'newer')
  fireEvent.click(screen.getByRole('radio', { name: /Use the new one/ }))
  fireEvent.click(screen.getByRole('button', { name: 'Use the new one' }))
  await settle()
  expect(await host.person.read('a.txt')).toBe('newer')
})

test('to add nothing leaves all as it was', async () => {
  const { host } = await open({ files: { 'a.txt': 'old' } })
  await drop(main(), 'a.txt', 'newer')
  fireEvent.click(screen.getByRole('button', { name: 'Add nothing' }))
  await settle()
  expect(await host.person.read('a.txt')).toBe('old')
  expect(screen.getByText(/^Stopped by you/)).toBeDefined()
})

test('where nothing may be added nothing is taken', async () => {
  await open({ files: { 'a.txt': 'old' }, grants: [{ path: '', mode: 'read' }] })
  await drop(main(), 'b.txt', 'b')
  expect(names()).not.toContain('b.txt')
  expect(screen.queryByText(/Drop to add/)).toBeNull()
})

test('a name that cannot be is told, and trying again is followed', async () => {
  const sample = await open({ files: {} })
  await drop(main(), 'Odd', { 'a.txt': 'a', [`${'w'.repeat(300)}.txt`]: 'x' })
  expect(screen.getByRole('button', { name: '1 file could not be added' })).toBeDefined()
  const phases: string[] = []
  sample.files.bring.subscribe(({ carried }) => phases.push(carried[0]?.phase ?? ''))
  fireEvent.click(screen.getByRole('button', { name: 'Try Odd again' }))
  await settle()
  expect(phases).toContain('looking')
  expect(phases.at(-1)).toBe('done')
})
