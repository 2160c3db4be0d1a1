import { link, lstat, rename, rm } from 'node:fs/promises'
import { timingSafeEqual } from 'node:crypto'
import { isSpaceError, SpaceError } from '@space/sdk'
import {
  anything,
  blob,
  bytes,
  check,
  encode,
  list,
  map,
  nullable,
  oneOf,
  parse,
  structure,
  text,
  type TypeOf,
} from '../crypto/codec.ts'
import { randomBytes } from '../crypto/hash.ts'
import {
  argon as argonShape,
  commitmentOf,
  KEYRING_COST,
  stretch,
  type Argon,
} from '../crypto/password.ts'
import { open as unseal, seal } from '../crypto/seal.ts'
import { readSmall } from './read-small.ts'
import { writeDurably } from './write-durably.ts'

/** What only this device knows. */
export interface Secrets {
  /** 32-byte seed of the device. */
  readonly device: Uint8Array
  /** 32 bytes, local: seals the index and keys the dedup table. */
  readonly storage: Uint8Array
  /** K_root by generation, from 0. */
  readonly roots: readonly Uint8Array[]
  /** Only until the recovery kit is confirmed. */
  readonly phrase?: string
  /** The newest known card, as bytes. */
  readonly card: Uint8Array
}

export type KeyringKind = 'file' | 'passphrase' | 'os'

/** The keychain of the operating system. */
export interface Keychain {
  /** Keeps a 32-byte key; what comes back may be stored in clear. */
  wrap(key: Uint8Array): Promise<Uint8Array>
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>
}

/** How the secrets are kept: `file` means that whoever reads the file has them. */
export type Protection =
  | { readonly kind: 'file' }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | ({ readonly kind: 'os' } & Keychain)

/**
 * Write the first keyring of a device, readable by its owner only.
 *
 * @throws {SpaceError} `exists` when there is one already, which is left alone
 */
export async function createKeyring(
  path: string,
  secrets: Secrets,
  protection: Protection,
): Promise<void> {
  if (await isThere(path)) throw exists()
  await writeDurably(path, await lock(secrets, protection), NAME, async (draft) => {
    try {
      await link(draft, path)
      await rm(draft)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw exists()
      // Some file systems know no hard links; the check above has to do there.
      if (await isThere(path)) throw exists()
      await rename(draft, path)
    }
  })
}

/**
 * Replace a keyring: a crash leaves the old or the new one, never a mixture.
 */
export async function writeKeyring(
  path: string,
  secrets: Secrets,
  protection: Protection,
): Promise<void> {
  await writeDurably(path, await lock(secrets, protection), NAME)
}

/**
 * Unlock a keyring.
 *
 * @throws {SpaceError} `not-found` when there is none
 * @throws {SpaceError} `denied` when what its kind needs was not given
 * @throws {SpaceError} `wrong-key` when the passphrase or the keychain's key is not the right one
 * @throws {SpaceError} `unreadable` when the file is damaged, `newer-version` when it is too new
 */
export async function readKeyring(
  path: string,
  unlock: { readonly passphrase?: string; readonly os?: Pick<Keychain, 'unwrap'> } = {},
): Promise<{ secrets: Secrets; kind: KeyringKind }> {
  const { ct, ...head } = await readFileAt(path)
  const key = await keyOf(head, unlock)
  try {
    if (!timingSafeEqual(commitmentOf(key), head.commit)) throw wrongKey(head.lock.kind)
    const { phrase, v: _, ...rest } = parse('keyring', secretsShape, openSecrets(key, head, ct))
    return {
      secrets: { ...rest, ...(phrase !== null && { phrase }) },
      kind: head.lock.kind,
    }
  } finally {
    key.fill(0)
  }
}

const secretsShape = structure({
  device: bytes(32),
  storage: bytes(32),
  roots: list(bytes(32), { min: 1, max: 10_000 }),
  phrase: nullable(text),
  card: blob({ max: 2 ** 20 }),
})

const fileShape = structure({
  lock: anything,
  commit: bytes(32),
  ct: blob({ max: 2 ** 21 }),
})

const fileLock = map({ kind: oneOf('file'), key: bytes(32) })
const passphraseLock = map({ kind: oneOf('passphrase'), argon: argonShape })
const osLock = map({ kind: oneOf('os'), wrapped: blob({ max: 65536 }) })
const kindShape = { file: fileLock, passphrase: passphraseLock, os: osLock }

type Lock = TypeOf<typeof fileLock> | TypeOf<typeof passphraseLock> | TypeOf<typeof osLock>
interface Head {
  readonly v: 1
  readonly lock: Lock
  readonly commit: Uint8Array
}

const FILE_BYTES = 2 ** 22
const TYPE = 'keyring'
const NAME = 'The keyring'

async function lock(secrets: Secrets, protection: Protection): Promise<Uint8Array> {
  const { device, storage, roots, phrase, card } = secrets
  const content = { v: 1, device, storage, roots, phrase: phrase ?? null, card }
  check('keyring', secretsShape, content)
  const { key, lock: how } = await newKey(protection)
  const head: Head = { v: 1, lock: how, commit: commitmentOf(key) }
  const plain = encode(content)
  try {
    return encode({ ...head, ct: seal(key, TYPE, encode(head), plain) })
  } finally {
    plain.fill(0)
    key.fill(0)
  }
}

async function newKey(protection: Protection): Promise<{ key: Uint8Array; lock: Lock }> {
  switch (protection.kind) {
    case 'passphrase': {
      const argon: Argon = { salt: randomBytes(16), ...KEYRING_COST }
      const key = await stretch(protection.passphrase, argon)
      return { key, lock: { kind: 'passphrase', argon } }
    }
    case 'os': {
      const key = randomBytes(32)
      return { key, lock: { kind: 'os', wrapped: await protection.wrap(key.slice()) } }
    }
    case 'file': {
      const key = randomBytes(32)
      // A copy: the key itself is wiped after sealing, before the file is encoded.
      return { key, lock: { kind: 'file', key: key.slice() } }
    }
  }
}

async function keyOf(
  { lock: how }: Head,
  unlock: { readonly passphrase?: string; readonly os?: Pick<Keychain, 'unwrap'> },
): Promise<Uint8Array> {
  switch (how.kind) {
    case 'file':
      return how.key
    case 'passphrase':
      if (unlock.passphrase === undefined) throw needs('its passphrase')
      return stretch(unlock.passphrase, how.argon)
    case 'os': {
      if (unlock.os === undefined) throw needs('the keychain of this computer')
      const key = await unlock.os.unwrap(how.wrapped)
      if (key.length !== 32) throw wrongKey('os')
      return key.slice()
    }
  }
}

function openSecrets(key: Uint8Array, head: Head, ct: Uint8Array): Uint8Array {
  try {
    return unseal(key, TYPE, encode(head), ct)
  } catch {
    // The commitment has shown that the key is right: so the file is wrong.
    throw damaged()
  }
}

async function readFileAt(path: string): Promise<Head & { ct: Uint8Array }> {
  let content: Uint8Array
  try {
    content = readSmall(path, FILE_BYTES, NAME)
  } catch (cause) {
    if (isSpaceError(cause)) throw cause
    if (codeOf(cause) !== 'ENOENT') {
      throw new SpaceError('io', 'The keyring of this device cannot be read', { cause })
    }
    throw new SpaceError('not-found', 'This device has no keyring', { cause })
  }
  try {
    const file = parse('keyring', fileShape, content)
    return { ...file, lock: checkLock(file.lock) }
  } catch (cause) {
    if (isSpaceError(cause, 'newer-version')) throw cause
    throw damaged(cause)
  }
}

function checkLock(value: unknown): Lock {
  const { kind } = value as { kind?: unknown }
  const known = kind === 'file' || kind === 'passphrase' || kind === 'os'
  if (!known) throw damaged()
  return check<Lock>('keyring', kindShape[kind], value)
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch {
    return false
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function exists(): SpaceError {
  return new SpaceError('exists', 'This device has a keyring already')
}

function needs(what: string): SpaceError {
  return new SpaceError('denied', `The keyring is locked and needs ${what}`)
}

function wrongKey(kind: KeyringKind): SpaceError {
  const message = {
    passphrase: 'This is not the passphrase of the keyring',
    os: 'The keychain of this computer does not have the key of this keyring',
    file: 'The key of this keyring was changed',
  }[kind]
  if (kind !== 'passphrase') return new SpaceError('wrong-key', message)
  return new SpaceError('wrong-key', message, {
    why: 'one letter, its case or the keyboard may differ',
    try: 'type it again; who has the 24 words can do without it: see "When something is lost" in README.md',
  })
}

function damaged(cause?: unknown): SpaceError {
  return new SpaceError('unreadable', 'The keyring of this device is damaged', {
    try: 'Put it back from a backup, or set this device up again with the recovery phrase',
    ...(cause !== undefined && { cause }),
  })
}
