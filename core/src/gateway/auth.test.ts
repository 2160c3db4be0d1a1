import { expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { openAuth } from './auth.ts'

function sample() {
  let now = 0
  const auth = openAuth(() => now, randomBytes)
  return { auth, wait: (ms: number) => void (now += ms) }
}

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
