import fs from 'node:fs'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { namesIn, newPlace, save, text } from '../drive.samples.ts'
import { newId } from '../folder-ops.ts'
import { ROOT } from '../tree/registers.ts'

describe('the log', () => {
  test('changes asked for at once go through one after the other, in order', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      const { drive } = home
      await Promise.all(Array.from({ length: 30 }, (_, i) => save(drive, '/f', String(i))))
      expect(await text(drive, '/f')).toBe('29')
    }
    await using home = await place.open()
    expect(await text(home.drive, '/f')).toBe('29')
    expect(await home.drive.versions('/f')).toHaveLength(30)
  })

  test('a change that is refused writes nothing and holds up nobody', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const before = home.parts.rows.batchNumbers().length
    const refused = drive.move(['/none'], '/x')
    const made = drive.makeFolder('/a')
    await expect(refused).rejects.toMatchObject({ code: 'not-found' })
    await made
    expect(home.parts.rows.batchNumbers().length).toBe(before + 1)
  })

  test('what is durable but not yet in the index goes in before the next change', async () => {
    const place = newPlace()
    await using home = await place.open()
    const { drive, blocks } = home
    await save(drive, '/f', '1')
    blocks.index.db.exec(
      "create temp trigger broken before insert on heads begin select raise(abort, 'full'); end",
    )
    await expect(drive.makeFolder('/a')).rejects.toThrow('full')
    await expect(drive.makeFolder('/b')).rejects.toThrow('full')
    blocks.index.db.exec('drop trigger broken')
    await drive.makeFolder('/c')
    expect(await namesIn(drive, '/')).toEqual(['a', 'c', 'f'])
  })

  test('a batch from elsewhere waits for those behind it', async () => {
    await using home = await newPlace().open()
    await save(home.drive, '/f', '1')
    const other = home.other()
    other.edit([{ o: 'move', id: newId(), parent: ROOT, name: 'x', kind: 'folder', at: 1 }])
    other.edit([{ o: 'move', id: newId(), parent: ROOT, name: 'y', kind: 'folder', at: 1 }])
    await other.deliver()
    expect(await namesIn(home.drive, '/')).toEqual(['f', 'x', 'y'])
    // once more changes nothing
    await other.deliver()
    expect(await namesIn(home.drive, '/')).toEqual(['f', 'x', 'y'])
  })
})

describe('after bad luck', () => {
  test('a torn tail of a segment is cut off, and what was acknowledged is there', async () => {
    const place = newPlace()
    {
      await using home = await place.open()
      await save(home.drive, '/a/f', 'safe')
    }
    const segments = join(place.dir, 'segments')
    const last = fs.readdirSync(segments).toSorted().at(-1) ?? ''
    fs.appendFileSync(join(segments, last), Buffer.alloc(1000, 0x5a))
    await using home = await place.open()
    expect(await text(home.drive, '/a/f')).toBe('safe')
    await save(home.drive, '/a/g', 'next')
    expect(await namesIn(home.drive, '/a')).toEqual(['f', 'g'])
  })

  test.each(['deleted', 'garbage', 'empty'])('an index that is %s is made again', async (how) => {
    const place = newPlace()
    let before: unknown
    let versions: unknown
    {
      await using home = await place.open()
      const { drive } = home
      await save(drive, '/a/f', '1')
      await save(drive, '/a/f', '2')
      await save(drive, '/a/gone', 'x')
      await drive.copy(['/a'], '/b')
      await drive.move(['/b/f'], '/a/ä')
      await drive.remove(['/a/gone'])
      before = [await drive.list('/a'), await drive.list('/b'), await drive.trash()]
      versions = await drive.versions('/a/f')
    }
    for (const ending of ['-wal', '-shm'])
      fs.rmSync(join(place.dir, `index.db${ending}`), { force: true })
    const index = join(place.dir, 'index.db')
    if (how === 'deleted') fs.rmSync(index)
    else fs.writeFileSync(index, how === 'empty' ? '' : Buffer.alloc(50_000, 7))
    await using home = await place.open()
    const { drive } = home
    expect([await drive.list('/a'), await drive.list('/b'), await drive.trash()]).toEqual(before)
    expect(await drive.versions('/a/f')).toEqual(versions)
    expect(await text(drive, '/a/f')).toBe('2')
    expect((await drive.verify()).problems).toEqual([])
  })

  test('two drives in one store know nothing of each other', async () => {
    const one = newPlace()
    const two = newPlace(one.dir)
    {
      await using home = await one.open()
      await save(home.drive, '/of-one', '1')
    }
    {
      await using home = await two.open()
      expect(await home.drive.list('/')).toEqual([])
      await save(home.drive, '/of-two', '2')
    }
    fs.rmSync(join(one.dir, 'index.db'))
    for (const ending of ['-wal', '-shm'])
      fs.rmSync(join(one.dir, `index.db${ending}`), { force: true })
    {
      await using home = await one.open()
      expect(await namesIn(home.drive, '/')).toEqual(['of-one'])
      expect(await home.drive.search({ text: 'of' })).toHaveLength(1)
    }
    await using home = await two.open()
    expect(await namesIn(home.drive, '/')).toEqual(['of-two'])
    expect(await text(home.drive, '/of-two')).toBe('2')
  })
})

describe('an index that is not what the log says', () => {
  test.each(['seq = seq + 3', 'clock = clock + 1', 'seq = 1', 'clock = 1'])(
    'about a writer (%s) is not gone on from',
    async (wrong) => {
      const place = newPlace()
      {
        await using home = await place.open()
        await save(home.drive, '/f', '1')
        await save(home.drive, '/f', '2')
      }
      {
        await using home = await place.open()
        home.blocks.index.db.exec(`update writers set ${wrong}`)
        await expect(save(home.drive, '/f', '3')).rejects.toMatchObject({ code: 'corrupt-index' })
      }
      await using home = await place.open()
      expect(await text(home.drive, '/f')).toBe('2')
      await save(home.drive, '/f', '3')
      expect(await home.drive.versions('/f')).toHaveLength(3)
    },
  )

  test.each(['heads', 'details'])(
    'with a row of %s in the place of another is refused',
    async (table) => {
      const place = newPlace()
      {
        await using home = await place.open()
        for (const name of ['a', 'b']) {
          await save(home.drive, `/${name}`, name)
          await save(home.drive, `/${name}`, `${name}${name}`)
        }
        const { db } = home.blocks.index
        db.exec(`update ${table} set v = (select v from ${table} order by n limit 1)
        where n = (select max(n) from ${table})`)
      }
      const look = async (): Promise<void> => {
        await using home = await place.open()
        await home.drive.versions('/a')
        await home.drive.versions('/b')
      }
      await expect(look()).rejects.toMatchObject({ code: 'corrupt-index' })
      await look()
    },
  )
})

describe('after a change was lost', () => {
  /** Three saves of this device's first writer, of which the nth is lost on the disk. */
  async function lose(nth: number, { index }: { index: boolean }) {
    const place = newPlace()
    const log: { cid: CID; bytes: Uint8Array }[] = []
    let at = { segment: 0, offset: 0 }
    {
      await using home = await place.open()
      const { rows, tree } = home.parts
      for (const content of ['1', '2', '3']) await save(home.drive, '/f', content)
      for (const n of rows.batchNumbers()) {
        const cid = tree.batchCid(n)
        log.push({ cid, bytes: home.blocks.get(cid) })
      }
      at = home.blocks.find(log[nth]!.cid.multihash.digest)!
    }
    if (!index)
      for (const ending of ['', '-wal', '-shm'])
        fs.rmSync(join(place.dir, `index.db${ending}`), { force: true })
    const segment = join(place.dir, 'segments', `${String(at.segment).padStart(6, '0')}.car`)
    const bytes = fs.readFileSync(segment)
    bytes[at.offset + 20] = (bytes[at.offset + 20] ?? 0) ^ 1
    fs.writeFileSync(segment, bytes)
    return { place, log }
  }

  test('the next ones are of another writer, so that nothing forks when it comes back', async () => {
    const { place, log } = await lose(1, { index: false })
    await using home = await place.open()
    const { drive } = home
    expect([home.waiting, await text(drive, '/f')]).toEqual([1, '1'])
    await save(drive, '/f', '4')
    const [newest, first] = await drive.versions('/f')
    expect(newest?.writer).not.toBe(first?.writer)
    await home.blocks.receive([log[1]!])
    expect(home.takeIn()).toBe(0)
    expect(await drive.versions('/f')).toHaveLength(4)
    const texts = await Promise.all((await drive.list('/')).map(({ path }) => text(drive, path)))
    expect(texts.toSorted()).toEqual(['3', '4'])
  })

  test('the last one: all can be read, and saving waits until it is back', async () => {
    const { place, log } = await lose(2, { index: true })
    {
      await using home = await place.open()
      expect(() => home.blocks.get(log[2]!.cid)).toThrow()
    }
    await using home = await place.open()
    const { drive } = home
    expect(await namesIn(drive, '/')).toEqual(['f'])
    await expect(drive.makeFolder('/next')).rejects.toMatchObject({
      code: 'corrupt-block',
      try: expect.stringContaining('space verify'),
    })
    await home.blocks.receive([log[2]!])
    home.takeIn()
    await drive.makeFolder('/next')
    expect(await text(drive, '/f')).toBe('3')
  })
})

describe('watching', () => {
  test('heads come at once and with each change, until it is stopped', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.makeFolder('/a')
    const stop = new AbortController()
    const heads = drive.heads(stop.signal)[Symbol.asyncIterator]()
    const first = (await heads.next()).value
    expect(first).toMatchObject({ drive: drive.id, heads: [expect.stringMatching(/^bafyrei/)] })
    // nobody is waiting at this moment: the change must not be missed
    await drive.makeFolder('/b')
    const second = (await heads.next()).value
    expect(second?.heads).not.toEqual(first?.heads)
    const last = heads.next()
    stop.abort()
    expect(await last).toMatchObject({ done: true })
  })

  test('nothing is given to who has stopped before', async () => {
    await using home = await newPlace().open()
    const seen = await Array.fromAsync(home.byEntry.watch(home.byEntry.root, AbortSignal.abort()))
    expect(seen).toEqual([])
  })
})
