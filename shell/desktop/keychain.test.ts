import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openKeychain } from './keychain.ts'
import { sealedFile } from './sealed-file.ts'
import { fakeElectron } from './testing/fake-electron.ts'

function open(platform: NodeJS.Platform = 'linux') {
  const folder = mkdtempSync(join(tmpdir(), 'space-keychain-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'deep', 'passphrase')
  const fake = fakeElectron()
  return { fake, path, keychain: openKeychain(fake.electron, platform, sealedFile(path)) }
}

test('a passphrase is kept sealed, for this user alone, and comes back', async () => {
  const { keychain, path } = open()
  expect(await keychain.passphrase()).toBeUndefined()
  await keychain.keep('a long passphrase')
  expect(readFileSync(path, 'utf8')).not.toContain('passphrase')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(path, '..'))).toEqual(['passphrase'])
  expect(await keychain.passphrase()).toBe('a long passphrase')
  await keychain.forget()
  expect(await keychain.passphrase()).toBeUndefined()
})

test.each(['basic_text', 'unknown'])(
  'a system that would keep it in the open (%s) is given nothing, in clear words',
  async (backend) => {
    const { keychain, fake } = open()
    await keychain.keep('kept before')
    fake.keychain.backend = backend
    expect(keychain.problem()).toMatchObject({
      code: 'denied',
      why: expect.stringContaining('would lie open on the disk'),
      try: expect.stringContaining('type the passphrase'),
    })
    await expect(keychain.keep('new')).rejects.toMatchObject({ code: 'denied' })
    expect(await keychain.passphrase()).toBeUndefined()
  },
)

test('a keychain that is locked keeps nothing, on every system', async () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    const { keychain, fake } = open(platform)
    fake.keychain.isThere = false
    await expect(keychain.keep('words')).rejects.toMatchObject({ code: 'denied' })
  }
})

test('backends are a thing of Linux', async () => {
  const { keychain, fake } = open('darwin')
  fake.keychain.backend = 'unknown'
  await keychain.keep('words')
  expect(await keychain.passphrase()).toBe('words')
})

test('what was sealed for somebody else is as good as nothing', async () => {
  const { keychain, path } = open()
  await keychain.keep('words')
  writeFileSync(path, Buffer.from([1, 2, 255]))
  expect(await keychain.passphrase()).toBeUndefined()
})

test('a draft that a crash left open to others is closed before anything is written into it', async () => {
  const { keychain, path } = open()
  await keychain.keep('first')
  writeFileSync(`${path}.draft`, '', { mode: 0o644 })
  await keychain.keep('second')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})
