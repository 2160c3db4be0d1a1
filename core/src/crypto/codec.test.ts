import fc from 'fast-check'
import { SpaceError } from '@space/sdk'
import { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import {
  anything,
  blob,
  bytes,
  check,
  cid,
  decode,
  encode,
  equal,
  flag,
  int,
  intIn,
  list,
  map,
  nullable,
  oneOf,
  optional,
  parse,
  record,
  refine,
  structure,
  text,
  textOf,
  tuple,
  type TypeOf,
} from './codec.ts'
import { fromHex } from './vectors/read.ts'

const bad = expect.objectContaining({ code: 'bad-input', name: 'SpaceError' })
const link = CID.parse('bafkqaaa')
const raw = CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')

const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array(),
    fc.constant(raw),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ minLength: 1 }).filter((k) => k !== '__proto__'),
      tie('value'),
      {
        noNullPrototype: true,
        maxKeys: 5,
      },
    ),
  ),
}))

describe('strict dag-cbor', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const encoded = encode(value)
        expect(equal(encode(decode(encoded)), encoded)).toBe(true)
        expect(decode(encoded)).toEqual(value)
      }),
    )
  })

  test('is fresh each time, never a view of a buffer in use', () => {
    const first = encode({ a: 1 })
    const copy = first.slice()
    encode({ b: 'something else' })
    expect(first).toEqual(copy)
  })

  test('of random and of changed bytes throws nothing but SpaceError', () => {
    const survive = (input: Uint8Array) => {
      try {
        expect(equal(encode(decode(input)), input)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(SpaceError)
        expect((error as SpaceError).code).toBe('bad-input')
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survive), { numRuns: 3000 })
    fc.assert(
      fc.property(anyValue, fc.nat(), fc.nat(255), (value, at, byte) => {
        const encoded = encode(value)
        encoded[at % encoded.length] = byte
        survive(encoded)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['lists 100,000 deep', new Uint8Array(100_000).fill(0x81)],
    ['maps 50,000 deep', new Uint8Array(100_000).map((_, i) => (i % 2 === 0 ? 0xa1 : 0x00))],
    ['tags 100,000 deep', new Uint8Array(200_000).map((_, i) => (i % 2 === 0 ? 0xd8 : 42))],
    ['65 deep and complete', Uint8Array.of(...new Uint8Array(65).fill(0x81), 0)],
    ['a list of 2^64-1', fromHex('9bffffffffffffffff')],
    ['a list of 2^32-1', fromHex('9affffffff00')],
    ['a map of 2^53', fromHex('bb002000000000000000')],
    ['bytes of 2^64-1', fromHex('5bffffffffffffffff00')],
    ['text of 2^31', fromHex('7a8000000061')],
    ['indefinite list', fromHex('9f00ff')],
    ['an integer longer than needed', fromHex('1801')],
    ['a float that is an integer', fromHex('fb3ff0000000000000')],
    ['a short float', fromHex('f93e00')],
    ['minus zero', fromHex('fb8000000000000000')],
    ['NaN', fromHex('fb7ff8000000000000')],
    ['undefined', fromHex('f7')],
    ['keys out of order', fromHex('a2616201616100')],
    ['a key twice', fromHex('a2616100616101')],
    ['a number as key', fromHex('a10001')],
    ['another tag', fromHex('c100')],
    ['a broken CID', fromHex('d82a420001')],
    ['bytes behind the end', fromHex('0000')],
    ['text that is not UTF-8', fromHex('62c328')],
    ['nothing', new Uint8Array(0)],
  ])('refuses %s', (_, input) => {
    expect(() => decode(input)).toThrow(bad)
  })

  test('keeps a key called __proto__ as data, which changes no prototype', () => {
    const value = decode(fromHex('a1695f5f70726f746f5f5fa1617801')) as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect('x' in value).toBe(false)
    expect(() => check('thing', map({}), value)).toThrow(bad)
  })

  test('takes 64 levels', () => {
    expect(() => decode(Uint8Array.of(...new Uint8Array(64).fill(0x81), 0))).not.toThrow()
  })

  test.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, { a: undefined }, () => 1])(
    'cannot hold %s',
    (value) => expect(() => encode(value)).toThrow(bad),
  )
})

describe('shapes', () => {
  const shape = structure({
    id: bytes(4),
    n: int,
    small: intIn({ min: 1, max: 3 }),
    name: textOf({ max: 5 }),
    more: nullable(text),
    links: list(cid, { max: 2 }),
    pair: tuple(int, flag),
    kind: oneOf('file', 'folder'),
    mode: optional(int),
    data: blob({ min: 1, max: 3 }),
    any: anything,
    by: record(int, { max: 1 }),
    inner: map({ a: refine(int, 'even', (n) => n % 2 === 0) }),
  })
  const good: TypeOf<typeof shape> = {
    v: 1,
    id: new Uint8Array(4),
    n: 1,
    small: 2,
    name: 'hello',
    more: null,
    links: [raw],
    pair: [1, true],
    kind: 'file',
    data: Uint8Array.of(1),
    any: { x: [null] },
    by: { x: 1 },
    inner: { a: 2 },
  }

  test('let what fits through', () => {
    expect(parse('thing', shape, encode(good))).toEqual(good)
    expect(parse('thing', shape, encode({ ...good, mode: 1, more: 'x' }))).toBeDefined()
  })

  test.each<[string, object]>([
    ['id', { id: new Uint8Array(5) }],
    ['id', { id: 'text' }],
    ['n', { n: -1 }],
    ['n', { n: 2n ** 60n }],
    ['n', { n: 1.5 }],
    ['small', { small: 4 }],
    ['name', { name: 'hello!' }],
    ['more', { more: 1 }],
    ['links', { links: [raw, raw, raw] }],
    ['links.1', { links: [raw, link] }],
    ['links.0', { links: [{ x: 1 }] }],
    ['pair', { pair: [1] }],
    ['pair.1', { pair: [1, 1] }],
    ['kind', { kind: 'canary' }],
    ['mode', { mode: null }],
    ['data', { data: new Uint8Array(4) }],
    ['data', { data: new Uint8Array(0) }],
    ['by', { by: { x: 1, y: 1 } }],
    ['by.*', { by: { x: 'canary' } }],
    ['inner', { inner: [] }],
    ['inner.a', { inner: { a: 1 } }],
    ['inner', { inner: { a: 2, canary: 1 } }],
    ['v', { v: 0 }],
    ['v', { v: '1' }],
  ])('refuse a wrong %s and never quote it', (at, change) => {
    try {
      parse('thing', shape, encode({ ...good, ...change }))
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-input' })
      const { message, why } = error as SpaceError
      expect(why).toContain(`Its field ${at} should`)
      expect(message + why).not.toContain('canary')
    }
  })

  test('refuse missing and unknown fields', () => {
    const { n: _, ...rest } = good
    expect(() => check('thing', shape, rest)).toThrow(bad)
    expect(() => check('thing', shape, { ...good, extra: 1 })).toThrow(bad)
    for (const other of [null, [], raw, new Uint8Array(1), 'x', 1]) {
      expect(() => check('thing', shape, other)).toThrow(bad)
    }
  })

  test('say newer-version for a higher v, whatever else is new', () => {
    const newer = expect.objectContaining({ code: 'newer-version' })
    expect(() => parse('thing', shape, encode({ v: 2, whatever: 1 }))).toThrow(newer)
  })
})
