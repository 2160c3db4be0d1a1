import type { SpaceView, ViewOptions, ViewRow } from '../handles.ts'
import { type Check, fails, picked, same, writeText } from './stage.ts'

/** Looking at many entries at once: sorted, found, removed, past. */
export const viewChecks: readonly Check[] = [
  {
    name: 'rows come folders first, by name as people sort, window by window',
    async run(stage) {
      const box = await picked(stage, 'read', {
        'b10.txt': '',
        'B2.txt': '',
        'a.txt': '',
        'Éa.txt': '',
        '_z.txt': '',
        'in2/x': '',
        'in10/x': '',
      })
      const view = box.view()
      const sorted = ['in2', 'in10', '_z.txt', 'a.txt', 'B2.txt', 'b10.txt', 'Éa.txt']
      same(await names(view), sorted, 'all of them')
      const window = await view.rows(2, 3)
      same(
        [window.total, window.from, window.rows.map(({ name }) => name)],
        [7, 2, ['_z.txt', 'a.txt', 'B2.txt']],
        'a window',
      )
      same((await view.rows(6, 100)).rows.length, 1, 'the end')
      same((await view.rows(70, 100)).rows.length, 0, 'behind the end')
      const down = box.view({ order: { by: 'name', descending: true } })
      same(
        await names(down),
        ['in10', 'in2', 'Éa.txt', 'b10.txt', 'B2.txt', 'a.txt', '_z.txt'],
        'the other way',
      )
      const [row] = (await view.rows(2, 1)).rows
      same([row?.kind, row?.type, row?.mark.starred], ['file', 'text/plain', false], 'a row')
      same(row?.version, (await row?.handle.stat())?.version, 'its version')
      await fails('bad-input', () => view.rows(0, 501), 'too many at once')
      await fails('bad-input', () => view.rows(-1, 1), 'before the start')
    },
  },
  {
    name: 'rows are sorted by size, by time and by kind, and equal ones by name',
    async run(stage) {
      const box = await picked(stage, 'read', {
        'c.png': 'xx',
        'a.txt': 'xx',
        'b.png': 'xxx',
        'in/x': '',
      })
      const by = (order: ViewOptions['order'] & object): Promise<string[]> =>
        names(box.view({ order }))
      same(await by({ by: 'size' }), ['in', 'a.txt', 'c.png', 'b.png'], 'by size')
      same(
        await by({ by: 'size', descending: true }),
        ['in', 'b.png', 'a.txt', 'c.png'],
        'the largest first',
      )
      same(await by({ by: 'kind' }), ['in', 'b.png', 'c.png', 'a.txt'], 'by kind')
      await stage.person.write('Box/a.txt', 'newer')
      const recent = await by({ by: 'modified', descending: true })
      same(recent.slice(0, 2), ['in', 'a.txt'], 'by time')
    },
  },
  {
    name: 'rows are found below a folder by all that is asked for, and tell where they are',
    async run(stage) {
      const box = await picked(stage, 'change', {
        'a.png': 'xx',
        'in/b.png': 'xxxxx',
        'in/deep/c.txt': 'c',
        'in/Summer.txt': '',
      })
      const deep = await (await box.getDirectoryHandle('in')).getDirectoryHandle('deep')
      await (await deep.getFileHandle('c.txt')).mark({ starred: true, tags: ['sea', 'sun'] })
      const find = async (asked: ViewOptions['find'] & object): Promise<string[]> =>
        names(box.view({ find: asked }))
      same(
        await find({}),
        ['deep', 'in', 'a.png', 'b.png', 'c.txt', 'Summer.txt'],
        'all that is below',
      )
      same(await find({ text: 'SUM' }), ['Summer.txt'], 'a part of a name')
      same(await find({ text: '*.png' }), ['a.png', 'b.png'], 'a pattern')
      same(await find({ kind: 'directory' }), ['deep', 'in'], 'folders')
      same(await find({ types: ['image'] }), ['a.png', 'b.png'], 'pictures')
      same(await find({ types: ['text', 'image'], minBytes: 2 }), ['a.png', 'b.png'], 'large ones')
      same(await find({ maxBytes: 1 }), ['c.txt', 'Summer.txt'], 'small ones, which no folder is')
      same(await find({ starred: true }), ['c.txt'], 'starred')
      same(await find({ tags: ['sea', 'sun'] }), ['c.txt'], 'with both tags')
      same(await find({ tags: ['sea', 'moon'] }), [], 'with one tag of two')
      const { lastModified } = await (await box.getFileHandle('a.png')).stat()
      same((await find({ after: lastModified, kind: 'file' })).includes('a.png'), true, 'since')
      same((await find({ before: lastModified, kind: 'file' })).includes('a.png'), false, 'before')
      const biggest = box.view({
        find: { kind: 'file' },
        order: { by: 'size', descending: true },
      })
      same(
        (await rows(biggest)).map(({ name, path }) => [name, path]).slice(0, 2),
        [
          ['b.png', ['in']],
          ['a.png', []],
        ],
        'the largest, and where they are',
      )
      await fails('bad-input', () => find({ types: ['no' as 'text'] }), 'a kind that is none')
    },
  },
  {
    name: 'files of equal bytes are found in their groups',
    async run(stage) {
      const box = await picked(stage, 'read', {
        'a.txt': 'same bytes',
        'in/b.txt': 'same bytes',
        'c.txt': 'same-bytes',
        'd.txt': 'twin',
        'in/e.txt': 'twin',
        'empty.txt': '',
        'in/empty.txt': '',
      })
      const found = await rows(box.view({ find: { duplicates: true } }))
      const groups = Map.groupBy(found, ({ group }) => group)
      same(
        [...groups.values()].map((group) => group.map(({ name }) => name)),
        [
          ['a.txt', 'b.txt'],
          ['d.txt', 'e.txt'],
        ],
        'the groups',
      )
      const { duplicateBytes } = await box.storage()
      same(duplicateBytes, 14, 'what they take')
    },
  },
  {
    name: 'the trash is a view: from where, since when, for how long',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'alpha', 'in/b.txt': 'beta', c: '' })
      await box.removeEntry('a.txt')
      await (await box.getDirectoryHandle('in')).removeEntry('b.txt')
      const trash = box.view({ trash: true, order: { by: 'trashed', descending: true } })
      const gone = await rows(trash)
      same(
        gone.map(({ name, path }) => [name, path]),
        [
          ['b.txt', ['in']],
          ['a.txt', []],
        ],
        'the last one first, with where it was',
      )
      const [b, a] = gone
      same((b?.trashedAt ?? 0) >= (a?.trashedAt ?? 0), true, 'when')
      same([a?.daysLeft, a?.size], [30, 5], 'for how long, how large')
      const file = a?.handle
      const url = file?.kind === 'file' ? await file.url() : ''
      same(await (await stage.fetch(url)).text(), 'alpha', 'what is in it')
      same(await names(box.view({ trash: true, find: { text: 'b.' } })), ['b.txt'], 'found there')
      same((await trash.tally([file as ViewRow['handle']])).bytes, 5, 'how much it is')
    },
  },
  {
    name: 'a row is found again by its entry and by the letters that one types',
    async run(stage) {
      const box = await picked(stage, 'change', {
        alpha: '',
        beta: '',
        Bravo: '',
        été: '',
        '10': '',
      })
      const view = box.view()
      same(await names(view), ['10', 'alpha', 'beta', 'Bravo', 'été'], 'the rows')
      same(await view.indexOf(await box.getFileHandle('beta')), 2, 'of a handle')
      same(await view.indexOf('f'.repeat(32)), null, 'of what is not there')
      same(await view.seek('b'), 2, 'the first')
      same(await view.seek('B', 2), 3, 'the next')
      same(await view.seek('b', 3), 2, 'from the top again')
      same(await view.seek('ET'), 4, 'without its accents')
      same(await view.seek('x'), null, 'of none')
      const file = await box.getFileHandle('beta')
      await file.move('zeta')
      same(await view.indexOf(file), 4, 'after another name')
    },
  },
  {
    name: 'a choice is counted with all below it, and is over when the view is another one',
    async run(stage) {
      const box = await picked(stage, 'change', { 'in/a': 'aaa', 'in/deep/b': 'bb', c: 'c' })
      const view = box.view()
      const { revision, total } = await view.rows(0, 1)
      same(
        await view.tally(view.choose([[0, total]], revision)),
        { files: 3, folders: 2, bytes: 6 },
        'all',
      )
      same(
        await view.tally(view.choose([[1, 2]], revision)),
        { files: 1, folders: 0, bytes: 1 },
        'the last',
      )
      const folder = await box.getDirectoryHandle('in')
      const inner = await folder.getFileHandle('a')
      same(await view.tally([folder, inner]), { files: 2, folders: 2, bytes: 5 }, 'nothing twice')
      await fails('bad-input', () => view.tally(view.choose([[0, 9]], revision)), 'behind the end')
      await writeText(box, 'd', 'new')
      await fails('conflict', () => view.tally(view.choose([[0, 1]], revision)), 'an old choice')
    },
  },
  {
    name: 'a view says when it is another one, and only then',
    async run(stage) {
      const box = await picked(stage, 'read', { 'a.txt': '', 'in/b.txt': '' })
      const stop = new AbortController()
      const view = box.view()
      const told = view.watch({ signal: stop.signal })[Symbol.asyncIterator]()
      const first = (await told.next()).value
      same(first, (await view.rows(0, 1)).revision, 'the first is that of now')
      await stage.person.write('Elsewhere/x.txt', 'x')
      same((await view.rows(0, 1)).revision, first, 'after a change elsewhere')
      await stage.person.write('Box/c.txt', 'c')
      const second = (await told.next()).value
      same(second !== first, true, 'after a change in it')
      same((await view.rows(0, 9)).total, 3, 'its rows then')
      stop.abort()
      same((await told.next()).done, true, 'after stopping')
    },
  },
  {
    name: 'storage says what takes the room',
    async run(stage) {
      const box = await picked(stage, 'change', {
        'a.png': 'aaaa',
        'in/b.txt': 'bb',
        'c.txt': 'c',
        'gone.txt': 'gone',
      })
      await writeText(box, 'c.txt', 'new')
      await box.removeEntry('gone.txt')
      const storage = await box.storage()
      same(
        [storage.bytes, storage.files, storage.folders, storage.trashBytes, storage.versionsBytes],
        [9, 3, 1, 4, 1],
        'bytes, files, folders, trash, versions',
      )
      same(
        storage.kinds,
        [
          { kind: 'text', files: 2, bytes: 5 },
          { kind: 'image', files: 1, bytes: 4 },
        ],
        'by kind',
      )
    },
  },
  {
    name: 'who may only add sees the rows of what it added, and no sum of the others',
    async run(stage) {
      const box = await picked(stage, 'add', { 'theirs.txt': 'xx', 'in/theirs.txt': 'xx' })
      await writeText(box, 'mine.txt', 'mine')
      same(await names(box.view()), ['mine.txt'], 'the folder')
      same(await names(box.view({ find: {} })), ['mine.txt'], 'what is found')
      same(await box.view().seek('theirs'), null, 'by typing')
      same(await box.view().indexOf(await box.getFileHandle('mine.txt')), 0, 'its own')
      const { revision } = await box.view().rows(0, 1)
      await stage.person.write('Box/theirs2.txt', '')
      same((await box.view().rows(0, 1)).revision, revision, 'after a change of the others')
      await fails('grant-denied', () => box.storage(), 'what takes the room')
      await fails('grant-denied', () => box.days(), 'its days')
      await fails('grant-denied', () => names(box.view({ at: 1 })), 'its past')
      await fails('grant-denied', () => box.view().tally([box]), 'the sum of the folder')
    },
  },
  {
    name: 'a view ends with its grant',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'a' })
      const view = box.view()
      const told = view.watch()[Symbol.asyncIterator]()
      await told.next()
      await stage.person.revoke(box.grant)
      await fails('grant-revoked', () => view.rows(0, 1), 'its rows')
      await fails('grant-revoked', () => view.seek('a'), 'looking for one')
      await fails('grant-revoked', () => told.next(), 'watching it')
      await fails('grant-revoked', () => box.days(), 'its days')
      await fails('grant-revoked', () => box.storage(), 'its storage')
    },
  },
]

export async function rows(view: SpaceView): Promise<readonly ViewRow[]> {
  return (await view.rows(0, 500)).rows
}

export async function names(view: SpaceView): Promise<string[]> {
  return (await rows(view)).map(({ name }) => name)
}
