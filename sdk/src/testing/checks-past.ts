import { SpaceError } from '../errors.ts'
import type { SpaceDirectory } from '../handles.ts'
import { names, rows } from './checks-views.ts'
import { type Check, fails, picked, same, type Stage, textOf, writeText } from './stage.ts'

/** Folders as they were at a time, and going back. */
export const pastChecks: readonly Check[] = [
  {
    name: 'a folder is seen, read and made again as it was at a time',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'old', 'in/b.txt': 'beta', 'c.txt': '' })
      const then = await momentOf(stage, box)
      await stage.person.write('Box/a.txt', 'new')
      await stage.person.move('Box/c.txt', 'Box/in/d.txt')
      await stage.person.remove('Box/in')
      await stage.person.write('Box/late.txt', '')
      same(await names(box.view()), ['a.txt', 'late.txt'], 'now')
      const past = box.view({ at: then })
      same(await names(past), ['in', 'a.txt', 'c.txt'], 'then')
      const [folder, file] = await rows(past)
      same(file?.size, 3, 'its size then')
      const handle = file?.handle
      const version = file?.version ?? ''
      const url = handle?.kind === 'file' ? await handle.url({ version }) : ''
      same(await (await stage.fetch(url)).text(), 'old', 'its content then')
      const inside = box.view({ at: then, inside: folder?.id ?? '' })
      const [b] = await rows(inside)
      same(b?.name, 'b.txt', 'inside of a folder that is gone')
      const gone = b?.handle.kind === 'file' ? await b.handle.url({ version: b.version ?? '' }) : ''
      same(await (await stage.fetch(gone)).text(), 'beta', 'a file that is gone')
      same(await names(box.view({ at: then, find: { text: 'b' } })), ['b.txt'], 'found then')
      await box.restoreAt(then)
      same(await names(box.view()), ['in', 'a.txt', 'c.txt'], 'after going back')
      same(await textOf(box, 'a.txt'), 'old', 'a file after going back')
      const inner = await box.getDirectoryHandle('in')
      same(await textOf(inner, 'b.txt'), 'beta', 'a file in a folder that came back')
      same(await names(inner.view()), ['b.txt'], 'what was moved there is where it was')
      await fails('not-found', () => box.restoreAt(1), 'before there was anything')
    },
  },
  {
    name: 'going back in time is undone exactly, and going back again is its undo',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'old', 'in/b.txt': 'beta' })
      const then = await momentOf(stage, box)
      await stage.person.write('Box/a.txt', 'new')
      await box.removeEntry('in', { recursive: true })
      await stage.person.write('Box/c.txt', 'gamma')
      const { undo } = await box.restoreAt(then)
      same(await names(box.view()), ['in', 'a.txt'], 'after going back')
      const again = await stage.space.edits.undo(undo ?? '')
      same(await names(box.view()), ['a.txt', 'c.txt'], 'after the undo')
      same(await textOf(box, 'a.txt'), 'new', 'a file after the undo')
      await stage.space.edits.undo(again.undo ?? '')
      same(await names(box.view()), ['in', 'a.txt'], 'after the undo of that')
      same(await textOf(box, 'a.txt'), 'old', 'a file after the undo of that')
    },
  },
  {
    name: 'one file is brought back as it was at a time, also out of the trash',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'old', 'b.txt': 'beta' })
      const then = await momentOf(stage, box)
      const [a, b] = await rows(box.view())
      await stage.person.write('Box/a.txt', 'new')
      await box.removeEntry('b.txt')
      await a?.handle.restoreAt(then)
      same(await textOf(box, 'a.txt'), 'old', 'a file that was changed')
      await b?.handle.restoreAt(then)
      same(await textOf(box, 'b.txt'), 'beta', 'a file that was removed')
    },
  },
  {
    name: 'a folder knows the days on which something below it changed',
    async run(stage) {
      const box = await picked(stage, 'read', { 'in/a.txt': 'a' })
      const [day, ...others] = await box.days()
      same([others.length, (day?.changes ?? 0) > 0], [0, true], 'today')
      same(await box.days({ before: day?.at ?? 0, limit: 1 }), [], 'before the first change')
    },
  },
  {
    name: 'who may only look sees no trash, and nothing past that is gone from the folder',
    async run(stage) {
      const box = await picked(stage, 'read', { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' })
      const then = await momentOf(stage, box)
      await stage.person.remove('Box/a.txt')
      await stage.person.move('Box/b.txt', 'Elsewhere/b.txt')
      await fails('grant-denied', () => names(box.view({ trash: true })), 'the trash')
      same(await names(box.view({ at: then })), ['c.txt'], 'the past')
      await fails('grant-denied', () => box.restoreAt(then), 'going back')
      same((await box.storage()).trashBytes, 0, 'how much is in the trash')
    },
  },
  {
    name: 'going back never brings in what the person moved out of what was given',
    async run(stage) {
      const files = { 'a.txt': 'a', 'b.txt': 'secret', 'c.txt': 'secret' }
      const box = await picked(stage, 'change', files)
      const then = await momentOf(stage, box)
      const b = await box.getFileHandle('b.txt')
      await stage.person.move('Box/b.txt', 'Elsewhere/b.txt')
      // what was thrown away elsewhere is not of the folder either
      await stage.person.move('Box/c.txt', 'Elsewhere/c.txt')
      await stage.person.remove('Elsewhere/c.txt')
      same(await names(box.view({ at: then })), ['a.txt'], 'the past')
      await box.restoreAt(then)
      same(await names(box.view()), ['a.txt'], 'the folder')
      same(await stage.person.read('Elsewhere/b.txt'), 'secret', 'where it is')
      await fails('not-found', () => b.restoreAt(then), 'the file itself')
    },
  },
]

/** A time after all that was done in the folder, and before all that follows. */
async function momentOf({ space }: Stage, folder: SpaceDirectory): Promise<number> {
  const [day] = await folder.days({ limit: 1 })
  if (day === undefined) throw new SpaceError('internal', 'Nothing was ever changed')
  const mine = await space.data.directory()
  for (let time = 0; time <= day.at;) {
    await writeText(mine, 'clock', 'tick')
    time = (await (await mine.getFileHandle('clock')).stat()).lastModified
  }
  return day.at
}
