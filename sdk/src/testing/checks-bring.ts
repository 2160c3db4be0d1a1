import type { BringAnswer, BringConflict, BringItem } from '../bringing.ts'
import type { SpaceDirectory } from '../handles.ts'
import { type Check, namesIn, picked, same, textOf } from './stage.ts'

const MIB = 2 ** 20

/** A file as a browser gives it; a path that ends in `/` is an empty folder. */
function item(path: string, content: string | Uint8Array<ArrayBuffer> = '', at = 1000): BringItem {
  const names = path.split('/')
  if (path.endsWith('/')) return { path: names.slice(0, -1) }
  return { path: names, file: new File([content], names.at(-1) ?? '', { lastModified: at }) }
}

function items(files: Readonly<Record<string, string>>): BringItem[] {
  return Object.entries(files).map(([path, content]) => item(path, content))
}

/** Gives the same answer to all, and remembers what was asked. */
function always(answer: BringAnswer) {
  const asked: BringConflict[] = []
  const conflicts = async (list: readonly BringConflict[]): Promise<BringAnswer[]> => {
    asked.push(...list)
    return list.map(() => answer)
  }
  return { asked, conflicts }
}

async function inner(box: SpaceDirectory, name: string): Promise<SpaceDirectory> {
  return box.getDirectoryHandle(name)
}

/** Files and folders of the person's computer, brought in. */
export const bringChecks: readonly Check[] = [
  {
    name: 'files and folders are brought in with their times, empty ones too',
    async run(stage) {
      const box = await picked(stage, 'change')
      const bringing = stage.space.transfers.bring(
        [...items({ 'in/a.txt': 'alpha', 'in/b/c.txt': 'gamma', 'd.txt': '' }), item('in/empty/')],
        box,
        { name: 'My things' },
      )
      const { phase, doneFiles, totalFiles, doneBytes, failedFiles } = await bringing.ended
      same(
        { phase, doneFiles, totalFiles, doneBytes, failedFiles },
        { phase: 'done', doneFiles: 3, totalFiles: 3, doneBytes: 10, failedFiles: 0 },
        'the state',
      )
      same(await namesIn(box), ['d.txt', 'in'], 'what is there')
      same(await namesIn(await inner(box, 'in')), ['a.txt', 'b', 'empty'], 'what is in it')
      same(await textOf(await inner(box, 'in'), 'a.txt'), 'alpha', 'a file')
      const file = await (await inner(box, 'in')).getFileHandle('a.txt')
      same((await file.stat()).lastModified, 1000, 'its time')
      const all = await stage.space.transfers.list()
      const transfer = all.find(({ name }) => name === 'My things')
      same(
        [transfer?.state, transfer?.doneFiles, transfer?.totalFiles, transfer?.doneBytes],
        ['done', 3, 3, 10],
        'the transfer',
      )
    },
  },
  {
    name: 'a large file is brought in slices, beside many small ones',
    async run(stage) {
      const box = await picked(stage, 'change')
      const large = new Uint8Array(17 * MIB).map((_, i) => i % 251)
      const small = Array.from({ length: 1203 }, (_, n) => item(`in/f${n}`, `file ${n}`))
      const state = await stage.space.transfers.bring([...small, item('large', large)], box).ended
      same([state.phase, state.doneFiles, state.failed], ['done', 1204, []], 'the state')
      const file = await (await box.getFileHandle('large')).getFile()
      const bytes = new Uint8Array(await file.arrayBuffer())
      same(bytes.length, large.length, 'the size of the large one')
      same(
        bytes.every((byte, i) => byte === large[i]),
        true,
        'its bytes',
      )
      const folder = await inner(box, 'in')
      same((await namesIn(folder)).length, 1203, 'how many small ones')
      same(await textOf(folder, 'f1202'), 'file 1202', 'the last of them')
    },
  },
  {
    name: 'what is there already is asked about with size and time of both, and both are kept',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'mine' })
      const { asked, conflicts } = always('keep-both')
      const given = items({ 'a.txt': 'theirs', 'b.txt': 'new' })
      await stage.space.transfers.bring(given, box, { conflicts }).ended
      same(
        asked.map(({ path, coming, existing, answers }) => [path, coming, existing.size, answers]),
        [
          [
            ['a.txt'],
            { kind: 'file', size: 6, lastModified: 1000 },
            4,
            ['keep-both', 'replace', 'skip'],
          ],
        ],
        'what was asked',
      )
      same(await namesIn(box), ['a (2).txt', 'a.txt', 'b.txt'], 'what is there')
      same(await textOf(box, 'a.txt'), 'mine', 'the one that was there')
      same(await textOf(box, 'a (2).txt'), 'theirs', 'the one that came')
    },
  },
  {
    name: 'a file that is replaced stays among the versions, one that is skipped does not come',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'mine', 'b.txt': 'mine' })
      const given = items({ 'a.txt': 'theirs', 'b.txt': 'theirs' })
      const state = await stage.space.transfers.bring(given, box, {
        conflicts: async (list) =>
          list.map(({ path }) => (path[0] === 'a.txt' ? 'replace' : 'skip')),
      }).ended
      same([state.doneFiles, state.skippedFiles], [1, 1], 'the state')
      same(await textOf(box, 'a.txt'), 'theirs', 'the newest version')
      same((await (await box.getFileHandle('a.txt')).versions()).length, 2, 'its versions')
      same(await textOf(box, 'b.txt'), 'mine', 'the one that was skipped')
    },
  },
  {
    name: 'a folder that is there is merged, kept beside, or skipped, as the person says',
    async run(stage) {
      const box = await picked(stage, 'change', { 'in/a.txt': 'mine' })
      const given = items({ 'in/a.txt': 'theirs', 'in/b.txt': 'new' })
      await stage.space.transfers.bring(given, box, always('skip')).ended
      same(await namesIn(box), ['in'], 'after skipping')
      await stage.space.transfers.bring(given, box, always('keep-both')).ended
      same(await namesIn(box), ['in', 'in (2)'], 'after keeping both')
      same(await namesIn(await inner(box, 'in (2)')), ['a.txt', 'b.txt'], 'the new one')
      const merging = {
        conflicts: async (list: readonly BringConflict[]): Promise<BringAnswer[]> =>
          list.map(({ coming }) => (coming.kind === 'directory' ? 'merge' : 'skip')),
      }
      await stage.space.transfers.bring(given, box, merging).ended
      same(await namesIn(await inner(box, 'in')), ['a.txt', 'b.txt'], 'after merging')
      same(await textOf(await inner(box, 'in'), 'a.txt'), 'mine', 'what was in it')
    },
  },
  {
    name: 'names that cannot be are told with the reason, and all others come',
    async run(stage) {
      const box = await picked(stage, 'change')
      const odd = [['..'], ['a', '..', 'b'], [''], ['x'.repeat(256)]]
      const file = new File(['x'], 'x')
      const fine = ['ü.txt', '📷', '#%?.txt', '.hidden']
      const state = await stage.space.transfers.bring(
        [...odd, ...fine.map((name) => [name])].map((path) => ({ path, file })),
        box,
      ).ended
      same([state.phase, state.doneFiles, state.failedFiles], ['done', 4, 4], 'the state')
      same(
        state.failed.map(({ path, problem }) => `${problem.code} ${path.join('/')}`).toSorted(),
        odd.map((path) => `bad-input ${path.join('/')}`).toSorted(),
        'what failed',
      )
      same(await namesIn(box), fine.toSorted(), 'what is there')
    },
  },
  {
    name: 'who may only add brings in beside what it does not see, and over nothing',
    async run(stage) {
      await stage.person.write('Box/secret.txt', 'mine')
      await stage.person.write('Box/in/deep.txt', 'mine')
      const box = await picked(stage, 'add')
      const { asked, conflicts } = always('keep-both')
      const given = items({ 'secret.txt': 'theirs', 'in/new.txt': 'theirs', 'mine/a.txt': 'a' })
      await stage.space.transfers.bring(given, box, { conflicts }).ended
      same(
        asked
          .map(({ path, existing, answers }) =>
            [path.join('/'), existing.size, ...answers].join(' '),
          )
          .toSorted(),
        ['in 0 keep-both skip', 'secret.txt 0 keep-both skip'],
        'what was asked',
      )
      same(await namesIn(box), ['in (2)', 'mine', 'secret (2).txt'], 'what the app sees')
      same(await stage.person.read('Box/secret.txt'), 'mine', 'what was there')
    },
  },
  {
    name: 'who may only read brings nothing in, and is told why',
    async run(stage) {
      const box = await picked(stage, 'read')
      const bringing = stage.space.transfers.bring(items({ 'a.txt': 'a' }), box)
      for await (const { phase, problem } of bringing.watch()) {
        if (phase !== 'stopped') continue
        same(problem?.code, 'grant-denied', 'the cause')
        bringing.cancel()
      }
      same((await bringing.ended).phase, 'cancelled', 'the end')
      same(await namesIn(box), [], 'what is there')
    },
  },
  {
    name: 'a grant that ends in the middle stops it, and what was brought is safe',
    async run(stage) {
      const box = await picked(stage, 'change')
      async function* given(): AsyncGenerator<BringItem> {
        for (let n = 0; n < 600; n++) yield item(`f${n}`, 'x')
        // the first pack was looked at, and is sent or about to be
        await stage.person.revoke(box.grant)
        for (let n = 600; n < 1200; n++) yield item(`f${n}`, 'x')
      }
      const bringing = stage.space.transfers.bring(given(), box)
      for await (const { phase, problem, doneFiles } of bringing.watch()) {
        if (phase !== 'stopped') continue
        same(problem?.code, 'grant-revoked', 'the cause')
        same(doneFiles < 1200, true, 'whether all came')
        bringing.cancel()
      }
      same((await bringing.ended).phase, 'cancelled', 'the end')
    },
  },
  {
    name: 'it is paused and goes on from elsewhere, and is cancelled from elsewhere',
    async run(stage) {
      const box = await picked(stage, 'change')
      const { transfers } = stage.space
      const gate = Promise.withResolvers<void>()
      async function* given(): AsyncGenerator<BringItem> {
        yield* Array.from({ length: 500 }, (_, n) => item(`f${n}`, 'x'))
        await gate.promise
        yield item('last', 'x')
        yield* Array.from({ length: 5000 }, (_, n) => item(`g${n}`, 'x'))
      }
      const bringing = transfers.bring(given(), box)
      const id = await bringing.id
      const reach = async (wanted: string): Promise<void> => {
        for await (const { phase } of bringing.watch()) if (phase === wanted) return
      }
      await transfers.pause(id)
      await reach('paused')
      gate.resolve()
      await transfers.resume(id)
      await reach('sending')
      await transfers.cancel(id)
      same((await bringing.ended).phase, 'cancelled', 'the end')
      const state = (await transfers.list()).find((one) => one.id === id)?.state
      same(state, 'cancelled', 'the transfer')
      await transfers.forget(id)
      same(
        (await transfers.list()).some((one) => one.id === id),
        false,
        'whether it is still listed',
      )
    },
  },
]
