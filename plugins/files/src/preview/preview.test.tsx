import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bytesOf, HereWorker, openStand, pngHead, type Stand } from './preview.samples.ts'
import { Preview } from './preview.tsx'

beforeEach(() => {
  vi.stubGlobal('Worker', HereWorker)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function look(
  files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
  name: string,
  mode?: 'read' | 'change',
): Promise<Stand> {
  const stand = await openStand(files, mode)
  render(<Preview store={stand.store} tools={stand.tools} />)
  await waitFor(() => stand.show(name))
  await screen.findByRole('dialog')
  return stand
}

const press = (key: string): void => {
  fireEvent.keyDown(document.activeElement ?? document.body, { key })
}

test('the person sees what it is called, how large it is, and where it stands in the folder', async () => {
  await look({ 'a.txt': 'Hello\nthere', 'b.txt': '' }, 'a.txt')
  const dialog = screen.getByRole('dialog', { name: 'a.txt' })
  await within(dialog).findByText('Hello')
  await within(dialog).findByText(/^11 bytes · UTF-8 · 2 lines · /)
  expect(dialog.textContent).toContain('1 of 2')
})

test('arrows lead to the neighbours, and Space back to the list', async () => {
  const { store } = await look({ 'a.txt': 'first', 'b.txt': 'second' }, 'a.txt')
  await screen.findByText('first')
  press('ArrowRight')
  await screen.findByText('second')
  press('ArrowRight')
  press('ArrowLeft')
  await screen.findByText('first')
  press(' ')
  expect(store.getState().size).toBe('closed')
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('Enter shows it full, where Space closes nothing', async () => {
  const { store } = await look({ 'a.txt': 'first' }, 'a.txt')
  await screen.findByText('first')
  press('Enter')
  expect(store.getState().size).toBe('full')
  press(' ')
  expect(store.getState().size).toBe('full')
  press('Escape')
  expect(store.getState().size).toBe('closed')
})

test('names are names, whatever is in them', async () => {
  const name = '<img src=x onerror=alert(1)>\u202egpj.exe'
  await look({ [name]: 'x' }, name)
  const heading = await screen.findByRole('heading', { level: 2 })
  expect(heading.textContent).toBe('<img src=x onerror=alert(1)>\\u{202e}gpj.exe')
  expect(document.querySelector('img')).toBeNull()
})

test('a web page is shown as its source, and nothing of it is made', async () => {
  await look({ 'a.html': '<h1 onclick="x()">Hi</h1><script>window.ran = 1</script>' }, 'a.html')
  await screen.findByText(/<script>/)
  expect(document.querySelector('script')).toBeNull()
  expect(screen.queryByRole('heading', { name: 'Hi' })).toBeNull()
})

test('Markdown is a page whose links the shell opens and whose pictures are not fetched', async () => {
  const { host } = await look(
    {
      'a.md':
        '# Trip\n\n[web](https://example.com/a) [bad](javascript:alert(1)) ![sea](http://evil.example/s.png) <img src="http://evil.example/t.png">',
    },
    'a.md',
  )
  await screen.findByRole('heading', { name: 'Trip' })
  expect(document.querySelector('img')).toBeNull()
  expect(screen.getByText('Picture, not fetched: sea')).toBeDefined()
  expect(screen.queryByRole('link', { name: 'bad' })).toBeNull()
  fireEvent.click(screen.getByRole('link', { name: 'web' }))
  await waitFor(() =>
    expect(host.shown).toContainEqual({ method: 'ui.openLink', params: ['https://example.com/a'] }),
  )
  fireEvent.click(screen.getByRole('button', { name: 'Source' }))
  await screen.findByText('# Trip')
})

test('a drawing is a picture, and its source can be read', async () => {
  await look(
    { 'a.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>' },
    'a.svg',
  )
  const picture = await screen.findByRole('img', { name: 'a.svg' })
  expect(picture.getAttribute('src')).toMatch(/^\/~cap\//)
  expect(document.querySelector('script')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Source' }))
  await screen.findByText(/<script>1/)
})

test('a picture that cannot be drawn says so, and can still be had', async () => {
  const { host } = await look({ 'a.png': pngHead(40, 30) }, 'a.png')
  const picture = await screen.findByRole('img', { name: 'a.png' })
  const before = picture.getAttribute('src')
  fireEvent.error(picture)
  // Its address could have ended: the same picture is tried with another one.
  await waitFor(() => expect(picture.getAttribute('src')).not.toBe(before))
  fireEvent.error(picture)
  await screen.findByText(/damaged/)
  fireEvent.click(screen.getAllByRole('button', { name: 'Download' })[0]!)
  await waitFor(() =>
    expect(host.shown).toContainEqual(expect.objectContaining({ method: 'ui.saveAs' })),
  )
})

test('to say no to a download is no failure that would be told', async () => {
  const { host } = await look({ 'a.zip': bytesOf('PK\x03\x04') }, 'a.zip')
  await screen.findByText('ZIP archive · 4 bytes')
  const [inHead, inCard] = screen.getAllByRole('button', { name: 'Download' })
  for (const button of [inHead, inCard]) {
    await host.person.answer('refuse')
    fireEvent.click(button!)
  }
  await waitFor(() =>
    expect(host.shown.filter(({ method }) => method === 'ui.saveAs')).toHaveLength(2),
  )
  await new Promise((resolve) => setTimeout(resolve))
  expect(host.shown.filter(({ method }) => method === 'ui.toast')).toEqual([])
})

test('what has no preview is a card with its kind and size', async () => {
  await look({ 'a.zip': bytesOf('PK\x03\x04') }, 'a.zip')
  const card = await screen.findByText('ZIP archive · 4 bytes')
  expect(card).toBeDefined()
  expect(screen.getByText(/no preview for this kind of file/)).toBeDefined()
})

test('a folder is a card that says what is in it', async () => {
  const stand = await openStand({ 'In/a.txt': '12345', 'In/b/c.txt': '1' })
  render(<Preview store={stand.store} tools={stand.tools} />)
  await stand.show('In')
  await screen.findByText('2 files, 1 folder, 6 bytes')
})

test('without a connection it says so, and another try shows it', async () => {
  const stand = await openStand({ 'a.txt': 'first', 'b.txt': 'second' })
  render(<Preview store={stand.store} tools={stand.tools} />)
  const item = await stand.item('a.txt')
  stand.host.offline(true)
  await stand.store.getState().show({ total: 1, item: async () => item }, 0, 'quick')
  await screen.findByRole('alert')
  stand.host.offline(false)
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await screen.findByText('first')
})

test('what someone changes is shown as it is then', async () => {
  const { host } = await look({ 'a.txt': 'before' }, 'a.txt')
  await screen.findByText('before')
  await host.person.write('Box/a.txt', 'after')
  await screen.findByText('after')
})

test('a text is edited and saved with Ctrl+S', async () => {
  const { host } = await look({ 'a.txt': 'one' }, 'a.txt')
  fireEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  const field = await screen.findByRole('textbox', { name: 'Text of a.txt' })
  // The round arrows do not lie over what one writes.
  expect(field.closest('[data-flat]')).not.toBeNull()
  fireEvent.change(field, { target: { value: 'two' } })
  expect(screen.getByRole('status').textContent).toBe('Not saved yet')
  fireEvent.keyDown(field, { key: 's', ctrlKey: true })
  await waitFor(async () => expect(await host.person.read('Box/a.txt')).toBe('two'))
  await screen.findByText(/^Saved/)
})

test('who leaves what they wrote is asked, and going on writing keeps it', async () => {
  const { store, host } = await look({ 'a.txt': 'one', 'b.txt': 'x' }, 'a.txt')
  fireEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  const field = await screen.findByRole('textbox')
  fireEvent.change(field, { target: { value: 'mine' } })
  fireEvent.click(screen.getByRole('button', { name: 'Next' }))
  const question = await screen.findByRole('alertdialog', { name: 'Save your changes to “a.txt”?' })
  fireEvent.click(within(question).getByRole('button', { name: 'Go on writing' }))
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('mine')
  fireEvent.click(screen.getByRole('button', { name: 'Close' }))
  fireEvent.click(
    within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Save' }),
  )
  await waitFor(() => expect(store.getState().size).toBe('closed'))
  expect(await host.person.read('Box/a.txt')).toBe('mine')
})

test('whatever becomes of the file, what is being written stays', async () => {
  const { host } = await look({ 'a.txt': 'one' }, 'a.txt')
  fireEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  fireEvent.change(await screen.findByRole('textbox'), { target: { value: 'mine' } })
  await host.person.write('Box/a.txt', bytesOf('PK\x03\x04'))
  await host.person.move('Box/a.txt', 'Box/a.zip')
  await screen.findByRole('heading', { name: 'a.zip' })
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('mine')
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText(/changed elsewhere while you were writing/)
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('mine')
})

test('what was only given to read cannot be edited', async () => {
  await look({ 'a.txt': 'one' }, 'a.txt', 'read')
  await screen.findByText('one')
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Star' })).toBeNull()
})

test('an older version is only looked at, and brought back with a way to undo that', async () => {
  const { store, host, item, file } = await look({ 'a.txt': 'old' }, 'a.txt')
  await host.person.write('Box/a.txt', 'new')
  const [, old] = await (await file('a.txt')).versions()
  const today = await item('a.txt')
  const past = { ...today, version: old!.id, past: old!.at }
  await store.getState().show({ total: 1, item: async () => past }, 0, 'quick')
  await screen.findByText('old')
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull()
  await host.person.answer({})
  fireEvent.click(screen.getByRole('button', { name: 'Restore this version' }))
  // The person answered its toast with Undo.
  await waitFor(async () => expect(await (await file('a.txt')).versions()).toHaveLength(4))
  expect(await host.person.read('Box/a.txt')).toBe('new')
})
