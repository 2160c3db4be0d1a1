import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { heedCodes, openBearer } from './bearer.ts'

const GOOD = 'AbCdEfGhIjKlMnOpQrSt-_'
const STALE = 'ssssssssssssssssssssss'

function window(hash: string, kept: Record<string, string> = {}) {
  const stored = new Map(Object.entries(kept))
  const addresses: string[] = []
  const redeemed: string[] = []
  return {
    stored,
    addresses,
    redeemed,
    powers: {
      location: { hash, pathname: '/', search: '' },
      history: {
        replaceState: (_data: unknown, _title: string, url?: string | URL | null) =>
          void addresses.push(String(url)),
      },
      storage: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => void stored.set(key, value),
        removeItem: (key: string) => void stored.delete(key),
      },
      redeem: async (code: string) => {
        // The address is clean before the code goes anywhere.
        expect(addresses).toEqual(['/'])
        redeemed.push(code)
        if (code === STALE) throw new SpaceError('denied', 'It was used')
        return `bearer of ${code}`
      },
    },
  }
}

test('a code is exchanged once, and gone from the address before', async () => {
  const { powers, stored, addresses, redeemed } = window(`#code=${GOOD}`)
  const bearer = await openBearer(powers)
  expect(bearer.current).toBe(`bearer of ${GOOD}`)
  expect([...stored.values()]).toEqual([`bearer of ${GOOD}`])
  expect(addresses).toEqual(['/'])
  expect(redeemed).toEqual([GOOD])
})

test('a reload goes on with the bearer of this window', async () => {
  const { powers, addresses } = window('#/settings/about', { 'space:bearer': 'kept' })
  expect((await openBearer(powers)).current).toBe('kept')
  expect(addresses).toEqual([])
})

test('where the address leads besides is left in it', async () => {
  const { powers, addresses } = window(`#code=${GOOD}/files/Photos%202026`)
  powers.redeem = async () => 'bearer'
  expect((await openBearer(powers)).current).toBe('bearer')
  expect(addresses).toEqual(['/#/files/Photos%202026'])
})

test('a stale code does not sign out a window that is signed in', async () => {
  const { powers, addresses } = window(`#code=${STALE}`, { 'space:bearer': 'kept' })
  expect((await openBearer(powers)).current).toBe('kept')
  expect(addresses).toEqual(['/'])
})

test('without code and bearer there is none', async () => {
  expect((await openBearer(window('').powers)).current).toBeUndefined()
  expect((await openBearer(window(`#code=${STALE}`).powers)).current).toBeUndefined()
})

test.each(['<script>', 'short', `${GOOD}x`])(
  '%j is no code: it is taken from the address too, and goes nowhere',
  async (code) => {
    const { powers, addresses, redeemed } = window(`#code=${code}`)
    expect((await openBearer(powers)).current).toBeUndefined()
    expect(addresses).toEqual(['/'])
    expect(redeemed).toEqual([])
  },
)

test('a forgotten bearer is gone from the window', async () => {
  const { powers, stored } = window('', { 'space:bearer': 'kept' })
  const bearer = await openBearer(powers)
  bearer.forget()
  expect(bearer.current).toBeUndefined()
  expect(stored.size).toBe(0)
})

test.each([
  [true, `#code=${GOOD}`, 'loaded anew'],
  [false, `#code=${GOOD}`, 'taken away'],
  [false, `#code=${GOOD}/files/a`, 'taken away'],
  [true, '#/settings/about', 'left alone'],
])('in a window that is open (signed out: %j) %s is %s', (isSignedOut, hash, what) => {
  const { powers, addresses } = window(hash)
  const target = new EventTarget()
  let reloads = 0
  const went: string[] = []
  heedCodes(target, {
    ...powers,
    isSignedOut: () => isSignedOut,
    reload: () => void (reloads += 1),
    went: () => void went.push(String(addresses.at(-1))),
  })
  target.dispatchEvent(new Event('hashchange'))
  expect(reloads).toBe(what === 'loaded anew' ? 1 : 0)
  const left = hash.endsWith('/files/a') ? '/#/files/a' : '/'
  expect(addresses).toEqual(what === 'taken away' ? [left] : [])
  expect(went).toEqual(addresses)
})
