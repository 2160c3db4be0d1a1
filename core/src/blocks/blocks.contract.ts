import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Blockstore } from 'interface-blockstore'
import { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { type Codec, cidOf, sha256 } from './car.ts'
import { diskFiles, type Files } from './files.ts'

export interface OpenBlocks extends AsyncDisposable {
  readonly blocks: Blockstore
}

/** What every block store of Space promises to the rooms above and to other IPFS software. */
export function testBlocks(name: string, open: () => Promise<OpenBlocks>): void {
  test(`${name}: gives back what was put, as a buffer of its own`, async () => {
    await using opened = await open()
    const { blocks } = opened
    const { cid, bytes } = newBlock(5000)
    await blocks.put(cid, bytes)
    const first = await read(blocks, cid)
    expect(sameAs(first, bytes)).toBe(true)
    first.fill(0)
    expect(sameAs(await read(blocks, cid), bytes)).toBe(true)
  })

  test(`${name}: keeps blocks of no bytes and of 2 MiB, refuses longer ones`, async () => {
    await using opened = await open()
    const { blocks } = opened
    for (const size of [0, 1, 91, 92, 2 ** 14 - 36, 2 ** 21]) {
      const { cid, bytes } = newBlock(size)
      await blocks.put(cid, bytes)
      expect(sameAs(await read(blocks, cid), bytes)).toBe(true)
    }
    const long = newBlock(2 ** 21 + 1)
    await expect(rejection(blocks.put(long.cid, long.bytes))).resolves.toMatchObject({
      code: 'too-large',
    })
  })

  test(`${name}: refuses bytes that do not belong to the CID`, async () => {
    await using opened = await open()
    const { blocks } = opened
    const { cid, bytes } = newBlock(100)
    bytes[50] = (bytes[50] ?? 0) ^ 1
    await expect(rejection(blocks.put(cid, bytes))).resolves.toMatchObject({ code: 'bad-input' })
    expect(await blocks.has(cid)).toBe(false)
  })

  test(`${name}: refuses a CID whose hash it does not check`, async () => {
    await using opened = await open()
    const identity = CID.parse('bafkqaaa')
    await expect(rejection(opened.blocks.put(identity, new Uint8Array()))).resolves.toMatchObject({
      code: 'bad-input',
    })
  })

  test(`${name}: says NotFoundError for a block that is absent or deleted`, async () => {
    await using opened = await open()
    const { blocks } = opened
    const { cid, bytes } = newBlock(10)
    await expect(rejection(read(blocks, cid))).resolves.toMatchObject({ name: 'NotFoundError' })
    await blocks.put(cid, bytes)
    await blocks.delete(cid)
    expect(await blocks.has(cid)).toBe(false)
    await expect(rejection(read(blocks, cid))).resolves.toMatchObject({ name: 'NotFoundError' })
  })

  test(`${name}: takes a block in parts and lists what it holds`, async () => {
    await using opened = await open()
    const { blocks } = opened
    const made = [newBlock(10), newBlock(200), newBlock(3000, 'dag-cbor')]
    const pairs = made.map(({ cid, bytes }) => ({
      cid,
      bytes: [bytes.subarray(0, 5), bytes.subarray(5)],
    }))
    const put: string[] = []
    for await (const cid of blocks.putMany(pairs)) put.push(String(cid))
    expect(put).toEqual(made.map(({ cid }) => String(cid)))
    const all: string[] = []
    for await (const { cid } of blocks.getAll()) all.push(String(cid))
    expect(all.toSorted()).toEqual(put.toSorted())
  })

  test(`${name}: does nothing once the signal has fired`, async () => {
    await using opened = await open()
    const { cid, bytes } = newBlock(10)
    const signal = AbortSignal.abort()
    await expect(rejection(opened.blocks.put(cid, bytes, { signal }))).resolves.toMatchObject({
      name: 'AbortError',
    })
    expect(await opened.blocks.has(cid)).toBe(false)
  })
}

export interface NewBlock {
  readonly cid: CID
  readonly digest: Uint8Array
  readonly bytes: Uint8Array
}

export function newBlock(size: number, codec: Codec = 'raw'): NewBlock {
  const bytes = randomBytes(size)
  const digest = sha256(bytes)
  return { cid: cidOf(digest, codec), digest, bytes }
}

export async function read(blocks: Blockstore, cid: CID): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of blocks.get(cid)) chunks.push(chunk)
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

export function sameAs(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

async function rejection(work: unknown): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  return undefined
}

/** A folder that is gone at the end of the test. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'space-blocks-'))
  return {
    path: folder,
    [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }),
  }
}

export type Step = keyof Files

/** A disk that asks `before` at every step; when that throws, the step does not happen. */
export function faultyFiles(before: (step: Step) => void): Files {
  return {
    create(file) {
      before('create')
      return diskFiles.create(file)
    },
    reopen(file) {
      before('reopen')
      return diskFiles.reopen(file)
    },
    write(fd, buffers, position) {
      before('write')
      return diskFiles.write(fd, buffers, position)
    },
    read(fd, into, position) {
      before('read')
      return diskFiles.read(fd, into, position)
    },
    async sync(fd) {
      before('sync')
      await diskFiles.sync(fd)
    },
    truncate(fd, length) {
      before('truncate')
      diskFiles.truncate(fd, length)
    },
    unlink(file) {
      before('unlink')
      diskFiles.unlink(file)
    },
    syncFolder(folder) {
      before('syncFolder')
      diskFiles.syncFolder(folder)
    },
  }
}

export function errno(code: string): Error {
  return Object.assign(new Error(code), { code })
}
