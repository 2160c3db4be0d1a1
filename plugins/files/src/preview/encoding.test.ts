import { expect, test } from 'vitest'
import { decode, encodingOf } from './encoding.ts'
import { bytesOf } from './preview.samples.ts'

test.each([
  ['plain words', new TextEncoder().encode('Olá, Lisboa'), 'UTF-8'],
  ['words with a mark', bytesOf('\xef\xbb\xbfOl\xc3\xa1'), 'UTF-8'],
  ['a character that is cut at the end', bytesOf('Ol\xc3'), 'UTF-8'],
  ['wide characters', bytesOf('\xff\xfeO\0l\0'), 'UTF-16 LE'],
  ['wide characters the other way', bytesOf('\xfe\xff\0O\0l'), 'UTF-16 BE'],
  ['words of an old program', bytesOf('Ol\xe1, Lisboa'), 'Windows-1252'],
])('%s are told by their bytes', (_what, bytes, name) => {
  expect(encodingOf(bytes, false)?.name).toBe(name)
})

test('bytes that no text has are none', () => {
  expect(encodingOf(bytesOf('MZ\x90\0'), true)).toBeUndefined()
  expect(encodingOf(bytesOf('\x01\x02\x03\x04\x05\x06 a'), true)).toBeUndefined()
})

test('what was told is what it is read by', () => {
  const bytes = bytesOf('Ol\xe1')
  expect(decode(bytes, encodingOf(bytes, true)!)).toBe('Olá')
})
