import { expect, test } from 'vitest'
import type { Preferences } from './electron.ts'
import { openKeychain, type SealedFile } from './keychain.ts'
import { asSession, fakeElectron } from './testing/fake-electron.ts'
import { FakeSession } from './testing/fake-pages.ts'
import { openUnlock } from './unlock.ts'

const TOP = { parent: null }

function locked() {
  const fake = fakeElectron()
  let sealed: Uint8Array | undefined
  const file: SealedFile = {
    read: async () => sealed,
    async write(bytes) {
      sealed = bytes
    },
    async remove() {
      sealed = undefined
    },
  }
  const keychain = openKeychain(fake.electron, 'linux', file)
  const unlock = openUnlock({
    electron: fake.electron,
    keychain,
    session: () => asSession(new FakeSession('unlock', {})),
    preferences: (session): Preferences => ({ session }),
    page: '/opt/space/unlock.html',
  })
  const page = () => fake.views.at(-1)?.webContents
  const type = (words: unknown, keep = false, from: object = {}) =>
    fake.ask('space:unlock', { sender: page(), frame: TOP, ...from }, words, keep)
  return { fake, keychain, unlock, page, type }
}

test('the person is asked in a window that goes when they have answered; nothing is kept unasked', async () => {
  const { fake, keychain, unlock, page, type } = locked()
  const asked = unlock(false)
  await expect.poll(page).toBeDefined()
  expect(page()?.said).toEqual(['file unlock.html {"again":"false","keep":"true"}'])
  await type('my words')
  expect(await asked).toBe('my words')
  expect([fake.windows[0]?.isOver, page()?.isClosed]).toEqual([true, true])
  await expect(type('late')).rejects.toThrow('Nobody answers')
  expect(await keychain.passphrase()).toBeUndefined()
})

test('what the keychain keeps is not asked for, until it is wrong', async () => {
  const { fake, unlock, page, type } = locked()
  const first = unlock(false)
  await expect.poll(page).toBeDefined()
  await type('my words', true)
  await first
  expect(await unlock(false)).toBe('my words')
  expect(fake.windows).toHaveLength(1)
  const again = unlock(true)
  await expect.poll(() => fake.windows.length).toBe(2)
  expect(page()?.said[0]).toContain('"again":"true"')
  await type('other words')
  expect(await again).toBe('other words')
})

test('a system that would keep it in the open is not offered', async () => {
  const { fake, unlock, page, type } = locked()
  fake.keychain.backend = 'basic_text'
  const asked = unlock(false)
  await expect.poll(page).toBeDefined()
  expect(page()?.said[0]).toContain('"keep":"false"')
  await type('my words', true)
  expect(await asked).toBe('my words')
  fake.keychain.backend = 'kwallet6'
  void unlock(false).catch(() => undefined)
  await expect.poll(() => fake.windows.length).toBe(2)
})

test('nobody but that page answers, and only with words', async () => {
  const { fake, unlock, page, type } = locked()
  const asked = unlock(false)
  await expect.poll(page).toBeDefined()
  for (const from of [{ sender: {} }, { frame: null }, { frame: { parent: TOP } }]) {
    await expect(type('theirs', false, from)).rejects.toThrow('Only the page that asks')
  }
  await type(7)
  await type('x'.repeat(2000))
  expect(fake.windows[0]?.isOver).toBe(false)
  await type('mine')
  expect(await asked).toBe('mine')
})

test('a window that is closed leaves Space locked', async () => {
  const { fake, unlock, page } = locked()
  const asked = unlock(false)
  await expect.poll(page).toBeDefined()
  fake.windows[0]?.close()
  await expect(asked).rejects.toMatchObject({ code: 'aborted' })
  expect(page()?.tries('will-navigate', { url: 'https://example.org/' })).toBe(true)
})
