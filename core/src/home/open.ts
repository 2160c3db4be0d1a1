/** Makes and opens homes: the keyring, the store, the root drive, and the person's first drive. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { isSpaceError, SpaceError } from '@space/sdk'
import { openSegments } from '../blocks/segments.ts'
import { randomBytes } from '../crypto/hash.ts'
import { kdf } from '../crypto/keys.ts'
import { sweep } from '../drive/sweep.ts'
import { unreadable } from '../drive/verify.ts'
import {
  bytesOf,
  deviceFrom,
  makeCard,
  newDevice,
  verifyCard,
  type Device,
} from '../identity/devices.ts'
import { appDidFrom, identityFrom, type Identity } from '../identity/identity.ts'
import { createKeyring, readKeyring, writeKeyring, type Secrets } from '../identity/keyring.ts'
import { newPhrase, phraseSeed, tidyPhrase } from '../identity/phrase.ts'
export { readWords } from '../identity/phrase.ts'
import type { CreateHome, Platform, Homes, Space, Unlock } from '../space.ts'
import { checkHome } from './doctor.ts'
import type { Ground } from './platform.ts'
import { findGenesis, openMyDrive, openRootDrive } from './drives.ts'
import { firstFailure } from './first-failure.ts'
import { openReserve, type Reserve } from './reserve.ts'
import { readRoot, writeRoot } from './root-file.ts'

// The space for young objects may grow to three times 32 MiB otherwise, and that for old ones to a
// multiple of what is alive: an import then holds 170 MB more without being faster (measured). Both
// have effect while the program runs, unlike the limits, which would end it when they are met.
setFlagsFromString('--semi-space-growth-factor=1')
setFlagsFromString('--heap-growing-percent=60')

export async function hasHome(dir: string): Promise<boolean> {
  return existsSync(keyringPath(dir))
}

/**
 * Make a home. With a phrase: the identity and, when a store is in `dir` already (a copied home whose
 * keyring was lost), everything in it.
 *
 * What fails leaves no home, and the blocks that were there.
 *
 * @throws {SpaceError} `exists`, `wrong-phrase`, `disk-full`, `io`
 */
export async function createHome({
  dir,
  name,
  protection,
  phrase,
}: CreateHome): Promise<{ did: string; phrase?: string }> {
  if (await hasHome(dir))
    throw new SpaceError('exists', `${dir} holds a space already`, {
      try: 'use it as it is, or set SPACE_HOME to another folder',
    })
  const words = phrase === undefined ? newPhrase() : tidyPhrase(phrase)
  const identity = identityFrom(phraseSeed(words))
  const hadBlocks = hasBlocks(dir)
  if (phrase === undefined && hadBlocks)
    throw new SpaceError('exists', `${dir} holds files, but no keyring to open them`, {
      why: 'a new identity could not read them',
      try: 'space init --recover with the 24 words of their owner, or another SPACE_HOME',
    })
  if (phrase !== undefined && hadBlocks) await demandOwner(dir, identity)
  const device = newDevice()
  const keys = { sign: device.signer.publicKey, box: device.box.publicKey }
  const card = makeCard(identity, { gen: 0, prev: null, devices: [keys] })
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw readOnly(dir, cause)
  }
  demandWritable(dir)
  // the index of a copied home is sealed under a storage key that is gone; the segments have it all
  if (phrase !== undefined) forgetIndex(dir)
  const secrets: Secrets = {
    device: device.seed,
    storage: randomBytes(32),
    roots: [identity.rootKey(0)],
    ...(phrase === undefined ? { phrase: words } : {}),
    card: bytesOf(card),
  }
  try {
    await writeRoot(dir, secrets.storage, { root: identity.rootId, name })
    // the keyring is what makes it a home: after a crash all else is made good by the next opening
    await createKeyring(keyringPath(dir), secrets, protection)
    const given = { kind: protection.kind, unlock: protection }
    const space = await openWith(dir, secrets, given, openReserve(dir))
    await space[Symbol.asyncDispose]()
  } catch (error) {
    if (!isSpaceError(error, 'exists')) removeHalf(dir, hadBlocks)
    throw firstFailure(error)
  }
  return { did: identity.did, ...(phrase === undefined ? { phrase: words } : {}) }
}

/** Nobody has an identity that was half made, and what is left of it would be in the way of the next. */
function removeHalf(dir: string, hadBlocks: boolean): void {
  for (const name of ['keyring', 'reserve', 'root', ...(hadBlocks ? [] : ['blocks'])])
    rmSync(join(dir, name), { recursive: true, force: true })
}

export async function openHome({ dir, unlock }: { dir: string; unlock: Unlock }): Promise<Space> {
  if (!(await hasHome(dir))) throw notInitialized(dir)
  const given = await unlocked(dir, unlock)
  demandWritable(dir)
  const reserve = openReserve(dir)
  const attempt = () =>
    openWith(dir, given.secrets, given, reserve).catch((error: unknown) => {
      throw firstFailure(error)
    })
  const space = await reserve.lend(() =>
    attempt().catch((error: unknown) => {
      // the index is a cache: once more, from the log
      if (!isSpaceError(error, 'corrupt-index')) throw error
      forgetIndex(dir)
      return attempt()
    }),
  )
  reserve.fill()
  return space
}

/** What the platform of an open home stands on; kept out of {@link Space}, which others are given. */
const grounds = new WeakMap<Space, Ground & { readonly reserve: Reserve }>()

export async function openPlatform(space: Space): Promise<Platform> {
  const ground = grounds.get(space)
  if (ground === undefined) throw new TypeError('not a space of this process')
  // Only a daemon needs a server, so no other command loads one.
  const platform = await import('./platform.ts')
  return ground.reserve.lend(() => platform.openPlatform(ground))
}

type Protected = { kind: 'file' } | { kind: 'passphrase'; passphrase: string }

async function unlocked(dir: string, unlock: Unlock) {
  try {
    const { secrets } = await readKeyring(keyringPath(dir))
    return { secrets, kind: 'file' as const, unlock: { kind: 'file' } as Protected }
  } catch (error) {
    if (!isSpaceError(error, 'denied') || unlock.passphrase === undefined) throw error
  }
  const passphrase = await unlock.passphrase()
  const { secrets } = await readKeyring(keyringPath(dir), { passphrase })
  return {
    secrets,
    kind: 'passphrase' as const,
    unlock: { kind: 'passphrase', passphrase } as Protected,
  }
}

async function openWith(
  dir: string,
  opened: Secrets,
  { kind, unlock }: { kind: 'file' | 'passphrase'; unlock: Protected },
  reserve: Reserve,
): Promise<Space> {
  let secrets = opened
  // One at a time: each costs a guesser, and this machine, the memory of a stretched passphrase.
  let asked = Promise.resolve()
  const card = verifyCard(secrets.card)
  const root = readRoot(dir, secrets.storage)
  await using stack = new AsyncDisposableStack()
  const blocks = stack.use(await openSegments({ dir: blocksPath(dir) }))
  const device: Device = deviceFrom(secrets.device)
  const person = { did: card.did, card, device, secrets, rootId: root.root, deviceName: root.name }
  const rootDrive = await openRootDrive(blocks, person)
  stack.use(rootDrive.drive)
  const mine = await openMyDrive(blocks, person, rootDrive)
  stack.use(mine.drive)
  const drives = [rootDrive.parts, mine.parts]
  const waiting = rootDrive.waiting + mine.waiting
  const open = stack.move()

  const space: Space = {
    drive: {
      ...mine.drive,
      remove: (paths, how) => reserve.lend(() => mine.drive.remove(paths, how)),
      emptyTrash: (how) => reserve.lend(() => mine.drive.emptyTrash(how)),
      restoreTrashed: (path, how) => reserve.lend(() => mine.drive.restoreTrashed(path, how)),
      expire: () => reserve.lend(() => mine.drive.expire()),
      // a home inside itself would grow with each add, and its keys would be in it
      async import(sources, to, how) {
        for (const source of sources) demandOutside(source, dir)
        return mine.drive.import(sources, to, { ...how, except: dir })
      },
      export: (paths, to, how) => mine.drive.export(paths, to, { ...how, except: dir }),
      async verify(how = {}) {
        const report = await mine.drive.verify(how)
        if (how.path !== undefined && how.path !== '/') return report
        const { problems } = await rootDrive.drive.verify({ signal: how.signal })
        const others = problems.map((one) => ({ ...one, path: `list of drives: ${one.path}` }))
        return {
          ...report,
          problems: [...report.problems, ...others, ...unreadable(blocks, drives)],
        }
      },
      sweep: (how) =>
        reserve.lend(() => sweep(blocks, drives, { ...how, expire: () => mine.drive.expire() })),
      [Symbol.asyncDispose]: async () => undefined,
    },
    async status() {
      const { files, bytes } = await mine.drive.usage('/')
      return {
        did: card.did,
        home: dir,
        drive: mine.drive.id,
        files,
        bytes,
        keyring: kind,
        phraseKept: secrets.phrase !== undefined,
        daemon: null,
      }
    },
    async identityShow() {
      const here = Buffer.from(device.signer.publicKey).toString('hex')
      const devices = card.devices.map(({ sign }) => {
        const key = Buffer.from(sign).toString('hex')
        return { key, name: key === here ? root.name : 'another device', here: key === here }
      })
      return { did: card.did, name: root.name, devices }
    },
    async revealPhrase(proof) {
      if (secrets.phrase !== undefined) {
        await (asked = asked.catch(() => undefined).then(() => demandPassphrase(dir, kind, proof)))
        return secrets.phrase
      }
      throw new SpaceError('not-found', 'the recovery phrase is not on this device', {
        why: 'it was erased when the recovery test was passed; only the paper has it',
      })
    },
    async recoveryTest(phrase) {
      const { did } = identityFrom(phraseSeed(phrase))
      if (did !== card.did)
        throw new SpaceError('wrong-phrase', 'these words belong to another identity', {
          why: 'they are a valid phrase, but not the one of this space',
          try: 'compare them with your paper, word by word',
        })
      const { phrase: _, ...rest } = secrets
      await writeKeyring(keyringPath(dir), rest, unlock)
      secrets = rest
      return { did }
    },
    doctor: () =>
      checkHome({
        dir,
        blocks,
        drives,
        kind,
        phraseKept: secrets.phrase !== undefined,
        waiting,
      }),
    [Symbol.asyncDispose]: () => reserve.lend(() => open.disposeAsync()),
  }
  const [firstRoot] = opened.roots
  if (firstRoot === undefined) throw new SpaceError('wrong-key', 'the keyring has no root key')
  const dids = { own: card.did, ofApp: (label: string) => appDidFrom(firstRoot, label) }
  const key = kdf(secrets.storage, 'platform')
  grounds.set(space, { dir, key, dids, drive: mine, reserve })
  return space
}

/** Nothing of what a home is made of goes into it. @throws {SpaceError} `bad-input` */
function demandOutside(source: string, dir: string): void {
  const above = dirname(source)
  if (!existsSync(above)) return
  const [place, home] = [realpathSync(above), realpathSync(dir)]
  if (place !== home && !place.startsWith(join(home, '/'))) return
  throw new SpaceError('bad-input', `${source} is a part of the home of this space`, {
    why: 'a home inside itself would grow with each add, and its keys would be in it',
    try: 'add other files; for a copy of the home, copy its folder to another disk',
    facts: { path: source },
  })
}

/** @throws {SpaceError} `denied`, `wrong-key` when the keyring has a passphrase that `proof` has not */
async function demandPassphrase(dir: string, kind: string, proof: Unlock): Promise<void> {
  if (kind !== 'passphrase') return
  const passphrase = await proof.passphrase?.()
  if (passphrase === undefined)
    throw new SpaceError('denied', 'The phrase is shown only to who has the passphrase', {
      try: 'give the passphrase of the keyring again',
    })
  await readKeyring(keyringPath(dir), { passphrase })
}

/** Keep the secrets of a home under another protection. @throws as {@link openHome} */
export async function protectAnew({ dir, unlock, next }: Parameters<Homes['protectAnew']>[0]) {
  if (!(await hasHome(dir))) throw notInitialized(dir)
  const { secrets } = await unlocked(dir, unlock)
  demandWritable(dir)
  await writeKeyring(keyringPath(dir), secrets, await next())
}

/**
 * Nothing may be made beside a store that belongs to somebody else: its blocks would look dead.
 *
 * @throws {SpaceError} `wrong-phrase`
 */
async function demandOwner(dir: string, identity: Identity): Promise<void> {
  await using blocks = await openSegments({ dir: blocksPath(dir) })
  const { did, rootId } = identity
  if (findGenesis(blocks, { did, rootId, key: identity.rootKey(0) }) !== undefined) return
  throw new SpaceError('wrong-phrase', 'these words do not belong to the files that are here', {
    why: `${dir} holds the store of another identity; nothing was changed`,
    try: 'enter the words of its owner, or set SPACE_HOME to another folder',
  })
}

function forgetIndex(dir: string): void {
  for (const ending of ['', '-wal', '-shm'])
    rmSync(join(blocksPath(dir), `index.db${ending}`), { force: true })
}

/** Opening writes as well: recovery, and the index. @throws {SpaceError} `read-only` */
function demandWritable(dir: string): void {
  for (const name of ['', 'blocks', 'blocks/segments', 'blocks/index.db']) {
    const path = join(dir, name)
    if (!existsSync(path)) continue
    try {
      accessSync(path, constants.W_OK)
    } catch (cause) {
      throw readOnly(path, cause)
    }
  }
}

function readOnly(path: string, cause: unknown): SpaceError {
  return new SpaceError('read-only', `${path} cannot be written to`, {
    why: 'the disk is read-only, or the folder belongs to another user',
    try: 'make it writable, or copy the home to where it can be',
    facts: { path },
    cause,
  })
}

function notInitialized(dir: string): SpaceError {
  return new SpaceError('not-initialized', `there is no space in ${dir}`, {
    try: 'make one with: space init',
  })
}

function keyringPath(dir: string): string {
  return join(dir, 'keyring')
}

function blocksPath(dir: string): string {
  return join(dir, 'blocks')
}

function hasBlocks(dir: string): boolean {
  const segments = join(blocksPath(dir), 'segments')
  return existsSync(segments) && readdirSync(segments).some((name) => name.endsWith('.car'))
}
