import { SpaceError } from '@space/sdk'
import type { Blockstore } from 'interface-blockstore'
import { NotFoundError } from 'interface-store'
import type { CID } from 'multiformats/cid'
import { collect } from './blockstore.ts'
import { type Codec, cidOf, codecOf, digestKey, MAX_BLOCK_BYTES, sameBytes, sha256 } from './car.ts'

/** Blocks in memory under the same rules as segments keep; for tests and for what need not last. */
export function openMemoryBlocks(): Blockstore {
  const blocks = new Map<string, { digest: Uint8Array; codec: Codec; bytes: Uint8Array }>()

  const store: Blockstore = {
    has: (cid) => blocks.has(key(cid)),
    async put(cid, value, options) {
      options?.signal?.throwIfAborted()
      const bytes = await collect(value)
      const { digest } = cid.multihash
      const codec = codecOf(cid.code)
      if (codec === undefined || cid.multihash.code !== 0x12 || !sameBytes(sha256(bytes), digest)) {
        throw new SpaceError('bad-input', 'The bytes of a block do not belong to its CID')
      }
      if (bytes.length > MAX_BLOCK_BYTES) {
        throw new SpaceError('too-large', 'A block is longer than 2 MiB')
      }
      if (!blocks.has(key(cid))) blocks.set(key(cid), { digest, codec, bytes: Buffer.from(bytes) })
      return cid
    },
    async *putMany(source, options) {
      for await (const { cid, bytes } of source) yield await store.put(cid, bytes, options)
    },
    *get(cid, options) {
      options?.signal?.throwIfAborted()
      const block = blocks.get(key(cid))
      if (block === undefined) throw new NotFoundError('A block is not in memory')
      yield Buffer.from(block.bytes)
    },
    async *getMany(source, options) {
      for await (const cid of source) yield { cid, bytes: store.get(cid, options) }
    },
    delete(cid) {
      blocks.delete(key(cid))
    },
    async *deleteMany(source) {
      for await (const cid of source) {
        blocks.delete(key(cid))
        yield cid
      }
    },
    async *getAll(options) {
      for (const { digest, codec } of blocks.values()) {
        const cid = cidOf(digest, codec)
        yield { cid, bytes: store.get(cid, options) }
      }
    },
  }
  return store
}

function key(cid: CID): string {
  return digestKey(cid.multihash.digest)
}
