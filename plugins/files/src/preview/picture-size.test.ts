import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pictureSize } from './picture-size.ts'
import { bytesOf, pngHead } from './preview.samples.ts'

const JPEG = '\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03x\xff\xc2\0\x11\x08\x0b\xb8\x0f\xa0'

test.each([
  ['PNG', pngHead(4032, 2520), { width: 4032, height: 2520 }],
  ['JPEG behind other segments', bytesOf(JPEG), { width: 4000, height: 3000 }],
  ['GIF', bytesOf('GIF89a\x40\x01\xf0\0........'), { width: 320, height: 240 }],
  [
    'lossy WebP',
    bytesOf('RIFF....WEBPVP8 ....\0\0\0\x9d\x01\x2a\x40\x01\xf0\0'),
    { width: 320, height: 240 },
  ],
  [
    'extended WebP',
    bytesOf('RIFF....WEBPVP8X....\0\0\0\0\x3f\x01\0\xef\0\0'),
    { width: 320, height: 240 },
  ],
  ['icon', bytesOf('\0\0\x01\0\x01\0\x10\x10\0\0\x01\0........'), { width: 256, height: 256 }],
  [
    'icon with a PNG inside',
    Uint8Array.from([...bytesOf('\0\0\x01\0\x01\0\x10\x10\0\0'), ...pngHead(50_000, 50_000)]),
    { width: 50_000, height: 50_000 },
  ],
  [
    'AVIF with a thumbnail',
    bytesOf(
      '\0\0\0\x20ftypavif....ispe\0\0\0\0\0\0\0\x40\0\0\0\x30ispe\0\0\0\0\0\0\x01\x40\0\0\0\xf0....',
    ),
    { width: 320, height: 240 },
  ],
])('the size of a %s is told by its head', (_kind, head, size) => {
  expect(pictureSize(head)).toEqual(size)
})

test('whatever the bytes are, it ends', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('\xff\xd8\xff', 'RIFF....WEBP', '\0\0\0\0ftyp', ''),
      fc.uint8Array({ maxLength: 200 }),
      (start, rest) => {
        pictureSize(Uint8Array.from([...bytesOf(start), ...rest]))
      },
    ),
  )
})
