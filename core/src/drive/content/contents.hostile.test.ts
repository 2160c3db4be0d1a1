import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Content } from './content.ts'
import type { SealedFile } from './seal-files.ts'
import { MIB, newFolder, openHome, readAll, sealedOf, storeBytes } from './contents.contract.ts'

test('a piece planted under the hash of future content is not used for it', async () => {
  await using home = await openHome()
  const future = randomBytes(5000)
  const [wrong] = await home.seal(randomBytes(5000))
  const [right] = await home.seal(future)
  if (!wrong?.ref || !right?.ref) throw new Error('no content')
  home.blocks.index.prepare('delete from dedup').run()
  // What an editor could write into a node: the wrong piece, with the hash of what you will add.
  const [cids, offset, length, key] = wrong.ref
  const planted: Content = { ...wrong, ref: [cids, offset, length, key, right.ref[4]] }
  await expect(readAll(home.contents, planted)).rejects.toMatchObject({ code: 'corrupt-block' })
  const [mine] = await home.seal(future)
  expect((await readAll(home.contents, mine)).equals(future)).toBe(true)
  expect(mine?.ref?.[3]).not.toEqual(key)
})

test('a piece that was read and checked here is not sealed again', async () => {
  const dir = newFolder()
  const bytes = randomBytes(5000)
  let content: Content | undefined
  {
    await using home = await openHome(dir)
    ;[content] = await home.seal(bytes)
    home.blocks.index.prepare('delete from dedup').run()
    await readAll(home.contents, content)
  }
  await using again = await openHome(dir)
  const [second] = await again.seal(bytes)
  expect(second).toEqual(content)
})

test('a dedup row whose block was swept is a miss', async () => {
  await using home = await openHome()
  const bytes = randomBytes(5000)
  const [first] = await home.seal(bytes)
  home.blocks.index.prepare('delete from blocks').run()
  const [second] = await home.seal(bytes)
  expect(second?.ref?.[3]).not.toEqual(first?.ref?.[3])
  expect((await readAll(home.contents, second)).equals(bytes)).toBe(true)
})

test('a thread that has nothing to do leaves its segment to the next job and to the sweep', async () => {
  await using home = await openHome()
  const segments = (): string[] => fs.readdirSync(join(home.dir, 'segments'))
  for (let i = 0; i < 10; i++) await home.seal(randomBytes(5000))
  expect(segments().length).toBeLessThan(4)
  const before = segments()
  await home.blocks.compact({ isLive: () => false })
  expect(segments().filter((name) => before.includes(name))).toEqual([])
  const bytes = randomBytes(5000)
  const [content] = await home.seal(bytes)
  expect((await readAll(home.contents, content)).equals(bytes)).toBe(true)
})

test('a damaged index that only a thread meets is remembered for the next start', async () => {
  await using home = await openHome()
  const { db } = home.blocks.index
  const path = join(home.dir, 'index.db')
  const insert = db.prepare('insert into dedup(h, v) values (?, ?)')
  home.blocks.index.transaction(() => {
    for (let i = 0; i < 5000; i++) insert.run(randomBytes(32), randomBytes(100))
  })
  db.exec('pragma wal_checkpoint(truncate)')
  const size = fs.statSync(path).size
  const fd = fs.openSync(path, 'r+')
  // This thread has all pages in memory; the other ones read them from the disk.
  fs.writeSync(fd, randomBytes(size - 40 * 4096), 0, size - 40 * 4096, 40 * 4096)
  fs.closeSync(fd)
  const files = Array.from({ length: 8 }, () => home.file(randomBytes(5000)))
  await expect(home.contents.sealFiles(files)).rejects.toMatchObject({ code: 'corrupt-index' })
  expect(fs.existsSync(`${path}.check`)).toBe(true)
})

test('blocks are pinned until what refers to them is durable', async () => {
  await using home = await openHome()
  const files = [home.file(randomBytes(2 * MIB)), home.file(randomBytes(500))]
  const pinned = ({ content }: SealedFile): boolean[] => [
    ...new Set([...home.contents.digestsOf(content)].map(home.contents.isPinned)),
  ]
  for (const _pass of ['new', 'found again']) {
    const [one, two] = (await home.contents.sealFiles(files)).map(sealedOf)
    if (one === undefined || two === undefined) throw new Error('nothing was sealed')
    expect(pinned(one)).toEqual([true])
    one.release()
    one.release()
    expect(pinned(two)).toEqual([true])
    two.release()
    expect(pinned(one)).toEqual([false])
    expect(pinned(two)).toEqual([false])
  }
})

test('what one file does wrong does not stop the others', async () => {
  await using home = await openHome()
  const good = home.file(randomBytes(1000))
  const link = join(newFolder(), 'link')
  fs.symlinkSync(good.path, link)
  const folder = newFolder()
  const grown = { ...home.file(randomBytes(5 * MIB)), size: 10 }
  const shrunk = { ...home.file(randomBytes(10)), size: 5 * MIB }
  const emptied = { ...home.file(new Uint8Array()), size: 5 * MIB }
  const sealed = await home.contents.sealFiles([
    { path: join(folder, 'not-there'), size: 10 },
    { path: link, size: 1000 },
    { path: folder, size: 9 * MIB },
    { path: '/dev/null', size: 0 },
    good,
    grown,
    shrunk,
    emptied,
  ])
  const codes = sealed.map((one) => ('error' in one ? one.error.code : one.content.size))
  expect(codes).toEqual([
    'unreadable',
    'unreadable',
    'unreadable',
    'unreadable',
    1000,
    5 * MIB,
    10,
    0,
  ])
  for (const [i, { path }] of [good, grown, shrunk, emptied].entries()) {
    const { content } = sealedOf(sealed[4 + i])
    expect((await readAll(home.contents, content)).equals(fs.readFileSync(path))).toBe(true)
  }
})

test('calls overlap, and an abort leaves the threads of use', async () => {
  await using home = await openHome()
  const files = Array.from({ length: 3 }, () => home.file(randomBytes(8 * MIB)))
  const abort = new AbortController()
  const stopped = home.contents.sealFiles(files, {
    signal: abort.signal,
    onBytes: () => abort.abort(),
  })
  const going = home.contents.sealFiles(files)
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  for (const [i, one] of (await going).entries()) {
    const bytes = fs.readFileSync(files[i]?.path ?? '')
    expect((await readAll(home.contents, sealedOf(one).content)).equals(bytes)).toBe(true)
  }
  await expect(
    home.contents.sealFiles(files, { signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: 'aborted' })
})

test('an import that was stopped goes on where it was', async () => {
  const dir = newFolder()
  const bytes = randomBytes(24 * MIB)
  let size = 0
  {
    await using home = await openHome(dir)
    const abort = new AbortController()
    let read = 0
    const options = {
      signal: abort.signal,
      onBytes(count: number) {
        read += count
        if (read > 8 * MIB) abort.abort()
      },
    }
    await expect(home.contents.sealFiles([home.file(bytes)], options)).rejects.toThrow()
    size = storeBytes(home)
  }
  await using home = await openHome(dir)
  const [content] = await home.seal(bytes)
  expect(size).toBeGreaterThan(8 * MIB)
  expect(storeBytes(home)).toBeLessThan(27.5 * MIB)
  expect((await readAll(home.contents, content)).equals(bytes)).toBe(true)
})

test('a file that is there is not written over, nor a symlink followed', async () => {
  await using home = await openHome()
  const [content] = await home.seal(randomBytes(100))
  if (content === undefined) throw new Error('no content')
  const dir = newFolder()
  fs.writeFileSync(join(dir, 'there'), 'mine')
  fs.symlinkSync(join(dir, 'elsewhere'), join(dir, 'link'))
  const results = await home.contents.openFiles([
    { content, path: join(dir, 'there') },
    { content, path: join(dir, 'link') },
  ])
  expect(results.map((error) => error?.code)).toEqual(['exists', 'exists'])
  expect(fs.readFileSync(join(dir, 'there'), 'utf8')).toBe('mine')
  expect(fs.existsSync(join(dir, 'elsewhere'))).toBe(false)
})

test('closing stops what is under way, without a thread or a half file left', async () => {
  const dir = newFolder()
  const home = await openHome(dir)
  const bytes = randomBytes(40 * MIB)
  const file = home.file(bytes)
  const [content] = await home.seal(bytes)
  if (content === undefined) throw new Error('no content')
  const path = join(newFolder(), 'out')
  const small = join(newFolder(), 'small')
  const closing = Promise.withResolvers<void>()
  const reading = home.contents.openFiles([{ content, path }], {
    onBytes: () => closing.resolve(home[Symbol.asyncDispose]()),
  })
  const sealing = home.contents.sealFiles([file, { ...file }, { ...file }, { ...file }])
  const results = await Promise.allSettled([reading, sealing, closing.promise])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(results).toMatchObject([
    { reason: { code: 'aborted' } },
    { reason: { code: 'aborted' } },
    {},
  ])
  expect(fs.existsSync(path)).toBe(false)
  await using again = await openHome(dir)
  const one = again.contents.openFiles([{ content, path: small }])
  expect(await one).toEqual([undefined])
  expect(fs.readFileSync(small).equals(bytes)).toBe(true)
})
