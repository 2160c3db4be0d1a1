/** The drives of a person: the root drive, known by the phrase, and what it lists. */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { CID } from 'multiformats/cid'
import type { StoreForThreads } from '../blocks/segments.ts'
import {
  bytes,
  cid,
  encode,
  equal,
  int,
  list,
  map,
  parse,
  structure,
  textOf,
  type TypeOf,
} from '../crypto/codec.ts'
import { randomBytes } from '../crypto/hash.ts'
import { kdf } from '../crypto/keys.ts'
import type { ReadBind } from '../drive/log/authority.ts'
import { keptRecords, pendingRecords } from '../drive/log/members.ts'
import { createDrive, openDrive, type LoneDrive, type OpenDrive } from '../drive/open.ts'
import { openRecord } from '../drive/log/record.ts'
import { readRecords } from '../drive/log/member-rows.ts'
import { makeBind, readBind as readBound, type Card, type Device } from '../identity/devices.ts'
import { personBoxFrom } from '../identity/identity.ts'
import type { Secrets } from '../identity/keyring.ts'

export interface Person {
  readonly did: string
  readonly card: Card
  readonly device: Device
  readonly secrets: Secrets
  readonly rootId: Uint8Array
  /** What they call this device. */
  readonly deviceName: string
}

const FIRST_TITLE = 'My files'

/** What the root drive says of a drive, in `/drives/<id>`. */
const listing = structure({
  drive: bytes(16),
  title: textOf({ max: 256 }),
  genesis: cid,
  epochs: list(map({ epoch: int, key: bytes(32), write: bytes(32) }), { min: 1, max: 10_000 }),
})

type Listing = TypeOf<typeof listing>

const readBind: ReadBind = (bind, expected) => {
  const { did, gen } = readBound(bind, expected)
  return { did, gen }
}

/** Open the root drive, making it when this home has none yet. */
export async function openRootDrive(blocks: StoreForThreads, person: Person): Promise<OpenDrive> {
  const { rootId, card, device, did, secrets } = person
  const generation = secrets.roots.length - 1
  const key = secrets.roots[generation]
  if (key === undefined) throw new SpaceError('wrong-key', 'the keyring has no root key')
  const keys = { key, write: kdf(key, 'write') }
  const known = findGenesis(blocks, { did, rootId, key })
  // a store that has something was made with a root: another one beside it would hide everything
  const isNew = blocks.pending().length === 0 && blocks.logDigests().length === 0
  if (known === undefined && !isNew) throw lostRoot(blocks)
  const genesis =
    known ??
    (await createDrive(blocks, {
      id: rootId,
      keys,
      ...writerOf(person, rootId, 0),
      members: [{ did, role: 'owner', card }],
      readers: [{ box: device.box.publicKey, writes: true }],
    }))
  return openDrive({ id: rootId, blocks, newestKey: key, genesis, ...powers(person, rootId) })
}

function lostRoot(blocks: StoreForThreads): unknown {
  if (!blocks.index.fresh)
    return blocks.index.failed(
      new SpaceError('corrupt-index', 'the index of this space is damaged', {
        why: 'it does not know the root drive',
        try: 'run the same command again: the index is made anew from the log',
      }),
    )
  return new SpaceError('corrupt-block', 'the first record of the root drive is lost', {
    why: 'it says who may write, and no copy of it is here',
    try: 'bring the home back from a copy',
  })
}

/** Open the drive that holds the person's files, making it when the root drive lists none. */
export async function openMyDrive(
  blocks: StoreForThreads,
  person: Person,
  root: OpenDrive,
): Promise<OpenDrive> {
  const found = (await listed(root)) ?? (await makeFirst(blocks, person, root.drive))
  root.parts.rows.keepCopy(encode(found))
  const newest = found.epochs.toSorted((a, b) => b.epoch - a.epoch)[0]
  if (newest === undefined) throw new SpaceError('wrong-key', 'the drive has no key')
  return openDrive({
    id: found.drive,
    blocks,
    newestKey: newest.key,
    genesis: found.genesis,
    ...powers(person, found.drive),
  })
}

async function listed({ drive: root, parts }: OpenDrive): Promise<Listing | undefined> {
  try {
    const folder = await root.list('/').then((all) => all.find(({ name }) => name === 'drives'))
    if (folder === undefined) return kept(parts)
    for (const { path } of await root.list('/drives')) {
      const read = parse('drive listing', listing, await whole(root, path))
      if (read.title === FIRST_TITLE) return read
    }
    return kept(parts)
  } catch (error) {
    const copy = isSpaceError(error, 'corrupt-index') ? undefined : kept(parts)
    if (copy === undefined) throw error
    await enlist(root, copy)
    return copy
  }
}

function kept({ rows }: OpenDrive['parts']): Listing | undefined {
  const copy = rows.copy()
  return copy === undefined ? undefined : parse('drive listing', listing, copy)
}

/** Says in the root drive how a drive is opened. */
async function enlist(root: LoneDrive, made: Omit<Listing, 'v'>): Promise<void> {
  const name = Buffer.from(made.drive).toString('hex')
  await root.write(`/drives/${name}`, [encode({ v: 1, ...made })], { mode: 0o600 })
}

async function makeFirst(blocks: StoreForThreads, person: Person, root: LoneDrive) {
  const { did, card, secrets } = person
  const id = randomBytes(16)
  const keys = { key: randomBytes(32), write: randomBytes(32) }
  const [rootKey] = secrets.roots
  if (rootKey === undefined) throw new SpaceError('wrong-key', 'the keyring has no root key')
  const genesis = await createDrive(blocks, {
    id,
    keys,
    ...writerOf(person, id, 0),
    members: [{ did, role: 'owner', card }],
    readers: [{ box: personBoxFrom(rootKey).publicKey, writes: true }],
  })
  const made = { drive: id, title: FIRST_TITLE, genesis, epochs: [{ epoch: 0, ...keys }] }
  await enlist(root, made)
  return { v: 1 as const, ...made }
}

/**
 * CID of the root drive's record 0 that a device of this person made; `undefined` on a new home, and
 * in the home of somebody else, where this changes nothing.
 */
export function findGenesis(
  blocks: StoreForThreads,
  person: { did: string; rootId: Uint8Array; key: Uint8Array },
): CID | undefined {
  const { rootId, key, did } = person
  const kept = keptRecords(blocks, readRecords(blocks.index, rootId))
  const pending = pendingRecords(blocks).map((record) => record.bytes)
  for (const sealed of [...kept, ...pending])
    try {
      const record = openRecord(sealed, key)
      if (!equal(record.drive, rootId) || record.n !== 0) continue
      if (readBind(record.bind, { drive: rootId, writer: record.by }).did === did) return record.cid
    } catch {
      // a record of another drive, or one that was not made with the phrase
    }
  return undefined
}

/** This device's n-th writer for a drive, bound to the device and the person. */
function writerOf({ device, card }: Person, drive: Uint8Array, n: number) {
  const writer = device.writer(drive, n)
  return { writer, bind: makeBind(device, { drive, writer: writer.publicKey, card, certs: [] }) }
}

function powers(person: Person, drive: Uint8Array) {
  return {
    storageKey: person.secrets.storage,
    readBind,
    deviceName: person.deviceName,
    writerOf: (n: number) => writerOf(person, drive, n),
    now: () => Date.now(),
  }
}

async function whole(drive: LoneDrive, path: string): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(drive.read(path)))
}
