import { SpaceError } from '@space/sdk'
import {
  anything,
  bytes,
  check,
  decode,
  equal,
  list,
  structure,
  type TypeOf,
} from '../crypto/codec.ts'
import { verify, type Signer } from '../crypto/keys.ts'
import {
  liveDevices,
  sameDevice,
  verifyCard,
  verifyCert,
  type Card,
  type Cert,
  type DeviceKeys,
  type Verified,
} from './cards.ts'

const bindShape = structure({
  drive: bytes(16),
  writer: bytes(32),
  card: anything,
  certs: list(anything, { max: 1000 }),
  sig: bytes(64),
})

/** Ties a writer key to a device and a person, for one drive; kept inside ciphertext only. */
export type Bind = Verified<
  Omit<TypeOf<typeof bindShape>, 'card' | 'certs'> & {
    readonly card: Card
    readonly certs: readonly Cert[]
  }
>

/** What a bind says once it is believed. */
export interface Bound {
  readonly did: string
  /** Generation of the card the bind cites. */
  readonly gen: number
  /** The device that signed. */
  readonly device: DeviceKeys
  readonly bind: Bind
}

/**
 * A bind of `writer` (public key) in `drive` (16 bytes), signed by a device of `card` and `certs`.
 *
 * @throws {SpaceError} `denied` when the device is not live by that card and those certs
 */
export function makeBind(
  device: { readonly signer: Signer },
  facts: { drive: Uint8Array; writer: Uint8Array; card: Card; certs: readonly Cert[] },
): Bind {
  const { drive, writer, card, certs } = facts
  const bind = { v: 1, drive, writer, card, certs }
  const sig = device.signer.sign('bind', bind)
  return readBind({ ...bind, sig }, { drive, writer }).bind
}

/**
 * The bind in `value` (bytes or decoded) as it was when made: for `drive` and `writer`, by a device
 * that is live by the card and certs inside. Enough for history; see {@link verifyBind} for news.
 *
 * @throws {SpaceError} `bad-input`, `newer-version`; `denied` when it is forged or meant elsewhere
 */
export function readBind(
  value: unknown,
  expected: { drive: Uint8Array; writer: Uint8Array },
): Bound {
  const raw = check('bind', bindShape, value instanceof Uint8Array ? decode(value) : value)
  if (!equal(raw.drive, expected.drive) || !equal(raw.writer, expected.writer)) {
    throw new SpaceError('denied', 'This bind is for another drive or writer')
  }
  const card = verifyCard(raw.card)
  const certs = raw.certs.map(verifyCert)
  const device = liveDevices([card], certs).find(({ sign }) => verify(sign, 'bind', raw, raw.sig))
  if (device === undefined) {
    throw new SpaceError('denied', 'This bind is not by a device of the person it names')
  }
  return { did: card.did, gen: card.gen, device, bind: { ...raw, card, certs } as object as Bind }
}

/**
 * As {@link readBind}, by a device that is still live by all that is known of the person.
 *
 * @param expected.did the person it must lead to, where that is known
 * @param expected.cards known cards; those of other persons are left aside
 * @throws {SpaceError} `denied` also when a newer card has dropped the device
 */
export function verifyBind(
  value: unknown,
  expected: {
    drive: Uint8Array
    writer: Uint8Array
    did?: string
    cards: readonly Card[]
    certs?: readonly Cert[]
  },
): Bound {
  const bound = readBind(value, expected)
  if (expected.did !== undefined && expected.did !== bound.did) {
    throw new SpaceError('denied', 'This bind leads to another person')
  }
  const cards = expected.cards.filter(({ did }) => did === bound.did)
  const live = liveDevices(
    [bound.bind.card, ...cards],
    [...bound.bind.certs, ...(expected.certs ?? [])],
  )
  if (!live.some((device) => sameDevice(device, bound.device))) {
    throw new SpaceError('denied', 'This bind is by a device that was removed')
  }
  return bound
}
