import { describe, expect, test } from 'vitest'
import type { Done, EntryStat } from '@space/sdk/calls'
import { namesIn, save, text } from '../drive/drive.samples.ts'
import { openHouse, type Caller, type Handle, type House } from './api.samples.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

/** The app `notes` with `/box`, in which are `a`, `b` and `in/c`; beside it `/secret/s`. */
async function stage(how = {}) {
  const house = await openHouse()
  await save(house.drive, '/box/a', 'a')
  await save(house.drive, '/box/b', 'b')
  await save(house.drive, '/box/in/c', 'c')
  await save(house.drive, '/secret/s', 'secret')
  const box = await house.give('notes', '/box', how)
  const notes = house.app('notes')
  return { house, drive: house.drive, box, notes, at: refs(house, box) }
}

/** Handles of paths as an app would name them by that grant, also of what it does not see. */
function refs({ drive }: House, { grant }: Handle) {
  return async (...paths: string[]) => ({
    entries: await Promise.all(
      paths.map(async (path) => {
        const trashed = (await drive.trash()).find(({ from }) => from === path)
        const { id } = trashed ?? (await drive.stat(path))
        return { grant, entry: id }
      }),
    ),
  })
}

async function changed(
  notes: Caller,
  chosen: unknown,
  change: object,
  answers: object = {},
): Promise<Done> {
  return notes.call<Done>('files.change', chosen, change, answers)
}

async function one(chosen: Promise<{ entries: { grant: string; entry: string }[] }>) {
  const [ref] = (await chosen).entries
  if (ref === undefined) throw new Error('nothing was chosen')
  return ref
}

describe('an app', () => {
  test('changes many entries of what it was given, and undoes it, and makes it again', async () => {
    const { drive, notes, at } = await stage()
    const folder = await one(at('/box/in'))
    const moved = await changed(notes, await at('/box/a', '/box/b'), { kind: 'move', folder })
    expect(moved).toMatchObject({ done: 2, conflicts: [], conflictCount: 0, kept: [] })
    expect(moved.entries.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(await namesIn(drive, '/box/in')).toEqual(['a', 'b', 'c'])
    const back = await notes.call<Done>('files.undo', moved.undo)
    expect(back).toMatchObject({ done: 2, kept: [] })
    expect(await namesIn(drive, '/box')).toEqual(['a', 'b', 'in'])
    await notes.call<Done>('files.undo', back.undo)
    expect(await namesIn(drive, '/box/in')).toEqual(['a', 'b', 'c'])
  })

  test('removes, restores, copies, duplicates, marks and renames', async () => {
    const { house, drive, box, notes, at } = await stage()
    const removed = await changed(notes, await at('/box/a', '/box/in'), { kind: 'remove' })
    expect(removed).toMatchObject({ done: 2, entries: [] })
    expect(await namesIn(drive, '/box')).toEqual(['b'])
    const restored = await changed(notes, await at('/box/a', '/box/in'), { kind: 'restore' })
    expect(restored.done).toBe(2)
    expect(await namesIn(drive, '/box')).toEqual(['a', 'b', 'in'])
    await changed(notes, await at('/box/a'), { kind: 'duplicate' })
    const folder = { grant: box.grant, entry: (await drive.stat('/box/in')).id }
    await changed(notes, await at('/box/a', '/box/b'), { kind: 'copy', folder })
    await changed(notes, await at('/box/a', '/box/b'), { kind: 'mark', mark: { starred: true } })
    const renamed = await changed(notes, await at('/box/b'), { kind: 'rename', name: 'z' })
    expect(renamed.entries).toMatchObject([{ name: 'z', mark: { starred: true } }])
    expect(await namesIn(drive, '/box')).toEqual(['a', 'a (2)', 'in', 'z'])
    expect(await namesIn(drive, '/box/in')).toEqual(['a', 'b', 'c'])
    // the person sees whose changes they are
    const changes = house.entries.changes({ by: 'notes', since: 0 })
    expect(changes.length).toBeGreaterThan(8)
    const lines = await house.owner.call<{ lines: { action: string }[] } | { action: string }[]>(
      'activity.list',
      {},
    )
    expect(JSON.stringify(lines)).toContain('"remove"')
  })

  test('is asked what becomes of names that are taken, and nothing was changed', async () => {
    const { drive, notes, at } = await stage()
    await save(drive, '/box/in/a', 'taken')
    const folder = await one(at('/box/in'))
    const chosen = await at('/box/a', '/box/b')
    const asked = await changed(notes, chosen, { kind: 'move', folder })
    expect(asked).toMatchObject({
      done: 0,
      undo: null,
      conflictCount: 1,
      conflicts: [{ entry: { name: 'a', size: 1 }, existing: { name: 'a', size: 5 } }],
    })
    const id = asked.conflicts[0]?.entry.entry ?? ''
    const done = await changed(
      notes,
      chosen,
      { kind: 'move', folder },
      { each: { [id]: 'replace' } },
    )
    expect(done.done).toBe(2)
    expect(await text(drive, '/box/in/a')).toBe('a')
  })

  test('saves a copy of an old version', async () => {
    const { drive, box, notes, at } = await stage()
    await save(drive, '/box/a', 'newer')
    const file = await one(at('/box/a'))
    const [, old] = await notes.call<{ id: string }[]>('files.versions', file)
    const copy = await notes.call<EntryStat>('files.copyVersion', file, old?.id, box, null)
    expect(copy).toMatchObject({ name: 'a (2)', size: 1 })
    expect(await text(drive, '/box/a (2)')).toBe('a')
  })

  test('is told what stayed, and why', async () => {
    const { drive, notes, at } = await stage()
    const folder = await one(at('/box/in'))
    const moved = await changed(notes, await at('/box/a', '/box/b'), { kind: 'move', folder })
    await drive.move(['/box/in/a'], '/box/in/x')
    const back = await notes.call<Done>('files.undo', moved.undo)
    expect(back).toMatchObject({ done: 1, kept: [{ name: 'x', why: 'it was renamed since' }] })
  })
})

describe('an app cannot', () => {
  test.each(['move', 'copy', 'duplicate', 'remove', 'mark', 'rename'])(
    '%s what it was not given, not even among others',
    async (kind) => {
      const { drive, box, notes, at } = await stage()
      const change = { kind, folder: box, name: 'x', mark: { starred: true } }
      for (const path of ['/secret/s', '/secret', '/']) {
        const chosen = kind === 'rename' ? await at(path) : await at('/box/a', path)
        await expect(changed(notes, chosen, change)).rejects.toEqual(code('not-found'))
      }
      expect(await namesIn(drive, '/box')).toEqual(['a', 'b', 'in'])
      expect(await drive.trash()).toEqual([])
    },
  )

  test.each(['move', 'copy'])('%s into a folder that it was not given', async (kind) => {
    const { drive, box, notes, at } = await stage()
    const { id } = await drive.stat('/secret')
    const folder = { grant: box.grant, entry: id }
    const refused = changed(notes, await at('/box/a'), { kind, folder })
    await expect(refused).rejects.toEqual(code('not-found'))
    expect(await namesIn(drive, '/secret')).toEqual(['s'])
  })

  test('move, rename or remove the folder that it was given', async () => {
    const { box, notes, at } = await stage()
    for (const kind of ['move', 'remove']) {
      const folder = await one(at('/box/in'))
      const refused = changed(notes, { entries: [box] }, { kind, folder })
      await expect(refused).rejects.toEqual(code('grant-denied'))
    }
    const renaming = changed(notes, { entries: [box] }, { kind: 'rename', name: 'x' })
    await expect(renaming).rejects.toBeDefined()
    const doubling = changed(notes, { entries: [box] }, { kind: 'duplicate' })
    await expect(doubling).rejects.toEqual(code('not-found'))
  })

  test('restore what was thrown away elsewhere, or by another way than its home', async () => {
    const { drive, notes, at } = await stage()
    await drive.remove(['/secret/s', '/box/in'])
    const chosen = await at('/box/in', '/secret/s')
    await expect(changed(notes, chosen, { kind: 'restore' })).rejects.toEqual(code('not-found'))
    expect(await drive.trash()).toHaveLength(2)
  })

  test.each(['read', 'add'] as const)('change anything where it may only %s', async (mode) => {
    const { drive, box, notes, at } = await stage({ mode })
    for (const kind of ['move', 'remove', 'mark', 'rename', 'restore']) {
      const change = { kind, folder: box, name: 'x', mark: { starred: true } }
      const refused = changed(notes, await at('/box/a'), change)
      await expect(refused).rejects.toMatchObject({ code: /grant-denied|not-found/ })
    }
    expect(await namesIn(drive, '/box')).toEqual(['a', 'b', 'in'])
  })

  test('replace, merge or look where it may only add, and cannot take back what it added', async () => {
    const { house, drive, notes, at } = await stage()
    await save(drive, '/drop/a', 'of the person')
    const drop = await house.give('notes', '/drop', { mode: 'add' })
    const chosen = await at('/box/a')
    const copy = { kind: 'copy', folder: drop }
    for (const answers of [
      { conflicts: 'replace' },
      { folders: 'merge' },
      { each: { [chosen.entries[0]?.entry ?? '']: 'replace' } },
    ])
      await expect(changed(notes, chosen, copy, answers)).rejects.toEqual(code('grant-denied'))
    // that the name is taken, and nothing else
    const asked = await changed(notes, chosen, copy)
    expect(asked.conflicts).toMatchObject([{ existing: { name: 'a', size: 0, mtime: 0 } }])
    const { id } = await drive.stat('/drop/a')
    expect(JSON.stringify(asked)).not.toContain(id)
    const added = await changed(notes, chosen, copy, { conflicts: 'keep-both' })
    expect(added).toMatchObject({ done: 1, undo: null, entries: [{ name: 'a (2)' }] })
    // and sees what it added
    const stat = notes.call<EntryStat>('files.stat', added.entries[0])
    expect(await stat).toMatchObject({ name: 'a (2)' })
    expect(await text(drive, '/drop/a')).toBe('of the person')
  })

  test('use the token of another app, or one twice', async () => {
    const { house, drive, notes, at } = await stage()
    const { undo } = await changed(notes, await at('/box/a'), { kind: 'remove' })
    await house.give('evil', '/box')
    for (const token of [undo, '', 'x'.repeat(64)])
      await expect(house.app('evil').call('files.undo', token)).rejects.toEqual(code('not-found'))
    await notes.call('files.undo', undo)
    await expect(notes.call('files.undo', undo)).rejects.toEqual(code('not-found'))
    expect(await namesIn(drive, '/box')).toEqual(['a', 'b', 'in'])
  })

  test('undo anything once its grant is over, or was narrowed', async () => {
    const { house, drive, box, notes, at } = await stage()
    const { undo } = await changed(notes, await at('/box/a'), { kind: 'remove' })
    await house.owner.call('grants.narrow', box.grant, { mode: 'read' })
    await expect(notes.call('files.undo', undo)).rejects.toEqual(code('grant-denied'))
    await house.owner.call('grants.revoke', box.grant)
    await expect(notes.call('files.undo', undo)).rejects.toEqual(code('grant-revoked'))
    expect(await namesIn(drive, '/box')).toEqual(['b', 'in'])
  })

  test('bring back by undo what went out of what it was given', async () => {
    const { drive, notes, at } = await stage()
    const folder = await one(at('/box/in'))
    const moved = await changed(notes, await at('/box/a', '/box/b'), { kind: 'move', folder })
    // the person takes the folder out of the box, with what is in it
    await drive.move(['/box/in'], '/secret')
    const back = await notes.call<Done>('files.undo', moved.undo)
    expect(back.done).toBe(0)
    expect(back.kept).toHaveLength(2)
    expect(await namesIn(drive, '/secret/in')).toEqual(['a', 'b', 'c'])
  })

  test('bring back by undo what the person threw away elsewhere since', async () => {
    const { drive, notes, at } = await stage()
    const removed = await changed(notes, await at('/box/a'), { kind: 'remove' })
    // the person takes it back, makes a secret of it elsewhere, and throws that away
    const [thrown] = await drive.trash()
    await drive.restoreTrashed(thrown?.id ?? '')
    await drive.move(['/box/a'], '/secret')
    await save(drive, '/secret/a', 'secret')
    await drive.remove(['/secret/a'])
    const back = await notes.call<Done>('files.undo', removed.undo)
    expect(back).toMatchObject({ done: 0, kept: [{ name: 'a' }] })
    expect(await namesIn(drive, '/box')).toEqual(['b', 'in'])
  })

  test('hide from its quota what it throws away together with the folder around it', async () => {
    const house = await openHouse()
    const notes = house.app('notes')
    const own = await notes.call<Handle>('data.directory')
    const inner = await notes.call<EntryStat>('files.child', own, 'in', { create: 'folder' })
    const file = await save(house.drive, '/Apps/notes/in/f', 'x'.repeat(8_000))
    const used = async () => (await notes.call<{ usedBytes: number }>('data.usage')).usedBytes
    const before = await used()
    await changed(notes, { entries: [{ ...inner, entry: file.id }] }, { kind: 'remove' })
    await changed(notes, { entries: [inner] }, { kind: 'remove' })
    expect(await used()).toBeGreaterThanOrEqual(before)
    const trash = await notes.call<{ name: string; from: string[] }[]>('files.trash', own)
    expect(trash.map(({ name }) => name).toSorted()).toEqual(['f', 'in'])
    // and it comes back as near to where it was as can be
    await notes.call('files.restoreTrashed', own, file.id)
    expect(await namesIn(house.drive, '/Apps/notes')).toEqual(['f'])
  })

  test('fill its own folder beyond its quota', async () => {
    const house = await openHouse({ privateBytes: 20_000 })
    await save(house.drive, '/big/f', 'x'.repeat(8_000))
    const big = await house.give('notes', '/big', { mode: 'read' })
    const notes = house.app('notes')
    const own = await notes.call<Handle>('data.directory')
    const copy = () =>
      changed(notes, { entries: [big] }, { kind: 'copy', folder: own }, { conflicts: 'keep-both' })
    await copy()
    await expect(copy()).rejects.toEqual(code('quota'))
    const { entries } = await notes.call<{ entries: EntryStat[] }>('files.list', own, {})
    const double = () => changed(notes, { entries }, { kind: 'duplicate' })
    await expect(double()).rejects.toEqual(code('quota'))
    const star = async () => {
      for (let i = 0; ; i++)
        await changed(notes, { entries }, { kind: 'mark', mark: { starred: i % 2 === 0 } })
    }
    await expect(star()).rejects.toEqual(code('quota'))
  })

  test.each([
    ['no list', {}, { kind: 'remove' }, {}],
    ['no entry', { entries: [{ grant: 'x', entry: '../x' }] }, { kind: 'remove' }, {}],
    ['a million', { entries: Array.from({ length: 1_000_000 }, () => 0) }, { kind: 'remove' }, {}],
    ['a kind that is not', { entries: [] }, { kind: 'destroy' }, {}],
    ['a kind of another object', { entries: [] }, { kind: 'constructor' }, {}],
    ['an answer that is not', { entries: [] }, { kind: 'remove' }, { conflicts: 'yes' }],
    ['an answer for nobody', { entries: [] }, { kind: 'remove' }, { each: { x: 'skip' } }],
    ['no folder', { entries: [] }, { kind: 'move', folder: null }, {}],
    [
      'a tag that is too long',
      { entries: [] },
      { kind: 'mark', mark: { tags: ['x'.repeat(41)] } },
      {},
    ],
  ])('get %s past the rim', async (_, chosen, change, answers) => {
    const { notes } = await stage()
    const refused = async () => changed(notes, chosen, change, answers)
    await expect(refused()).rejects.toEqual(code('bad-input'))
  })
})

test('a change that takes long is told of among the transfers, and the person can stop it', async () => {
  const { house, drive, box, notes } = await stage()
  // so many that they are done in slices; each turn doubles them
  const edits = house.entries.editMany({ check: () => undefined, may: () => true })
  for (let count = 0; count < 4000;) {
    const ids = (await drive.list('/box')).map(({ id }) => id)
    count = 2 * ids.length
    await edits.change(ids, { kind: 'duplicate' })
  }
  const view = { folder: box, order: { by: 'name' } }
  const page = { from: 0, count: 1 }
  const { revision, total } = await notes.call<{ revision: string; total: number }>(
    'files.rows',
    view,
    page,
  )
  const stop = new AbortController()
  const timing = (async () => {
    for await (const _ of drive.heads(stop.signal)) house.clock.pass(2000)
  })()
  type Told = {
    id: string
    name: string
    direction: string
    doneFiles: number
    totalFiles?: number
  }
  let told: Told | undefined
  const watching = (async () => {
    for await (const [one] of notes.stream<Told[]>('transfers.watch', [], stop.signal)) {
      if (one?.totalFiles === undefined || told !== undefined) continue
      told = one
      await house.owner.call('transfers.cancel', one.id)
    }
  })()
  const chosen = { view, ranges: [[0, total]], revision }
  const done = await changed(notes, chosen, { kind: 'duplicate' })
  stop.abort()
  await Promise.all([timing, watching])
  expect(told).toMatchObject({ name: 'box', direction: 'inside' })
  expect(done.done).toBeGreaterThan(0)
  expect(done.done).toBeLessThan(total)
  expect((await notes.call<Done>('files.undo', done.undo)).kept).toEqual([])
  expect(await drive.list('/box')).toHaveLength(total)
})
