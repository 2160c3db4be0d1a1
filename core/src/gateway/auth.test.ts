import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { openAuth } from './auth.ts'

function sample(before?: unknown) {
  let now = 0
  let kept = before
  const open = () =>
    openAuth(() => now, randomBytes, {
      get: () => kept,
      set: (sessions) => void (kept = sessions),
      now: () => now,
    })
  return {
    auth: open(),
    wait: (ms: number) => void (now += ms),
    kept: () => JSON.stringify(kept),
    again: open,
  }
}

const DAY_MS = 24 * 60 * 60_000

test('a code gives one bearer, once', () => {
  const { auth } = sample()
  const code = auth.makeCode()
  expect(Buffer.from(code, 'base64url')).toHaveLength(16)
  const bearer = auth.exchange(code)
  expect(Buffer.from(bearer, 'base64url')).toHaveLength(32)
  expect(auth.session(bearer)?.alive.aborted).toBe(false)
  expect(() => auth.exchange(code)).toThrowError(expect.objectContaining({ code: 'denied' }))
})

test('a session knows whether its window was opened by Space itself', () => {
  const { auth } = sample()
  expect(auth.session(auth.exchange(auth.makeCode()))?.isLaunched).toBe(false)
  expect(auth.session(auth.exchange(auth.makeCode(true)))?.isLaunched).toBe(true)
})

test('a code is good for less than a minute', () => {
  const { auth, wait } = sample()
  const [early, late] = [auth.makeCode(), auth.makeCode()]
  wait(59_999)
  auth.exchange(early)
  wait(1)
  expect(() => auth.exchange(late)).toThrowError(expect.objectContaining({ code: 'denied' }))
})

test('after five wrong codes in a minute more are refused unseen, and a right one is not', () => {
  const { auth, wait } = sample()
  for (let i = 0; i < 5; i += 1) {
    expect(() => auth.exchange('wrong')).toThrowError(expect.objectContaining({ code: 'denied' }))
  }
  expect(() => auth.exchange('wrong')).toThrowError(expect.objectContaining({ code: 'busy' }))
  expect(auth.session(auth.exchange(auth.makeCode()))).toBeDefined()
  wait(60_000)
  expect(() => auth.exchange('wrong')).toThrowError(expect.objectContaining({ code: 'denied' }))
})

test.each(['', 'x', '__proto__', 'constructor'])('%j is no bearer', (bearer) => {
  expect(sample().auth.session(bearer)).toBeUndefined()
})

test('an ended session is over at once, others go on', () => {
  const { auth } = sample()
  const [one, two] = [auth.exchange(auth.makeCode()), auth.exchange(auth.makeCode())]
  const session = auth.session(one)
  session?.end()
  expect(session?.alive.aborted).toBe(true)
  expect(auth.session(one)).toBeUndefined()
  expect(auth.session(two)?.alive.aborted).toBe(false)
})

test('codes and sessions cannot pile up: the oldest go', () => {
  const { auth } = sample()
  const first = auth.makeCode()
  for (let i = 0; i < 16; i += 1) auth.makeCode()
  expect(() => auth.exchange(first)).toThrowError(expect.objectContaining({ code: 'denied' }))
  const session = auth.session(auth.exchange(auth.makeCode()))
  for (let i = 0; i < 64; i += 1) auth.exchange(auth.makeCode())
  expect(session?.alive.aborted).toBe(true)
})

test('a window carries on when the daemon is back within a day, and is not held for one without a network', () => {
  const { auth, wait, again } = sample()
  const bearer = auth.exchange(auth.makeCode(true))
  wait(DAY_MS)
  auth[Symbol.dispose]()
  wait(DAY_MS - 1)
  const back = again()
  expect(back.session(bearer)).toBe(back.kept[0])
  expect(back.session(bearer)).toMatchObject({ isLaunched: false, alive: { aborted: false } })
  wait(1)
  expect(again().session(bearer)).toBeUndefined()
})

test('what an earlier daemon ended does not come back, and codes never do', () => {
  const { auth, again } = sample()
  const [one, two] = [auth.exchange(auth.makeCode()), auth.exchange(auth.makeCode())]
  const code = auth.makeCode()
  auth.session(one)?.end()
  const back = again()
  expect(back.session(one)).toBeUndefined()
  back.session(two)?.end()
  expect(again().kept).toEqual([])
  expect(() => back.exchange(code)).toThrowError(expect.objectContaining({ code: 'denied' }))
})

test('of a bearer nothing but its hash is kept', () => {
  const { auth, kept } = sample()
  const bearer = auth.exchange(auth.makeCode())
  const hash = createHash('sha256').update(bearer).digest('base64')
  expect(kept()).toBe(JSON.stringify([{ hash, until: DAY_MS }]))
})

test.each([
  ['x'],
  [null],
  [[null, 'x', {}, { hash: 1, until: 1 }, { hash: 'x', until: '1' }]],
  [
    [
      { hash: 'x', until: 0 },
      { hash: 'y', until: DAY_MS + 1 },
      { hash: 'z', until: NaN },
    ],
  ],
])('what was kept and is no session, as in case %#, is left out', (before) => {
  expect(sample(before).auth.kept).toEqual([])
})

test('when nothing can be kept a window is opened all the same', () => {
  const auth = openAuth(() => 0, randomBytes, {
    get: () => undefined,
    set: () => {
      throw new Error('the disk is full')
    },
    now: () => 0,
  })
  expect(auth.session(auth.exchange(auth.makeCode()))).toBeDefined()
})
