import { Folder } from 'lucide-react'
import { expect, test } from 'vitest'
import type { Known } from './finding.ts'
import { createPaletteStore } from './palette-store.ts'

interface Search {
  readonly text: string
  readonly signal: AbortSignal
  answer(names: readonly string[]): void
  fail(): void
}

function stand() {
  const searches: Search[] = []
  const ran: string[] = []
  const line = (group: Known['group'], name: string, isFile = false): Known => ({
    id: `${group}-${name}`,
    group,
    name,
    look: isFile
      ? {
          kind: 'entry',
          entry: { id: name, name, path: `/${name}`, kind: 'file', size: 1, mtime: 1 },
        }
      : { kind: 'icon', icon: Folder },
    run: () => void ran.push(name),
  })
  const store = createPaletteStore({
    known: () => [
      line('apps', 'Files'),
      line('pages', 'Permissions'),
      line('commands', 'View as list'),
    ],
    linked: () => undefined,
    files(text, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<readonly Known[]>()
      searches.push({
        text,
        signal,
        answer: (names) => resolve(names.map((name) => line('files', name, true))),
        fail: () => reject(new Error('away')),
      })
      return promise
    },
  })
  const names = (): string[] => store.getState().findings.map(({ name }) => name)
  return { store, searches, ran, names, ...store.getState() }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

test('with nothing typed it shows the apps and commands, and asks nobody', () => {
  const { open, names, searches } = stand()
  open()
  expect(names()).toEqual(['Files', 'View as list'])
  expect(searches).toEqual([])
})

test('what fits best comes first and is chosen, wherever it comes from', async () => {
  const { store, open, type, move, names, searches } = stand()
  open()
  type('lis')
  expect(store.getState().chosen).toBe('commands-View as list')
  searches[0]?.answer(['Packing list', 'Lisbon 2026'])
  await settled()
  expect(names()).toEqual(['Lisbon 2026', 'Packing list', 'View as list'])
  expect(store.getState()).toMatchObject({ chosen: 'files-Lisbon 2026', isSearching: false })
  move(-1)
  expect(store.getState().chosen).toBe('commands-View as list')
  move(1)
  expect(store.getState().chosen).toBe('files-Lisbon 2026')
})

test('a line that the person went to stays theirs while files come in', async () => {
  const { store, open, type, move, searches } = stand()
  open()
  type('s')
  move(1)
  const { chosen } = store.getState()
  searches[0]?.answer(['Sea', 'Sky'])
  await settled()
  expect(store.getState().chosen).toBe(chosen)
})

test('an answer to what was typed before comes too late', async () => {
  const { open, type, names, searches } = stand()
  open()
  type('li')
  type('lisb')
  expect(searches[0]?.signal.aborted).toBe(true)
  searches[1]?.answer(['Lisbon'])
  await settled()
  searches[0]?.answer(['Lion'])
  await settled()
  expect(names()).toEqual(['Lisbon'])
})

test('while the daemon is away apps and commands are found all the same', async () => {
  const { store, open, type, names, searches } = stand()
  open()
  type('list')
  searches[0]?.fail()
  await settled()
  expect(names()).toEqual(['View as list'])
  expect(store.getState().isSearching).toBe(false)
})

test('Enter takes the chosen line and closes first', () => {
  const { store, open, type, choose, ran } = stand()
  open()
  type('perm')
  choose()
  expect(ran).toEqual(['Permissions'])
  expect(store.getState().isOpen).toBe(false)
})
