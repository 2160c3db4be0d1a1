import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { createFramesStore } from './frames-store.ts'

function open() {
  let failure: SpaceError | undefined
  const calls: string[] = []
  const store = createFramesStore({
    open: async (label) => {
      calls.push(`open ${label}`)
      if (failure !== undefined) throw failure
      const origin = `http://app-${label}.localhost:7723`
      return { label, origin, url: `${origin}/index.html` }
    },
    close: async (label) => {
      calls.push(`close ${label}`)
    },
  })
  return {
    store,
    calls,
    fail: (error?: SpaceError) => {
      failure = error
    },
    frame: () => store.getState().frames['ledger'],
  }
}

test('an app is opened once, however often it is shown', async () => {
  const { store, calls, frame } = open()
  await Promise.all([store.getState().open('ledger'), store.getState().open('ledger')])
  expect(calls).toEqual(['open ledger'])
  expect(frame()).toMatchObject({ status: 'open', origin: 'http://app-ledger.localhost:7723' })
})

test('an app that could not be opened says why, and can be tried again', async () => {
  const { store, fail, frame } = open()
  fail(new SpaceError('not-found', 'It is not installed'))
  await store.getState().open('ledger')
  expect(frame()).toMatchObject({ status: 'failed', problem: { what: 'It is not installed' } })
  fail()
  await store.getState().open('ledger')
  expect(frame()).toMatchObject({ status: 'open' })
})

test('an app that was closed while it was opening stays closed', async () => {
  const { store, frame } = open()
  const opening = store.getState().open('ledger')
  await store.getState().close('ledger')
  await opening
  expect(frame()).toBeUndefined()
})

test('loading again is a new frame, and forgets that the app was silent', async () => {
  const { store, frame } = open()
  await store.getState().open('ledger')
  store.getState().hear('ledger', false)
  expect(frame()).toMatchObject({ isSilent: true, round: 0 })
  store.getState().reload('ledger')
  expect(frame()).toMatchObject({ isSilent: false, round: 1 })
})

test('the person can wait for a silent app, and is told anew after it was back', async () => {
  const { store, frame } = open()
  await store.getState().open('ledger')
  store.getState().hear('ledger', false)
  store.getState().wait('ledger')
  expect(frame()).toMatchObject({ isSilent: true, isWaitedFor: true })
  store.getState().hear('ledger', true)
  store.getState().hear('ledger', false)
  expect(frame()).toMatchObject({ isSilent: true, isWaitedFor: false })
})

test('after the daemon was away it learns which apps are open, and the frames stay as they are', async () => {
  const { store, calls, frame } = open()
  await store.getState().open('ledger')
  const before = frame()
  await store.getState().reopen()
  expect(calls).toEqual(['open ledger', 'open ledger'])
  expect(frame()).toBe(before)
})
