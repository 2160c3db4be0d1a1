/**
 * A process of its own for pictures that anybody may have made: a decoder that is led astray harms
 * nothing here. It has no environment, reads no file and opens no connection; it is told everything
 * through its standard input and answers on its standard output.
 *
 * A question is `[u32 px][u32 length][bytes]`, an answer `[u32 length][bytes]`, little endian; a
 * length of 0 says that there is no picture in the bytes. Before the first answer it says `!` once, when it is ready.
 */
import sharp from 'sharp'

/** Wider pictures would need more memory than a thumbnail is worth: 1.2 GB in the worst case. */
const MOST_PIXELS = 150_000_000

// Of the many formats that libvips knows, those that people have in their drives and that load nothing else.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadHeif',
    'VipsForeignLoadTiff',
  ],
})
sharp.cache(false)
sharp.concurrency(1)

// From here on a picture that fails has itself to blame.
process.stdout.write('!')

for await (const { px, bytes } of questions(process.stdin)) {
  const picture = await thumbnailOf(bytes, px)
  const head = Buffer.alloc(4)
  head.writeUInt32LE(picture.length)
  process.stdout.write(head)
  process.stdout.write(picture)
}

async function thumbnailOf(bytes: Uint8Array, px: number): Promise<Uint8Array> {
  try {
    return await sharp(bytes, { limitInputPixels: MOST_PIXELS, sequentialRead: true })
      .autoOrient()
      .resize({ width: px, height: px, fit: 'inside', withoutEnlargement: true })
      // Nothing of what cameras write beside the picture comes along.
      .webp({ quality: 78, effort: 2 })
      .toBuffer()
  } catch {
    return new Uint8Array()
  }
}

async function* questions(
  input: AsyncIterable<Buffer>,
): AsyncGenerator<{ px: number; bytes: Uint8Array }> {
  let held = Buffer.alloc(0)
  let pieces: Buffer[] = []
  let count = 0
  for await (const piece of input) {
    pieces.push(piece)
    count += piece.length
    // Put together once, when all of a question is there.
    while (held.length + count >= 8) {
      if (held.length < 8) {
        held = Buffer.concat([held, ...pieces])
        pieces = []
        count = 0
      }
      const length = held.readUInt32LE(4)
      if (held.length + count < 8 + length) break
      held = Buffer.concat([held, ...pieces])
      pieces = []
      count = 0
      yield { px: held.readUInt32LE(0), bytes: held.subarray(8, 8 + length) }
      held = held.subarray(8 + length)
    }
  }
}
