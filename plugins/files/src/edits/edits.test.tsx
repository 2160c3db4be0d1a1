import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { grid, keys, names, open, type Sample, settle } from '../files.samples.tsx'

const DRIVE = {
  'Photos/a.jpg': 'picture',
  'Travel/Lisbon/Itinerary.md': '# Lisbon',
  'b.txt': 'bee',
  'c.txt': 'sea',
}

test('a name is changed in place, its stem marked, and changed back', async () => {
  const { host } = await open({ files: DRIVE })
  await choose('b.txt')
  await keys('F2')
  const field = nameField()
  expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe('b')
  await write(field, 'z.txt')
  await keys('Enter')
  expect(names()).toContain('z.txt')
  expect(await host.person.read('z.txt')).toBe('bee')
  expect(toasts({ host }).at(-1)).toBe('Renamed “b.txt” to “z.txt”')
  await keys('Ctrl+Z')
  expect(names()).toContain('b.txt')
  await keys('Ctrl+Shift+Z')
  expect(names()).toContain('z.txt')
})

test('a new name that another file has is asked about by that name', async () => {
  const { host } = await open({ files: DRIVE })
  await choose('b.txt')
  await keys('F2')
  await write(nameField(), 'c.txt')
  await keys('Enter')
  const dialog = screen.getByRole('dialog')
  expect(dialog.textContent).toContain('“c.txt” is already here')
  expect(dialog.textContent).toContain('“c (2).txt”')
  expect(dialog.textContent).toContain('In My files')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Keep both' }))
  await settle()
  expect(await host.person.read('c.txt')).toBe('sea')
  expect(await host.person.read('c (2).txt')).toBe('bee')
})

test('Escape leaves the name as it was, and so does a name that is none', async () => {
  await open({ files: DRIVE })
  await choose('b.txt')
  await keys('F2')
  await write(nameField(), 'other.txt')
  await keys('Escape')
  expect(names()).toContain('b.txt')
  await keys('F2')
  await write(nameField(), 'a/b')
  expect(screen.getByRole('alert').textContent).toContain('/')
  await keys('Enter')
  expect(nameField().value).toBe('a/b')
  await keys('Escape')
  expect(names()).toContain('b.txt')
})

test('what is chosen goes to the trash and comes back', async () => {
  const { host } = await open({ files: DRIVE })
  await choose('b.txt')
  await keys('Shift+ArrowDown', 'Delete')
  expect(names()).toEqual(['Apps', 'Photos', 'Travel'])
  expect(toasts({ host }).at(-1)).toBe('Moved 2 items to the trash')
  await keys('Ctrl+Z')
  expect(names()).toEqual(['Apps', 'Photos', 'Travel', 'b.txt', 'c.txt'])
})

test('what was cut is put into another folder, once', async () => {
  const { host, files } = await open({ files: DRIVE })
  await choose('b.txt')
  await keys('Ctrl+X')
  await choose('Travel')
  await keys('Enter')
  fireEvent.paste(grid())
  await settle()
  expect(names()).toEqual(['Lisbon', 'b.txt'])
  expect(await host.person.read('Travel/b.txt')).toBe('bee')
  expect(files.edits.getState().clipboard).toBeUndefined()
})

test('what was copied is there twice', async () => {
  const { host } = await open({ files: DRIVE })
  await choose('c.txt')
  await keys('Ctrl+C')
  fireEvent.paste(grid())
  await settle()
  expect(names()).toContain('c (2).txt')
  expect(await host.person.read('c.txt')).toBe('sea')
})

test('a name that is taken is asked about, and nothing is lost by the answer', async () => {
  const { host } = await open({ files: { ...DRIVE, 'Travel/b.txt': 'older' } })
  await choose('b.txt')
  await keys('Ctrl+X')
  await choose('Travel')
  await keys('Enter')
  fireEvent.paste(grid())
  await settle()
  const dialog = screen.getByRole('dialog')
  expect(dialog.textContent).toContain('“b.txt” is already here')
  expect(await host.person.read('Travel/b.txt')).toBe('older')
  fireEvent.click(within(dialog).getByRole('radio', { name: /Keep both/ }))
  fireEvent.click(within(dialog).getByRole('button', { name: 'Keep both' }))
  await settle()
  expect(await host.person.read('Travel/b.txt')).toBe('older')
  expect(await host.person.read('Travel/b (2).txt')).toBe('bee')
  await keys('Ctrl+Z')
  expect(await host.person.read('b.txt')).toBe('bee')
})

test('who answers nothing has nothing changed', async () => {
  const { host } = await open({ files: { ...DRIVE, 'Travel/b.txt': 'older' } })
  await choose('b.txt')
  await keys('Ctrl+X')
  await choose('Travel')
  await keys('Enter')
  fireEvent.paste(grid())
  await settle()
  fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })
  await settle()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(await host.person.read('b.txt')).toBe('bee')
  expect(await host.person.read('Travel/b.txt')).toBe('older')
})

test('a new folder has its name marked, and a free one', async () => {
  const { host } = await open({ files: { 'New folder/x': 'x' } })
  await keys('Ctrl+Shift+N')
  expect(nameField().value).toBe('New folder (2)')
  await write(nameField(), 'Plans')
  await keys('Enter')
  expect(names()).toEqual(['Apps', 'New folder', 'Plans'])
  await host.person.write('Plans/a', 'x')
})

test('a folder is not offered to itself, nor what it lies in already', async () => {
  await open({ files: DRIVE })
  await choose('Travel')
  await keys('Ctrl+Shift+M')
  await settle()
  const dialog = within(screen.getByRole('dialog'))
  expect(dialog.getByRole('button', { name: 'Photos' })).toBeDefined()
  expect(dialog.queryByRole('button', { name: 'Travel' })).toBeNull()
  const move = dialog.getByRole<HTMLButtonElement>('button', { name: 'Move to My files' })
  expect(move.disabled).toBe(true)
})

test('“Move to” leads through the folders to one', async () => {
  const { host } = await open({ files: DRIVE })
  await choose('c.txt')
  await keys('Ctrl+Shift+M')
  const dialog = screen.getByRole('dialog')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Travel' }))
  await settle()
  fireEvent.click(within(dialog).getByRole('button', { name: 'Lisbon' }))
  await settle()
  fireEvent.click(within(dialog).getByRole('button', { name: 'Move to Lisbon' }))
  await settle()
  expect(await host.person.read('Travel/Lisbon/c.txt')).toBe('sea')
  expect(toasts({ host }).at(-1)).toBe('Moved 1 item to Lisbon')
})

test('a folder cannot go into itself, and that is told', async () => {
  const { host } = await open({ files: DRIVE })
  await choose('Travel')
  await keys('Ctrl+X', 'Enter')
  fireEvent.paste(grid())
  await settle()
  expect(toasts({ host })).toHaveLength(1)
  expect(await host.person.read('Travel/Lisbon/Itinerary.md')).toBe('# Lisbon')
})

test('stars are given to all that is chosen, and taken off', async () => {
  const { files } = await open({ files: DRIVE })
  await choose('b.txt')
  await keys('Shift+ArrowDown')
  await perform('star', files)
  expect(screen.getAllByText('Starred', { selector: '[role=row] *' })).toHaveLength(2)
  fireEvent.click(screen.getByRole('button', { name: 'Starred' }))
  await settle()
  expect(names()).toEqual(['b.txt', 'c.txt'])
})

test('tags are written one by one and kept', async () => {
  const { files, host } = await open({ files: DRIVE })
  await choose('b.txt')
  await perform('tags', files)
  await settle()
  const dialog = screen.getByRole('dialog')
  const field = within(dialog).getByRole('textbox')
  for (const tag of ['urgent', 'tax']) {
    await write(field as HTMLInputElement, tag)
    fireEvent.submit(field.closest('form') as HTMLElement)
    await settle()
  }
  fireEvent.click(within(dialog).getByRole('button', { name: 'Keep these tags' }))
  await settle()
  expect(files.rows.getState().row(3)?.mark.tags).toEqual(['urgent', 'tax'])
  expect(toasts({ host }).at(-1)).toBe('Tags of “b.txt” are changed')
})

test('where Files may only look nothing can be changed', async () => {
  const { files } = await open({ files: DRIVE, grants: [{ path: '', mode: 'read' }] })
  await choose('b.txt')
  await keys('F2', 'Delete', 'Ctrl+X', 'Ctrl+Shift+N')
  expect(names()).toContain('b.txt')
  expect(screen.queryByRole('textbox', { name: /New name/ })).toBeNull()
  const possible = files.acts.filter((act) => act.isPossible(files)).map(({ id }) => id)
  expect(possible).not.toContain('trash')
  expect(possible).not.toContain('rename')
  expect(possible).not.toContain('new-folder')
  expect(possible).toContain('download')
})

async function choose(name: string): Promise<void> {
  const row = screen.getAllByRole('row').find((one) => one.textContent?.startsWith(name))
  const grip = screen.getAllByTitle(name).find((one) => one.closest('[role=row]') !== null)
  const target = grip ?? row
  if (target === undefined) throw new Error(`there is no ${name}`)
  fireEvent.pointerDown(target, { button: 0, pointerType: 'mouse' })
  fireEvent.click(target)
  await settle()
}

async function perform(id: string, files: Sample['files']): Promise<void> {
  const found = files.acts.find((one) => one.id === id)
  if (found?.isPossible(files) !== true) throw new Error(`${id} cannot be done`)
  void found.run(files)
  await settle()
}

function nameField(): HTMLInputElement {
  return screen.getByRole('textbox', { name: /New name/ })
}

async function write(field: HTMLInputElement, text: string): Promise<void> {
  fireEvent.change(field, { target: { value: text } })
  await settle()
}

function toasts({ host }: Pick<Sample, 'host'>): string[] {
  return host.shown
    .filter(({ method }) => method === 'ui.toast')
    .map(({ params: [toast] }) => (toast as { text: string }).text)
}
