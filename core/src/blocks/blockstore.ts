import type { Blockstore } from 'interface-blockstore'
import { NotFoundError } from 'interface-store'
import { isSpaceError } from '@space/sdk'
import type { CID } from 'multiformats/cid'
import type { BlockTable } from './block-table.ts'
import { cidOf } from './car.ts'

type Input = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>
type Abortable = { signal?: AbortSignal } | undefined

/** What of a segment store is needed here. */
interface Store {
  has(cid: CID): boolean
  get(cid: CID): Uint8Array
  receive(blocks: readonly { cid: CID; bytes: Uint8Array }[]): Promise<void>
  delete(cid: CID): void
}

/** Blocks that `putMany` makes durable together. */
const GROUP_BLOCKS = 64

/** The store as other IPFS software sees it. `put` resolves when the block is durable. */
export function blockstoreOver(store: Store, table: BlockTable): Blockstore {
  return {
    has: (cid) => store.has(cid),
    async put(cid, value, options) {
      options?.signal?.throwIfAborted()
      await store.receive([{ cid, bytes: await collect(value) }])
      return cid
    },
    async *putMany(source, options) {
      let group: { cid: CID; bytes: Uint8Array }[] = []
      for await (const { cid, bytes } of source) {
        options?.signal?.throwIfAborted()
        group.push({ cid, bytes: await collect(bytes) })
        if (group.length < GROUP_BLOCKS) continue
        await store.receive(group)
        yield* group.map((block) => block.cid)
        group = []
      }
      await store.receive(group)
      yield* group.map((block) => block.cid)
    },
    get,
    async *getMany(source, options) {
      for await (const cid of source) yield { cid, bytes: get(cid, options) }
    },
    delete: (cid) => store.delete(cid),
    async *deleteMany(source, options) {
      for await (const cid of source) {
        options?.signal?.throwIfAborted()
        store.delete(cid)
        yield cid
      }
    },
    async *getAll(options) {
      for (const row of Array.from(table.all())) {
        const cid = cidOf(row.digest, row.codec)
        yield { cid, bytes: get(cid, options) }
      }
    },
  }

  function* get(cid: CID, options?: Abortable): Generator<Uint8Array> {
    options?.signal?.throwIfAborted()
    yield readOrNotFound(cid)
  }

  function readOrNotFound(cid: CID): Uint8Array {
    try {
      return store.get(cid)
    } catch (error) {
      // IPFS software asks its peers when it sees this name; a damaged block is to be fetched again.
      if (isSpaceError(error)) throw new NotFoundError(error.message)
      throw error
    }
  }
}

export async function collect(value: Input): Promise<Uint8Array> {
  if (value instanceof Uint8Array) return value
  const chunks: Uint8Array[] = []
  for await (const chunk of value) chunks.push(chunk)
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}
