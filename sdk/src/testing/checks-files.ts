import { type Check, fails, namesIn, picked, same, textOf, writeText } from './stage.ts'
import { unzip } from './zip.ts'

const MIB = 2 ** 20

/** Looking at, writing and arranging what was granted. */
export const fileChecks: readonly Check[] = [
  {
    name: 'a folder lists its files and folders, and they can be read',
    async run(stage) {
      const box = await picked(stage, 'read', {
        'b.txt': 'beta',
        'a.txt': 'alpha',
        'in/c.md': '# c',
      })
      same(await namesIn(box), ['a.txt', 'b.txt', 'in'], 'keys')
      const kinds: string[] = []
      for await (const [name, handle] of box) kinds.push(`${handle.kind} ${name} ${handle.name}`)
      same(
        kinds.toSorted(),
        ['directory in in', 'file a.txt a.txt', 'file b.txt b.txt'],
        'entries of the folder itself',
      )
      const inner = await box.getDirectoryHandle('in')
      const file = await (await inner.getFileHandle('c.md')).getFile()
      same([file.name, file.type, await file.text()], ['c.md', 'text/markdown', '# c'], 'a file')
    },
  },
  {
    name: 'a folder of more than one page lists everything once',
    async run(stage) {
      const files = Array.from({ length: 603 }, (_, n) => `f${String(n).padStart(4, '0')}`)
      const box = await picked(stage, 'read', Object.fromEntries(files.map((name) => [name, ''])))
      same(await namesIn(box), files, 'keys')
    },
  },
  {
    name: 'a file is served by its URL, whole and in ranges, and can be streamed',
    async run(stage) {
      const box = await picked(stage, 'read', { 'a.txt': 'abcdefghij' })
      const file = await box.getFileHandle('a.txt')
      const url = await file.url()
      const get = async (range?: string): Promise<[number, string]> => {
        const reply = await stage.fetch(url, range === undefined ? {} : { headers: { range } })
        return [reply.status, await reply.text()]
      }
      same(await get(), [200, 'abcdefghij'], 'all of it')
      same(await get('bytes=2-4'), [206, 'cde'], 'a part')
      same(await get('bytes=7-'), [206, 'hij'], 'the end')
      same(await get('bytes=-2'), [206, 'ij'], 'the last two')
      same((await get('bytes=20-'))[0], 416, 'behind the end')
      same(await new Response(await file.stream()).text(), 'abcdefghij', 'the stream')
    },
  },
  {
    name: 'a folder is served as one ZIP, whole, for as long as it may be read',
    async run(stage) {
      if (!stage.space.app.features.includes('zip')) return
      const box = await picked(stage, 'read', { 'a.txt': 'alpha', 'in/ü.md': '# c', 'in/no': '' })
      await stage.person.makeFolder('Box/empty')
      await stage.person.write('beside.txt', 'not in it')
      const url = await box.zip()
      const reply = await stage.fetch(url, { headers: { range: 'bytes=2-4' } })
      same(
        [reply.status, reply.headers.get('Accept-Ranges'), reply.headers.get('Content-Type')],
        [200, 'none', 'application/zip'],
        'the answer',
      )
      const bytes = new Uint8Array(await reply.arrayBuffer())
      same(reply.headers.get('Content-Length'), String(bytes.length), 'its size')
      const texts = unzip(bytes).map((one) => `${one.path} ${new TextDecoder().decode(one.bytes)}`)
      same(
        texts.toSorted(),
        ['a.txt alpha', 'empty/ ', 'in/ ', 'in/no ', 'in/ü.md # c'],
        'what is in it',
      )
      await stage.person.write('Box/b.txt', 'beta')
      const again = unzip(new Uint8Array(await (await stage.fetch(url)).arrayBuffer()))
      same(again.length, 6, 'how much is in it at another reading')
      await stage.person.revoke(box.grant)
      same((await stage.fetch(url)).ok, false, 'whether it is served after the grant')
      const adding = await picked(stage, 'add')
      await fails('grant-denied', () => adding.zip(), 'a ZIP for who may only add')
    },
  },
  {
    name: 'what is not there, or is something else, is said so',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': '', 'in/b': '' })
      await fails('not-found', () => box.getFileHandle('no'), 'a file that is not there')
      await fails('not-found', () => box.getDirectoryHandle('no'), 'a folder that is not there')
      await fails('is-folder', () => box.getFileHandle('in'), 'a folder as a file')
      await fails('not-folder', () => box.getDirectoryHandle('a.txt'), 'a file as a folder')
      for (const name of ['', '.', '..', 'in/b', 'a\0b']) {
        await fails('bad-input', () => box.getFileHandle(name), JSON.stringify(name))
        await fails('bad-input', () => box.getFileHandle(name, { create: true }), `making ${name}`)
      }
    },
  },
  {
    name: 'writing is seen when it is closed, as a whole, and the former version stays',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'old' })
      const file = await box.getFileHandle('a.txt')
      const writable = await file.createWritable()
      await writable.write('new ')
      same(await stage.person.read('Box/a.txt'), 'old', 'before close')
      await writable.write(new TextEncoder().encode('text'))
      await writable.close()
      same(await stage.person.read('Box/a.txt'), 'new text', 'after close')
      const versions = await file.versions()
      same(
        versions.map(({ size, current }) => [size, current]),
        [
          [8, true],
          [3, false],
        ],
        'versions, newest first',
      )
      const [, first] = versions
      const before = await file.getFile({ version: first?.id ?? '' })
      same(await before.text(), 'old', 'the former version')
      await file.restore(first?.id ?? '')
      same(await stage.person.read('Box/a.txt'), 'old', 'after restoring')
      same((await file.versions()).length, 3, 'versions after restoring')
    },
  },
  {
    name: 'a writer that is aborted leaves the file as it was',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'old' })
      const file = await box.getFileHandle('a.txt')
      const writable = await file.createWritable()
      await writable.write('new')
      await writable.abort()
      same(await stage.person.read('Box/a.txt'), 'old', 'the file')
      same((await file.versions()).length, 1, 'its versions')
    },
  },
  {
    name: 'any place of a file can be written, cut and filled up',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'abcdef' })
      const file = await box.getFileHandle('a.txt')
      const writable = await file.createWritable({ keepExistingData: true })
      await writable.write({ type: 'write', position: 1, data: 'XY' })
      await writable.write('Z')
      await writable.truncate(5)
      await writable.seek(7)
      await writable.write('!')
      await writable.close()
      same(await stage.person.read('Box/a.txt'), 'aXYZe\0\0!', 'the file')
    },
  },
  {
    name: 'a writer that began with another version than there is now says conflict',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'one' })
      const file = await box.getFileHandle('a.txt')
      const writable = await file.createWritable({ keepExistingData: true })
      await writable.seek(3)
      await writable.write(' two')
      await stage.person.write('Box/a.txt', 'by someone else')
      await fails('conflict', () => writable.close(), 'closing')
      same(await stage.person.read('Box/a.txt'), 'by someone else', 'the file')
      const { version } = await file.stat()
      const again = await file.createWritable(version === null ? {} : { ifVersion: version })
      await again.write('mine')
      await again.close()
      same(await stage.person.read('Box/a.txt'), 'mine', 'with the version of now')
    },
  },
  {
    name: 'a file of many slices arrives as it was written, also through pipeTo',
    async run(stage) {
      const box = await picked(stage, 'change')
      const bytes = new Uint8Array(20 * MIB + 3).map((_, index) => (index * 31) >> 8)
      const file = await box.getFileHandle('big', { create: true })
      await new Blob([bytes]).stream().pipeTo(await file.createWritable())
      const back = new Uint8Array(await (await file.getFile()).arrayBuffer())
      same(back.length, bytes.length, 'its size')
      same(
        back.findIndex((byte, index) => byte !== bytes[index]),
        -1,
        'the first wrong byte',
      )
      const writable = await file.createWritable()
      await writable.write(bytes)
      await fails('bad-input', () => writable.seek(0), 'going back behind what was sent')
    },
  },
  {
    name: 'files and folders are made, renamed, moved, copied',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'alpha' })
      const into = await box.getDirectoryHandle('into', { create: true })
      const file = await box.getFileHandle('a.txt')
      await file.move('b.txt')
      same(await stage.person.read('Box/b.txt'), 'alpha', 'renamed')
      await file.move(into, 'c.txt')
      same(await stage.person.read('Box/into/c.txt'), 'alpha', 'moved; the handle follows')
      const twin = await file.copy(box)
      same([twin.kind, twin.name], ['file', 'c.txt'], 'the copy')
      same(await namesIn(box), ['c.txt', 'into'], 'the folder')
      await fails('exists', () => file.copy(box), 'copying over it')
      await fails('exists', () => twin.move(into), 'moving over it')
      await fails('bad-input', () => into.move(into), 'moving a folder into itself')
    },
  },
  {
    name: 'what is removed goes to the trash and comes back',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'alpha', 'full/b.txt': '' })
      await box.removeEntry('a.txt')
      same(await namesIn(box), ['full'], 'the folder')
      await fails('exists', () => box.removeEntry('full'), 'a folder that is not empty')
      await box.removeEntry('full', { recursive: true })
      const trash = await box.trash()
      same(trash.map(({ name }) => name).toSorted(), ['a.txt', 'full'], 'the trash')
      const gone = trash.find(({ name }) => name === 'a.txt')
      const back = await box.restoreTrashed(gone?.id ?? '')
      same([back.kind, back.name], ['file', 'a.txt'], 'what came back')
      same(await textOf(box, 'a.txt'), 'alpha', 'its content')
    },
  },
  {
    name: 'a folder finds, counts and marks what is in it, and knows the way to it',
    async run(stage) {
      const files = { 'a.JPG': 'xx', 'in/b.jpg': 'yyy', 'in/c.txt': '' }
      const box = await picked(stage, 'change', files)
      const found = await box.search('*.jpg')
      same(found.map(({ name }) => name).toSorted(), ['a.JPG', 'b.jpg'], 'a search with a star')
      same(
        (await box.search({ text: 'C' })).map(({ name }) => name),
        ['c.txt'],
        'a part',
      )
      const { files: count, directories, bytes } = await box.usage()
      same([count, directories, bytes], [3, 1, 5], 'files, folders, bytes')
      const inner = await (await box.getDirectoryHandle('in')).getFileHandle('b.jpg')
      same(await box.resolve(inner), ['in', 'b.jpg'], 'the way')
      same(await box.resolve(box), [], 'the way to itself')
      const [again] = await box.search('b.jpg')
      same(again !== undefined && (await again.isSameEntry(inner)), true, 'the same entry')
      same(await inner.isSameEntry(box), false, 'another entry')
      await inner.mark({ starred: true, tags: ['sea'] })
      await inner.mark({ tags: ['sea', 'summer'] })
      same((await inner.stat()).mark, { starred: true, tags: ['sea', 'summer'] }, 'marks')
    },
  },
  {
    name: 'changes of a folder are told as they happen',
    async run(stage) {
      const box = await picked(stage, 'read', { 'a.txt': '' })
      const stop = new AbortController()
      const changes = box.watch({ signal: stop.signal })[Symbol.asyncIterator]()
      same((await changes.next()).value, { kind: 'resync' }, 'the first')
      const next = async (): Promise<unknown> => {
        const { value } = await changes.next()
        return value === undefined || value.kind === 'resync' ? value : [value.kind, value.path]
      }
      await stage.person.write('Elsewhere/x.txt', '')
      await stage.person.write('Box/a.txt', 'more')
      same(await next(), ['changed', ['a.txt']], 'a change')
      await stage.person.move('Box/a.txt', 'Box/b.txt')
      same(await next(), ['moved', ['b.txt']], 'a new name')
      await stage.person.remove('Box/b.txt')
      same(await next(), ['removed', ['b.txt']], 'a removal')
      stop.abort()
      same((await changes.next()).done, true, 'after stopping')
    },
  },
  {
    name: 'the private folder is there without asking and keeps what is written',
    async run(stage) {
      const { space } = stage
      const mine = await space.data.directory()
      await writeText(mine, 'settings.json', '{}')
      same(await textOf(await space.data.directory(), 'settings.json'), '{}', 'what was written')
      same(await mine.isSameEntry(await space.data.directory()), true, 'the folder')
      const { usedBytes, quotaBytes } = await space.data.usage()
      // Hosts may count more than the content: names and folders take room too.
      same([usedBytes >= 2, quotaBytes > usedBytes], [true, true], 'its use')
    },
  },
]
