import fs from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { segmentPath } from '../blocks/car.ts'
import type { SegmentStore } from '../blocks/segments.ts'
import { randomBytes } from '../crypto/hash.ts'
import { signerFrom } from '../crypto/keys.ts'
import { sealBatch } from './log/batch.ts'
import { cidOf } from './cid.ts'
import { namesIn, newFolder, newPlace, save, type Place } from './drive.samples.ts'
import { importTrees } from './import.ts'
import type { DriveParts } from './parts.ts'
import { sweep } from './sweep.ts'
import { makeRecord } from './log/record.ts'

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
})

describe('content that a sweep found dead and an import takes up again', () => {
  /** Where the import has come to when the sweep looks at what is dead for the last time. */
  test.each(['is in the log', 'is sealed and not yet in the log', 'has begun'])(
    'stays when it %s meanwhile',
    async (when) => {
      const place = newPlace()
      await using home = await place.open()
      const { drive, parts, blocks } = home
      const source = join(newFolder(), 'again')
      const bytes = Buffer.concat(Array.from({ length: 5 }, () => randomBytes(2 ** 20)))
      fs.writeFileSync(source, bytes)
      await drive.import([source], '/a')
      await drive.remove(['/a'], { forever: true })
      const dead = blockCount(blocks)
      const swept = Promise.withResolvers<void>()
      const sealed = Promise.withResolvers<void>()
      const lane: DriveParts['lane'] = {
        ...parts.lane,
        async change(draft) {
          sealed.resolve()
          if (when !== 'is in the log') await swept.promise
          return parts.lane.change(draft)
        },
      }
      let imported: Promise<unknown> = Promise.resolve()
      const compact: typeof blocks.compact = async (options) => {
        imported = importTrees({ ...parts, lane }, [source], '/b')
        if (when === 'is in the log') await imported
        if (when === 'is sealed and not yet in the log') await sealed.promise
        return blocks.compact(options)
      }
      await sweep({ ...blocks, compact }, [parts], { expire: () => drive.expire() })
      swept.resolve()
      await imported
      expect((await drive.verify()).problems).toEqual([])
      expect(Buffer.concat(await Array.fromAsync(drive.read('/b/again'))).equals(bytes)).toBe(true)
      // the import found the old blocks, so that the sweep had something to lose
      if (when !== 'has begun') expect(blockCount(blocks)).toBeLessThan(dead + 3)
    },
  )
})

describe('damage found while the index was made anew', () => {
  /** A drive with a file whose last change, the only one that names it, cannot be read any more. */
  async function lastChangeLost(spoil: 'head' | 'bytes') {
    const place = newPlace()
    let at: { segment: number; offset: number } | undefined
    {
      await using home = await place.open()
      await save(home.drive, '/first', 'x')
      const { drive, parts, blocks } = home
      await drive.write('/kept', [BYTES])
      const [newest] = parts.rows.writers()
      at = newest && blocks.find(newest.digest)
    }
    if (at === undefined) throw new Error('no batch')
    const path = segmentPath(place.dir, at.segment)
    const good = fs.readFileSync(path)
    const bent = Buffer.from(good)
    const byte = at.offset + (spoil === 'head' ? -36 : 5)
    bent[byte] = (bent[byte] ?? 0) ^ 4
    fs.writeFileSync(path, bent)
    forgetIndex(place)
    // the damage is met, and forgotten by a process that ends
    await (await place.open())[Symbol.asyncDispose]()
    return { place, restore: () => fs.writeFileSync(path, good) }
  }

  test.each(['head', 'bytes'] as const)(
    'in the %s of the newest change lets no later sweep take what it names',
    async (spoil) => {
      const { place, restore } = await lastChangeLost(spoil)
      {
        await using home = await place.open()
        await expect(home.drive.sweep()).rejects.toMatchObject({
          code: 'conflict',
          try: expect.stringContaining('--forget-damage'),
        })
      }
      restore()
      forgetIndex(place)
      expect(Buffer.compare(await whole(place, '/kept'), BYTES)).toBe(0)
      await using home = await place.open()
      await home.drive.sweep()
    },
  )

  test.each(['head', 'bytes'] as const)('in the %s of it can be given up', async (spoil) => {
    const { place } = await lastChangeLost(spoil)
    {
      await using home = await place.open()
      const { freedBytes } = await home.drive.sweep({ forgetDamage: true })
      expect(freedBytes).toBeGreaterThan(BYTES.length)
      expect((await home.drive.verify()).problems).toEqual([])
    }
    await using home = await place.open()
    await home.drive.sweep()
    expect(await namesIn(home.drive, '/')).toEqual(['first'])
  })
})

function blockCount(blocks: SegmentStore): number {
  return Number(blocks.index.prepare('select count(*) as n from blocks').get()?.['n'])
}

test('a change that has come and waits keeps what it may name from every sweep; one of another drive does not', async () => {
  await using home = await newPlace().open()
  const { blocks, drive, parts } = home
  const foreign = { writer: signerFrom(randomBytes(32)), key: randomBytes(32), epoch: 0 }
  const late = { ...foreign, seq: 2, prev: cidOf(randomBytes(9)), clock: 9, seen: [], ops: [] }
  await blocks.receive([sealBatch({ ...late, drive: randomBytes(16) })])
  await drive.sweep()
  await blocks.receive([sealBatch({ ...late, drive: parts.id })])
  await expect(drive.sweep()).rejects.toMatchObject({ code: 'conflict' })
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
