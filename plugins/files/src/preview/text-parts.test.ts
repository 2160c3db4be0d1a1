import { expect, test } from 'vitest'
import { encodingOf } from './encoding.ts'
import { openStand } from './preview.samples.ts'
import { linesOf, PART_BYTES, partsOf, readText } from './text-parts.ts'

async function parts(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const { file, tools } = await openStand({ 'a.txt': bytes })
  const url = await (await file('a.txt')).url()
  const encoding = encodingOf(bytes.subarray(0, 1000), false)!
  const { signal } = new AbortController()
  const totalBytes = bytes.length
  return Promise.all(
    Array.from({ length: partsOf(totalBytes) }, async (_, part) => {
      const { text } = await readText(tools.request, url, encoding, { part, totalBytes, signal })
      return text
    }),
  )
}

const LINES = Array.from({ length: 60_000 }, (_, at) => `${at} Olá, das ist die Zeile 🎈`).join(
  '\n',
)

test('the parts of a long text are all of it, and each begins with a line', async () => {
  const read = await parts(new TextEncoder().encode(LINES))
  expect(read.length).toBeGreaterThan(1)
  expect(read.join('')).toBe(LINES)
  for (const part of read) expect(part).toMatch(/^\d+ Olá/)
})

test('wide characters are not cut either', async () => {
  const wide = new Uint8Array(2 + LINES.length * 2)
  wide.set([0xff, 0xfe])
  const view = new DataView(wide.buffer)
  for (let at = 0; at < LINES.length; at += 1)
    view.setUint16(2 + at * 2, LINES.charCodeAt(at), true)
  const read = await parts(wide)
  expect(read.join('')).toBe(LINES)
  for (const part of read) expect(part).toMatch(/^\d+ Olá/)
})

test('a text of one line without end comes in parts of whole characters', async () => {
  const line = '🎈'.repeat(PART_BYTES / 2)
  const read = await parts(new TextEncoder().encode(line))
  expect(read).toHaveLength(2)
  expect(read.join('')).toBe(line)
})

test('an empty text is one empty line', async () => {
  expect(await parts(new Uint8Array())).toEqual([''])
  expect(linesOf('')).toEqual([''])
})
