import { expect, test } from 'vitest'
import type { EntryStat } from '@space/sdk/calls'
import type { Erasing, Saving } from '@space/sdk/host'
import type { TrashedFile } from '@space/sdk'
import { save, text } from '../drive/drive.samples.ts'
import { appFacts, type Handle, openHouse, type House } from './api.samples.ts'

async function opened(mode: 'read' | 'change' = 'change') {
  const house = await openHouse({
    apps: [appFacts('files', { isBuiltIn: true }), appFacts('notes'), appFacts('evil')],
  })
  await save(house.drive, '/box/a.txt', 'alpha')
  await save(house.drive, '/box/sub/b.txt', 'beta')
  await save(house.drive, '/taxes/secret.txt', 'secret')
  const box = await house.give('notes', '/box', { mode })
  const file = await house.app('notes').call<EntryStat>('files.child', box, 'a.txt', {})
  return { house, box, file, secret: (await house.drive.stat('/taxes/secret.txt')).id }
}

const look = (house: House, entry: unknown, app = 'notes'): Promise<Saving> =>
  house.owner.call<Saving>('saves.look', app, [entry].flat())
async function yes(house: House, { id }: Saving): Promise<string> {
  return (await house.owner.call<{ path: string }>('saves.begin', id)).path
}
async function begin(house: House, entry: unknown, app = 'notes'): Promise<string> {
  return yes(house, await look(house, entry, app))
}

test('a file is saved as it is, by its name, and noted as read', async () => {
  const { house, file } = await opened('read')
  expect(await look(house, file)).toMatchObject({
    entry: { name: 'a.txt', kind: 'file' },
    files: 1,
    bytes: 5,
  })
  const path = await begin(house, file)
  expect(await house.urls.saved(path)).toEqual({ name: 'a.txt', content: 'alpha' })
  const lines = await house.owner.call<{ action: string; name: string }[]>('activity.list', {})
  expect(lines.some(({ action, name }) => action === 'read' && name === 'a.txt')).toBe(true)
})

test('a folder is saved as a ZIP of all that is in it; the root has a name too', async () => {
  const { house, box } = await opened()
  expect(await look(house, box)).toMatchObject({ files: 2, folders: 1, bytes: 9 })
  const { name, content } = await house.urls.saved(await begin(house, box))
  expect(name).toBe('box.zip')
  for (const part of ['PK', 'sub/b.txt', 'alpha', 'beta']) expect(content).toContain(part)
  const gift = { app: 'files', entry: null, mode: 'read', lasting: 'session' }
  const { id } = await house.owner.call<{ id: string }>('grants.give', gift)
  const root = await house.app('files').call<Handle>('grants.open', id)
  expect((await house.urls.saved(await begin(house, root, 'files'))).name).toBe('My files.zip')
})

test('several are saved as one ZIP with their names, and only of what was given', async () => {
  const { house, box, file, secret } = await opened('read')
  const sub = await house.app('notes').call<EntryStat>('files.child', box, 'sub', {})
  expect(await look(house, [file, sub])).toMatchObject({
    entry: { name: 'a.txt' },
    items: 2,
    files: 2,
    bytes: 9,
  })
  const { name, content } = await house.urls.saved(await begin(house, [file, sub]))
  expect(name).toBe('box.zip')
  for (const part of ['PK', 'a.txt', 'sub/b.txt', 'alpha', 'beta']) expect(content).toContain(part)
  const refused = { code: 'not-found' }
  await expect(look(house, [file, { ...file, entry: secret }])).rejects.toMatchObject(refused)
  await expect(begin(house, [file, { ...file, entry: secret }])).rejects.toMatchObject(refused)
  const mixed = { ...file, grant: 'f'.repeat(32) }
  await expect(look(house, [file, mixed])).rejects.toMatchObject({ code: 'bad-input' })
  await expect(look(house, [])).rejects.toMatchObject({ code: 'bad-input' })
  const many = Array.from({ length: 501 }, () => file)
  await expect(look(house, many)).rejects.toMatchObject({ code: 'bad-input' })
})

test('what is saved is the version of the moment, whatever is written meanwhile', async () => {
  const { house, file } = await opened()
  const path = await begin(house, file)
  const content = await house.urls.saving.get(path)?.open()
  await save(house.drive, '/box/a.txt', 'something longer')
  const { signal } = new AbortController()
  const chunks = content?.read({ start: 0, end: content.size, signal }) ?? []
  expect(String(Buffer.concat(await Array.fromAsync(chunks)))).toBe('alpha')
})

test('a file is saved by the name and with the bytes that the person was shown', async () => {
  const { house, file } = await opened()
  const shown = await look(house, file)
  await save(house.drive, '/box/a.txt', 'something else')
  await house.drive.move(['/box/a.txt'], '/box/run.exe')
  const path = await yes(house, shown)
  expect(await house.urls.saved(path)).toEqual({ name: 'a.txt', content: 'alpha' })
  await expect(yes(house, shown)).rejects.toMatchObject({ code: 'not-found' })
})

test('a folder is saved by the name that was shown, and not with more or less than was told', async () => {
  const { house, box } = await opened()
  const renamed = await look(house, box)
  await house.drive.move(['/box'], '/run')
  expect((await house.urls.saved(await yes(house, renamed))).name).toBe('box.zip')
  for (const change of [
    () => save(house.drive, '/run/sub/more.txt', 'x'),
    () => save(house.drive, '/run/a.txt', 'alphabet'),
    () => house.drive.makeFolder('/run/empty'),
    () => house.drive.remove(['/run/sub/b.txt']),
  ]) {
    const shown = await look(house, box)
    await change()
    await expect(yes(house, shown)).rejects.toMatchObject({
      code: 'conflict',
      message: 'What is in this folder changed while you were asked',
    })
  }
})

test('of several each has the name that it had, files their bytes, and folders no more than was told', async () => {
  const { house, box, file } = await opened()
  const sub = await house.app('notes').call<EntryStat>('files.child', box, 'sub', {})
  const shown = await look(house, [file, sub])
  await save(house.drive, '/box/a.txt', 'omega, and more')
  await house.drive.move(['/box/a.txt'], '/box/run.exe')
  await house.drive.move(['/box/sub'], '/box/bus')
  const { name, content } = await house.urls.saved(await yes(house, shown))
  expect(name).toBe('box.zip')
  for (const part of ['a.txt', 'sub/b.txt', 'alpha', 'beta']) expect(content).toContain(part)
  for (const part of ['run.exe', 'bus', 'omega']) expect(content).not.toContain(part)
  const again = await look(house, [file, sub])
  await save(house.drive, '/box/bus/more.txt', 'x')
  await expect(yes(house, again)).rejects.toMatchObject({ code: 'conflict' })
})

test('what comes after the yes is not in it, and a yes that comes long after saves nothing', async () => {
  const { house, box } = await opened()
  const path = await begin(house, box)
  await save(house.drive, '/box/more.txt', 'gamma')
  const { content } = await house.urls.saved(path)
  expect(content).toContain('alpha')
  expect(content).not.toContain('gamma')
  const shown = await look(house, box)
  house.clock.pass(10 * 60_000)
  await expect(yes(house, shown)).rejects.toMatchObject({ code: 'not-found' })
})

test('a grant that ended, and what was taken out of it, are not saved by a yes that comes then', async () => {
  const { house, box, file } = await opened()
  const out = await look(house, file)
  await house.drive.move(['/box/a.txt'], '/taxes/a.txt')
  await expect(yes(house, out)).rejects.toMatchObject({ code: 'not-found' })
  const shown = await look(house, box)
  await house.owner.call('grants.revoke', box.grant)
  await expect(yes(house, shown)).rejects.toMatchObject({ code: 'grant-revoked' })
})

test.each(['revoked', 'the window is signed out'])(
  'a download ends when its grant is over: %s',
  async (how) => {
    const { house, file, box } = await opened()
    const path = await begin(house, file)
    const download = house.urls.saving.get(path)
    expect(download?.alive.aborted).toBe(false)
    if (how === 'revoked') await house.owner.call('grants.revoke', box.grant)
    else house.closeWindow()
    expect(download?.alive.aborted).toBe(true)
    await expect(download?.open()).rejects.toThrow()
    // begun with what was open then, and it ends with it
    download?.end()
  },
)

test('closing the app does not cut off what the person saves, but for what was for the session', async () => {
  const { house, file } = await opened()
  const lasting = house.urls.saving.get(await begin(house, file))
  const session = await house.give('notes', '/box', { mode: 'read', lasting: 'session' })
  const short = house.urls.saving.get(await begin(house, session))
  house.api.closeApp('notes')
  expect([lasting?.alive.aborted, short?.alive.aborted]).toEqual([false, true])
})

test('nothing leaves that the app may not read', async () => {
  const { house, file, secret } = await opened()
  const adding = await house.give('evil', '/box', { mode: 'add' })
  for (const [app, shown, code] of [
    ['notes', { ...file, entry: secret }, 'not-found'],
    ['evil', file, 'grant-denied'],
    ['evil', { ...adding, entry: file.entry }, 'not-found'],
    ['notes', null, 'bad-input'],
    ['notes', { entries: [file] }, 'bad-input'],
  ] as const) {
    await expect(look(house, shown, app)).rejects.toMatchObject({ code })
    await expect(begin(house, shown, app)).rejects.toMatchObject({ code })
  }
  // it may add, and is shown what it added
  for (const way of [look, begin])
    await expect(way(house, adding, 'evil')).rejects.toMatchObject({ code: 'grant-denied' })
  const create = { create: 'file' }
  const own = await house.app('evil').call<EntryStat>('files.child', adding, 'own.txt', create)
  const saved = await house.urls.saved(await begin(house, own, 'evil'))
  expect(saved).toEqual({ name: 'own.txt', content: '' })
})

async function trashed(house: House, ...names: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const { id } = await house.drive.stat(name)
    found[name] = id
  }
  await house.drive.remove([...names])
  return found
}

const ask = (house: House, folder: unknown, what: unknown, app = 'notes'): Promise<Erasing> =>
  house.owner.call<Erasing>('erasing.look', app, folder, what)
const erase = (house: House, id: string): Promise<{ erased: number }> =>
  house.owner.call('erasing.erase', id)
const left = async (house: House): Promise<string[]> =>
  (await house.drive.trash()).map(({ from }) => from).toSorted()

test('what is to be gone for ever is told first, and gone only then', async () => {
  const { house, box } = await opened()
  const ids = await trashed(house, '/box/a.txt', '/box/sub')
  const asked = await ask(house, box, [ids['/box/sub']])
  expect(asked).toMatchObject({ items: 1, bytes: 4, names: ['sub'] })
  expect(await left(house)).toEqual(['/box/a.txt', '/box/sub'])
  expect(await erase(house, asked.id)).toEqual({ erased: 1 })
  expect(await left(house)).toEqual(['/box/a.txt'])
  await expect(erase(house, asked.id)).rejects.toMatchObject({ code: 'not-found' })
  const all = await ask(house, box, 'all')
  expect(await erase(house, all.id)).toEqual({ erased: 1 })
  await expect(ask(house, box, 'all')).rejects.toMatchObject({ code: 'not-found' })
})

test('only what the person saw goes: not what came to the trash later, nor what was brought back', async () => {
  const { house, box } = await opened()
  await save(house.drive, '/box/c.txt', 'c')
  const ids = await trashed(house, '/box/a.txt', '/box/c.txt')
  const { id } = await ask(house, box, 'all')
  await trashed(house, '/box/sub')
  await house.app('notes').call('files.restoreTrashed', box, ids['/box/a.txt'])
  expect(await erase(house, id)).toEqual({ erased: 1 })
  expect(await left(house)).toEqual(['/box/sub'])
  expect(await text(house.drive, '/box/a.txt')).toBe('alpha')
})

test('an app has none of the ways by which the shell gives, hands over, saves and erases', async () => {
  const { house, box, file } = await opened()
  const notes = house.app('notes')
  for (const [method, ...params] of [
    ['grants.give', { app: 'notes', entry: null, mode: 'change', lasting: 'until-off' }],
    ['openings.look', 'notes', file],
    ['openings.open', 'notes', file, { app: 'evil', action: 'edit' }],
    ['saves.look', 'notes', [file]],
    ['saves.begin', 'x'],
    ['erasing.look', 'notes', box, 'all'],
    ['erasing.erase', 'x'],
    ['launches.put', { file, action: 'edit' }],
  ] as const)
    await expect(notes.call(method, ...params)).rejects.toThrow(`there is no ${method}`)
})

test('what went to the trash of another folder meanwhile is not what the person saw', async () => {
  const { house, box } = await opened()
  const ids = await trashed(house, '/box/a.txt')
  const { id } = await ask(house, box, 'all')
  await house.app('notes').call('files.restoreTrashed', box, ids['/box/a.txt'])
  await house.drive.move(['/box/a.txt'], '/taxes/a.txt')
  await house.drive.remove(['/taxes/a.txt'])
  expect(await erase(house, id)).toEqual({ erased: 0 })
  expect(await left(house)).toEqual(['/taxes/a.txt'])
})

test('a grant that is over when its turn has come erases nothing', async () => {
  const { house, box } = await opened()
  await trashed(house, '/box/a.txt')
  const { id } = await ask(house, box, 'all')
  const before = house.drive.makeFolder('/before')
  const erasing = erase(house, id)
  const revoked = house.owner.call('grants.revoke', box.grant)
  await expect(erasing).rejects.toMatchObject({ code: 'grant-revoked' })
  await Promise.all([before, revoked, house.drive.makeFolder('/after')])
  expect(await left(house)).toEqual(['/box/a.txt'])
})

test('the trash of others is not the app’s, in whatever way it names it', async () => {
  const { house, box, secret } = await opened()
  await trashed(house, '/taxes/secret.txt', '/box/a.txt')
  for (const what of [[secret], [secret.toUpperCase()], [], 'ALL', null, 7, [null]])
    await expect(ask(house, box, what)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:not-found|bad-input)$/) as string,
    })
  const { id, items } = await ask(house, box, 'all')
  expect(items).toBe(1)
  await erase(house, id)
  expect(await left(house)).toEqual(['/taxes/secret.txt'])
})

test('an app destroys nothing by itself, and nothing where it may not change', async () => {
  const { house, box } = await opened('read')
  const ids = await trashed(house, '/box/a.txt')
  await expect(ask(house, box, 'all')).rejects.toMatchObject({ code: 'grant-denied' })
  const notes = house.app('notes')
  for (const method of ['ui.erase', 'erasing.look', 'erasing.erase', 'files.erase'])
    await expect(notes.call(method, box, 'all')).rejects.toThrow(`there is no ${method}`)
  const own = await house.give('evil', '/box')
  const evil = house.app('evil')
  const [gone] = await evil.call<TrashedFile[]>('files.trash', own)
  expect(gone?.id).toBe(ids['/box/a.txt'])
  for (const entry of [gone?.id, `${gone?.id}~1.0`])
    await expect(evil.call('files.remove', { ...own, entry })).rejects.toMatchObject({
      code: 'not-found',
    })
  expect(await left(house)).toEqual(['/box/a.txt'])
})

test('a yes that comes after the grant was taken back, or long after, erases nothing', async () => {
  const { house, box } = await opened()
  await trashed(house, '/box/a.txt')
  const late = await ask(house, box, 'all')
  house.clock.pass(10 * 60_000)
  await expect(erase(house, late.id)).rejects.toMatchObject({ code: 'not-found' })
  const { id } = await ask(house, box, 'all')
  await house.owner.call('grants.revoke', box.grant)
  await expect(erase(house, id)).rejects.toMatchObject({ code: 'grant-revoked' })
  expect(await left(house)).toEqual(['/box/a.txt'])
})
