import { SpaceError } from '@space/sdk'
import type { ConsentAnswer, ConsentRequest } from '@space/sdk/host'
import { expect, test } from 'vitest'
import { LEDGER, NOW, READER, ref } from '../fake/world.ts'
import { createConsentStore } from './consent-store.ts'
import { createLinkStore } from './link-store.ts'

const request: ConsentRequest = {
  id: 'r1',
  app: ref(LEDGER),
  askedAt: NOW,
  kind: 'host',
  host: 'example.org',
  reason: 'because',
  blocked: 0,
}

function open() {
  let failure: SpaceError | undefined
  let blocked = [{ app: ref(READER), at: NOW }]
  const answers: ConsentAnswer[] = []
  const store = createConsentStore({
    requests: async function* none() {
      // Nobody asks by itself.
    },
    answer: async (_id, answer) => {
      if (failure !== undefined) throw failure
      answers.push(answer)
    },
    blocked: async () => blocked,
    unblock: async (label) => {
      blocked = blocked.filter(({ app }) => app.label !== label)
    },
  })
  store.getState().take(request)
  return {
    store,
    answers,
    fail: (error: SpaceError) => {
      failure = error
    },
    shown: () => store.getState().request?.id,
  }
}

test('an answer goes to the daemon, and the question away', async () => {
  const { store, answers, shown } = open()
  await store.getState().answer({ kind: 'allowed', lasting: 'session' })
  expect(answers).toEqual([{ kind: 'allowed', lasting: 'session' }])
  expect(shown()).toBeUndefined()
})

test('an answer that could not be given leaves the question, with the reason', async () => {
  const { store, fail, shown } = open()
  fail(new SpaceError('offline', 'Space does not answer'))
  await store.getState().answer({ kind: 'allowed', lasting: 'session' })
  expect(shown()).toBe('r1')
  expect(store.getState().problem).toEqual({ what: 'Space does not answer' })
})

test('a refusal always takes the question away: nothing was given', async () => {
  const { store, fail, shown } = open()
  fail(new SpaceError('offline', 'Space does not answer'))
  await store.getState().answer({ kind: 'refused' })
  expect(shown()).toBeUndefined()
})

test('a question that nobody waits for goes away', async () => {
  const { store, fail, shown } = open()
  fail(new SpaceError('not-found', 'The app is gone'))
  await store.getState().answer({ kind: 'allowed', lasting: 'session' })
  expect(shown()).toBeUndefined()
  store.getState().take(request)
  store.getState().take(null)
  expect(shown()).toBeUndefined()
})

test('the same question told again keeps what the person is doing', () => {
  const { store } = open()
  const before = store.getState().request
  store.getState().take({ ...request })
  expect(store.getState().request).toBe(before)
})

test('an app that may not ask any more can be let ask again', async () => {
  const { store } = open()
  await store.getState().loadBlocked()
  expect(store.getState().blocked.map(({ app }) => app.name)).toEqual(['Reader'])
  await store.getState().unblock('reader')
  expect(store.getState().blocked).toEqual([])
})

test('one address is asked for at a time, and an app that goes takes its question along', async () => {
  const link = createLinkStore()
  const gone = new AbortController()
  const first = link.getState().ask(LEDGER, 'https://a.example/', gone.signal)
  const second = link.getState().ask(READER, 'https://b.example/', new AbortController().signal)
  expect(await second).toBe(false)
  expect(link.getState().asked?.url).toBe('https://a.example/')
  gone.abort()
  expect(await first).toBe(false)
  expect(link.getState().asked).toBeUndefined()
})
