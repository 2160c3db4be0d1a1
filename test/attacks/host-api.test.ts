/** The red-team list of the host API, handles and folders: each attack is one test, and none may reach what was not given. */
import { describe, expect, test } from 'vitest'
import type { EntryPage, EntryStat, UploadTicket } from '@space/sdk/calls'
import type { Handle } from '../../core/src/api/api.samples.ts'
import { save, text } from '../../core/src/drive/drive.samples.ts'
import { openDesk, wordsOf, type Desk } from './host-desk.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

const NOWHERE = 'f'.repeat(32)

/** Every call that takes a handle, made with `handle`. */
function callsWith(handle: object): readonly (readonly [string, ...unknown[]])[] {
  return [
    ['files.stat', handle],
    ['files.list', handle, {}],
    ['files.child', handle, 'secret.txt', {}],
    ['files.child', handle, 'x', { create: 'file' }],
    ['files.url', handle, {}],
    ['files.upload', { parent: handle, name: 'x' }, { size: 1 }],
    ['files.upload', handle, { size: 1 }],
    ['files.move', handle, null, 'x'],
    ['files.move', handle, handle, 'x'],
    ['files.copy', handle, handle, 'x'],
    ['files.resolve', handle, handle],
    ['files.restoreTrashed', handle, NOWHERE],
    ['files.remove', handle],
    ['files.trash', handle],
    ['files.versions', handle],
    ['files.restore', handle, '0.0'],
    ['files.search', handle, { text: 'e' }],
    ['files.usage', handle],
    ['files.mark', handle, { starred: true }],
  ]
}

async function fileIn({ evil, given }: Desk, name = 'a.txt'): Promise<EntryStat> {
  return evil.call<EntryStat>('files.child', given, name, {})
}

describe('handles', () => {
  test('a forged one for a file that is not the app’s is as one for nothing, in every call', async () => {
    const desk = await openDesk()
    for (const entry of [desk.taxes, desk.secret]) {
      const forged = callsWith({ ...desk.given, entry })
      const nothing = callsWith({ ...desk.given, entry: NOWHERE })
      for (const [i, [method, ...params]] of forged.entries()) {
        const said = await wordsOf(desk.evil.call(method, ...params))
        const [, ...others] = nothing[i] ?? []
        expect(said, method).toBe(await wordsOf(desk.evil.call(method, ...others)))
        expect(said, method).toContain('not-found')
      }
    }
    await desk.demandUntouched()
  })

  test('nobody learns where the person keeps what was given', async () => {
    const desk = await openDesk()
    const { drive } = desk.house
    await save(drive, '/taxes/deep/shared/a.txt', 'a')
    await save(drive, '/taxes/deep/shared/b/c.txt', 'b')
    const shared = await desk.house.give('evil', '/taxes/deep/shared')
    const a = await fileIn({ ...desk, given: shared })
    const said = await Promise.all([
      ...callsWith(a).map(([method, ...params]) => wordsOf(desk.evil.call(method, ...params))),
      ...callsWith(shared).map(([method, ...params]) => wordsOf(desk.evil.call(method, ...params))),
      wordsOf(desk.evil.call('files.copy', a, shared, 'b')),
      wordsOf(desk.evil.call('files.copy', a, shared, 'x/y')),
      wordsOf(desk.evil.call('files.restore', a, 'nothing')),
      wordsOf(desk.evil.call('files.list', a, {})),
    ])
    expect(said.join('\n')).not.toMatch(/taxes|deep/u)
  })

  test('neither the root of the drive nor its trash can be named', async () => {
    const desk = await openDesk()
    const root = (await desk.house.drive.stat('/')).id
    for (const entry of [root, '0'.repeat(32), '0'.repeat(31) + '1', '0'.repeat(31) + '2'])
      for (const [method, ...params] of callsWith({ ...desk.given, entry }))
        await expect(desk.evil.call(method, ...params), method).rejects.toEqual(code('not-found'))
    await desk.demandUntouched()
  })

  test('the grant of another app is as none, alive or over', async () => {
    const desk = await openDesk()
    const foreign = await desk.house.give('notes', '/taxes')
    const none = callsWith({ ...foreign, grant: NOWHERE })
    for (const end of [false, true]) {
      if (end) await desk.house.owner.call('grants.revoke', foreign.grant)
      for (const [i, [method, ...params]] of callsWith(foreign).entries()) {
        const said = await wordsOf(desk.evil.call(method, ...params))
        const [, ...others] = none[i] ?? []
        expect(said, method).toBe(await wordsOf(desk.evil.call(method, ...others)))
        expect(said, method).toContain('grant-denied')
      }
    }
    await expect(desk.evil.call('grants.release', foreign.grant)).rejects.toEqual(
      code('grant-denied'),
    )
    await desk.demandUntouched()
  })

  test('after a revoke every call is refused', async () => {
    const desk = await openDesk()
    await desk.house.owner.call('grants.revoke', desk.given.grant)
    for (const [method, ...params] of callsWith(desk.given))
      await expect(desk.evil.call(method, ...params), method).rejects.toEqual(code('grant-revoked'))
  })

  test('after the app was closed a grant for the session is over', async () => {
    const desk = await openDesk({ lasting: 'session' })
    desk.house.api.closeApp('evil')
    const again = desk.house.app('evil')
    for (const [method, ...params] of callsWith(desk.given))
      await expect(again.call(method, ...params), method).rejects.toEqual(code('grant-expired'))
  })

  test('what it says of its kind and name is not believed', async () => {
    const desk = await openDesk()
    const lying = { ...desk.given, entry: desk.secret, kind: 'folder', name: 'given' }
    await expect(desk.evil.call('files.stat', lying)).rejects.toEqual(code('not-found'))
    const a = await fileIn(desk)
    await expect(desk.evil.call('files.list', { ...a, kind: 'folder' }, {})).rejects.toEqual(
      code('not-folder'),
    )
  })

  test.each([
    ['a prototype', '{"__proto__":{"grant":"GRANT","entry":"GIVEN"}}'],
    ['a constructor', '{"constructor":{"grant":"GRANT","entry":"GIVEN"}}'],
    ['an id in a list', '{"grant":"GRANT","entry":["GIVEN"]}'],
    ['an id that is an object', '{"grant":"GRANT","entry":{"toString":"GIVEN"}}'],
    ['an id with a line behind', '{"grant":"GRANT","entry":"GIVEN\\n"}'],
    ['an id in capitals', '{"grant":"GRANT","entry":"ABCDEF00000000000000000000000000"}'],
    ['a path', '{"grant":"GRANT","entry":"/given"}'],
    ['a number', '7'],
    ['null', 'null'],
    ['a text', '"GRANT"'],
  ])('%s in place of a handle is bad input', async (_, written) => {
    const desk = await openDesk()
    const { grant, entry } = desk.given
    const handle: unknown = JSON.parse(
      written.replaceAll('GRANT', grant).replaceAll('GIVEN', entry),
    )
    await expect(desk.evil.call('files.stat', handle)).rejects.toEqual(code('bad-input'))
    await expect(desk.evil.call('files.list', handle, {})).rejects.toEqual(code('bad-input'))
  })

  test('another version of a file that is not the app’s cannot be named', async () => {
    const desk = await openDesk()
    const [version] = await desk.house.drive.versions('/taxes/secret.txt')
    for (const entry of [`${desk.secret}~${version?.id}`, `${desk.secret}~x`])
      await expect(desk.evil.call('files.stat', { ...desk.given, entry })).rejects.toEqual(
        code('not-found'),
      )
    const a = await fileIn(desk)
    await expect(desk.evil.call('files.url', a, { version: version?.id })).rejects.toEqual(
      code('not-found'),
    )
    await expect(desk.evil.call('files.restore', a, version?.id)).rejects.toEqual(code('not-found'))
  })
})

describe('between the check and the deed', () => {
  test('a file that leaves the folder while it is sent is not written', async () => {
    const desk = await openDesk()
    const a = await fileIn(desk)
    const { url, upload } = await desk.evil.call<UploadTicket>('files.upload', a, { size: 1 })
    await desk.house.drive.move(['/given/a.txt'], '/taxes/a.txt')
    desk.house.urls.put('evil', url, 'x')
    await expect(desk.evil.call('files.commit', upload)).rejects.toEqual(code('not-found'))
    expect(await text(desk.house.drive, '/taxes/a.txt')).toBe('a')
  })

  test('a folder that takes the place of the given one gets nothing of what is sent', async () => {
    const desk = await openDesk()
    const target = { parent: desk.given, name: 'sent.txt' }
    const { url, upload } = await desk.evil.call<UploadTicket>('files.upload', target, { size: 1 })
    const { drive } = desk.house
    await drive.move(['/given'], '/was given')
    await drive.makeFolder('/given')
    desk.house.urls.put('evil', url, 'x')
    await desk.evil.call('files.commit', upload)
    expect(await drive.list('/given')).toEqual([])
    expect(await text(drive, '/was given/sent.txt')).toBe('x')
  })

  test('a file that got the name of another one meanwhile is not taken for it', async () => {
    const { house, given, evil } = await openDesk()
    const { drive } = house
    await save(drive, '/given/other.txt', 'other')
    const a = { ...given, entry: (await drive.stat('/given/a.txt')).id }
    const made = await Promise.allSettled([
      drive.move(['/given/a.txt'], '/given/was a.txt'),
      drive.move(['/given/other.txt'], '/given/a.txt'),
      evil.call('files.mark', a, { starred: true }),
      evil.call('files.remove', a),
    ])
    expect(made.map(({ status }) => status)).not.toContain('rejected')
    expect((await drive.list('/given')).map(({ name }) => name)).toEqual(['a.txt', 'sub'])
    expect(await text(drive, '/given/a.txt')).toBe('other')
    expect(await drive.stat('/given/a.txt')).not.toHaveProperty('starred')
    expect((await drive.trash()).map(({ id }) => id)).toEqual([a.entry])
  })

  test('moves of the person and of the app in one moment never carry anything out', async () => {
    const desk = await openDesk()
    const { drive } = desk.house
    for (let i = 0; i < 20; i++) {
      const file = (await drive.stat('/given/a.txt')).id
      const handle = { ...desk.given, entry: file }
      await Promise.allSettled([
        drive.move(['/given/a.txt'], '/taxes/moved.txt'),
        desk.evil.call('files.remove', handle),
        desk.evil.call('files.move', handle, desk.given, 'b.txt'),
      ])
      const places = (await drive.list('/taxes')).map(({ id }) => id)
      if (places.includes(file)) await drive.move(['/taxes/moved.txt'], '/given/a.txt')
      else {
        // the app was first: it is in the folder, or in the trash of the person
        const there = (await drive.list('/given')).find(({ id }) => id === file)
        if (there === undefined) await drive.restoreTrashed('/given/a.txt').catch(() => undefined)
        const now = (await drive.list('/given')).find(({ id }) => id === file)
        expect(now).toBeDefined()
        if (now?.name !== 'a.txt') await drive.move([now?.path ?? ''], '/given/a.txt')
      }
    }
    await desk.demandUntouched()
  })

  test('a grant that is narrowed while a file is sent does not save it', async () => {
    const desk = await openDesk()
    const a = await fileIn(desk)
    const { url, upload } = await desk.evil.call<UploadTicket>('files.upload', a, { size: 1 })
    desk.house.urls.put('evil', url, 'x')
    await desk.house.owner.call('grants.narrow', desk.given.grant, { mode: 'read' })
    await expect(desk.evil.call('files.commit', upload)).rejects.toThrow()
    expect(await text(desk.house.drive, '/given/a.txt')).toBe('a')
  })

  test('a URL of a file that has left the folder gives nothing', async () => {
    const desk = await openDesk()
    const { url } = await desk.evil.call<{ url: string }>('files.url', await fileIn(desk), {})
    expect(await desk.house.urls.get('evil', url)).toBe('a')
    await desk.house.drive.move(['/given/a.txt'], '/taxes/a.txt')
    await save(desk.house.drive, '/given/a.txt', 'another')
    await expect(desk.house.urls.get('evil', url)).rejects.toEqual(code('not-found'))
  })
})

describe('ways out of the folder', () => {
  test('a link that points outside is not there', async () => {
    const desk = await openDesk()
    const { mkdtempSync, rmSync, symlinkSync } = await import('node:fs')
    const { tmpdir } = await import('node:os')
    const dir = mkdtempSync(`${tmpdir()}/space-attack-`)
    symlinkSync('/taxes/secret.txt', `${dir}/link.txt`)
    symlinkSync('../taxes', `${dir}/link`)
    await desk.house.drive.import([`${dir}/link.txt`, `${dir}/link`], '/given', { recursive: true })
    rmSync(dir, { recursive: true })
    const { entries } = await desk.evil.call<EntryPage>('files.list', desk.given, {})
    expect(entries.map(({ name }) => name)).toEqual(['a.txt', 'sub'])
    for (const { id } of await desk.house.drive.list('/given')) {
      const entry = desk.house.entries.entry(id)
      if (entry.kind !== 'symlink') continue
      const handle = { ...desk.given, entry: id }
      await expect(desk.evil.call('files.stat', handle)).rejects.toEqual(code('not-found'))
      await expect(desk.evil.call('files.url', handle, {})).rejects.toEqual(code('not-found'))
      await expect(desk.evil.call('files.copy', handle, desk.given, 'copy')).rejects.toEqual(
        code('not-found'),
      )
    }
  })

  test('the trash shows what came out of the folder, not what a folder of the same name held', async () => {
    const desk = await openDesk()
    const { drive } = desk.house
    await save(drive, '/old/private.txt', 'private')
    await drive.remove(['/old/private.txt'])
    await drive.remove(['/old'])
    await save(drive, '/old/new.txt', 'new')
    const given = await desk.house.give('evil', '/old')
    expect(await desk.evil.call('files.trash', given)).toEqual([])
    for (const { id } of await drive.trash())
      for (const folder of [given, desk.given])
        await expect(desk.evil.call('files.restoreTrashed', folder, id)).rejects.toEqual(
          code('not-found'),
        )
  })

  test('a grant to look lends nothing to one to change', async () => {
    const desk = await openDesk()
    const reading = await desk.house.give('evil', '/taxes', { mode: 'read' })
    const secret = { ...reading, entry: desk.secret }
    await expect(desk.evil.call('files.move', secret, desk.given, null)).rejects.toEqual(
      code('grant-denied'),
    )
    const mixed = { ...desk.given, entry: desk.secret }
    await expect(desk.evil.call('files.remove', mixed)).rejects.toEqual(code('not-found'))
    await expect(desk.evil.call('files.move', await fileIn(desk), reading, null)).rejects.toEqual(
      code('grant-denied'),
    )
    await desk.demandUntouched()
  })

  test('the given folder is not the app’s to move or to remove', async () => {
    const desk = await openDesk()
    const sub = await fileIn(desk, 'sub')
    const own = await desk.evil.call<Handle>('data.directory')
    await expect(desk.evil.call('files.remove', desk.given)).rejects.toEqual(code('grant-denied'))
    await expect(desk.evil.call('files.move', desk.given, own, 'mine')).rejects.toEqual(
      code('grant-denied'),
    )
    await expect(desk.evil.call('files.move', desk.given, sub, 'x')).rejects.toEqual(
      code('grant-denied'),
    )
    expect((await desk.house.drive.stat('/given')).id).toBe(desk.given.entry)
  })

  test('who may only add does not see, copy, overwrite, watch or count what was there', async () => {
    const desk = await openDesk({ mode: 'add' })
    const { drive } = desk.house
    const a = { ...desk.given, entry: (await drive.stat('/given/a.txt')).id }
    const own = await desk.evil.call<Handle>('data.directory')
    for (const [method, ...params] of [
      ['files.stat', a],
      ['files.url', a, {}],
      ['files.versions', a],
      ['files.copy', a, own, 'x'],
    ] as const)
      await expect(desk.evil.call(method, ...params), method).rejects.toEqual(code('not-found'))
    for (const [method, ...params] of [
      ['files.copy', desk.given, own, 'x'],
      ['files.usage', desk.given],
      ['files.trash', desk.given],
      ['files.upload', a, { size: 1 }],
    ] as const)
      await expect(desk.evil.call(method, ...params), method).rejects.toEqual(code('grant-denied'))
    const over = { parent: desk.given, name: 'a.txt' }
    const [version] = await drive.versions('/given/a.txt')
    const how = { size: 1, ifVersion: version?.id }
    const { url, upload } = await desk.evil.call<UploadTicket>('files.upload', over, how)
    desk.house.urls.put('evil', url, 'x')
    await expect(desk.evil.call('files.commit', upload)).rejects.toEqual(code('conflict'))
    expect(await text(drive, '/given/a.txt')).toBe('a')
    const stop = new AbortController()
    const changes = desk.evil.stream('files.watch', [desk.given], stop.signal)
    const told = changes[Symbol.asyncIterator]()
    await told.next()
    const first = told.next()
    await save(drive, '/given/a.txt', 'changed by the person')
    await save(drive, '/given/new.txt', 'of the person')
    await desk.evil.call('files.child', desk.given, 'own', { create: 'folder' })
    stop.abort()
    const seen = await first.catch(() => undefined)
    expect(JSON.stringify(seen ?? '')).not.toMatch(/a\.txt|new\.txt/u)
  })

  test('what others were given, sent and used is nothing to the app', async () => {
    const desk = await openDesk()
    await desk.house.give('notes', '/taxes')
    const grants = await desk.evil.call<{ name: string }[]>('grants.list')
    expect(grants.map(({ name }) => name)).toEqual(['given'])
    expect(await desk.evil.call('recent.list', {})).toEqual([])
    expect(await desk.evil.call('transfers.list')).toEqual([])
    await desk.house.app('notes').call('data.directory')
    const all = await desk.evil.call<EntryStat[]>('files.search', desk.given, {})
    expect(all.map(({ name }) => name).toSorted()).toEqual(['a.txt', 'b.txt', 'sub'])
  })
})
