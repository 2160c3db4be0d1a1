import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomBytes } from './hash.ts'
import {
  open,
  openPieceInto,
  openView,
  pad,
  padme,
  PIECE_BYTES,
  seal,
  sealPieceInto,
  unpad,
} from './seal.ts'
import { fromHex, readVectors, toHex } from './vectors/read.ts'

const wrongKey = expect.objectContaining({ code: 'wrong-key', name: 'SpaceError' })
const corrupt = expect.objectContaining({ code: 'corrupt-block', name: 'SpaceError' })
const key = randomBytes(32)
const ad = randomBytes(16)

describe('pieces', () => {
  const sealPiece = (plain: Uint8Array) => {
    const sealed = new Uint8Array(plain.length + 16)
    return { sealed, key: sealPieceInto(sealed, plain) }
  }
  const openPiece = (sealed: Uint8Array, pieceKey: Uint8Array) => {
    const out = new Uint8Array(Math.max(0, sealed.length - 16))
    openPieceInto(out, sealed, pieceKey)
    return out
  }

  test('open to what was sealed, from nothing to the longest', () => {
    for (const length of [0, 1, 65536, PIECE_BYTES]) {
      const plain = randomBytes(length)
      const piece = sealPiece(plain)
      expect(Buffer.compare(openPiece(piece.sealed, piece.key), plain)).toBe(0)
    }
  })

  test('of equal bytes never look alike, because every call makes a key', () => {
    const pieces = Array.from({ length: 100 }, () => sealPiece(Uint8Array.of(1, 2, 3)))
    expect(new Set(pieces.map(({ key: made }) => toHex(made))).size).toBe(100)
    expect(new Set(pieces.map(({ sealed }) => toHex(sealed))).size).toBe(100)
  })

  test('with one flipped bit, cut short or under another key are refused', () => {
    const piece = sealPiece(randomBytes(300))
    fc.assert(
      fc.property(fc.nat(piece.sealed.length * 8 - 1), (bit) => {
        const changed = piece.sealed.slice()
        changed[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => openPiece(changed, piece.key)).toThrow(corrupt)
      }),
    )
    for (const cut of [0, 15, 16, 315]) {
      expect(() => openPiece(piece.sealed.subarray(0, cut), piece.key)).toThrow(corrupt)
    }
    expect(() => openPiece(piece.sealed, randomBytes(32))).toThrow(corrupt)
    expect(() => openPiece(piece.sealed, randomBytes(31))).toThrow(corrupt)
  })

  test('longer than a block are refused', () => {
    const long = new Uint8Array(PIECE_BYTES + 1)
    expect(() => sealPiece(long)).toThrow(expect.objectContaining({ code: 'too-large' }))
  })

  test('are those of the vectors', () => {
    for (const v of readVectors<Record<'key' | 'plain' | 'sealed', string>[]>('piece')) {
      expect(toHex(openPiece(fromHex(v.sealed), fromHex(v.key)))).toBe(v.plain)
    }
  })
})

describe('padding', () => {
  test('comes off as it went on and follows Padmé', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (plain) => {
        const padded = pad(plain)
        expect(padded.length).toBe(padme(Math.max(plain.length + 1, 256)))
        expect(unpad(padded)).toEqual(plain)
      }),
    )
  })

  test('costs at most 12 % and grows with the length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 256, max: 2 ** 48 }), (length) => {
        const padded = padme(length)
        expect(padded).toBeGreaterThanOrEqual(length)
        expect(padded).toBeLessThanOrEqual(length * 1.12)
        expect(padme(padded)).toBe(padded)
        expect(padme(length + 1)).toBeGreaterThanOrEqual(padded)
      }),
    )
  })

  test('of any other form is refused', () => {
    expect(unpad(new Uint8Array(256))).toBeUndefined()
    expect(unpad(new Uint8Array(0))).toBeUndefined()
    expect(unpad(pad(Uint8Array.of(5)).subarray(0, 255))).toBeUndefined()
    const late = new Uint8Array(512)
    late[3] = 0x80
    expect(unpad(late)).toBeUndefined()
    const other = pad(Uint8Array.of(5))
    other[255] = 1
    expect(unpad(other)).toBeUndefined()
  })

  test('is that of the vectors', () => {
    for (const v of readVectors<{ length: number; padded: number }[]>('pad')) {
      expect(pad(new Uint8Array(v.length)).length).toBe(v.padded)
    }
  })
})

describe('small things', () => {
  test('open to what was sealed, in both ways', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.uint8Array({ maxLength: 1500 }),
        (x, a) => {
          const sealed = seal(key, 'row', a, x)
          expect(open(key, 'row', a, sealed)).toEqual(x)
          expect(openView(key, 'row', a, sealed).slice()).toEqual(x)
        },
      ),
    )
  })

  test('show only their padded length', () => {
    const lengths = [0, 1, 255].map((n) => seal(key, 'row', ad, new Uint8Array(n)).length)
    expect(new Set(lengths)).toEqual(new Set([256 + 24 + 16]))
  })

  test('with one flipped bit or cut short are refused', () => {
    const sealed = seal(key, 'row', ad, randomBytes(40))
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = sealed.slice()
        changed[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => open(key, 'row', ad, changed)).toThrow(wrongKey)
        expect(() => openView(key, 'row', ad, changed)).toThrow(wrongKey)
      }),
    )
    for (const cut of [0, 23, 24, 39, 40, 295]) {
      expect(() => open(key, 'row', ad, sealed.subarray(0, cut))).toThrow(wrongKey)
      expect(() => openView(key, 'row', ad, sealed.subarray(0, cut))).toThrow(wrongKey)
    }
  })

  test.each([
    ['type', key, 'batch', ad],
    ['type that runs into the ad', key, 'ro', new Uint8Array([0x77, ...ad])],
    ['ad', key, 'row', randomBytes(16)],
    ['shorter ad', key, 'row', ad.subarray(1)],
    ['key', randomBytes(32), 'row', ad],
    ['length of key', randomBytes(31), 'row', ad],
  ])('under another %s are refused', (_, k, type, a) => {
    const sealed = seal(key, 'row', ad, randomBytes(40))
    expect(() => open(k, type, a, sealed)).toThrow(wrongKey)
    expect(() => openView(k, type, a, sealed)).toThrow(wrongKey)
  })

  test('are those of the vectors', () => {
    const vectors =
      readVectors<Record<'key' | 'type' | 'ad' | 'plain' | 'sealed' | 'nonce', string>[]>('seal')
    for (const v of vectors) {
      const sealed = fromHex(v.sealed)
      expect(toHex(sealed.subarray(0, 24))).toBe(v.nonce)
      expect(toHex(open(fromHex(v.key), v.type, fromHex(v.ad), sealed))).toBe(v.plain)
    }
  })
})
