import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { decode, encode } from '../crypto/codec.ts'
import { randomBytes } from '../crypto/hash.ts'
import {
  createKeyring,
  readKeyring,
  writeKeyring,
  type Keychain,
  type Protection,
  type Secrets,
} from './keyring.ts'

// Argon2id and long loops take their time on a busy machine; none of this measures it.
vi.setConfig({ testTimeout: 300_000 })

const CANARY = 'canary canary canary'
const secrets: Secrets = {
  device: randomBytes(32),
  storage: randomBytes(32),
  roots: [randomBytes(32), randomBytes(32)],
  phrase: CANARY,
  card: randomBytes(300),
}
const { phrase: _, ...withoutPhrase } = secrets
const passphrase: Protection = { kind: 'passphrase', passphrase: 'canary-passphrase é' }

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'space-keyring-'))
  path = join(folder, 'keyring')
})
afterEach(() => rm(folder, { recursive: true }))

function memoryKeychain(): Keychain {
  const kept = new Map<string, Uint8Array>()
  return {
    async wrap(key) {
      const name = randomBytes(8)
      kept.set(name.toString(), key)
      return name
    },
    async unwrap(name) {
      return kept.get(name.toString()) ?? randomBytes(32)
    },
  }
}

/** What an error shows to any log, however it prints it. */
function shown(error: unknown): string {
  return inspect(error, { depth: 9, showHidden: true })
}

type File = { v: number; lock: Record<string, unknown>; commit: Uint8Array; ct: Uint8Array }
async function change(edit: (file: File) => object): Promise<void> {
  await writeFile(path, encode(edit(decode(await readFile(path)) as File)))
}

describe('a keyring', () => {
  const keychain = memoryKeychain()
  test.each<[Protection, Parameters<typeof readKeyring>[1]]>([
    [{ kind: 'file' }, {}],
    [passphrase, { passphrase: 'canary-passphrase é' }],
    [passphrase, { passphrase: 'canary-passphrase e\u0301' }],
    [{ kind: 'os', ...keychain }, { os: keychain }],
  ])('gives back what it keeps (%o)', async (protection, unlock) => {
    await createKeyring(path, secrets, protection)
    expect(await readKeyring(path, unlock)).toEqual({ secrets, kind: protection.kind })
  })

  test('without a phrase has none', async () => {
    await createKeyring(path, withoutPhrase, { kind: 'file' })
    expect((await readKeyring(path)).secrets).toEqual(withoutPhrase)
  })

  test('is for its owner only, also when it replaces one that was not', async () => {
    await createKeyring(path, secrets, { kind: 'file' })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await chmod(path, 0o644)
    await writeKeyring(path, secrets, { kind: 'file' })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test('is never created over another one', async () => {
    await createKeyring(path, secrets, { kind: 'file' })
    const before = await readFile(path)
    const again = createKeyring(path, withoutPhrase, { kind: 'file' })
    await expect(again).rejects.toMatchObject({ code: 'exists' })
    expect(await readFile(path)).toEqual(before)
    expect(await readdir(folder)).toEqual(['keyring'])
  })

  test('created twice at once is created once', async () => {
    const tries = await Promise.allSettled(
      [secrets, withoutPhrase].map((one) => createKeyring(path, one, { kind: 'file' })),
    )
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await readdir(folder)).toEqual(['keyring'])
  })

  test('is replaced as a whole: readers meanwhile see the old or the new one', async () => {
    await createKeyring(path, secrets, { kind: 'file' })
    const ino = (await stat(path)).ino
    const writing = Array.from({ length: 20 }, () =>
      writeKeyring(path, withoutPhrase, { kind: 'file' }),
    )
    for (let i = 0; i < 50; i += 1) {
      const { secrets: seen } = await readKeyring(path)
      expect([secrets, withoutPhrase]).toContainEqual(seen)
    }
    await Promise.all(writing)
    expect((await stat(path)).ino).not.toBe(ino)
    expect((await readKeyring(path)).secrets).toEqual(withoutPhrase)
    expect(await readdir(folder)).toEqual(['keyring'])
  })

  test('in a folder that is not there is not written, and says nothing secret', async () => {
    const error = await createKeyring(join(folder, 'no', 'keyring'), secrets, passphrase).catch(
      (caught: unknown) => caught,
    )
    expect(error).toMatchObject({ code: 'io' })
    expect(shown(error)).not.toContain('canary')
  })
})

describe('a keyring that cannot be opened', () => {
  const reading = (unlock = {}) =>
    readKeyring(path, unlock).then(
      () => expect.unreachable(),
      (error: unknown) => {
        expect(shown(error)).not.toContain('canary')
        return error
      },
    )

  test('says wrong-key for a wrong passphrase and denied for none', async () => {
    await createKeyring(path, secrets, passphrase)
    const wrong = await reading({ passphrase: 'canary-other' })
    expect(wrong).toMatchObject({ code: 'wrong-key' })
    expect(await reading()).toMatchObject({ code: 'denied' })
  })

  test('says wrong-key when the keychain has another key', async () => {
    await createKeyring(path, secrets, { kind: 'os', ...memoryKeychain() })
    expect(await reading({ os: memoryKeychain() })).toMatchObject({ code: 'wrong-key' })
    expect(await reading()).toMatchObject({ code: 'denied' })
  })

  test('says not-found when there is none', async () => {
    expect(await reading()).toMatchObject({ code: 'not-found' })
  })

  test('says unreadable when it is damaged anywhere', async () => {
    await createKeyring(path, secrets, { kind: 'file' })
    const whole = await readFile(path)
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole)
      damaged[at]! ^= 0x04
      await writeFile(path, damaged)
      const error = (await reading()) as { code: string }
      expect(['unreadable', 'wrong-key', 'newer-version']).toContain(error.code)
    }
    for (const content of ['', 'hello', whole.subarray(0, 100), Buffer.concat([whole, whole])]) {
      await writeFile(path, content)
      expect(await reading()).toMatchObject({ code: 'unreadable' })
    }
    // Sparse, and more than can be read into memory at once: refused by its size alone.
    await truncate(path, 2 ** 32)
    expect(await reading()).toMatchObject({ code: 'unreadable' })
  })

  test('says unreadable, not wrong-key, when the passphrase is right and the rest is not', async () => {
    await createKeyring(path, secrets, passphrase)
    await change(({ ct, ...rest }) => ({ ...rest, ct: ct.map((b, i) => (i === 60 ? b ^ 1 : b)) }))
    const unlock = { passphrase: 'canary-passphrase é' }
    expect(await reading(unlock)).toMatchObject({ code: 'unreadable' })
  })

  test('says newer-version when a newer Space wrote it', async () => {
    await createKeyring(path, secrets, { kind: 'file' })
    await change((file) => ({ ...file, v: 2, more: 1 }))
    expect(await reading()).toMatchObject({ code: 'newer-version' })
  })

  test('refuses costs out of range before any work', async () => {
    await createKeyring(path, secrets, passphrase)
    const edit = (m: number, t: number) =>
      change(({ lock, ...rest }) => ({
        ...rest,
        lock: { kind: 'passphrase', argon: { ...(lock['argon'] as object), m, t } },
      }))
    for (const [m, t] of [
      [16 * 2 ** 20, 3],
      [1024, 3],
      [65536, 1000],
      [65536, 1],
    ] as const) {
      await edit(m, t)
      expect(await reading({ passphrase: 'x' })).toMatchObject({ code: 'unreadable' })
    }
  })

  test('holds nothing in clear but how it is kept', async () => {
    await createKeyring(path, secrets, passphrase)
    const content = await readFile(path)
    for (const secret of [secrets.device, secrets.storage, ...secrets.roots, Buffer.from(CANARY)]) {
      expect(content.includes(Buffer.from(secret))).toBe(false)
    }
  })
})
