import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { ConsentAnswer, EntryRow } from '@space/sdk/host'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { INERT_MS } from '../consent/settled.ts'
import { createFakeHost } from '../fake/fake-host.ts'
import { entry, LEDGER, NOW, ref, ROOT } from '../fake/world.ts'
import { createPickerStore, type PickRequest } from './picker-store.ts'
import { Picker } from './picker.tsx'

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }))
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

async function open(asked: Partial<PickRequest> = {}) {
  const request: PickRequest = {
    id: 'r1',
    app: ref(LEDGER),
    askedAt: NOW,
    kind: 'pick',
    open: 'directory',
    mode: 'change',
    label: 'to add up the totals',
    types: [],
    suggestedName: null,
    startIn: null,
    ...asked,
  }
  const { host } = createFakeHost()
  const store = createPickerStore(host, request)
  const answers: ConsentAnswer[] = []
  render(
    <Picker
      request={request}
      store={store}
      isAnswering={false}
      problem={undefined}
      now={NOW}
      onAnswer={(answer) => answers.push(answer)}
    />,
  )
  const list = await screen.findByRole('listbox')
  await settle()
  return { store, answers, list, options: () => optionsOf(list) }
}

const pass = (ms: number): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms)
  })
const settle = (): Promise<void> => pass(1)
const allow = (): HTMLElement => screen.getByRole('button', { name: /^Let Ledger/ })
const stand = (): Promise<void> => pass(INERT_MS)

async function press(list: HTMLElement, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    fireEvent.keyDown(list, { key })
    await settle()
  }
}

function optionsOf(list: HTMLElement): string[] {
  return within(list)
    .queryAllByRole('option')
    .map((option) => option.children[1]?.textContent ?? '')
}

test('the question names the app, and quotes its words', async () => {
  await open()
  expect(screen.getByRole('heading', { name: 'Choose a folder for Ledger' })).toBeTruthy()
  expect(screen.getByText(/Ledger says: “to add up the totals”/)).toBeTruthy()
})

test('the focus is on the list, and never on the button that allows', async () => {
  const { list } = await open()
  expect(document.activeElement).toBe(list)
})

test('the whole drive cannot be given: without a choice there is nothing to allow', async () => {
  await open()
  await stand()
  expect(allow()).toHaveProperty('disabled', true)
})

test('an app that came with Space may be given everything, said as such, and not on a copy', async () => {
  const { answers, list } = await open({ app: { ...ref(LEDGER), isBuiltIn: true } })
  await stand()
  expect(allow().textContent).toBe('Let Ledger change everything in your space')
  expect(screen.queryByRole('switch')).toBeNull()
  expect(screen.getByText('your space')).toBeTruthy()
  fireEvent.click(allow())
  expect(answers).toMatchObject([{ entries: [ROOT.id], mode: 'change' }])
  await press(list, 'h')
  expect(allow().textContent).toBe('Let Ledger change House and money')
  expect(screen.getByRole('switch')).toBeTruthy()
})

test('a folder is found, entered and chosen by keyboard alone', async () => {
  const { list, answers, options } = await open()
  expect(options()).toEqual(['House and money', 'Photos', 'Travel', 'Writing'])
  await press(list, 'h', 'Enter')
  expect(list.getAttribute('aria-label')).toBe('Folders in House and money')
  expect(document.activeElement).toBe(list)
  await press(list, 'r', 'e', 'c')
  await stand()
  fireEvent.click(allow())
  expect(answers).toEqual([
    {
      kind: 'picked',
      entries: [entry('House and money/Receipts 2026').id],
      mode: 'change',
      lasting: 'until-off',
    },
  ])
})

test('the left arrow goes up again', async () => {
  const { list } = await open({ startIn: entry('House and money') })
  await press(list, 'ArrowLeft')
  expect(screen.getByRole('listbox', { name: 'Folders in My files' })).toBeTruthy()
})

test('it begins where the same purpose was answered last, and that folder is the choice', async () => {
  const { answers } = await open({ startIn: entry('House and money/Salary') })
  await stand()
  fireEvent.click(allow())
  expect(answers[0]).toMatchObject({ entries: [entry('House and money/Salary').id] })
})

test('the button does nothing until the prompt stood still', async () => {
  const { answers } = await open({ startIn: entry('Photos') })
  expect(allow().getAttribute('aria-disabled')).toBe('true')
  fireEvent.click(allow())
  expect(answers).toEqual([])
  await stand()
  fireEvent.click(allow())
  expect(answers).toHaveLength(1)
})

test('a window that just came to the front has to stand still anew', async () => {
  const { answers } = await open({ startIn: entry('Photos') })
  await stand()
  fireEvent.focus(window)
  fireEvent.click(allow())
  expect(answers).toEqual([])
})

test.each([
  ['Escape', () => fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })],
  ['the cancel of the browser', () => fireEvent(screen.getByRole('dialog'), new Event('cancel'))],
  ['Not now', () => fireEvent.click(screen.getByRole('button', { name: 'Not now' }))],
])('%s means not now', async (_way, refuse) => {
  const { answers } = await open({ startIn: entry('Photos') })
  refuse()
  expect(answers).toEqual([{ kind: 'refused' }])
})

test('nothing wider than what was asked for can be chosen', async () => {
  await open({ mode: 'read', startIn: entry('Photos') })
  expect(screen.getByRole('radio', { name: /^Read Open/ })).toHaveProperty('checked', true)
  expect(screen.getByRole('radio', { name: /Add only/ })).toHaveProperty('disabled', true)
  expect(screen.getByRole('radio', { name: /Read and change/ })).toHaveProperty('disabled', true)
})

test('the button names the app, the act and the thing', async () => {
  await open({ startIn: entry('Photos') })
  expect(allow().textContent).toBe('Let Ledger change Photos')
  fireEvent.click(screen.getByRole('radio', { name: /Add only/ }))
  expect(allow().textContent).toBe('Let Ledger add to Photos')
  fireEvent.click(screen.getByRole('radio', { name: /^Read Open/ }))
  expect(allow().textContent).toBe('Let Ledger read Photos')
})

test('the button names the folder that is given: the one that is shown, or the one chosen in it', async () => {
  const { list } = await open()
  expect(list.getAttribute('aria-activedescendant')).toBeNull()
  expect(list.querySelector('[data-active="true"]')).toBeNull()
  await press(list, 'ArrowDown')
  const chosen = list.querySelector('[aria-selected="true"]')
  expect(list.querySelector('[data-active="true"]')).toBe(chosen)
  expect(allow().textContent).toBe(`Let Ledger change ${chosen?.children[1]?.textContent}`)
})

test('how long and how much is what is answered', async () => {
  const { answers } = await open({ startIn: entry('Photos') })
  fireEvent.click(screen.getByRole('radio', { name: /Add only/ }))
  fireEvent.change(screen.getByRole('combobox', { name: 'For how long' }), {
    target: { value: 'session' },
  })
  await stand()
  fireEvent.click(allow())
  expect(answers[0]).toMatchObject({ mode: 'add', lasting: 'session' })
})

test('a copy to try on is offered where it may change, and only there', async () => {
  const { answers } = await open({ startIn: entry('Photos') })
  fireEvent.click(screen.getByRole('switch'))
  expect(allow().textContent).toBe('Let Ledger try on a copy')
  fireEvent.click(screen.getByRole('radio', { name: /^Read Open/ }))
  expect(screen.queryByRole('switch')).toBeNull()
  await stand()
  fireEvent.click(allow())
  expect(answers[0]).not.toHaveProperty('trial')
})

test('the preview says what the app would see', async () => {
  const { list } = await open({ startIn: entry('House and money') })
  fireEvent.click(within(list).getByRole('option', { name: /Receipts 2026/ }))
  await settle()
  const preview = screen.getByRole('complementary', { name: 'What Ledger would see' })
  expect(preview.textContent).toContain('126 files, 84 documents, 42 pictures, 213 MB')
})

test('several files are chosen with Space', async () => {
  const { list, answers } = await open({
    open: 'files',
    mode: 'read',
    startIn: entry('House and money/Invoices 2026'),
  })
  await press(list, ' ', 'ArrowDown')
  await press(list, 'Home', ' ', ' ')
  fireEvent.click(within(list).getByRole('option', { name: /118/ }), { ctrlKey: true })
  await stand()
  expect(allow().textContent).toBe('Let Ledger read these 2 files')
  fireEvent.click(allow())
  expect(answers[0]).toMatchObject({
    entries: [
      entry('House and money/Invoices 2026/Invoice 2026-117.pdf').id,
      entry('House and money/Invoices 2026/Invoice 2026-118.pdf').id,
    ],
  })
})

test('only files that the app can open are shown, and folders to go into', async () => {
  const types = [{ accept: { 'text/markdown': ['.md'] } }]
  const { options } = await open({ open: 'file', types, startIn: entry('Travel/Lisbon 2026') })
  expect(options()).toEqual(['Itinerary.md'])
})

test('a folder is no answer where a file was asked for', async () => {
  const { list } = await open({ open: 'file', startIn: entry('House and money') })
  fireEvent.click(within(list).getByRole('option', { name: /Salary/ }))
  await stand()
  expect(allow()).toHaveProperty('disabled', true)
})

test('a place to save is a folder and a name', async () => {
  const { answers } = await open({
    open: 'save',
    suggestedName: 'Totals.csv',
    startIn: entry('Writing'),
  })
  fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: '  ' } })
  await stand()
  expect(allow()).toHaveProperty('disabled', true)
  fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'All.csv' } })
  fireEvent.click(allow())
  expect(answers[0]).toMatchObject({ entries: [entry('Writing').id], name: 'All.csv' })
})

test('a new folder is made in its place, and is the choice', async () => {
  const { answers } = await open({ startIn: entry('Travel') })
  fireEvent.click(screen.getByRole('button', { name: 'New folder here' }))
  const name = screen.getByRole('textbox', { name: 'Name of the new folder' })
  fireEvent.change(name, { target: { value: 'Porto 2027' } })
  fireEvent.submit(name)
  await settle()
  expect(screen.getByRole('listbox', { name: 'Folders in Porto 2027' })).toBeTruthy()
  await stand()
  fireEvent.click(allow())
  expect(answers[0]).toMatchObject({ kind: 'picked' })
})

test('a copy for an app that can open the folder already says that the rest of it ends', async () => {
  const { store } = await open({ startIn: entry('Travel') })
  const words = /can open this folder already. From now on it can change only the copy/
  fireEvent.click(screen.getByRole('switch'))
  expect(screen.queryByText(words)).toBeNull()
  const { preview } = store.getState()
  if (preview === undefined) throw new Error('nothing is shown')
  act(() => store.setState({ preview: { ...preview, sharedWith: [ref(LEDGER)] } }))
  expect(screen.getByText(words)).toBeTruthy()
  fireEvent.click(screen.getByRole('switch'))
  expect(screen.queryByText(words)).toBeNull()
})

test('a folder that exists already is told of, and nothing was given', async () => {
  const { answers } = await open({ startIn: entry('Travel') })
  fireEvent.click(screen.getByRole('button', { name: 'New folder here' }))
  const name = screen.getByRole('textbox', { name: 'Name of the new folder' })
  fireEvent.change(name, { target: { value: 'Lisbon 2026' } })
  fireEvent.submit(name)
  await settle()
  expect(screen.getByRole('alert').textContent).toBe(
    'Lisbon 2026 is already here. Nothing was given.',
  )
  expect(answers).toEqual([])
})

test('a folder is found by its name, wherever it lies', async () => {
  const { store } = await open()
  await act(() => store.getState().find('lisbon'))
  const found = store.getState().entries.map(({ path }) => path)
  expect(found).toEqual(['Travel/Lisbon 2026'])
  await act(() => store.getState().enter(store.getState().entries[0] as EntryRow))
  expect(store.getState().trail.map(({ name }) => name)).toEqual(['Travel', 'Lisbon 2026'])
})
