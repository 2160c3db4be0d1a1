import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { decode, encode } from '../crypto/codec.ts'
import { signerFrom } from '../crypto/keys.ts'
import { openBatch, sealBatch } from './log/batch.ts'
import { cidOf } from './cid.ts'
import { DRIVE, KEY, openDevice } from './replicas.samples.ts'
import { ROOT, TRASH } from './tree/registers.ts'
import type { BatchParts } from './log/batch.ts'
import type { Op } from './log/ops.ts'
import type { Device } from './replicas.samples.ts'

// Properties take their time on a busy machine; none of them measures it.
vi.setConfig({ testTimeout: 120_000 })

const idOf = (entry: number): Uint8Array => new Uint8Array(16).fill(entry + 1)
const placeOf = (place: number): Uint8Array => (place < 5 ? idOf(place) : place < 7 ? ROOT : TRASH)

/** One thing a person does: a device, an entry, and what happens to it. */
interface Act {
  readonly device: number
  readonly entry: number
  readonly what: 'move' | 'set' | 'save' | 'drop' | 'dropAll' | 'sync'
  readonly pick: number
}
const acts: fc.Arbitrary<Act> = fc.record({
  device: fc.nat(2),
  entry: fc.nat(4),
  what: fc.constantFrom('move', 'move', 'move', 'set', 'save', 'save', 'drop', 'dropAll', 'sync'),
  pick: fc.nat(63),
})

function opsOf(device: Device, { entry, what, pick }: Act): Op[] {
  const id = idOf(entry)
  const versions = device.versionsOf(id)
  const at = pick
  switch (what) {
    case 'move': {
      const kind = (['file', 'folder', undefined] as const)[pick % 3]
      return [{ o: 'move', id, parent: placeOf(pick % 8), name: `n${pick}`, kind, at }]
    }
    case 'set':
      return [{ o: 'set', id, field: `f${pick % 2}`, value: pick, at }]
    case 'save': {
      const base = versions.slice(0, pick % 3)
      const content = { v: 1, size: 0, depth: 0, ref: null } as const
      // The second version in one batch is made on the first.
      const first: Op = { o: 'version', id, base, content, at }
      return pick % 4 === 0 ? [first, { ...first, base: [[null, 0]] }] : [first]
    }
    case 'drop':
      return [{ o: 'drop', id, versions: versions.slice(pick % 2, (pick % 2) + 1), at }]
    default:
      return [{ o: 'drop', id, versions: pick % 5 === 0 ? [] : versions, at }]
  }
}

/** Play the acts on three devices, with what they send each other late, twice and out of order. */
function play(story: readonly Act[]): { devices: Device[]; log: Uint8Array[] } {
  const devices = [0, 1, 2].map(openDevice)
  const wires: Uint8Array[][] = [[], [], []]
  const log: Uint8Array[] = []
  for (const act of story) {
    const device = devices[act.device]!
    const wire = wires[act.device]!
    if (act.what === 'sync') {
      for (let i = 0; i <= act.pick % 4 && wire.length > 0; i += 1) {
        const place = (act.pick * 7 + i) % wire.length
        device.receive(wire[place]!)
        // Some arrive a second time.
        if (act.pick % 3 !== 0) wire.splice(place, 1)
      }
      continue
    }
    const bytes = device.edit(opsOf(device, act))
    log.push(bytes)
    for (const [i, other] of wires.entries()) if (i !== act.device) other.push(bytes)
  }
  return { devices, log }
}

const stories = fc.array(acts, { minLength: 5, maxLength: 30 })

describe('devices that have exchanged everything', () => {
  test('show the same, however late, often and mixed it came', () => {
    fc.assert(
      fc.property(stories, fc.infiniteStream(fc.nat()), (story, salts) => {
        const { devices, log } = play(story)
        for (const device of devices) for (const bytes of mixed(log, salts)) device.receive(bytes)
        for (const device of devices) {
          expect(device.view()).toEqual(devices[0]!.view())
          expect(device.heads().map(String)).toEqual(devices[0]!.heads().map(String))
          expect([device.waiting(), device.voided()]).toEqual([0, 0])
        }
      }),
      { numRuns: 50 },
    )
  })

  test('show the same as a fresh device with the log in any order', () => {
    fc.assert(
      fc.property(stories, fc.infiniteStream(fc.nat()), (story, salts) => {
        const { devices, log } = play(story)
        for (const bytes of log) devices[0]!.receive(bytes)
        const fresh = openDevice(9)
        for (const bytes of mixed(log, salts)) fresh.receive(bytes)
        expect(fresh.view()).toEqual(devices[0]!.view())
      }),
      { numRuns: 50 },
    )
  })
})

describe('a hostile writer', () => {
  const id = idOf(0)
  const writer = signerFrom(new Uint8Array(32).fill(7))
  const move: Op = { o: 'move', id, parent: ROOT, name: 'evil', at: 0 }
  const parts: BatchParts = {
    drive: DRIVE,
    writer,
    seq: 1,
    prev: null,
    epoch: 0,
    key: KEY,
    clock: 1,
    seen: [],
    ops: [move],
  }
  const honest = (): Device => {
    const device = openDevice(0)
    device.edit([{ ...move, name: 'good' }])
    return device
  }

  test.each<[string, (head: Device) => Partial<BatchParts>]>([
    ['a clock of the far future', () => ({ clock: 2 ** 40 })],
    ['a clock below what it has seen', (device) => ({ seen: device.heads(), clock: 1 })],
    [
      'somebody else as its predecessor',
      (device) => ({ prev: device.heads()[0]!, seq: 2, clock: 2 }),
    ],
    ['a seq that skips', (device) => ({ prev: device.heads()[0]!, seq: 9, clock: 2 })],
  ])('gains nothing by %s', (_, lie) => {
    const device = honest()
    const before = device.view()
    device.receive(sealBatch({ ...parts, ...lie(device) }).bytes)
    expect(device.view()).toEqual(before)
    expect(device.voided()).toBe(1)
  })

  test('gains nothing by a replay from another drive', () => {
    const device = honest()
    const before = device.view()
    const other = decode(sealBatch({ ...parts, drive: idOf(3) }).bytes) as { sig: Uint8Array }
    const { sig: _, ...moved } = { ...other, drive: DRIVE }
    const bytes = encode({ ...moved, sig: writer.sign('batch', moved) })
    expect(() => device.receive(bytes)).toThrowError(expect.objectContaining({ code: 'wrong-key' }))
    expect(device.view()).toEqual(before)
  })

  test('can drop versions that never come, or before they come, and all still agree', () => {
    const ghost = cidOf(Uint8Array.of(1))
    const [a, b] = [openDevice(0), openDevice(1)]
    const version: Op = {
      o: 'version',
      id,
      base: [],
      content: { v: 1, size: 0, depth: 0, ref: null },
      at: 0,
    }
    const made = a.edit([{ ...move, kind: 'file' }, version])
    const { cid } = openBatch(made, () => KEY)
    const drop: Op = {
      o: 'drop',
      id,
      versions: [
        [ghost, 0],
        [cid, 1],
        [ghost, 1],
      ],
      at: 0,
    }
    const dropped = sealBatch({ ...parts, ops: [drop] }).bytes
    a.receive(dropped)
    b.receive(dropped)
    b.receive(made)
    expect(a.view()).toEqual(b.view())
    expect(a.view()).toMatchObject([{ visible: false, current: [] }])
  })
})

/** The same bytes in another order, some twice. */
function mixed(log: readonly Uint8Array[], salts: Iterable<number>): Uint8Array[] {
  const random = salts[Symbol.iterator]()
  const next = (): number => random.next().value as number
  const keyed = log.flatMap((bytes) =>
    (next() % 4 === 0 ? [0, 1] : [0]).map(() => ({ bytes, key: next() })),
  )
  return keyed.sort((a, b) => a.key - b.key).map(({ bytes }) => bytes)
}
