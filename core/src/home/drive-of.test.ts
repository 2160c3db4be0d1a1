import { expect, test } from 'vitest'
import { newPlace, save, type Opened } from '../drive/drive.samples.ts'
import { byEntryOf } from './drive-of.ts'
import type { Reserve } from './reserve.ts'

/** The drive of apps, and what it did with the reserve lent to it. */
function lent({ byEntry }: Opened) {
  let lends = 0
  const reserve: Reserve = {
    async lend(work) {
      lends += 1
      return work()
    },
    fill: () => undefined,
  }
  const entries = byEntryOf(reserve, { byEntry })
  return {
    edits: entries.edit({ check: () => undefined }),
    many: entries.editMany({ check: () => undefined, may: () => true }),
    root: entries.root,
    lends: () => lends,
  }
}

test('on a full disk an app can remove, bring back and let go of for good, one or many', async () => {
  await using home = await newPlace().open()
  const a = await save(home.drive, '/a', 'a')
  const b = await save(home.drive, '/b', 'b')
  const { edits, many, root, lends } = lent(home)
  await edits.remove(a.id)
  await edits.restoreTrashed(a.id, root, 'a')
  await edits.remove(a.id)
  expect(await edits.eraseTrashed([a.id])).toEqual({ entries: 1 })
  expect(lends()).toBe(4)
  const { undo } = await many.change([b.id], { kind: 'remove' })
  expect(lends()).toBe(5)
  if (undo === undefined) throw new Error('there is nothing to undo')
  await many.undo(undo)
  expect(lends()).toBe(6)
  await many.change([b.id], { kind: 'remove' })
  await many.change([b.id], { kind: 'restore' })
  expect(lends()).toBe(8)
  expect((await home.drive.list('/')).map(({ name }) => name)).toEqual(['b'])
})

test('nothing new is made of the room that was put aside', async () => {
  await using home = await newPlace().open()
  const a = await save(home.drive, '/a', 'a')
  const { edits, many, root, lends } = lent(home)
  await edits.write({ parent: root, name: 'new' }, [Buffer.from('x')])
  await edits.makeFolder(root, 'folder')
  await edits.copy(a.id, root, 'copy')
  await many.change([a.id], { kind: 'duplicate' })
  expect(lends()).toBe(0)
})
