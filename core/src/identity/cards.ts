import { SpaceError } from '@space/sdk'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import {
  bytes,
  check,
  cid,
  decode,
  encode,
  equal,
  intIn,
  list,
  map,
  nullable,
  structure,
  text,
  type TypeOf,
} from '../crypto/codec.ts'
import { sha256 } from '../crypto/hash.ts'
import { verify, type Signer } from '../crypto/keys.ts'
import { keyFromDid, type Identity } from './identity.ts'

const gen = intIn({ min: 0, max: 2 ** 32 - 1 })

/** The public keys of a device: Ed25519 and X25519, 32 bytes each. */
export type DeviceKeys = TypeOf<typeof deviceShape>
const deviceShape = map({ sign: bytes(32), box: bytes(32) })

const cardShape = structure({
  did: text,
  gen,
  prev: nullable(cid),
  devices: list(deviceShape, { min: 1, max: 1000 }),
  box: bytes(32),
  profile: bytes(32),
  publisher: bytes(32),
  sig: bytes(64),
})

const certShape = structure({
  did: text,
  gen,
  device: deviceShape,
  by: bytes(32),
  sig: bytes(64),
})

const successorShape = structure({ old: text, new: text, sig: bytes(64) })

declare const VERIFIED: unique symbol
/** Comes only from a function that checked the signature, or has just made it. */
export type Verified<T> = T & { readonly [VERIFIED]: true }

/** Who a person is in a generation, signed by the identity. */
export type Card = Verified<TypeOf<typeof cardShape>>
/** One more device of a generation. The signature is that of `by`; whether `by` may is not said. */
export type Cert = Verified<TypeOf<typeof certShape>>
/** "I am now `new`", signed by `old`; contacts confirm it by verification words. */
export type Successor = Verified<TypeOf<typeof successorShape>>

/** A card of generation `gen`; `prev` is the CID of the one before, null at 0. */
export function makeCard(
  identity: Identity,
  facts: { gen: number; prev: CID | null; devices: readonly DeviceKeys[] },
): Card {
  const card = {
    v: 1,
    did: identity.did,
    gen: facts.gen,
    prev: facts.prev,
    devices: facts.devices.map(({ sign, box }) => ({ sign, box })),
    box: identity.personBox(facts.gen).publicKey,
    profile: identity.profile.publicKey,
    publisher: identity.publisher.publicKey,
  }
  return verifyCard({ ...card, sig: identity.signer.sign('card', card) })
}

/**
 * The card in `value` (bytes or decoded), when its DID has signed it.
 *
 * @throws {SpaceError} `bad-input`, `newer-version`; `denied` when it is forged
 */
export function verifyCard(value: unknown): Card {
  const card = check('card', cardShape, decoded(value))
  if ((card.gen === 0) !== (card.prev === null)) {
    throw new SpaceError('bad-input', 'This card does not follow another one')
  }
  if (new Set(card.devices.map(({ sign }) => hex(sign))).size !== card.devices.length) {
    throw new SpaceError('bad-input', 'This card names a device twice')
  }
  demand(verify(keyFromDid(card.did), 'card', card, card.sig), 'card')
  return card as Card
}

/** The canonical bytes of a card, cert, bind or successor: what is stored and sent. */
export function bytesOf(signed: Verified<object>): Uint8Array {
  return encode(signed)
}

/** The name of a card, for `prev`. */
export function cidOf(signed: Verified<object>): CID {
  return CID.createV1(0x71, Digest.create(0x12, sha256(encode(signed))))
}

/** Whether two DeviceKeys are the same device; a device is its signing key. */
export function sameDevice(a: DeviceKeys, b: DeviceKeys): boolean {
  return equal(a.sign, b.sign)
}

/**
 * The card that holds: of the highest generation, of two of one generation that with the lower CID.
 *
 * `rival` is another card of that generation: somebody has the words too, tell the person.
 *
 * @param cards all of one person; undefined when there are none
 * @throws {SpaceError} `bad-input` when they are of several persons
 */
export function highestCard(
  cards: readonly Card[],
): { readonly card: Card; readonly rival: Card | undefined } | undefined {
  let best: Ranked | undefined
  let rival: Ranked | undefined
  for (const card of cards) {
    if (card.did !== cards[0]?.did) {
      throw new SpaceError('bad-input', 'These cards are of different persons')
    }
    const ranked = { card, cid: cidOf(card) }
    if (best === undefined || card.gen > best.card.gen) {
      best = ranked
      rival = undefined
    } else if (card.gen === best.card.gen) {
      const order = Buffer.compare(ranked.cid.bytes, best.cid.bytes)
      if (order < 0) [best, rival] = [ranked, best]
      else if (order > 0) rival = ranked
    }
  }
  return best && { card: best.card, rival: rival?.card }
}

/** `device` joins generation `gen` of `did`; `by` signs, which is the signer of a live device. */
export function makeCert(
  by: Signer,
  facts: { did: string; gen: number; device: DeviceKeys },
): Cert {
  const { sign, box } = facts.device
  const cert = {
    v: 1,
    did: facts.did,
    gen: facts.gen,
    device: { sign, box },
    by: by.publicKey,
  }
  return verifyCert({ ...cert, sig: by.sign('cert', cert) })
}

/**
 * The cert in `value` (bytes or decoded), when `by` has signed it.
 *
 * NOTE: it counts only if `by` is live, which {@link liveDevices} finds out.
 *
 * @throws {SpaceError} `bad-input`, `newer-version`; `denied` when it is forged
 */
export function verifyCert(value: unknown): Cert {
  const cert = check('cert', certShape, decoded(value))
  demand(verify(cert.by, 'cert', cert, cert.sig), 'cert')
  return cert as Cert
}

/**
 * The devices a person has: those of the highest card, and those certified within its generation
 * by a live device, over any number of steps.
 *
 * A device is its signing key; a cert for one that is live already changes nothing.
 *
 * @throws {SpaceError} `bad-input` when the cards are of several persons
 */
export function liveDevices(cards: readonly Card[], certs: readonly Cert[]): readonly DeviceKeys[] {
  const highest = highestCard(cards)
  if (highest === undefined) return []
  const { did, gen: current, devices } = highest.card
  const live = new Map(devices.map((device) => [hex(device.sign), device]))
  const byCertifier = Map.groupBy(
    certs.filter((cert) => cert.did === did && cert.gen === current),
    (cert) => hex(cert.by),
  )
  // A Map is walked in insertion order and sees what is added on the way.
  for (const sign of live.keys()) {
    for (const { device } of byCertifier.get(sign) ?? []) {
      const added = hex(device.sign)
      if (!live.has(added)) live.set(added, device)
    }
  }
  return [...live.values()]
}

/** The word of an identity that it goes on as another one. */
export function makeSuccessor(old: Identity, next: string): Successor {
  const successor = { v: 1, old: old.did, new: next }
  return verifySuccessor({ ...successor, sig: old.signer.sign('successor', successor) })
}

/**
 * The successor in `value` (bytes or decoded), when `old` has signed it. Only a proposal: whoever
 * stole the words can sign one too.
 *
 * @throws {SpaceError} `bad-input`, `newer-version`; `denied` when it is forged
 */
export function verifySuccessor(value: unknown): Successor {
  const successor = check('successor', successorShape, decoded(value))
  keyFromDid(successor.new)
  demand(verify(keyFromDid(successor.old), 'successor', successor, successor.sig), 'successor')
  return successor as Successor
}

/** @throws {SpaceError} `denied` */
export function demand(holds: boolean, what: string): void {
  if (holds) return
  throw new SpaceError('denied', `This ${what} is forged`, {
    why: 'Its signature is not that of the key it names',
  })
}

interface Ranked {
  readonly card: Card
  readonly cid: CID
}

function decoded(value: unknown): unknown {
  return value instanceof Uint8Array ? decode(value) : value
}

function hex(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex')
}
