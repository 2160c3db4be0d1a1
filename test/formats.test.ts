import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { HEADER, cidOf, sha256 } from '../core/src/blocks/car.ts'
import { decode, encode, parse } from '../core/src/crypto/codec.ts'
import { kdf, verify } from '../core/src/crypto/keys.ts'
import { open, openPieceInto } from '../core/src/crypto/seal.ts'
import { fromHex, toHex } from '../core/src/crypto/vectors/read.ts'
import { openBatch, sealBatch } from '../core/src/drive/log/batch.ts'
import { contentShape } from '../core/src/drive/content/content.ts'
import { cut } from '../core/src/drive/content/cut.ts'
import { decodeNode, encodeNode } from '../core/src/drive/content/nodes.ts'
import { keysFor, openRecord, readRecord } from '../core/src/drive/log/record.ts'
import { createHome, openHome } from '../core/src/home/open.ts'
import { deviceFrom, readBind } from '../core/src/identity/devices.ts'
import { identityFrom } from '../core/src/identity/identity.ts'
import { phraseSeed } from '../core/src/identity/phrase.ts'

interface Vectors {
  person: { phrase: string; device: string; did: string }
  drive: { id: string; key: string; write: string }
  writer: string
  record: Sealed
  batches: Sealed[]
  content: { plain: string; block: string; bytes: string }
  node: { depth: number; size: number; bytes: string; parts: PartVector[] }
  cuts: { lengths: number[] }
}
interface Sealed {
  bytes: string
  cid: string
  inner: string
}
type PartVector = [string[], number, number, string, string, number]

const vectors = read('drive') as Vectors
const home = read('home') as { did: string; phrase: string; files: Record<string, string> }
const device = deviceFrom(fromHex(vectors.person.device))
const identity = identityFrom(phraseSeed(vectors.person.phrase))
const drive = fromHex(vectors.drive.id)
const key = fromHex(vectors.drive.key)
const writer = device.writer(drive, 0)

test('a batch opens by nothing but what core/FORMATS.md says', () => {
  expect(toHex(writer.publicKey)).toBe(vectors.writer)
  for (const { bytes, cid, inner } of vectors.batches) {
    const { outer, ct, sig } = taken(fromHex(bytes))
    expect(verify(writer.publicKey, 'batch', { ...outer, ct }, sig)).toBe(true)
    expect(toHex(open(kdf(key, 'batch'), 'batch', encode(outer), ct))).toBe(inner)
    expect(cidOf(sha256(fromHex(bytes)), 'dag-cbor').toString()).toBe(cid)
  }
})

test('the batches of the vectors are read, and made again with the same words inside', () => {
  const batches = vectors.batches.map(({ bytes }) => openBatch(fromHex(bytes), () => key))
  expect(batches.map(({ seq, clock, epoch }) => [seq, clock, epoch])).toEqual([
    [1, 1, 0],
    [2, 2, 0],
  ])
  expect(batches.map(({ ops }) => ops.map(({ o }) => o))).toEqual([
    ['join', 'move', 'version', 'set'],
    ['move', 'drop'],
  ])
  for (const [i, { seq, prev, epoch, clock, seen, ops }] of batches.entries()) {
    const again = sealBatch({ drive, writer, seq, prev, epoch, key, clock, seen, ops })
    const { outer, ct } = taken(again.bytes)
    const inner = open(kdf(key, 'batch'), 'batch', encode(outer), ct)
    expect(toHex(inner)).toBe(vectors.batches[i]?.inner)
  }
})

test('the record of the vectors gives its reader the keys and leads to its owner', () => {
  const bytes = fromHex(vectors.record.bytes)
  const keys = keysFor(readRecord(bytes), identity.personBox(0))
  expect(toHex(keys?.key ?? new Uint8Array())).toBe(vectors.drive.key)
  expect(toHex(keys?.write ?? new Uint8Array())).toBe(vectors.drive.write)
  const record = openRecord(bytes, key)
  expect(record.cid.toString()).toBe(vectors.record.cid)
  const bound = readBind(record.bind, { drive, writer: record.by })
  expect(bound.did).toBe(vectors.person.did)
  const { outer, ct, sig } = taken(bytes)
  expect(verify(writer.publicKey, 'authority', { ...outer, ct }, sig)).toBe(true)
  expect(toHex(open(kdf(key, 'members'), 'members', encode(outer), ct))).toBe(vectors.record.inner)
})

test('the content of the vectors opens from its block', () => {
  const block = fromHex(vectors.content.block)
  const content = parse('content', contentShape, fromHex(vectors.content.bytes))
  expect(toHex(encode(content))).toBe(vectors.content.bytes)
  const [cids, offset, length, pieceKey, hash] = content.ref ?? expect.fail('the ref is null')
  expect(block.length).toBe(4096)
  expect(cids.map(String)).toEqual([cidOf(sha256(block), 'raw').toString()])
  const plain = new Uint8Array(length - 16)
  openPieceInto(plain, block.subarray(offset, offset + length), pieceKey)
  expect(toHex(plain)).toBe(vectors.content.plain)
  expect(toHex(sha256(plain))).toBe(toHex(hash))
})

test('the node of the vectors is read and written the same', () => {
  const { depth, size, bytes, parts } = vectors.node
  const node = decodeNode(fromHex(bytes), depth, size)
  const given = parts.map(([digests, offset, length, pieceKey, hash, below]) => ({
    digests: digests.map(fromHex),
    offset,
    length,
    key: fromHex(pieceKey),
    sha256: fromHex(hash),
    size: below,
  }))
  expect(toHex(encodeNode(given))).toBe(bytes)
  expect(given.map((_, i) => hexed(node.part(i)))).toEqual(given.map(hexed))
})

test('files are cut where the vectors say', () => {
  const bytes = new Uint8Array(3 * 2 ** 20)
  const counter = Buffer.alloc(4)
  for (let i = 0; i < bytes.length / 32; i++) {
    counter.writeUInt32BE(i)
    bytes.set(sha256(counter), i * 32)
  }
  const lengths: number[] = []
  for (let at = 0; at < bytes.length; at += lengths.at(-1) ?? 0) {
    lengths.push(cut(bytes, at, bytes.length - at))
  }
  expect(lengths).toEqual(vectors.cuts.lengths)
})

test('a home of version 1 opens from its files, without an index', async () => {
  using folder = placed(Object.keys(home.files))
  await using space = await openHome({ dir: folder.path, unlock: {} })
  expect((await space.status()).did).toBe(home.did)
  expect(await space.revealPhrase({})).toBe(home.phrase)
  await expectFiles(space)
})

test('a home of version 1 without its keyring comes back by the 24 words', async () => {
  const kept = Object.keys(home.files).filter((name) => name.startsWith('blocks/'))
  using folder = placed(kept)
  const dir = folder.path
  await createHome({ dir, name: 'Ada', protection: { kind: 'file' }, phrase: home.phrase })
  await using space = await openHome({ dir, unlock: {} })
  await expectFiles(space)
})

test('every segment of the home begins as FORMATS.md says', () => {
  const segments = Object.keys(home.files).filter((name) => name.endsWith('.car'))
  expect(segments.length).toBeGreaterThan(0)
  for (const name of segments) {
    const bytes = Buffer.from(home.files[name] ?? '', 'base64')
    expect(toHex(bytes.subarray(0, HEADER.length))).toBe(
      '19a265726f6f747381d82a4500015500006776657273696f6e01',
    )
  }
})

type Opened = Awaited<ReturnType<typeof openHome>>

async function expectFiles({ drive: files }: Opened): Promise<void> {
  const listed = await files.list('/papers')
  expect(listed.map(({ name, kind, mode, target }) => [name, kind, mode, target])).toEqual([
    ['link', 'symlink', 0o777, 'notes.txt'],
    ['notes.txt', 'file', 0o640, undefined],
  ])
  const versions = await files.versions('/papers/notes.txt')
  expect(versions.map(({ mtime, size }) => [mtime, size])).toEqual([
    [Date.UTC(2026, 0, 31, 12, 1, 0, 456), 17],
    [Date.UTC(2026, 0, 31, 12, 0, 0, 123), 12],
  ])
  const texts = versions.map(async ({ id }) => {
    const chunks = await Array.fromAsync(files.read('/papers/notes.txt', { version: id }))
    return Buffer.concat(chunks).toString()
  })
  expect(await Promise.all(texts)).toEqual(['Milk, bread, tea\n', 'Milk, bread\n'])
}

/** A signed structure taken apart: what is open, what is sealed, the signature. */
function taken(bytes: Uint8Array): { outer: object; ct: Uint8Array; sig: Uint8Array } {
  const { ct, sig, ...outer } = decode(bytes) as { ct: Uint8Array; sig: Uint8Array }
  return { outer, ct, sig }
}

function hexed(part: ReturnType<ReturnType<typeof decodeNode>['part']>): unknown {
  const { digests, key: pieceKey, sha256: hash, ...rest } = part
  return { ...rest, digests: digests.map(toHex), key: toHex(pieceKey), sha256: toHex(hash) }
}

function read(name: string): unknown {
  const url = new URL(`./vectors/${name}.json`, import.meta.url)
  return JSON.parse(fs.readFileSync(url, 'utf8'))
}

/** These files of the vector's home in a folder of their own. */
function placed(names: readonly string[]): Disposable & { path: string } {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'space-formats-'))
  for (const name of names) {
    const to = path.join(dir, name)
    fs.mkdirSync(path.dirname(to), { recursive: true })
    fs.writeFileSync(to, Buffer.from(home.files[name] ?? '', 'base64'), { mode: 0o600 })
  }
  return { path: dir, [Symbol.dispose]: () => fs.rmSync(dir, { recursive: true, force: true }) }
}
