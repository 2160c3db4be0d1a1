import type { CID } from 'multiformats/cid'
import { cidOf as cidOfDigest } from '../blocks/car.ts'
import { refine, cid as anyCid } from '../crypto/codec.ts'
import { sha256 } from '../crypto/hash.ts'
import type { Shape } from '../crypto/codec.ts'

/** The name of a dag-cbor block: CIDv1, SHA-256. */
export function cidOf(bytes: Uint8Array): CID {
  return cidOfDigest(sha256(bytes), 'dag-cbor')
}

/** Whether `value` can be the name of a batch or record. */
export function isBlockCid(value: unknown): value is CID {
  return BLOCK_CID.fault(value) === undefined
}

/** A CID as only batches and records have it: one block has one name. */
export const BLOCK_CID: Shape<CID> = refine(anyCid, 'the CID of a dag-cbor block', isDagCbor)

/** Orders CIDs by their bytes. */
export function compareCids(a: CID, b: CID): number {
  return compareBytes(a.bytes, b.bytes)
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}

const DAG_CBOR = 0x71

function isDagCbor(cid: CID): boolean {
  return cid.code === DAG_CBOR
}
