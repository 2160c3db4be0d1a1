import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { SpaceDirectory } from '@space/sdk'
import { createRef } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import {
  conflictOf,
  createHands,
  entryOf,
  type Hand,
  memoryOf,
  transferOf,
} from './bring.samples.ts'
import { createBringStore } from './bring-store.ts'
import type { Target } from './target.ts'
import { Bring } from './bring.tsx'
import type { Landing } from './drops.ts'
import type { Pickers } from './pickers.tsx'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const NOW = new Date(2026, 10, 25, 18, 2).getTime()
const folder = (name: string): Target => ({ folder: { name } as SpaceDirectory, name })
const LISBON = folder('Lisbon 2026')
const ATTIC = folder('Attic')

function open(target: Target | null = LISBON) {
  const hands = createHands()
  const store = createBringStore({
    transfers: hands.transfers,
    memory: memoryOf().memory,
    now: () => NOW,
    onBrought: () => {},
    onFailed: () => {},
  })
  const lingered: string[] = []
  const pickers = createRef<Pickers>()
  render(
    <div>
      <p>list</p>
      <p data-folder>Attic</p>
      <input aria-label="Name" />
      <Bring
        store={store}
        target={target}
        landingAt={(over): Landing | null => {
          const element = over.closest('[data-folder]')
          return element === null ? null : { ...ATTIC, element }
        }}
        onLinger={({ name }) => lingered.push(name)}
        onGo={() => {}}
        now={() => NOW}
        pickers={pickers}
      />
    </div>,
  )
  return { store, lingered, pickers, hand: () => hands.hands.at(-1) as Hand, hands: hands.hands }
}

/** As the browser sends it, with what is held. */
function drag(type: string, on: Element, held = transferOf([entryOf('a.txt', 'a')])): Event {
  const event = new Event(type, { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: held, relatedTarget: null })
  act(() => void on.dispatchEvent(event))
  return event
}
const overlay = (): string | undefined =>
  screen.queryByText(/^Drop to add to/)?.textContent ?? undefined

test('files held anywhere above the page are told where they would go, and go there', () => {
  const { hand } = open()
  drag('dragover', screen.getByText('list'))
  expect(overlay()).toBe('Drop to add to Lisbon 2026')
  drag('drop', screen.getByText('list'))
  expect(overlay()).toBeUndefined()
  expect(hand()).toMatchObject({ name: 'a.txt', folder: { name: 'Lisbon 2026' } })
})

test('above a folder it is that folder, and waiting opens it', () => {
  vi.useFakeTimers()
  const { hand, lingered } = open()
  const attic = screen.getByText('Attic')
  drag('dragover', attic)
  expect(overlay()).toBe('Drop to add to Attic')
  expect(attic.hasAttribute('data-landing')).toBe(true)
  act(() => void vi.advanceTimersByTime(700))
  expect(lingered).toEqual(['Attic'])
  drag('drop', attic)
  expect(attic.hasAttribute('data-landing')).toBe(false)
  expect(hand().folder).toBe(ATTIC.folder)
})

test('to leave the page takes the words away', () => {
  open()
  drag('dragover', screen.getByText('list'))
  drag('dragleave', screen.getByText('list'))
  expect(overlay()).toBeUndefined()
})

test('where nothing can be added a drop does nothing, and the browser does not open the file', () => {
  const { hands } = open(null)
  const over = drag('dragover', screen.getByText('list'))
  const drop = drag('drop', screen.getByText('list'))
  expect(overlay()).toBeUndefined()
  expect([over.defaultPrevented, drop.defaultPrevented]).toEqual([true, true])
  expect(hands).toEqual([])
})

test('what is dragged inside the page is left to others', () => {
  const { hands } = open()
  drag('dragstart', screen.getByText('list'))
  const over = drag('dragover', screen.getByText('list'))
  drag('drop', screen.getByText('list'))
  expect(over.defaultPrevented).toBe(false)
  drag('dragend', screen.getByText('list'))
  expect(hands).toEqual([])
})

function paste(on: Element, file: File | null): Event {
  const event = new Event('paste', { bubbles: true, cancelable: true })
  const held = transferOf([], file === null ? [] : [file])
  Object.assign(event, { clipboardData: held })
  act(() => void on.dispatchEvent(event))
  return event
}

test('a screenshot that is pasted comes in with the moment as its name', () => {
  const { hand } = open()
  const picture = new File(['x'], 'image.png', { type: 'image/png', lastModified: NOW })
  expect(paste(screen.getByText('list'), picture).defaultPrevented).toBe(true)
  expect(hand().name).toBe('Pasted image 2026-11-25 18.02.png')
})

test('what is pasted into a field, and text, is left alone', () => {
  const { hands } = open()
  const picture = new File(['x'], 'image.png', { lastModified: NOW })
  expect(paste(screen.getByLabelText('Name'), picture).defaultPrevented).toBe(false)
  expect(paste(screen.getByText('list'), null).defaultPrevented).toBe(false)
  expect(hands).toEqual([])
})

test('files and folders that are chosen come in', () => {
  const { pickers, hands } = open()
  const clicked: string[] = []
  const fields = [screen.getByLabelText('Files to add'), screen.getByLabelText('Folder to add')]
  for (const field of fields)
    field.addEventListener('click', () => clicked.push(field.ariaLabel ?? ''))
  pickers.current?.chooseFiles()
  pickers.current?.chooseFolder()
  expect(clicked).toHaveLength(2)
  expect(fields[1]?.hasAttribute('webkitdirectory')).toBe(true)
  const file = new File(['x'], 'a.txt')
  fireEvent.change(fields[0] as HTMLElement, { target: { files: [file] } })
  expect(hands.map(({ name }) => name)).toEqual(['a.txt'])
})

test('the card tells how far it is, and pauses, goes on and stops', async () => {
  const { hand } = open()
  drag('drop', screen.getByText('list'), transferOf([entryOf('Sintra', {})]))
  await act(() =>
    hand().put({
      phase: 'sending',
      isCounted: true,
      totalFiles: 86,
      doneFiles: 22,
      totalBytes: 100,
      doneBytes: 40,
    }),
  )
  expect(screen.getByRole('heading', { name: 'Adding 86 files' })).toBeDefined()
  expect(screen.getByText('22 of 86 · locking on this computer')).toBeDefined()
  expect(screen.getByRole('progressbar', { name: 'Progress of Sintra' })).toHaveProperty(
    'value',
    0.4,
  )
  fireEvent.click(screen.getByRole('button', { name: 'Pause Sintra' }))
  await act(() => hand().put({ phase: 'paused' }))
  expect(screen.getByText('Paused. 22 of 86 are safe here.')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Go on with Sintra' }))
  fireEvent.click(screen.getByRole('button', { name: 'Stop adding Sintra' }))
  expect(hand().acts).toEqual(['pause', 'resume', 'cancel'])
})

test('what stops it is told with what is safe, and can be tried again', async () => {
  const { hand } = open()
  drag('drop', screen.getByText('list'), transferOf([entryOf('Sintra', {})]))
  await act(() =>
    hand().put({
      phase: 'stopped',
      totalFiles: 86,
      doneFiles: 22,
      problem: { code: 'disk-full', message: 'The disk is full', try: 'Make room and try again' },
    }),
  )
  const words = 'The disk is full. 22 of 86 are safe here. Make room and try again.'
  expect(screen.getByText(words)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Try Sintra again' }))
  expect(hand().acts).toEqual(['retry'])
})

test('what could not be added is listed with its causes, its name as it is', async () => {
  const { hand } = open()
  drag('drop', screen.getByText('list'), transferOf([entryOf('Sintra', {})]))
  const problem = { code: 'unreadable', message: 'It cannot be read' } as const
  await act(() =>
    hand().put({
      phase: 'done',
      doneFiles: 85,
      failedFiles: 1,
      failed: [{ path: ['Sintra', '<b>x</b>\n.txt'], problem }],
    }),
  )
  fireEvent.click(
    screen.getByRole('button', { name: '1 file could not be added', expanded: false }),
  )
  expect(screen.getByText(String.raw`Sintra / <b>x</b>\n.txt`)).toBeDefined()
  expect(screen.getByText(/It cannot be read/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Close transfers' }))
  expect(screen.queryByRole('region')).toBeNull()
})

test('a name that is taken is asked about, and the answer goes back', async () => {
  const { hand } = open()
  drag('drop', screen.getByText('list'))
  let asked: Promise<readonly string[]> | undefined
  act(() => {
    asked = hand().ask([conflictOf('a.txt')])
  })
  fireEvent.click(screen.getByRole('button', { name: 'Keep both' }))
  expect(await asked).toEqual(['keep-both'])
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('questions that begin with the same name are each asked whole', async () => {
  const { hands } = open()
  const list = screen.getByText('list')
  drag('drop', list)
  drag('drop', list)
  const [first, second] = hands as [Hand, Hand]
  const asked: Promise<readonly string[]>[] = []
  act(() => {
    asked.push(first.ask([conflictOf('a.txt')]))
    asked.push(second.ask([conflictOf('a.txt'), conflictOf('b.txt')]))
  })
  fireEvent.click(screen.getByRole('button', { name: 'Keep both' }))
  for (const _ of ['a.txt', 'b.txt']) {
    fireEvent.click(screen.getByRole('radio', { name: /Use the new one/ }))
    fireEvent.click(screen.getByRole('button', { name: 'Use the new one' }))
  }
  expect(await Promise.all(asked)).toEqual([['keep-both'], ['replace', 'replace']])
})
