/** Makes and opens homes: the keyring, the store, the root drive, and the person's first drive. */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isSpaceError, SpaceError } from '@space/sdk'
import { openSegments } from '../blocks/segments.ts'
import { randomBytes } from '../crypto/hash.ts'
import { kdf } from '../crypto/keys.ts'
import type { OpenDrive } from '../drive/open.ts'
import { bytesOf, deviceFrom, makeCard, newDevice, verifyCard } from '../identity/devices.ts'
import { appDidFrom, identityFrom, type Identity } from '../identity/identity.ts'
import { createKeyring, readKeyring, writeKeyring, type Secrets } from '../identity/keyring.ts'
import { newPhrase, phraseSeed, tidyPhrase } from '../identity/phrase.ts'
import { removeDraftsOf } from '../identity/write-durably.ts'
export { readWords } from '../identity/phrase.ts'
export { windowProblem } from '../gateway/browser.ts'
import type { CreateHome, Home, Homes, Unlock } from '../space.ts'
import { commitDraft, draftOf, settleAnew } from './anew.ts'
import { beginIn } from './begin.ts'
import { checkHome } from './doctor.ts'
import { byEntryOf, driveOf } from './drive-of.ts'
import { findGenesis, openMyDrive, openRootDrive } from './drives.ts'
import { firstFailure } from './first-failure.ts'
import { type Kept, openPhrase } from './phrase.ts'
import { personOf } from './person.ts'
import { openReserve, type Reserve } from './reserve.ts'
import { readRoot, writeRoot } from './root-file.ts'

/** These homes have a window. */
export const hasWindow = true

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
  begin,
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
  removeDrafts(dir)
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
    if (begin !== undefined) beginIn({ dir, key: platformKey(secrets) }, begin, Date.now())
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

export async function openHome({ dir, unlock }: { dir: string; unlock: Unlock }): Promise<Home> {
  if (!(await hasHome(dir))) throw notInitialized(dir)
  demandWritable(dir)
  settleAnew(dir)
  removeDrafts(dir)
  const given = await unlocked(dir, unlock)
  const reserve = openReserve(dir)
  const attempt = () =>
    openWith(dir, given.secrets, given, reserve).catch((error: unknown) => {
      throw firstFailure(error)
    })
  const home = await reserve.lend(() =>
    attempt().catch((error: unknown) => {
      // the index is a cache: once more, from the log
      if (!isSpaceError(error, 'corrupt-index')) throw error
      forgetIndex(dir)
      return attempt()
    }),
  )
  reserve.fill()
  return home
}

async function unlocked(dir: string, unlock: Unlock): Promise<Kept & { secrets: Secrets }> {
  try {
    const { secrets } = await readKeyring(keyringPath(dir))
    return { secrets, kind: 'file', unlock: { kind: 'file' } }
  } catch (error) {
    if (!isSpaceError(error, 'denied') || unlock.passphrase === undefined) throw error
  }
  const passphrase = await unlock.passphrase()
  const { secrets } = await readKeyring(keyringPath(dir), { passphrase })
  return { secrets, kind: 'passphrase', unlock: { kind: 'passphrase', passphrase } }
}

async function openWith(
  dir: string,
  secrets: Secrets,
  protection: Kept,
  reserve: Reserve,
): Promise<Home> {
  const card = verifyCard(secrets.card)
  const root = readRoot(dir, secrets.storage)
  await using stack = new AsyncDisposableStack()
  const blocks = stack.use(await openSegments({ dir: blocksPath(dir) }))
  const device = deviceFrom(secrets.device)
  const person = { did: card.did, card, device, secrets, rootId: root.root, deviceName: root.name }
  const rootDrive = await openRootDrive(blocks, person)
  stack.use(rootDrive.drive)
  const mine = await openMyDrive(blocks, person, rootDrive)
  stack.use(mine.drive)
  const kept = openPhrase(keyringPath(dir), card.did, secrets, protection)
  const drives = [rootDrive.parts, mine.parts]
  const waiting = rootDrive.waiting + mine.waiting
  const drive = driveOf({ dir, blocks, reserve }, mine, rootDrive)
  let { name } = root
  const open = stack.move()
  const home: Home = {
    drive,
    async status() {
      const { files, bytes } = await mine.drive.usage('/')
      return {
        did: card.did,
        home: dir,
        drive: mine.drive.id,
        files,
        bytes,
        keyring: kept.kind(),
        phraseKept: kept.isKept(),
        daemon: null,
      }
    },
    async identityShow() {
      const here = Buffer.from(device.signer.publicKey).toString('hex')
      const devices = card.devices.map(({ sign }) => {
        const key = Buffer.from(sign).toString('hex')
        return { key, name: key === here ? name : 'another device', here: key === here }
      })
      return { did: card.did, name, devices }
    },
    revealPhrase: kept.reveal,
    recoveryTest: kept.test,
    doctor: () =>
      checkHome({ dir, blocks, drives, kind: kept.kind(), phraseKept: kept.isKept(), waiting }),
    async isNew() {
      if (!kept.isKept()) return false
      const [top, trash] = await Promise.all([drive.list('/'), drive.trash()])
      return top.length === 0 && trash.length === 0
    },
    async prepareOther(phrase) {
      if (!(await home.isNew())) throw notNew()
      const draft = draftOf(dir)
      rmSync(draft, { recursive: true, force: true })
      const protection = kept.protection()
      await createHome({ dir: draft, name, protection, phrase, begin: 'recovered' })
      const unlock =
        protection.kind === 'file' ? {} : { passphrase: async () => protection.passphrase }
      return { unlock, commit: () => commitDraft(dir) }
    },
    async openPlatform({ command = 'space', recover, front } = {}) {
      const person = personOf(home, {
        dir,
        kept,
        name: () => name,
        async rename(wanted) {
          await writeRoot(dir, secrets.storage, { ...root, name: wanted })
          name = wanted
        },
        ...(recover === undefined ? {} : { recover }),
      })
      const ground = { ...groundOf({ dir, reserve }, secrets, card.did, mine), person }
      // Only a daemon needs a server, so no other command loads one.
      const { openPlatform } = await import('./platform.ts')
      const platform = await reserve.lend(() => openPlatform(ground, command, front))
      await platform.bringAlong()
      return platform
    },
    [Symbol.asyncDispose]: () => reserve.lend(() => open.disposeAsync()),
  }
  return home
}

function groundOf(
  { dir, reserve }: { dir: string; reserve: Reserve },
  secrets: Secrets,
  own: string,
  drive: OpenDrive,
) {
  const [firstRoot] = secrets.roots
  if (firstRoot === undefined) throw new SpaceError('wrong-key', 'the keyring has no root key')
  const dids = { own, ofApp: (label: string) => appDidFrom(firstRoot, label) }
  const byEntry = byEntryOf(reserve, drive)
  return { dir, key: platformKey(secrets), dids, drive: { byEntry } }
}

function platformKey({ storage }: Secrets): Uint8Array {
  return kdf(storage, 'platform')
}

function notNew(): SpaceError {
  return new SpaceError('conflict', 'Something was done in this space already', {
    why: 'another space may only take the place of one that is new and empty',
    try: 'set SPACE_HOME to another folder, and bring the other space back there',
  })
}

/** Keep the secrets of a home under another protection. @throws as {@link openHome} */
export async function protectAnew({ dir, unlock, next }: Parameters<Homes['protectAnew']>[0]) {
  if (!(await hasHome(dir))) throw notInitialized(dir)
  demandWritable(dir)
  settleAnew(dir)
  removeDrafts(dir)
  const { secrets } = await unlocked(dir, unlock)
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

/** NOTE: whoever makes, opens or protects a home holds its lock, so no draft is still written. */
function removeDrafts(dir: string): void {
  for (const path of [keyringPath(dir), join(dir, 'root')]) removeDraftsOf(path)
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
