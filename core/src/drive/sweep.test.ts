import fs from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { randomBytes } from '../crypto/hash.ts'
import { signerFrom } from '../crypto/keys.ts'
import { newPlace, save, type Place } from './drive.samples.ts'
import { makeRecord } from './record.ts'

const BYTES = Uint8Array.from({ length: 200_000 }, (_, i) => i * 7 + (i >> 8))

async function whole(place: Place, path: string): Promise<Uint8Array> {
  await using home = await place.open()
  return Buffer.concat(await Array.fromAsync(home.drive.read(path)))
}

function tamper(place: Place, sql: string): void {
  const db = new DatabaseSync(join(place.dir, 'index.db'))
  db.exec(sql)
  db.close()
}

function forgetIndex(place: Place): void {
  for (const ending of ['', '-wal', '-shm'])
    fs.rmSync(join(place.dir, `index.db${ending}`), { force: true })
}

describe('a sweep believes the log and not the index', () => {
  test.each([
    ['a row of an entry is lost', 'delete from heads where n = (select max(n) from heads)'],
    ['changes are under another drive', 'update batches set drive = 99'],
    ['the drives have other numbers', 'update drives set n = n + 10'],
    ['a newest change is unknown', 'update writers set digest = zeroblob(32)'],
  ])('when %s, nothing is lost by it', async (_, sql) => {
    const place = newPlace()
    {
      await using home = await place.open()
      await save(home.drive, '/old', 'x')
      await home.drive.write('/kept', [BYTES])
    }
    tamper(place, sql)
    {
      await using stack = new AsyncDisposableStack()
      const swept = place.open().then((home) => stack.use(home).drive.sweep())
      // refused, refused already at opening, or done with care: the file below tells
      await swept.catch((error: unknown) => {
        expect(['conflict', 'corrupt-index']).toContain((error as { code: string }).code)
      })
    }
    forgetIndex(place)
    expect(Buffer.compare(await whole(place, '/kept'), BYTES)).toBe(0)
  })

  test('content that a sweep found dead and an import takes up again meanwhile stays', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive } = home
    const source = join(place.dir, '..', `again-${process.pid}`)
    fs.writeFileSync(source, Buffer.concat(Array.from({ length: 40 }, () => randomBytes(2 ** 20))))
    await drive.import([source], '/a')
    await drive.remove(['/a'], { forever: true })
    const swept = drive.sweep()
    // the live blocks are counted by now, the dead ones not yet given up
    const imported = drive.import([source], '/b')
    await Promise.all([swept, imported])
    expect((await drive.verify()).problems).toEqual([])
    fs.rmSync(source)
  })
})

test('a record that a stranger signed over the drive does not close it', async () => {
  const place = newPlace()
  {
    await using home = await place.open()
    await save(home.drive, '/a', 'mine')
    const forged = makeRecord({
      drive: home.parts.id,
      n: 7,
      prev: null,
      epoch: 0,
      by: signerFrom(randomBytes(32)),
      keys: { key: randomBytes(32), write: randomBytes(32) },
      olderKey: null,
      readers: [],
      bind: {},
      members: [],
      cuts: [],
      nodes: [],
    })
    await home.blocks.receive([forged])
  }
  expect((await whole(place, '/a')).toString()).toBe('mine')
})
