/** Drives for tests: a real store in a folder of its own, real workers, and a second device at hand. */
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { cidOf as blockCidOf } from '../blocks/car.ts'
import { openSegments, type WholeStore } from '../blocks/segments.ts'
import { encode } from '../crypto/codec.ts'
import { randomBytes } from '../crypto/hash.ts'
import type { Signer } from '../crypto/keys.ts'
import { makeBind, makeCard, newDevice, readBind, type Device } from '../identity/devices.ts'
import { identityFrom } from '../identity/identity.ts'
import { newPhrase, phraseSeed } from '../identity/phrase.ts'
import { FIRST_SEQ, openBatch, sealBatch } from './log/batch.ts'
import type { DriveByEntry } from './by-entry.ts'
import type { Drive, Entry } from './drive.ts'
import { createDrive, openDrive } from './open.ts'
import { cidOf } from './cid.ts'
import type { Op } from './log/ops.ts'
import type { DriveParts } from './parts.ts'
import { makeRecord, type Cut } from './log/record.ts'
import { sweep } from './sweep.ts'
import type { CID } from 'multiformats/cid'

const root = fs.mkdtempSync(join(tmpdir(), 'space-drive-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))
let folders = 0

/** Where a drive lies and who may write to it; it can be opened again and again. */
export interface Place {
  readonly dir: string
  /** What the clock of the machine says, ms since 1970; real time when it is not set. */
  now: number | undefined
  readonly open: () => Promise<Opened>
}

export interface Opened extends AsyncDisposable {
  readonly drive: Drive
  readonly byEntry: DriveByEntry
  readonly parts: DriveParts
  readonly blocks: WholeStore
  /** Batches that wait for others. */
  readonly waiting: number
  /** Takes in what came into the store; says how many batches wait. */
  takeIn(newestKey?: Uint8Array): number
  /** The same person's other device, which has seen all that is here when it is made. */
  other(): Other
}

export interface Other {
  /** Signs `ops` as one batch; nothing is delivered yet. `at` is the time they bear. */
  edit(ops: readonly Op[]): void
  /** Brings all batches made so far to the drive. */
  deliver(): Promise<void>
}

export function newFolder(): string {
  const dir = join(root, String(folders++))
  fs.mkdirSync(dir)
  return dir
}

/** A drive that does not exist before its first opening. */
export function newPlace(dir = newFolder()): Place {
  const [place] = newPlaces(1, dir)
  if (place === undefined) throw new Error('no place')
  return place
}

/** One drive of one person on several devices, which know of each other what {@link bring} brings. */
export function newPlaces(count: number, first = newFolder()): Place[] {
  return newShared(count, first).places
}

/** The same with the power to cut a device off: by a record, or by a batch of its own. */
export function newShared(count: number, first = newFolder()) {
  const identity = identityFrom(phraseSeed(newPhrase()))
  const devices = Array.from({ length: count + 1 }, () => newDevice())
  const card = makeCard(identity, {
    gen: 0,
    prev: null,
    devices: devices.map(({ signer, box }) => ({ sign: signer.publicKey, box: box.publicKey })),
  })
  const id = randomBytes(16)
  const keys = { key: randomBytes(32), write: randomBytes(32) }
  let record: { cid: CID; bytes: Uint8Array } | undefined
  const writing = (device: Device, n = 0) => {
    const writer = device.writer(id, n)
    const bind = makeBind(device, { drive: id, writer: writer.publicKey, card, certs: [] })
    return { writer, bind }
  }

  /** The person's next card, without the last of the devices. */
  const removing = () => {
    const [device] = devices
    if (device === undefined || record === undefined) throw new Error('nothing to remove from yet')
    const keep = devices.slice(0, count - 1).map(({ signer, box }) => {
      return { sign: signer.publicKey, box: box.publicKey }
    })
    const next = makeCard(identity, { gen: 1, prev: cidOf(encode(card)), devices: keep })
    return { device, genesis: record.cid, card: next }
  }
  const cutBy = {
    record(cut: Cut): { cid: CID; bytes: Uint8Array } {
      const { device, genesis, card: next } = removing()
      const writer = device.writer(id, 0)
      const bind = makeBind(device, { drive: id, writer: writer.publicKey, card: next, certs: [] })
      const members = [{ did: identity.did, role: 'owner' as const, card: next }]
      const readers = [{ box: device.box.publicKey, writes: true }]
      const same = { drive: id, epoch: 0, keys, olderKey: null, nodes: [] }
      return makeRecord({
        ...same,
        n: 1,
        prev: genesis,
        by: writer,
        readers,
        bind,
        members,
        cuts: [cut],
      })
    },
    batch(cut: Cut, clock: number, seen: readonly CID[]): { cid: CID; bytes: Uint8Array } {
      const { device, card: next } = removing()
      const writer = device.writer(id, 1)
      const bind = makeBind(device, { drive: id, writer: writer.publicKey, card: next, certs: [] })
      const ops: Op[] = [
        { o: 'join', bind, at: 0 },
        { o: 'cut', ...cut, at: 0 },
      ]
      const { key } = keys
      return sealBatch({
        drive: id,
        writer,
        seq: FIRST_SEQ,
        prev: null,
        epoch: 0,
        key,
        clock,
        seen,
        ops,
      })
    },
  }

  const places = devices.slice(0, count).map((device, number) => {
    const storageKey = randomBytes(32)
    const dir = number === 0 ? first : newFolder()
    const place: Place = {
      dir,
      now: undefined,
      async open() {
        await using stack = new AsyncDisposableStack()
        const blocks = stack.use(await openSegments({ dir }))
        if (record !== undefined) {
          if (!blocks.has(record.cid)) await blocks.receive([record])
        } else {
          const cid = await createDrive(blocks, {
            id,
            keys,
            ...writing(device),
            members: [{ did: identity.did, role: 'owner', card }],
            readers: [{ box: device.box.publicKey, writes: true }],
          })
          record = { cid, bytes: blocks.get(cid) }
        }
        const { drive, byEntry, parts, waiting, takeIn } = await openDrive({
          id,
          blocks,
          storageKey,
          genesis: record.cid,
          newestKey: keys.key,
          writerOf: (n) => writing(device, n),
          readBind: (bind, expected) => readBind(bind, expected),
          deviceName: `device ${number}`,
          now: () => place.now ?? Date.now(),
          threads: 2,
        })
        stack.use(drive)
        const open = stack.move()
        return {
          drive: {
            ...drive,
            // the store holds this one drive only
            sweep: (how) => sweep(blocks, [parts], { ...how, expire: () => drive.expire() }),
          },
          byEntry,
          parts,
          blocks,
          waiting,
          takeIn,
          other: () => otherDevice(parts, keys.key, writing(devices[count] ?? device)),
          [Symbol.asyncDispose]: () => open.disposeAsync(),
        }
      },
    }
    return place
  })
  return { places, cutBy }
}

/** Brings all changes that `from` has, and with `contents` what they hold, to `to`. */
export async function bring(from: Opened, to: Opened, { contents = false } = {}): Promise<void> {
  const { rows, tree } = from.parts
  for (const n of rows.batchNumbers()) {
    const batch = tree.batch(n)
    const digests = batch.ops.flatMap((op) =>
      contents && op.o === 'version' ? [...from.parts.contents.digestsOf(op.content)] : [],
    )
    const blocks = digests.map((digest) => blockCidOf(digest, 'raw'))
    const wanted = [...blocks, batch.cid].filter(
      (cid) => from.blocks.has(cid) && !to.blocks.has(cid),
    )
    await to.blocks.receive(wanted.map((cid) => ({ cid, bytes: from.blocks.get(cid) })))
  }
  to.takeIn()
}

/** What an app does, or the person when it bears no name; told by path, so that tests can be read. */
export function editsBy({ drive, byEntry }: Pick<Opened, 'drive' | 'byEntry'>, by?: string) {
  const edits = byEntry.edit({ check: () => undefined, ...(by !== undefined && { by }) })
  const idAt = async (path: string): Promise<string> => (await drive.stat(path)).id
  const placeAt = async (path: string): Promise<[parent: string, name: string]> => {
    const slash = path.lastIndexOf('/')
    return [await idAt(path.slice(0, slash) || '/'), path.slice(slash + 1)]
  }
  return {
    async write(path: string, bytes: string): Promise<Entry> {
      const [parent, name] = await placeAt(path)
      return edits.write({ parent, name }, [Buffer.from(bytes)], {})
    },
    makeFolder: async (path: string) => edits.makeFolder(...(await placeAt(path))),
    move: async (from: string, to: string) => edits.move(await idAt(from), ...(await placeAt(to))),
    remove: async (path: string, how?: { forever: boolean }) => edits.remove(await idAt(path), how),
    mark: async (path: string, marks: { starred?: boolean; tags?: readonly string[] }) =>
      edits.mark(await idAt(path), marks),
  }
}

function otherDevice(
  parts: DriveParts,
  key: Uint8Array,
  { writer, bind }: { writer: Signer; bind: unknown },
): Other {
  const known = parts.rows.writers()
  let clock = Math.max(0, ...known.map((row) => row.clock))
  let seen = known.map((row) => parts.rows.blockCid(row.digest))
  let seq = FIRST_SEQ
  let prev: CID | null = null
  const made: { cid: CID; bytes: Uint8Array }[] = []
  return {
    edit(ops) {
      clock++
      const all: Op[] = prev === null ? [{ o: 'join', bind, at: 0 }, ...ops] : [...ops]
      const drive = parts.id
      const sealed = sealBatch({ drive, writer, seq, prev, epoch: 0, key, clock, seen, ops: all })
      made.push({ cid: sealed.cid, bytes: sealed.bytes })
      prev = sealed.cid
      seq++
      seen = []
    },
    async deliver() {
      await parts.blocks.receive(made)
      const batches = made.map(({ bytes }) => openBatch(bytes, () => key))
      if (parts.lane.receive(batches).length > 0) throw new Error('a batch of the test waits')
    },
  }
}

/** The bytes of a file of the drive. */
export async function whole(drive: Drive, path: string, version?: string): Promise<Buffer> {
  return Buffer.concat(
    await Array.fromAsync(drive.read(path, { ...(version !== undefined && { version }) })),
  )
}

export async function text(drive: Drive, path: string): Promise<string> {
  return String(await whole(drive, path))
}

/** Saves `content` and gives the entry. */
export function save(drive: Drive, path: string, content: string | Uint8Array): Promise<Entry> {
  return drive.write(path, [Buffer.from(content)])
}

export async function namesIn(drive: Drive, path: string): Promise<string[]> {
  return (await drive.list(path)).map(({ name }) => name)
}

/** Bytes of all segments. */
export function segmentBytes(dir: string): number {
  const names = fs.readdirSync(join(dir, 'segments'))
  return names.reduce((all, name) => all + fs.statSync(join(dir, 'segments', name)).size, 0)
}
