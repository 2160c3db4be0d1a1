import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeText, encodeText } from './text.ts'

test('every JSON value comes back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const sent = JSON.parse(JSON.stringify(value)) as unknown
      expect(decodeText(encodeText(['call', 1, 'a.b', value, 0]))[3]).toEqual(sent)
    }),
  )
})

test('undefined fields stay away, undefined items become null', () => {
  const sent = encodeText(['result', 1, { a: undefined, b: [undefined] }])
  expect(decodeText(sent)).toEqual(['result', 1, { b: [null] }])
})

const circle: { self?: unknown } = {}
circle.self = circle

test.each([
  ['bytes', new Uint8Array(3)],
  [
    'bytes with a form of their own, such as a Buffer',
    Object.assign(new Uint8Array(3), { toJSON: () => [] }),
  ],
  ['NaN', [Number.NaN]],
  ['a function', { f: () => 1 }],
  ['a bigint', 1n],
  ['a circle', circle],
])('%s cannot be sent', (_name, value) => {
  expect(() => encodeText(['result', 1, value])).toThrowError(
    expect.objectContaining({ code: 'bad-input' }),
  )
})

test('more than a message may hold is too large', () => {
  expect(() => encodeText(['result', 1, 'x'.repeat(2 ** 22)])).toThrowError(
    expect.objectContaining({ code: 'too-large' }),
  )
})

test.each(['', 'null', '{}', '[1', '["shout",1]', '["call",-1,"a.b",null,0]', '['.repeat(100_000)])(
  'the text %.20s is no message',
  (text) => {
    expect(() => decodeText(text)).toThrowError(expect.objectContaining({ code: 'bad-input' }))
  },
)
