import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forField, fromField } from './written.ts'

const texts = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', '\r')).map((parts) => parts.join(''))

test('a text that nobody changed is saved as it was, byte for byte', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(fromField(forField(text), text)).toBe(text)
    }),
  )
})

test('what was written is what is saved, whatever ends the lines', () => {
  fc.assert(
    fc.property(texts, texts, (text, other) => {
      const written = forField(other)
      expect(forField(fromField(written, text))).toBe(written)
    }),
  )
})

test('new lines end as the others of the text do', () => {
  expect(fromField('a\nnew\nb', 'a\r\nb')).toBe('a\r\nnew\r\nb')
})

test('lines that were not touched keep their ends where a text mixes them', () => {
  expect(fromField('a\nb!\nc\nd', 'a\r\nb\nc\r\nd')).toBe('a\r\nb!\r\nc\r\nd')
})
