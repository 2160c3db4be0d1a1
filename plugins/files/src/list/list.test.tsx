import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { entriesOf } from '../acts.ts'
import { grid, keys, names, open, type Sample, settle } from '../files.samples.tsx'

const MANY = Object.fromEntries(
  Array.from({ length: 300 }, (_, at) => [`n ${String(at).padStart(3, '0')}.txt`, 'x']),
)
const FEW = { 'a.txt': 'x', 'b.txt': 'x', 'c.txt': 'x', 'd.txt': 'x' }

test('of many rows only those that are seen are in the document, and each tells its number', async () => {
  await open({ files: MANY })
  const list = grid()
  expect(list.getAttribute('aria-rowcount')).toBe('302')
  expect(screen.getAllByRole('row').length).toBeLessThan(60)
  await keys('End')
  expect(names().at(-1)).toBe('n 299.txt')
  const active = document.getElementById(list.getAttribute('aria-activedescendant') ?? '')
  expect(active?.getAttribute('aria-rowindex')).toBe('302')
  expect(active?.textContent).toContain('n 299')
})

test('Shift chooses from where one was to where one goes', async () => {
  const { files } = await open({ files: FEW })
  await keys('Home', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown')
  expect(chosen(files)).toEqual(['a.txt', 'b.txt', 'c.txt'])
  await keys('Shift+ArrowUp')
  expect(chosen(files)).toEqual(['a.txt', 'b.txt'])
})

test('Ctrl goes without choosing, and Ctrl with Space adds one', async () => {
  const { files } = await open({ files: FEW })
  await keys('End', 'Ctrl+ArrowUp', 'Ctrl+ArrowUp', 'Ctrl+Space')
  expect(chosen(files)).toEqual(['b.txt', 'd.txt'])
  await keys('Ctrl+Space')
  expect(chosen(files)).toEqual(['d.txt'])
})

test('a question mark is left to the window, which lists the keys; inside of a word it is a letter', async () => {
  await open({ files: FEW })
  await keys('Home')
  expect(fireEvent.keyDown(grid(), { key: '?', shiftKey: true })).toBe(true)
  expect(fireEvent.keyDown(grid(), { key: 'b' })).toBe(false)
  expect(fireEvent.keyDown(grid(), { key: '?', shiftKey: true })).toBe(false)
  await settle()
})

test('the menu of a folder leads out of it, also where no way is drawn and there are no keys', async () => {
  const { files } = await open({ files: { 'Travel/a.txt': 'x' } })
  const titles = () =>
    entriesOf(files, 'folder').map((entry) => ('title' in entry ? entry.title : ''))
  expect(titles()).not.toContain('Go to the folder around it')
  await keys('End', 'Enter')
  expect(names()).toEqual(['a.txt'])
  expect(titles()).toContain('Go to the folder around it')
})

test('letters lead to the name that begins with them, and one letter to the next of them', async () => {
  const { files } = await open({ files: { ...FEW, 'beta.txt': 'x', 'big.txt': 'x' } })
  await keys('b')
  expect(chosen(files)).toEqual(['b.txt'])
  await keys('b')
  expect(chosen(files)).toEqual(['beta.txt'])
  await keys('i')
  expect(chosen(files)).toEqual(['big.txt'])
})

test('the mouse chooses one, adds with Ctrl, and up to one with Shift', async () => {
  const { files } = await open({ files: FEW })
  press('b.txt')
  expect(chosen(files)).toEqual(['b.txt'])
  press('d.txt', { ctrlKey: true })
  expect(chosen(files)).toEqual(['b.txt', 'd.txt'])
  press('c.txt', { shiftKey: true })
  expect(chosen(files)).toEqual(['c.txt', 'd.txt'])
})

test('what is chosen may be taken hold of: only letting go chooses one of it', async () => {
  const { files } = await open({ files: FEW })
  await keys('Ctrl+A')
  fireEvent.pointerDown(nameOf('b.txt'), { button: 0, pointerType: 'mouse' })
  expect(files.selection.getState().count).toBe(5)
  fireEvent.click(nameOf('b.txt'))
  expect(chosen(files)).toEqual(['b.txt'])
})

test('a finger opens, and chooses once something is chosen', async () => {
  const { files } = await open({ files: { 'In/x.txt': 'x', ...FEW } })
  const check = screen.getByRole('checkbox', { name: 'Select a.txt' }).parentElement as HTMLElement
  tap(check)
  tap(nameOf('b.txt'))
  expect(chosen(files)).toEqual(['a.txt', 'b.txt'])
  tap(nameOf('b.txt'))
  tap(nameOf('a.txt'))
  tap(nameOf('In'))
  await settle()
  expect(names()).toEqual(['x.txt'])
})

test('what is chosen stays chosen whatever comes and goes, and nothing else is', async () => {
  const { files, host } = await open({ files: FEW })
  press('b.txt')
  press('c.txt', { shiftKey: true })
  await host.person.write('aa.txt', 'x')
  await host.person.write('bb.txt', 'x')
  await host.person.remove('a.txt')
  await settle()
  expect(names()).toEqual(['Apps', 'aa.txt', 'b.txt', 'bb.txt', 'c.txt', 'd.txt'])
  expect(chosen(files)).toEqual(['b.txt', 'c.txt'])
  await host.person.remove('b.txt')
  await settle()
  expect(chosen(files)).toEqual(['c.txt'])
})

test('all that was chosen is not all that comes later', async () => {
  const { files, host } = await open({ files: MANY })
  await keys('Ctrl+A')
  expect(files.selection.getState().count).toBe(301)
  await host.person.write('one more.txt', 'x')
  await settle()
  const { ranges, count } = files.selection.getState()
  expect(count).toBeLessThanOrEqual(301)
  const at = await files.rows.getState().view?.seek('one more')
  expect(
    ranges.some(([from, to]) => at !== null && at !== undefined && from <= at && at < to),
  ).toBe(false)
})

test('what was all thrown away at the end of a long list is seen again when it is undone', async () => {
  const { files } = await open({ files: { ...prefixed('In/', MANY), 'b.txt': 'x' } })
  await keys('i', 'Enter', 'End', 'Ctrl+A', 'Delete')
  expect(screen.getByText('Nothing here yet')).toBeDefined()
  await keys('Ctrl+Z')
  expect(files.rows.getState().total).toBe(300)
  expect(names()).toContain('n 000.txt')
})

test('each column sorts, the other way round with the second press, and a folder keeps its order', async () => {
  const { host } = await open({
    files: { 'In/x': 'x', 'a.txt': 'xxx', 'b.txt': 'x', 'c.txt': 'xx' },
  })
  await sort('Size')
  expect(names()).toEqual(['Apps', 'In', 'a.txt', 'c.txt', 'b.txt'])
  await sort('Size')
  expect(names()).toEqual(['Apps', 'In', 'b.txt', 'c.txt', 'a.txt'])
  expect(screen.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe(
    'ascending',
  )
  const kept = JSON.parse(await host.person.read('Apps/Files/looks.json')) as { folders: object }
  expect(Object.values(kept.folders)).toEqual([
    { shape: 'list', order: { by: 'size', descending: false } },
  ])
})

test('as pictures the rows are cells of a grid, and arrows go both ways', async () => {
  const { files } = await open({ files: MANY })
  fireEvent.click(screen.getByRole('button', { name: 'As pictures' }))
  await settle()
  const columns = Number(grid().getAttribute('aria-colcount'))
  expect(columns).toBeGreaterThan(2)
  await keys('Home', 'ArrowRight', 'ArrowDown')
  expect(files.selection.getState().active).toBe(1 + columns)
  expect(screen.getAllByRole('gridcell', { selected: true })).toHaveLength(1)
})

test('when Space cannot be reached it is said what is safe, and it goes on', async () => {
  const { host, files } = await open({ files: { 'In/x': 'x' } })
  host.offline(true)
  await act(async () => files.rows.getState().retry())
  await settle()
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('cannot be reached')
  host.offline(false)
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await settle()
  expect(names()).toEqual(['Apps', 'In'])
})

test('a name never becomes part of the page, and what is unseen in it is shown', async () => {
  await open({ files: { '<b>bold.txt': 'x', '\u202Egpj.exe': 'x' } })
  expect(document.querySelector('b b, bdi b')).toBeNull()
  expect(names()).toContain('<b>bold.txt')
  expect(names()).toContain(String.raw`\u{202e}gpj.exe`)
})

test('back of the window leads back, and a folder that is renamed takes its address along', async () => {
  const { host } = await open({ files: { 'Travel/Lisbon/x.txt': 'x' } })
  await keys('t', 'Enter', 'l', 'Enter')
  expect(host.address.get()).toEqual(['Travel', 'Lisbon'])
  host.address.back()
  await settle()
  expect(names()).toEqual(['Lisbon'])
  await host.person.move('Travel', 'Journeys')
  fireEvent.focus(window)
  await settle()
  expect(host.address.get()).toEqual(['Journeys'])
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Journeys')
})

function prefixed(folder: string, content: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(content).map(([name, text]) => [folder + name, text]))
}

async function sort(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name }))
  await settle()
}

function chosen({ selection, rows }: Sample['files']): (string | undefined)[] {
  return selection
    .getState()
    .ranges.flatMap(([from, to]) =>
      Array.from({ length: to - from }, (_, at) => rows.getState().row(from + at)?.name),
    )
}

function nameOf(name: string): HTMLElement {
  const found = screen.getAllByTitle(name).find((one) => one.closest('[role=row]') !== null)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

function press(name: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}): void {
  fireEvent.pointerDown(nameOf(name), { button: 0, pointerType: 'mouse', ...held })
  fireEvent.click(nameOf(name), held)
}

function tap(target: HTMLElement): void {
  fireEvent.pointerDown(target, { button: 0, pointerType: 'touch' })
  fireEvent.click(target)
}
