import type { SpaceDirectory, Transfer } from '@space/sdk'
import { expect, test } from 'vitest'
import { conflictOf, createHands, type Hand, memoryOf } from './bring.samples.ts'
import { type Brought, createBringStore, leftMs, progressOf } from './bring-store.ts'
import type { Remembered } from './bring-memory.ts'
import type { Gift } from './gift.ts'

const LISBON = { folder: {} as SpaceDirectory, name: 'Lisbon 2026' }
const gift = (name = 'Photos', gift: Partial<Gift> = {}): Gift => ({
  name,
  isFile: false,
  items: [{ path: [name], file: new File(['x'], name) }],
  unreadable: [],
  ...gift,
})
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

function open(known: Record<string, Remembered> = {}) {
  const hands = createHands()
  const memory = memoryOf(known)
  const brought: Brought[] = []
  const clock = { now: 0 }
  const store = createBringStore({
    transfers: hands.transfers,
    memory: memory.memory,
    now: () => clock.now,
    onBrought: (one) => brought.push(one),
    onFailed: (error) => {
      throw error
    },
  })
  const begin = (name?: string, what?: Partial<Gift>): Hand => {
    store.getState().bring(gift(name, what), LISBON)
    return hands.hands.at(-1) as Hand
  }
  const line = () => store.getState().carried[0]
  return {
    ...hands,
    kept: memory.kept,
    store,
    brought,
    clock,
    begin,
    line,
    state: () => store.getState(),
  }
}

test('what is given goes into the folder under its name, and its line follows it', async () => {
  const { begin, line } = open()
  const hand = begin()
  expect(hand).toMatchObject({ name: 'Photos', folder: LISBON.folder })
  await hand.put({ phase: 'sending', totalFiles: 86, doneFiles: 22 })
  expect(line()).toMatchObject({ phase: 'sending', into: 'Lisbon 2026', doneFiles: 22 })
})

test('speed and the time that is left follow from the last seconds', async () => {
  const { begin, state, clock, line } = open()
  const hand = begin()
  const all = { phase: 'sending', isCounted: true, totalBytes: 10_000_000 } as const
  await hand.put({ ...all, doneBytes: 0 })
  expect(line()?.speed).toBeNull()
  clock.now = 2000
  await hand.put({ ...all, doneBytes: 4_000_000 })
  expect(line()?.speed).toBe(2_000_000)
  expect(leftMs(state().carried)).toBe(3000)
  expect(progressOf(state().carried)).toBe(0.4)
})

test('what was brought is told once, with what takes it back', async () => {
  const { begin, brought } = open()
  const hand = begin()
  await hand.put({ phase: 'done', doneFiles: 5, thereFiles: 2, undo: 'u1' })
  expect(brought).toMatchObject([{ files: 3, into: 'Lisbon 2026', undo: 'u1', isCancelled: false }])
})

test('a question waits for its answer, and answers go back in their order', async () => {
  const { begin, state } = open()
  const hand = begin()
  const asked = hand.ask([conflictOf('a.txt'), conflictOf('b.txt')])
  expect(state().pending).toMatchObject({ into: 'Lisbon 2026', conflicts: [{}, {}] })
  state().answer(state().pending?.id ?? '', ['skip', 'replace'])
  expect(await asked).toEqual(['skip', 'replace'])
  expect(state().pending).toBeNull()
})

test('questions of two at once come one after the other', async () => {
  const { begin, state } = open()
  const first = begin('A')
  const second = begin('B')
  const answers = [first.ask([conflictOf('a.txt')]), second.ask([conflictOf('b.txt')])]
  expect(state().pending?.conflicts[0]?.path).toEqual(['a.txt'])
  state().answer(state().pending?.id ?? '', ['skip'])
  expect(state().pending?.conflicts[0]?.path).toEqual(['b.txt'])
  state().answer(state().pending?.id ?? '', ['replace'])
  expect(await Promise.all(answers)).toEqual([['skip'], ['replace']])
})

test('to answer a question with nothing is to bring nothing', async () => {
  const { begin, state } = open()
  const asked = begin().ask([conflictOf('a.txt')])
  state().answer(state().pending?.id ?? '', null)
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
})

test('to stop one that asks takes its question away', async () => {
  const { begin, state, line } = open()
  const hand = begin()
  const asked = hand.ask([conflictOf('a.txt')])
  state().cancel(line()?.id ?? '')
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
  expect(state().pending).toBeNull()
  expect(hand.acts).toEqual(['cancel'])
})

test('pause, go on and again are done to the one that is meant', async () => {
  const { begin, state, line } = open()
  const hand = begin()
  const id = line()?.id ?? ''
  state().pause(id)
  state().resume(id)
  state().retry(id)
  expect(hand.acts).toEqual(['pause', 'resume', 'retry'])
})

test('what is tried again after its end is followed again', async () => {
  const { begin, state, line, brought } = open()
  const hand = begin()
  await hand.put({ phase: 'done', failedFiles: 1, doneFiles: 1, undo: 'u1' })
  state().retry(line()?.id ?? '')
  await hand.put({ phase: 'sending', failedFiles: 0 })
  expect(line()?.phase).toBe('sending')
  await hand.put({ phase: 'done', doneFiles: 2, undo: 'u2' })
  expect(line()?.phase).toBe('done')
  expect(brought.map(({ undo }) => undo)).toEqual(['u1', 'u2'])
})

test('what could not be read on this computer counts among the failures', async () => {
  const problem = { code: 'unreadable', message: 'shut' } as const
  const { begin, line } = open()
  const hand = begin('A', { unreadable: [{ path: ['A', 'x'], problem }] })
  await hand.put({ phase: 'done', failedFiles: 1, failed: [{ path: ['A', 'y'], problem }] })
  expect(line()?.failedFiles).toBe(2)
  expect(line()?.failed.map(({ path }) => path.join('/'))).toEqual(['A/x', 'A/y'])
})

test('one that is over makes room for the next, unless something of it failed', async () => {
  const { begin, state } = open()
  const good = begin('Good')
  await good.put({ phase: 'done', doneFiles: 1 })
  const bad = begin('Bad')
  await bad.put({ phase: 'done', failedFiles: 1 })
  begin('Next')
  expect(state().carried.map(({ name }) => name)).toEqual(['Bad', 'Next'])
})

const transfer = (id: string, change: Partial<Transfer> = {}): Transfer => ({
  id,
  name: 'Photos',
  direction: 'in',
  state: 'stopped',
  doneBytes: 5,
  totalBytes: 10,
  doneFiles: 1200,
  totalFiles: 3000,
  ...change,
})

test('what an earlier visit began is there as interrupted, and goes once it is given again', async () => {
  const { begin, tell, state, store, acts } = open()
  const stop = new AbortController()
  void store.getState().follow(stop.signal)
  await tell([transfer('t1')])
  expect(state().carried).toMatchObject([{ id: 't1', phase: 'interrupted', into: null }])
  begin('Photos')
  await turns()
  expect(state().carried).toMatchObject([{ phase: 'looking', into: 'Lisbon 2026' }])
  expect(acts).toEqual([])
})

test('where an interrupted one goes is known from when it began', async () => {
  const { begin, kept } = open()
  begin('Photos')
  await turns()
  expect(kept).toEqual({ t1: 'Lisbon 2026' })
  const later = open({ t1: { name: 'Lisbon 2026', path: ['Travel', 'Lisbon 2026'] } })
  void later.store.getState().follow(new AbortController().signal)
  await later.tell([transfer('t1')])
  expect(later.line()).toMatchObject({ into: 'Lisbon 2026', path: ['Travel', 'Lisbon 2026'] })
})

test('what another window sends is paused and stopped there, by its id', async () => {
  const { tell, state, store, acts } = open()
  void store.getState().follow(new AbortController().signal)
  await tell([transfer('t9', { state: 'running' })])
  state().pause('t9')
  state().cancel('t9')
  state().dismiss('t9')
  expect(acts).toEqual(['pause t9', 'cancel t9', 'forget t9'])
})

test('small saves, and what leaves, have no line', async () => {
  const { tell, state, store } = open()
  void store.getState().follow(new AbortController().signal)
  await tell([
    transfer('small', { state: 'running', totalFiles: 1, totalBytes: 2000 }),
    transfer('out', { direction: 'out' }),
    transfer('over', { state: 'done' }),
  ])
  expect(state().carried).toEqual([])
})
