import type { SpaceDirectory, SpaceHandle } from '../handles.ts'
import { type Check, fails, namesIn, picked, same, textOf } from './stage.ts'

/** Handles of files and folders of the box by their paths. */
async function handles(box: SpaceDirectory, ...paths: string[]): Promise<SpaceHandle[]> {
  return Promise.all(
    paths.map(async (path) => {
      const names = path.split('/')
      let folder = box
      for (const name of names.slice(0, -1)) folder = await folder.getDirectoryHandle(name)
      for await (const [name, handle] of folder) if (name === names.at(-1)) return handle
      throw new Error(`there is no ${path}`)
    }),
  )
}

/** Every path below the folder with what files hold. */
async function everything(folder: SpaceDirectory, at = ''): Promise<string[]> {
  const lines: string[] = []
  for await (const [name, handle] of folder) {
    if (handle.kind === 'file') lines.push(`${at}${name} ${await (await handle.getFile()).text()}`)
    else lines.push(`${at}${name}/`, ...(await everything(handle, `${at}${name}/`)))
  }
  return lines.toSorted()
}

async function folderAt(box: SpaceDirectory, name: string): Promise<SpaceDirectory> {
  return box.getDirectoryHandle(name)
}

/** Many entries at once, and back. */
export const editChecks: readonly Check[] = [
  {
    name: 'many are moved at once, undone, and moved again',
    async run(stage) {
      const box = await picked(stage, 'change', { a: '1', 'in/b': '2', 'to/c': '3' })
      const before = await everything(box)
      const { edits } = stage.space
      const to = await folderAt(box, 'to')
      // what lies below another one goes with it
      const moved = await edits.move(await handles(box, 'a', 'in', 'in/b'), to)
      same([moved.done, moved.conflictCount, moved.kept], [2, 0, []], 'what was done')
      same(moved.entries.map(({ name }) => name).toSorted(), ['a', 'in'], 'what was changed')
      const after = await everything(box)
      same(after, ['to/', 'to/a 1', 'to/c 3', 'to/in/', 'to/in/b 2'], 'after moving')
      const back = await edits.undo(moved.undo ?? '')
      same([back.done, back.kept], [2, []], 'what was undone')
      same(await everything(box), before, 'after undoing')
      await edits.undo(back.undo ?? '')
      same(await everything(box), after, 'after making it again')
      await fails('not-found', () => edits.undo(moved.undo ?? ''), 'a token that was used')
      same((await edits.move(await handles(box, 'to/a'), to)).undo, null, 'moving to where it is')
    },
  },
  {
    name: 'names that are taken are asked about before anything is changed',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'new', b: 'b', 'to/a.txt': 'old' })
      const { edits } = stage.space
      const to = await folderAt(box, 'to')
      const chosen = await handles(box, 'a.txt', 'b')
      const before = await everything(box)
      const asked = await edits.move(chosen, to)
      const told = asked.conflicts.map(({ entry, existing }) => [entry.name, existing.name])
      same([asked.done, asked.undo, told], [0, null, [['a.txt', 'a.txt']]], 'what is asked')
      same(await everything(box), before, 'while it is asked')
      const id = asked.conflicts[0]?.entry.entry ?? ''
      const both = await edits.move(chosen, to, { each: { [id]: 'keep-both' } })
      same(await everything(to), ['a (2).txt new', 'a.txt old', 'b b'], 'keeping both')
      await edits.undo(both.undo ?? '')
      const skipped = await edits.move(chosen, to, { conflicts: 'skip' })
      same(await everything(box), ['a.txt new', 'to/', 'to/a.txt old', 'to/b b'], 'skipping')
      await edits.undo(skipped.undo ?? '')
      same(await everything(box), before, 'after undoing')
    },
  },
  {
    name: 'a file that is replaced stays among the versions, and comes back by undo',
    async run(stage) {
      const box = await picked(stage, 'change', { a: 'new', 'to/a': 'old', 'to/k': 'k' })
      const { edits } = stage.space
      const to = await folderAt(box, 'to')
      const before = await everything(box)
      const replaced = await edits.move(await handles(box, 'a'), to, { conflicts: 'replace' })
      same(await everything(box), ['to/', 'to/a new', 'to/k k'], 'replacing')
      const file = await to.getFileHandle('a')
      const [, old] = await file.versions()
      same(await (await file.getFile({ version: old?.id ?? '' })).text(), 'old', 'the former one')
      await edits.undo(replaced.undo ?? '')
      same(await everything(box), before, 'after undoing')
      same(await box.trash(), [], 'the trash after undoing')
    },
  },
  {
    name: 'folders are merged, and what is taken in them is asked about',
    async run(stage) {
      const box = await picked(stage, 'change', {
        'p/f': 'new',
        'p/g': 'new',
        'to/p/f': 'old',
        'to/p/h': 'old',
      })
      const { edits } = stage.space
      const to = await folderAt(box, 'to')
      const chosen = await handles(box, 'p')
      const before = await everything(box)
      same((await edits.move(chosen, to)).conflictCount, 1, 'conflicts of two folders')
      const asked = await edits.move(chosen, to, { folders: 'merge' })
      same(
        asked.conflicts.map(({ entry }) => entry.name),
        ['f'],
        'conflicts inside',
      )
      same(await everything(box), before, 'while it is asked')
      const merged = await edits.move(chosen, to, { folders: 'merge', conflicts: 'keep-both' })
      same(
        await everything(box),
        ['to/', 'to/p/', 'to/p/f (2) new', 'to/p/f old', 'to/p/g new', 'to/p/h old'],
        'merging',
      )
      await edits.undo(merged.undo ?? '')
      same(await everything(box), before, 'after undoing')
      const instead = await edits.copy(chosen, to, { conflicts: 'replace' })
      same(await everything(to), ['p/', 'p/f new', 'p/g new'], 'replacing a folder')
      await edits.undo(instead.undo ?? '')
      same(await everything(box), before, 'after undoing that')
    },
  },
  {
    name: 'a folder never goes into itself',
    async run(stage) {
      const box = await picked(stage, 'change', { 'p/q/f': '', x: '' })
      const { edits } = stage.space
      const [p, q, x] = await handles(box, 'p', 'p/q', 'x')
      if (p?.kind !== 'directory' || q?.kind !== 'directory' || x === undefined)
        throw new Error('?')
      await fails('bad-input', () => edits.move([x, p], q), 'moving')
      await fails('bad-input', () => edits.copy([x, p], p), 'copying')
      same(await everything(box), ['p/', 'p/q/', 'p/q/f ', 'x '], 'the box')
    },
  },
  {
    name: 'copies lie beside what they are of, and go to the trash by undo',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': '1', 'v1.2/b': '2' })
      const { edits } = stage.space
      await (await box.getFileHandle('a.txt')).mark({ starred: true, tags: ['sea'] })
      const doubled = await edits.duplicate(await handles(box, 'a.txt', 'v1.2'))
      same(
        await everything(box),
        ['a (2).txt 1', 'a.txt 1', 'v1.2 (2)/', 'v1.2 (2)/b 2', 'v1.2/', 'v1.2/b 2'],
        'duplicates',
      )
      const twin = await box.getFileHandle('a (2).txt')
      same((await twin.stat()).mark, { starred: true, tags: ['sea'] }, 'marks of the copy')
      const third = await edits.copy(await handles(box, 'a.txt'), box)
      same(
        third.entries.map(({ name }) => name),
        ['a (3).txt'],
        'a copy beside itself',
      )
      await edits.undo(third.undo ?? '')
      await stage.person.write('Box/v1.2 (2)/mine', 'mine')
      const back = await edits.undo(doubled.undo ?? '')
      same(
        back.kept.map(({ name }) => name),
        ['v1.2 (2)'],
        'what somebody put something into',
      )
      same((await namesIn(box)).toSorted(), ['a.txt', 'v1.2', 'v1.2 (2)'], 'after undoing')
    },
  },
  {
    name: 'what was removed comes back to where it was, or as near as can be',
    async run(stage) {
      const box = await picked(stage, 'change', { a: '1', 'in/b': '2', 'in/c': '3' })
      const { edits } = stage.space
      const [a, b, inner] = await handles(box, 'a', 'in/b', 'in')
      if (a === undefined || b === undefined || inner === undefined) throw new Error('?')
      const before = await everything(box)
      const removed = await edits.remove([a, b])
      same(removed.done, 2, 'how many were removed')
      same(await everything(box), ['in/', 'in/c 3'], 'after removing')
      await edits.undo(removed.undo ?? '')
      same(await everything(box), before, 'after undoing')
      await edits.remove([b])
      await edits.remove([inner])
      const together = await edits.restore([b, inner])
      same(await everything(box), before, 'after restoring both')
      await edits.undo(together.undo ?? '')
      same((await box.trash()).length, 2, 'the trash after undoing')
      await stage.person.write('Box/b', 'other')
      await edits.restore([b])
      same(await everything(box), ['a 1', 'b (2) 2', 'b other'], 'beside what took its name')
    },
  },
  {
    name: 'many are marked at once, one is renamed, and both are undone',
    async run(stage) {
      const box = await picked(stage, 'change', { a: '1', b: '2' })
      const { edits } = stage.space
      const [a, b] = await handles(box, 'a', 'b')
      if (a === undefined || b === undefined) throw new Error('?')
      await a.mark({ starred: true })
      const marked = await edits.mark([a, b], { starred: true, tags: ['x'] })
      same((await b.stat()).mark, { starred: true, tags: ['x'] }, 'marks')
      await edits.undo(marked.undo ?? '')
      const marks = [(await a.stat()).mark, (await b.stat()).mark]
      const were = [true, false].map((starred) => ({ starred, tags: [] }))
      same(marks, were, 'marks after undoing')
      same((await edits.rename(a, 'b')).conflictCount, 1, 'a name that is taken')
      const renamed = await edits.rename(a, 'c')
      same(await namesIn(box), ['b', 'c'], 'after renaming')
      await edits.undo(renamed.undo ?? '')
      same(await namesIn(box), ['a', 'b'], 'after undoing')
      await fails('bad-input', () => edits.rename(a, 'x/y'), 'no name')
    },
  },
  {
    name: 'undo leaves what was changed since, and says so',
    async run(stage) {
      const box = await picked(stage, 'change', { a: '1', b: '2', c: '3', 'to/d': '4' })
      const { edits } = stage.space
      const to = await folderAt(box, 'to')
      const moved = await edits.move(await handles(box, 'a', 'b', 'c'), to)
      await stage.person.move('Box/to/a', 'Box/to/x')
      await stage.person.write('Box/b', 'mine')
      const back = await edits.undo(moved.undo ?? '')
      same(back.kept.map(({ name }) => name).toSorted(), ['b', 'x'], 'what is told')
      same(
        await everything(box),
        ['b (2) 2', 'b mine', 'c 3', 'to/', 'to/d 4', 'to/x 1'],
        'after undoing',
      )
    },
  },
  {
    name: 'a copy of an old version is a file of its own',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'old', 'to/x': '' })
      await stage.person.write('Box/a.txt', 'newer')
      const file = await box.getFileHandle('a.txt')
      const [, old] = await file.versions()
      const copy = await file.copyVersion(old?.id ?? '', box)
      same([copy.name, await textOf(box, 'a (2).txt')], ['a (2).txt', 'old'], 'a copy beside it')
      const to = await folderAt(box, 'to')
      await file.copyVersion(old?.id ?? '', to, 'before.txt')
      same(await namesIn(to), ['before.txt', 'x'], 'a copy elsewhere')
      await fails('exists', () => file.copyVersion(old?.id ?? '', to, 'x'), 'a name that is taken')
      await fails('not-found', () => file.copyVersion('none', to), 'no version')
      same(await textOf(box, 'a.txt'), 'newer', 'the file')
    },
  },
  {
    name: 'who may look or add only changes nothing, and who lost the grant undoes nothing',
    async run(stage) {
      const box = await picked(stage, 'change', { a: '1', 'to/b': '2' })
      const { edits } = stage.space
      const removed = await edits.remove(await handles(box, 'a'))
      const narrow = await picked(stage, 'read')
      const inner = await folderAt(narrow, 'to')
      const chosen = await handles(narrow, 'to/b')
      for (const [what, act] of [
        ['moving', () => edits.move(chosen, narrow)],
        ['copying', () => edits.copy(chosen, narrow)],
        ['removing', () => edits.remove(chosen)],
        ['marking', () => edits.mark(chosen, { starred: true })],
        ['duplicating', () => edits.duplicate(chosen)],
        ['renaming', () => edits.rename(inner, 'x')],
      ] as const)
        await fails('grant-denied', act, what)
      const adding = await picked(stage, 'add')
      const mayRead = await handles(box, 'to/b')
      const copied = await edits.copy(mayRead, adding)
      same([copied.done, copied.undo], [1, null], 'copying to where it may only add')
      const replace = { conflicts: 'replace' } as const
      await fails('grant-denied', () => edits.copy(mayRead, adding, replace), 'replacing there')
      await fails('grant-denied', () => edits.move([box], inner), 'moving what was given')
      await stage.person.revoke(box.grant)
      await fails('grant-revoked', () => edits.undo(removed.undo ?? ''), 'undo without the grant')
    },
  },
]
