import fs from 'node:fs'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterEach, describe, expect, test } from 'vitest'
import { newFolder, newPlace, type Opened } from '../drive/drive.samples.ts'
import { openMaker, type Maker } from './maker.ts'
import { openStore } from './store.ts'
import { openThumbs, type Thumbs } from './thumbs.ts'

const KEY = new Uint8Array(32).fill(7)
const NOT_FOUND = { code: 'not-found' }
const open: AsyncDisposable[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]()
})

interface Stand extends Opened {
  readonly thumbs: Thumbs
  readonly dir: string
  /** Pictures made so far. */
  readonly made: number[]
  /** Lets the idle time begin. */
  idle(): void
  add(path: string, bytes: Uint8Array): Promise<string>
}

async function stand(dir = newFolder(), maker: Maker | undefined = openMaker()): Promise<Stand> {
  if (maker === undefined) throw new Error('sharp is not installed')
  const home = await newPlace().open()
  const made: number[] = []
  const timers: (() => void)[] = []
  const counting: Maker = {
    ...maker,
    make(bytes, px, signal) {
      made.push(px)
      return maker.make(bytes, px, signal)
    },
  }
  const thumbs = openThumbs({
    entries: home.byEntry,
    store: openStore(dir, KEY, 2 ** 22),
    maker: counting,
    after(_ms, act) {
      timers.push(act)
      return { [Symbol.dispose]: () => void timers.splice(0, timers.length) }
    },
  })
  open.push(home, thumbs)
  return {
    ...home,
    thumbs,
    dir,
    made,
    idle: () => timers.at(-1)?.(),
    async add(path, bytes) {
      return (await home.drive.write(path, [bytes])).id
    },
  }
}

function photo(width = 1200, height = 900): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#5b5bd6' } })
}

describe('a picture', () => {
  test('becomes small and upright, and loses where and with what it was taken', async () => {
    const { thumbs, add } = await stand()
    const jpeg = await photo()
      .withExif({ IFD0: { Make: 'NeedleCamera' }, IFD3: { GPSLatitude: '38/1 42/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    const small = await thumbs.get(await add('/a.JPG', jpeg), { px: 200 })
    const { format, width, height, exif, orientation } = await sharp(small).metadata()
    expect({ format, width, height, exif, orientation }).toEqual({
      format: 'webp',
      width: 192,
      height: 256,
      exif: undefined,
      orientation: undefined,
    })
    expect(Buffer.from(small).includes('Needle')).toBe(false)
  })

  test.each(['png', 'webp', 'gif', 'avif', 'tiff'] as const)('may be %s', async (format) => {
    const { thumbs, add } = await stand()
    const id = await add(`/a.${format}`, await photo(300, 200).toFormat(format).toBuffer())
    expect(await sharp(await thumbs.get(id, { px: 128 })).metadata()).toMatchObject({ width: 128 })
  })

  test('is made once, also for those who ask at the same time and after a restart', async () => {
    const first = await stand()
    const id = await first.add('/a.png', await photo().png().toBuffer())
    await Promise.all([1, 2, 3].map(() => first.thumbs.get(id, { px: 256 })))
    expect(first.made).toEqual([256])
    await first.thumbs[Symbol.asyncDispose]()
    const store = openStore(first.dir, KEY, 2 ** 22)
    const version = first.byEntry.entry(id).version
    expect(store.get(`${version} 256`)?.length).toBeGreaterThan(0)
    store[Symbol.dispose]()
  })

  test('of each version is another one', async () => {
    const { thumbs, add, byEntry } = await stand()
    const id = await add('/a.png', await photo(400, 100).png().toBuffer())
    const { version } = byEntry.entry(id)
    await add('/a.png', await photo(100, 400).png().toBuffer())
    const now = await sharp(await thumbs.get(id, { px: 128 })).metadata()
    const before = await sharp(await thumbs.get(id, { px: 128, version: version! })).metadata()
    expect([now.height, before.height]).toEqual([128, 32])
  })

  test('that was too large before it became small is not read as a whole', async () => {
    const { thumbs, add, byEntry, made } = await stand()
    const id = await add('/a.png', Buffer.alloc(97 * 2 ** 20))
    const { version } = byEntry.entry(id)
    await add('/a.png', await photo(100, 100).png().toBuffer())
    const old = thumbs.get(id, { px: 128, version: version! })
    await expect(old).rejects.toMatchObject(NOT_FOUND)
    expect(made).toEqual([])
  })

  test('of a whole wall is not in memory with all the others', async () => {
    const go = Promise.withResolvers<void>()
    let waiting = 0
    const { thumbs, add, made } = await stand(newFolder(), {
      width: 2,
      async make() {
        waiting += 1
        await go.promise
        return Uint8Array.of(1)
      },
      [Symbol.asyncDispose]: async () => undefined,
    })
    const ids: string[] = []
    for (let i = 0; i < 12; i++) ids.push(await add(`/${i}.png`, Buffer.from(`picture ${i}`)))
    const all = ids.map((id) => thumbs.get(id, { px: 128 }))
    await expect.poll(() => waiting).toBe(4)
    // those that are there already would have come before the last of these
    await add('/last.txt', Buffer.from('x'))
    expect(made).toHaveLength(4)
    go.resolve()
    expect(await Promise.all(all)).toHaveLength(12)
  })

  test('that came is made in idle time, before anybody looks', async () => {
    const { thumbs, add, idle, made } = await stand()
    const id = await add('/a.png', await photo().png().toBuffer())
    await add('/note.txt', Buffer.from('x'))
    await expect.poll(() => (idle(), made)).toEqual([512])
    await thumbs.get(id, { px: 512 })
    expect(made).toEqual([512])
  })
})

describe('what is no picture', () => {
  test('is told, and asked once', async () => {
    const { thumbs, add, made } = await stand()
    const id = await add('/a.jpg', Buffer.from('<script>alert(1)</script>'))
    await expect(thumbs.get(id, { px: 128 })).rejects.toMatchObject(NOT_FOUND)
    await expect(thumbs.get(id, { px: 128 })).rejects.toMatchObject(NOT_FOUND)
    expect(made).toEqual([128])
  })

  test.each(['a.txt', 'a.svg', 'a.heic', 'a.ico', 'folder'])(
    '%s is not even read',
    async (name) => {
      const { thumbs, add, drive, byEntry, made } = await stand()
      if (name === 'folder') await drive.makeFolder('/folder')
      else await add(`/${name}`, Buffer.from('x'))
      const id = byEntry.child(byEntry.root, name)?.id ?? ''
      await expect(thumbs.get(id, { px: 128 })).rejects.toMatchObject(NOT_FOUND)
      expect(made).toEqual([])
    },
  )

  test('harms nobody: bombs, halves, and formats under a false name', async () => {
    const { thumbs, add } = await stand()
    const jpeg = await photo().jpeg().toBuffer()
    const hostile: Record<string, Uint8Array> = {
      'half.jpg': jpeg.subarray(0, jpeg.length / 8),
      'empty.png': new Uint8Array(),
      'huge.png': hugePng(),
      'svg.png': Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
      ),
      'pdf.jpg': Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj'),
      'zeros.webp': new Uint8Array(1_000_000),
    }
    for (const [name, bytes] of Object.entries(hostile)) {
      const id = await add(`/${name}`, bytes)
      await expect(thumbs.get(id, { px: 128 }), name).rejects.toMatchObject(NOT_FOUND)
    }
    const good = await add('/good.jpg', jpeg)
    expect((await thumbs.get(good, { px: 128 })).length).toBeGreaterThan(0)
  })
})

test('a process that dies costs one picture, not the next', async () => {
  const maker = openMaker(1)
  if (maker === undefined) throw new Error('sharp is not installed')
  open.push(maker)
  const png = await photo().png().toBuffer()
  const stop = new AbortController()
  const given = maker.make(await photo(8000, 8000).png().toBuffer(), 128, stop.signal)
  stop.abort()
  await expect(given).rejects.toMatchObject({ code: 'aborted' })
  expect((await maker.make(png, 128))?.length).toBeGreaterThan(0)
})

describe('the store', () => {
  test('holds nothing in clear', async () => {
    const { thumbs, add, dir } = await stand()
    const id = await add('/a.png', await photo().png().toBuffer())
    await thumbs.get(id, { px: 256 })
    await thumbs[Symbol.asyncDispose]()
    for (const name of fs.readdirSync(dir)) {
      const bytes = fs.readFileSync(join(dir, name))
      expect(bytes.includes('WEBP') || bytes.includes('RIFF'), name).toBe(false)
      expect(fs.statSync(join(dir, name)).mode & 0o077).toBe(0)
    }
  })

  test('stays within its room, and lets go of what nobody looked at', () => {
    using store = openStore(newFolder(), KEY, 1_000_000)
    const picture = new Uint8Array(2000).fill(1)
    store.put('dear', picture)
    for (let at = 0; at < 2000; at += 1) {
      store.put(String(at), picture)
      if (at % 100 === 0) store.get('dear')
    }
    expect(store.get('dear')).toEqual(picture)
    expect(store.get('0')).toBeUndefined()
    expect(store.get('1999')).toEqual(picture)
  })

  test('that cannot be made keeps nothing, and keeps nobody from a space', () => {
    using store = openStore(join(newFolder(), 'gone'), KEY, 1_000_000)
    store.put('a', new Uint8Array(100))
    expect(store.get('a')).toBeUndefined()
  })

  test('that is damaged, or another key’s, is as if it were empty', () => {
    const dir = newFolder()
    const picture = new Uint8Array(100).fill(1)
    using first = openStore(dir, KEY, 1_000_000)
    first.put('a', picture)
    first[Symbol.dispose]()
    using other = openStore(dir, new Uint8Array(32), 1_000_000)
    expect(other.get('a')).toBeUndefined()
    other[Symbol.dispose]()
    fs.writeFileSync(join(dir, 'thumbs.db'), Buffer.alloc(8192, 7))
    using again = openStore(dir, KEY, 1_000_000)
    expect(again.get('a')).toBeUndefined()
    again.put('a', picture)
    expect(again.get('a')).toEqual(picture)
  })
})

/** Says that it is 50,000 pixels wide and high, in a few bytes. */
function hugePng(): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000c3500000c3500802000000', 'hex')
  return Buffer.concat([head, Buffer.from('deadbeef', 'hex'), Buffer.alloc(64)])
}
