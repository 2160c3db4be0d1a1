import { expect, test } from 'vitest'
import { openConsent, type Choice, type Wish } from './consent.ts'
import { testIds, testKept } from './grants.samples.ts'

const wish: Wish = { kind: 'host', host: 'x.example', label: 'the weather' }
const choice: Choice = { entries: [], actions: 'read', lasting: 'until-off', trial: false }
const never = new AbortController().signal

function open(kept = testKept()) {
  return openConsent({ kept, now: () => 0, newId: testIds() })
}

async function question(consent: ReturnType<typeof open>): Promise<string> {
  const stop = new AbortController()
  for await (const one of consent.questions(stop.signal)) {
    stop.abort()
    if (one !== null) return one.id
  }
  throw new Error('nothing is asked')
}

function code(name: string) {
  return expect.objectContaining({ code: name })
}

async function dismiss(consent: ReturnType<typeof open>, app: string): Promise<void> {
  const asked = consent.ask(app, wish, never)
  consent.answer(await question(consent), undefined)
  await expect(asked).rejects.toEqual(code('grant-denied'))
}

test('what the person chooses is the answer', async () => {
  const consent = open()
  const asked = consent.ask('notes', wish, never)
  consent.answer(await question(consent), choice)
  await expect(asked).resolves.toBe(choice)
})

test('there is one question at a time in the whole space', async () => {
  const consent = open()
  const asked = consent.ask('notes', wish, never)
  await expect(consent.ask('notes', wish, never)).rejects.toEqual(code('busy'))
  await expect(consent.ask('other', wish, never)).rejects.toEqual(code('busy'))
  consent.answer(await question(consent), choice)
  await asked
  const next = consent.ask('other', wish, never)
  consent.answer(await question(consent), choice)
  await expect(next).resolves.toBe(choice)
})

test('three refusals in a row block the app until the person lets it ask again, restarts or not', async () => {
  const kept = testKept()
  const consent = open(kept)
  for (let i = 0; i < 3; i++) await dismiss(consent, 'notes')
  const again = open(kept)
  await expect(again.ask('notes', wish, never)).rejects.toEqual(code('grant-denied'))
  expect(await Array.fromAsync(again.questions(AbortSignal.abort()))).toEqual([null])
  expect(again.blocked()).toMatchObject([{ app: 'notes' }])
  again.unblock('notes')
  const asked = again.ask('notes', wish, never)
  again.answer(await question(again), choice)
  await expect(asked).resolves.toBe(choice)
})

test('a choice between them begins the count anew, and refusals of one app are not those of another', async () => {
  const consent = open()
  await dismiss(consent, 'notes')
  await dismiss(consent, 'notes')
  await dismiss(consent, 'other')
  const asked = consent.ask('notes', wish, never)
  consent.answer(await question(consent), choice)
  await asked
  await dismiss(consent, 'notes')
  await dismiss(consent, 'notes')
  expect(consent.blocked()).toEqual([])
})

test('a question is over when its app is closed, and an answer that comes later is nothing', async () => {
  const consent = open()
  const session = new AbortController()
  const asked = consent.ask('notes', wish, session.signal)
  const id = await question(consent)
  session.abort()
  await expect(asked).rejects.toEqual(code('aborted'))
  expect(() => consent.answer(id, choice)).toThrowError(code('not-found'))
  await expect(consent.ask('notes', wish, session.signal)).rejects.toEqual(code('aborted'))
})

test('a question that its app takes back counts as one that the person did not want', async () => {
  const consent = open()
  for (let i = 0; i < 3; i++) {
    const call = new AbortController()
    const asked = consent.ask('notes', wish, call.signal)
    call.abort()
    await expect(asked).rejects.toEqual(code('aborted'))
  }
  await expect(consent.ask('notes', wish, never)).rejects.toEqual(code('grant-denied'))
  expect(consent.blocked()).toMatchObject([{ app: 'notes' }])
})
