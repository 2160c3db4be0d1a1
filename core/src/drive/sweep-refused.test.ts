import fs from 'node:fs'
import { expect, test } from 'vitest'
import { segmentPath } from '../blocks/car.ts'
import { newPlace, save, whole, type Opened } from './drive.samples.ts'
import { sweep } from './sweep.ts'

const BYTES = Uint8Array.from({ length: 200_000 }, (_, i) => i * 7 + (i >> 8))

/** A drive with a file and changes after it, and the change that made the file. */
async function withFile() {
  const place = newPlace()
  const home = await place.open()
  await save(home.drive, '/before', 'x')
  await home.drive.write('/kept', [BYTES])
  const made = newest(home)
  return { place, home, made }
}

function newest({ parts }: Opened): Uint8Array {
  const [writer] = parts.rows.writers()
  if (writer === undefined) throw new Error('no writer')
  return writer.digest
}

/** As an index that has lost every row of a change, so that nobody would miss it by itself. */
function lose({ blocks }: Opened, digest: Uint8Array): void {
  for (const table of ['batches', 'blocks'])
    blocks.index.prepare(`delete from ${table} where digest = ?`).run(digest)
}

test('a change that others build on and that the index has lost keeps the sweep from all', async () => {
  const { home, made } = await withFile()
  await using _open = home
  await save(home.drive, '/after', 'y')
  lose(home, made)
  await expect(home.drive.sweep()).rejects.toMatchObject({ code: 'conflict' })
})

test('so does the newest change of a writer, on which nothing builds', async () => {
  const { home, made } = await withFile()
  await using _open = home
  lose(home, made)
  await expect(home.drive.sweep()).rejects.toMatchObject({ code: 'conflict' })
})

test('a damaged change that the drive knows is not given up, and heals with its segment', async () => {
  const { home, made } = await withFile()
  await using _open = home
  const { drive, blocks } = home
  await save(drive, '/after', 'y')
  const place = blocks.find(made)
  if (place === undefined) throw new Error('no change')
  const path = segmentPath(blocks.dir, place.segment)
  const good = fs.readFileSync(path)
  const bent = Buffer.from(good)
  bent[place.offset + 5] = (bent[place.offset + 5] ?? 0) ^ 4
  fs.writeFileSync(path, bent)
  expect((await drive.verify()).problems).toHaveLength(1)
  await expect(drive.sweep({ forgetDamage: true })).rejects.toMatchObject({ code: 'conflict' })
  expect(blocks.damaged()).toHaveLength(1)
  fs.writeFileSync(path, good)
  for await (const { ok } of blocks.verify()) expect(ok).toBe(true)
  await drive.sweep({ forgetDamage: true })
  expect(Buffer.compare(await whole(drive, '/kept'), BYTES)).toBe(0)
})

test('a change that is durable and not yet in the index keeps its content from a sweep', async () => {
  const { home } = await withFile()
  await using _open = home
  const { drive, blocks, parts } = home
  // nothing is let go of, so that no change of the sweep itself brings it in
  const swept = () => sweep(blocks, [parts], { expire: async () => ({ versions: 0, entries: 0 }) })
  const dead = await save(
    drive,
    '/dead',
    BYTES.map((byte) => byte ^ 1),
  )
  await drive.remove([dead.path], { forever: true })
  blocks.index.db.exec(
    "create temp trigger broken before insert on heads begin select raise(abort, 'full'); end",
  )
  const late = BYTES.map((byte) => byte ^ 2)
  await expect(drive.write('/late', [late])).rejects.toThrow('full')
  await expect(swept()).rejects.toThrow('full')
  blocks.index.db.exec('drop trigger broken')
  const { freedBytes } = await swept()
  expect(freedBytes).toBeGreaterThan(0)
  expect(Buffer.compare(await whole(drive, '/late'), late)).toBe(0)
  expect((await drive.verify()).problems).toEqual([])
})
