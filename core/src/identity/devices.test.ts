import { describe, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { fromHex, readVectors, toHex } from '../crypto/vectors/read.ts'
import {
  bytesOf,
  cidOf,
  deviceFrom,
  highestCard,
  liveDevices,
  makeBind,
  makeCard,
  makeCert,
  makeSuccessor,
  newDevice,
  readBind,
  verifyBind,
  verifyCard,
  verifyCert,
  verifySuccessor,
  type Card,
  type Device,
  type DeviceKeys,
} from './devices.ts'
import { identityFrom } from './identity.ts'
import { newPhrase, phraseSeed } from './phrase.ts'

const denied = expect.objectContaining({ code: 'denied', name: 'SpaceError' })
const bad = expect.objectContaining({ code: 'bad-input', name: 'SpaceError' })
const alice = identityFrom(phraseSeed(newPhrase()))
const mallory = identityFrom(phraseSeed(newPhrase()))
const [laptop, phone, tablet, thief] = [newDevice(), newDevice(), newDevice(), newDevice()]
const drive = randomBytes(16)
const { publicKey: writer } = laptop.writer(drive, 0)

function keysOf(device: Device): DeviceKeys {
  return { sign: device.signer.publicKey, box: device.box.publicKey }
}
function cardOf(devices: Device[], after?: Card, who = alice): Card {
  const gen = after === undefined ? 0 : after.gen + 1
  return makeCard(who, { gen, prev: after ? cidOf(after) : null, devices: devices.map(keysOf) })
}
function certOf(by: Device, device: Device, gen = 0, did = alice.did) {
  return makeCert(by.signer, { did, gen, device: keysOf(device) })
}
const card0 = cardOf([laptop, phone])
const card1 = cardOf([laptop], card0)
const names = (devices: readonly DeviceKeys[]) => devices.map(({ sign }) => toHex(sign))
const signs = (...devices: Device[]) => names(devices.map(keysOf))

test('all keys and structures of a device are those of the vectors', () => {
  type Names = 'seed' | 'sign' | 'box' | 'drive' | 'writer' | 'nodeKey' | 'nodeLogin'
  type Vector = Record<
    'phrase' | 'second' | 'card' | 'cardCid' | 'cert' | 'bind' | 'successor',
    string
  >
  const v = readVectors<Vector & { device: Record<Names, string> & { n: number } }>('devices')
  const device = deviceFrom(fromHex(v.device.seed))
  const second = deviceFrom(fromHex(v.second))
  const id = fromHex(v.device.drive)
  expect(toHex(device.signer.publicKey)).toBe(v.device.sign)
  expect(toHex(device.box.publicKey)).toBe(v.device.box)
  expect(toHex(device.writer(id, v.device.n).publicKey)).toBe(v.device.writer)
  expect(toHex(device.nodeLogin(fromHex(v.device.nodeKey)).publicKey)).toBe(v.device.nodeLogin)
  const person = identityFrom(phraseSeed(v.phrase))
  const card = makeCard(person, { gen: 0, prev: null, devices: [keysOf(device)] })
  expect(toHex(bytesOf(card))).toBe(v.card)
  expect(cidOf(card).toString()).toBe(v.cardCid)
  const cert = makeCert(device.signer, { did: person.did, gen: 0, device: keysOf(second) })
  expect(toHex(bytesOf(cert))).toBe(v.cert)
  const own = fromHex(v.device.writer)
  const bind = makeBind(second, { drive: id, writer: own, card, certs: [cert] })
  expect(toHex(bytesOf(bind))).toBe(v.bind)
  expect(verifyBind(fromHex(v.bind), { drive: id, writer: own, cards: [] }).did).toBe(person.did)
  const next = verifySuccessor(fromHex(v.successor)).new
  expect(toHex(bytesOf(makeSuccessor(person, next)))).toBe(v.successor)
})

test('the seed of a device is not printed with it', () => {
  expect(JSON.stringify(laptop)).not.toContain(JSON.stringify([...laptop.seed].slice(0, 4)))
  expect(Object.keys(laptop)).not.toContain('seed')
})

test('writers differ by drive and number', () => {
  const keys = [laptop.writer(drive, 0), laptop.writer(drive, 1), laptop.writer(randomBytes(16), 0)]
  expect(new Set(keys.map(({ publicKey }) => toHex(publicKey))).size).toBe(3)
})

describe('cards', () => {
  test('are believed as bytes and decoded', () => {
    expect(verifyCard(bytesOf(card0))).toEqual(card0)
    expect(verifyCard(card0)).toEqual(card0)
  })

  test.each<[string, object]>([
    ['device added', { devices: [...card0.devices, keysOf(thief)] }],
    ['box changed', { box: thief.box.publicKey }],
    ['profile changed', { profile: thief.signer.publicKey }],
    ['gen raised', { gen: 9, prev: cidOf(card0) }],
    ['DID changed', { did: mallory.did }],
    ['signature of a thief', { sig: thief.signer.sign('card', card0) }],
  ])('with %s are refused', (_, change) => {
    expect(() => verifyCard({ ...card0, ...change })).toThrow(denied)
  })

  test('that only a device has signed are refused: it can never be the person', () => {
    const forged = { ...card0, devices: [keysOf(thief)] }
    expect(() => verifyCard({ ...forged, sig: laptop.signer.sign('card', forged) })).toThrow(denied)
  })

  test('without devices, with one twice, or out of sequence are refused', () => {
    const make = (gen: number, prev: Card | null, devices: Device[]) => () =>
      makeCard(alice, { gen, prev: prev && cidOf(prev), devices: devices.map(keysOf) })
    expect(make(0, null, [])).toThrow(bad)
    expect(make(0, null, [laptop, laptop])).toThrow(bad)
    expect(make(0, card0, [laptop])).toThrow(bad)
    expect(make(1, null, [laptop])).toThrow(bad)
  })

  test('of a newer version say so', () => {
    const newer = expect.objectContaining({ code: 'newer-version' })
    expect(() => verifyCard({ ...card0, v: 2 })).toThrow(newer)
  })

  test('of the highest gen win, in any order', () => {
    expect(highestCard([card0, card1])).toEqual({ card: card1, rival: undefined })
    expect(highestCard([card1, card0, card1])).toEqual({ card: card1, rival: undefined })
    expect(highestCard([])).toBeUndefined()
  })

  test('of one gen twice: the lower CID wins and the other is told, in any order', () => {
    const rival = cardOf([laptop, thief], card0)
    const sorted = [card1, rival].toSorted((a, b) => Buffer.compare(cidOf(a).bytes, cidOf(b).bytes))
    for (const cards of [
      [card0, card1, rival],
      [rival, card1, card0],
      [rival, card0, card1, rival],
    ]) {
      expect(highestCard(cards)).toEqual({ card: sorted[0], rival: sorted[1] })
    }
  })

  test('of several persons are never weighed against each other', () => {
    const theirs = cardOf([thief], cardOf([thief], undefined, mallory), mallory)
    expect(() => highestCard([card0, theirs])).toThrow(bad)
    expect(() => liveDevices([card0, theirs], [])).toThrow(bad)
  })
})

describe('certs', () => {
  test('add a device, and that one may add another, in any order', () => {
    const chain = [certOf(tablet, thief), certOf(phone, tablet)]
    const all = signs(laptop, phone, tablet, thief).toSorted()
    expect(names(liveDevices([card0], chain)).toSorted()).toEqual(all)
    expect(names(liveDevices([card0], chain.toReversed())).toSorted()).toEqual(all)
  })

  test('by a device that is not live add nothing', () => {
    expect(names(liveDevices([card0], [certOf(thief, tablet)]))).toEqual(signs(laptop, phone))
    expect(names(liveDevices([card0], [certOf(thief, thief)]))).toEqual(signs(laptop, phone))
    const circle = [certOf(thief, tablet), certOf(tablet, thief)]
    expect(names(liveDevices([card0], circle))).toEqual(signs(laptop, phone))
  })

  test('by a removed device add nothing, whatever gen it names', () => {
    for (const gen of [0, 1, 2]) {
      const live = liveDevices([card0, card1], [certOf(phone, thief, gen)])
      expect(names(live)).toEqual(signs(laptop))
    }
  })

  test('of an earlier gen by a device that stayed end with that gen', () => {
    const certs = [certOf(laptop, tablet, 0)]
    expect(names(liveDevices([card0], certs))).toEqual(signs(laptop, phone, tablet))
    expect(names(liveDevices([card0, card1], certs))).toEqual(signs(laptop))
  })

  test('of another person add nothing', () => {
    const cert = certOf(laptop, thief, 0, mallory.did)
    expect(names(liveDevices([card0], [cert]))).toEqual(signs(laptop, phone))
  })

  test('cannot put another box under a device that is live', () => {
    const swap = makeCert(phone.signer, {
      did: alice.did,
      gen: 0,
      device: { sign: laptop.signer.publicKey, box: thief.box.publicKey },
    })
    expect(liveDevices([card0], [swap])).toEqual(card0.devices)
  })

  test('changed after signing are refused', () => {
    const cert = certOf(laptop, tablet)
    expect(verifyCert(bytesOf(cert))).toEqual(cert)
    expect(() => verifyCert({ ...cert, device: keysOf(thief) })).toThrow(denied)
    expect(() => verifyCert({ ...cert, gen: 1 })).toThrow(denied)
    expect(() => verifyCert({ ...cert, by: phone.signer.publicKey })).toThrow(denied)
  })
})

describe('binds', () => {
  const bind = makeBind(laptop, { drive, writer, card: card0, certs: [] })
  const here = { drive, writer, did: alice.did, cards: [card0] }

  test('lead to the device and the person', () => {
    const bound = verifyBind(bytesOf(bind), here)
    expect(bound).toMatchObject({ did: alice.did, gen: 0, device: keysOf(laptop) })
    expect(verifyBind(bytesOf(bind), { ...here, cards: [card0, card1] }).did).toBe(alice.did)
  })

  test('by a certified device count with its certs and not without', () => {
    const certs = [certOf(phone, tablet)]
    const byTablet = makeBind(tablet, { drive, writer, card: card0, certs })
    expect(verifyBind(byTablet, here).device).toEqual(keysOf(tablet))
    expect(() => makeBind(tablet, { drive, writer, card: card0, certs: [] })).toThrow(denied)
  })

  test('by a removed device are refused once the newer card is known, but stay history', () => {
    const old = makeBind(phone, { drive, writer, card: card0, certs: [] })
    expect(verifyBind(old, here).device).toEqual(keysOf(phone))
    expect(() => verifyBind(old, { ...here, cards: [card1] })).toThrow(denied)
    expect(readBind(old, here).device).toEqual(keysOf(phone))
  })

  test('by a removed device are refused also when it certified another one first', () => {
    const certs = [certOf(phone, thief)]
    const old = makeBind(thief, { drive, writer, card: card0, certs })
    expect(() => verifyBind(old, { ...here, cards: [card1], certs })).toThrow(denied)
  })

  test('cannot cite a newer card that does not name the device', () => {
    expect(() => makeBind(phone, { drive, writer, card: card1, certs: [] })).toThrow(denied)
    const cited = { ...makeBind(phone, { drive, writer, card: card0, certs: [] }), card: card1 }
    const forged = { ...cited, sig: phone.signer.sign('bind', cited) }
    expect(() => readBind(forged, here)).toThrow(denied)
  })

  test('of another drive, writer or person are refused', () => {
    expect(() => verifyBind(bind, { ...here, drive: randomBytes(16) })).toThrow(denied)
    const other = laptop.writer(drive, 1).publicKey
    expect(() => verifyBind(bind, { ...here, writer: other })).toThrow(denied)
    expect(() => verifyBind(bind, { ...here, did: mallory.did })).toThrow(denied)
  })

  test('with a forged card or cert inside are refused', () => {
    const card = { ...card0, devices: [keysOf(thief)] }
    const forged = { ...bind, card }
    const sig = thief.signer.sign('bind', forged)
    expect(() => readBind({ ...forged, sig }, here)).toThrow(denied)
    const certs = [{ ...certOf(thief, thief), by: laptop.signer.publicKey }]
    const other = { ...bind, certs }
    const again = thief.signer.sign('bind', other)
    expect(() => readBind({ ...other, sig: again }, here)).toThrow(denied)
  })
})

test('a successor is believed from the old identity only', () => {
  const successor = makeSuccessor(alice, mallory.did)
  expect(verifySuccessor(bytesOf(successor))).toEqual(successor)
  expect(() => verifySuccessor({ ...successor, new: alice.did })).toThrow(denied)
  expect(() => verifySuccessor({ ...successor, old: mallory.did })).toThrow(denied)
  expect(() => makeSuccessor(alice, 'did:web:example.org')).toThrow(bad)
})

test('nothing signed as one type passes as another', () => {
  const types = [
    'card',
    'cert',
    'bind',
    'successor',
    'batch',
    'record',
    'head',
    'invite',
    'snapshot',
  ]
  const cert = certOf(laptop, tablet)
  const bind = makeBind(laptop, { drive, writer, card: card0, certs: [] })
  const successor = makeSuccessor(alice, mallory.did)
  const judges: [string, (type: string) => unknown][] = [
    ['card', (type) => verifyCard({ ...card0, sig: alice.signer.sign(type, card0) })],
    ['cert', (type) => verifyCert({ ...cert, sig: laptop.signer.sign(type, cert) })],
    [
      'bind',
      (type) => readBind({ ...bind, sig: laptop.signer.sign(type, bind) }, { drive, writer }),
    ],
    [
      'successor',
      (type) => verifySuccessor({ ...successor, sig: alice.signer.sign(type, successor) }),
    ],
  ]
  for (const [own, judge] of judges) {
    for (const type of types) {
      if (type === own) expect(judge(type)).toBeDefined()
      else expect(() => judge(type)).toThrow(denied)
    }
  }
})
