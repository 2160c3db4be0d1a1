import { createReadStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CarBlockIterator } from '@ipld/car'
import { openOurs } from '../bench/open-ours.ts'
import { seededStream } from '../bench/data.ts'
import type { Outcome } from './outcome.ts'

interface Block {
  readonly cid: { readonly code: number; toString(): string }
  readonly bytes: Uint8Array
}

const RAW = 0x55
const WINDOW_BYTES = 8

/**
 * Puts the same files into two spaces and, under other names, twice into one, among them long runs of
 * equal bytes. No two blocks may be equal, and no eight bytes of sealed content may come again, plain
 * or complemented: they would if two pieces shared a key, since the plaintexts are known.
 */
export async function compareEqualFiles(work: string): Promise<Outcome> {
  const noise = seededStream('equal')(300_000)
  const files = [
    ['zeros', Buffer.alloc(900_000)],
    ['ones', Buffer.alloc(900_000, 0xff)],
    ['small zeros', Buffer.alloc(5000)],
    ['noise', noise],
    ['noise, one byte longer', Buffer.concat([noise, Buffer.of(0)])],
  ] as const
  const faults: string[] = []
  const seen = new Map<string, string>()
  const contents: Uint8Array[] = []
  for (const name of ['first', 'second']) {
    const home = join(work, `equal-${name}`)
    mkdirSync(home, { recursive: true })
    {
      await using space = await openOurs(home)
      for (const [path, bytes] of files) await space.drive.write(`/${path}`, [bytes])
    }
    for await (const { cid, bytes } of blocksOf(home)) {
      const id = cid.toString()
      const before = seen.get(id)
      if (before !== undefined) faults.push(`block ${id} is in the ${before} and the ${name} space`)
      seen.set(id, name)
      if (cid.code === RAW) contents.push(bytes)
    }
  }
  const again = repeats(contents)
  if (again > 0) faults.push(`${again} windows of sealed content come again`)
  const bytes = contents.reduce((all, { length }) => all + length, 0)
  return {
    name: 'equal files',
    did: `${files.length} files in 2 spaces: ${seen.size} blocks, ${bytes} sealed bytes`,
    faults,
    notes: [],
  }
}

/** How many 8-byte windows at any place are equal to another one, or to its complement. */
export function repeats(contents: readonly Uint8Array[]): number {
  const length = contents.reduce((all, bytes) => all + Math.max(0, bytes.length - 7), 0)
  const windows = new BigUint64Array(length)
  let at = 0
  for (const bytes of contents) {
    let window = 0n
    for (const [i, byte] of bytes.entries()) {
      window = BigInt.asUintN(64, (window << 8n) | BigInt(byte))
      if (i < WINDOW_BYTES - 1) continue
      const complement = BigInt.asUintN(64, ~window)
      windows[at++] = window < complement ? window : complement
    }
  }
  windows.sort()
  let again = 0
  for (let i = 1; i < length; i++) if (windows[i] === windows[i - 1]) again++
  return again
}

async function* blocksOf(home: string): AsyncGenerator<Block> {
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.car')) continue
    yield* await CarBlockIterator.fromIterable(createReadStream(join(home, name)))
  }
}
