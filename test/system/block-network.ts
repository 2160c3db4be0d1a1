import { SpaceError } from '@space/sdk'
import { collect } from '../../core/src/blocks/blockstore.ts'
import type { SegmentStore } from '../../core/src/blocks/segments.ts'

type Blocks = ReturnType<SegmentStore['blockstore']>
type Cid = Parameters<SegmentStore['get']>[0]

/** A store on the network: gives its blocks to peers one is connected to and fetches theirs. */
export interface BlockNetwork extends AsyncDisposable {
  /** Multiaddrs with the peer id, for `connect` on another device. */
  addresses(): string[]
  connect(address: string, options?: { signal?: AbortSignal }): Promise<void>
  /**
   * The bytes of a block, from the store or else from a peer; what comes from a peer is hashed and
   * kept in the store before this resolves.
   *
   * @throws {SpaceError} `missing-block` when no peer has it before `signal` fires
   */
  fetch(cid: Cid, options?: { signal?: AbortSignal }): Promise<Uint8Array>
}

/**
 * Put a store on the network with Helia and Bitswap. Nothing is announced to a public routing
 * system: only peers that are connected are asked and answered.
 *
 * @param options.listen multiaddrs to listen on, such as `/ip4/127.0.0.1/tcp/0`
 */
export async function openBlockNetwork(options: {
  store: SegmentStore
  listen: readonly string[]
}): Promise<BlockNetwork> {
  // Loaded only here: it takes longer to load than everything else together.
  const [helia, libp2p, bitswap, tcp, noise, yamux, identify] = await Promise.all([
    import('helia'),
    import('@helia/libp2p'),
    import('@helia/bitswap'),
    import('@libp2p/tcp'),
    import('@chainsafe/libp2p-noise'),
    import('@chainsafe/libp2p-yamux'),
    import('@libp2p/identify'),
  ])
  const light = helia.createHeliaLight({ blockstore: keepEverything(options.store.blockstore()) })
  const node = bitswap.withBitswap(
    libp2p.withLibp2pLight(light, {
      addresses: { listen: [...options.listen] },
      transports: [tcp.tcp()],
      connectionEncrypters: [noise.noise()],
      streamMuxers: [yamux.yamux()],
      services: { identify: identify.identify() },
    }),
  )
  await node.start()

  return {
    addresses: () => node.libp2p.getMultiaddrs().map(String),
    async connect(address, { signal } = {}) {
      // An address of ours, emptied, reads the other one: the parser itself is no library of ours.
      const [own] = node.libp2p.getMultiaddrs()
      if (own === undefined) throw new SpaceError('offline', 'This device does not listen')
      const other = own.decapsulate(String(own)).encapsulate(address)
      await node.libp2p.dial(other, signal === undefined ? {} : { signal })
    },
    async fetch(cid, { signal } = {}) {
      try {
        return await collect(node.blockstore.get(cid, signal === undefined ? {} : { signal }))
      } catch (cause) {
        throw new SpaceError('missing-block', 'No connected peer has the block', {
          cause,
          facts: { cid: String(cid) },
        })
      }
    },
    async [Symbol.asyncDispose]() {
      await node.stop()
    },
  }
}

/** Helia's collector deletes whatever it has not pinned; only the sweep knows what a drive keeps. */
function keepEverything(blocks: Blocks): Blocks {
  const refuse = (): never => {
    throw new SpaceError('denied', 'Blocks are removed by the sweep only')
  }
  return { ...blocks, delete: refuse, deleteMany: refuse }
}
