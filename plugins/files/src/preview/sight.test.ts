import { expect, test } from 'vitest'
import { bytesOf, pngHead } from './preview.samples.ts'
import { isShort, sightOf } from './sight.ts'

const text = (words: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(words)

test.each([
  ['a.png', pngHead(40, 30), 'image'],
  ['a.jpg', bytesOf('\xff\xd8\xff\xc0\0\x11\x08\x0b\xb8\x0f\xa0'), 'image'],
  ['a.webp', bytesOf('RIFF....WEBPVP8X....\0\0\0\0\x3f\x01\0\xef\0\0'), 'image'],
  ['a.avif', bytesOf('\0\0\0\x20ftypavifispe\0\0\0\0\0\0\x01\x40\0\0\0\xf0'), 'image'],
  ['a.pdf', bytesOf('%PDF-1.7'), 'pdf'],
  ['a.mp4', bytesOf('\0\0\0\x20ftypisom'), 'video'],
  ['a.m4a', bytesOf('\0\0\0\x20ftypM4A '), 'audio'],
  ['a.mp3', bytesOf('ID3\x04'), 'audio'],
  ['a.webm', bytesOf('\x1aE\xdf\xa3'), 'video'],
  ['a.svg', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'vector'],
  ['a.md', text('# Hello'), 'markdown'],
  ['a.csv', text('a,b'), 'table'],
  ['a.ts', text('let a = 1'), 'text'],
  ['Makefile', text('all:'), 'text'],
  ['a.html', text('<script>alert(1)</script>'), 'text'],
  ['empty.jpg', new Uint8Array(), 'text'],
])('%s is looked at as what it is', (name, head, way) => {
  expect(sightOf(name, { bytes: head, total: head.length })).toMatchObject({ way })
})

test.each([
  ['a page that is named picture.jpg', 'picture.jpg', text('<html><script>1</script>'), 'text'],
  ['a picture that is named notes.txt', 'notes.txt', pngHead(1, 1), 'image'],
  ['a PDF that is named page.html', 'page.html', bytesOf('%PDF-1.4'), 'pdf'],
  ['a drawing without an ending', 'drawing', text('<svg onload="alert(1)"></svg>'), 'text'],
])('%s is shown by what is inside', (_what, name, head, way) => {
  expect(sightOf(name, { bytes: head, total: head.length }).way).toBe(way)
})

test.each([
  ['program.exe', bytesOf('MZ\x90\0\x03\0\0\0'), undefined],
  ['archive.zip', bytesOf('PK\x03\x04\0\0'), undefined],
  ['broken.png', bytesOf('\0\0\0\0\0garbage'), 'Its name says that it is a picture'],
  ['broken.pdf', bytesOf('\0\x01\x02\x03\x04\x05'), 'Its name says that it is a PDF'],
  ['a.heic', bytesOf('\0\0\0\x20ftypheic'), 'HEIC'],
])('%s has no preview, and it is said why where that helps', (name, head, why) => {
  const sight = sightOf(name, { bytes: head, total: head.length })
  expect(sight.way).toBeUndefined()
  if (why === undefined) expect(sight.why).toBeUndefined()
  else expect(sight.why).toContain(why)
})

test('a picture that does not tell its size is not drawn', () => {
  const bytes = bytesOf('\xff\xd8\xff\xe0')
  expect(sightOf('a.jpg', { bytes, total: bytes.length }).way).toBeUndefined()
  expect(isShort({ bytes, total: 3_000_000 })).toBe(true)
  expect(isShort({ bytes, total: bytes.length })).toBe(false)
})

test('a picture that would fill gigabytes is never given to the browser', () => {
  expect(sightOf('bomb.png', { bytes: pngHead(50_000, 50_000), total: 300_000 })).toMatchObject({
    way: undefined,
    why: expect.stringContaining('50,000 × 50,000') as string,
  })
  expect(sightOf('large.png', { bytes: pngHead(10_000, 10_000), total: 300_000 }).way).toBe('image')
})
