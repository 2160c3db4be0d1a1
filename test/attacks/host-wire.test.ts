/** The red-team list of the host API, second half: URLs, the person, the wire, other apps. */
import { describe, expect, test } from 'vitest'
import type { UploadTicket } from '@space/sdk/calls'
import type { ActivityLine, ConsentRequest } from '@space/sdk/host'
import type { Handle } from '../../core/src/api/api.samples.ts'
import { save, text } from '../../core/src/drive/drive.samples.ts'
import { openDesk, openWire, wordsOf } from './host-desk.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

const none = new AbortController().signal

describe('URLs and uploads', () => {
  test('a URL of another app gives nothing', async () => {
    const desk = await openDesk()
    const foreign = await desk.house.give('notes', '/taxes')
    const secret = { ...foreign, entry: desk.secret }
    const { url } = await desk.house.app('notes').call<{ url: string }>('files.url', secret, {})
    await expect(desk.house.urls.get('evil', url)).rejects.toThrow('404')
  })

  test('an upload of another app is neither committed nor given up', async () => {
    const desk = await openDesk()
    const foreign = await desk.house.give('notes', '/taxes', { mode: 'add' })
    const notes = desk.house.app('notes')
    const target = { parent: foreign, name: 'mine.txt' }
    const { url, upload } = await notes.call<UploadTicket>('files.upload', target, { size: 1 })
    desk.house.urls.put('notes', url, 'x')
    await wordsOf(desk.evil.call('files.abort', upload))
    await expect(desk.evil.call('files.commit', upload)).rejects.toThrow('404')
    await notes.call('files.commit', upload)
    expect(await text(desk.house.drive, '/taxes/mine.txt')).toBe('x')
  })

  test.each([[-1], [0.5], [Number.MAX_VALUE], ['9'], [null], [[1]]])(
    'a size of %j never makes an upload of that size',
    async (size) => {
      const desk = await openDesk()
      const to = { parent: desk.given, name: 'x' }
      const begun = desk.evil.call('files.upload', to, { size })
      if (size === null) await begun
      else await expect(begun).rejects.toEqual(code('bad-input'))
    },
  )
})

describe('the person', () => {
  const pick = { open: 'directory', mode: 'change', label: 'x' }

  test('is asked one thing at a time, and not any more after three refusals', async () => {
    const desk = await openDesk()
    for (let i = 0; i < 3; i++) {
      const asked = desk.evil.call('pick.open', pick)
      const spam = Array.from({ length: 20 }, () => wordsOf(desk.evil.call('pick.open', pick)))
      for (const said of await Promise.all(spam)) expect(said).toContain('busy')
      await Promise.all([
        expect(asked).rejects.toEqual(code('grant-denied')),
        desk.house.answerNext(() => ({ kind: 'refused' })),
      ])
    }
    await expect(desk.evil.call('pick.open', pick)).rejects.toEqual(code('grant-denied'))
    await expect(desk.evil.call('identity.ask', { reason: 'x' })).rejects.toEqual(
      code('grant-denied'),
    )
    const stop = new AbortController()
    const now = desk.house.owner.stream('consent.requests', [], stop.signal)
    expect((await now[Symbol.asyncIterator]().next()).value).toBeNull()
    stop.abort()
  })

  test('is never shown words that turn, hide or go on for ever', async () => {
    const desk = await openDesk()
    const label = `\u202EsotohP\u0000\n\n\u200B${'x'.repeat(200)}`
    const asked = wordsOf(
      desk.evil.call('pick.open', { open: 'save', label, suggestedName: '../../\u202Etxt.exe' }),
    )
    let shown: ConsentRequest | undefined
    await desk.house.answerNext((request) => {
      shown = request
      return { kind: 'refused' }
    })
    await asked
    if (shown?.kind !== 'pick') throw new Error('it was not shown')
    expect(shown.label).toMatch(/^sotohP x+$/u)
    expect(shown.label.length).toBeLessThanOrEqual(80)
    expect(shown.suggestedName).toBe('..-..-txt.exe')
  })

  test('answers themself: an app has no door to answer, grant, review, install or settings', async () => {
    const desk = await openDesk()
    const { endpoint } = openWire(desk.house, 'evil')
    for (const method of [
      'consent.answer',
      'consent.requests',
      'consent.unblock',
      'grants.narrow',
      'grants.reinstate',
      'grants.revoke',
      'grants.preview',
      'activity.list',
      'activity.undo',
      'trials.apply',
      'files.makeFolder',
      'apps.install',
      'apps.open',
      'settings.set',
      'home.words',
      'home.confirm',
      'home.lock',
      'home.recover',
      'health.beginCheck',
      'privacy.watch',
      'saves.begin',
      'erasing.erase',
      'openings.open',
      'outside.open',
      'drive.read',
      'daemon.stop',
      'space.revealPhrase',
    ])
      await expect(endpoint.call(method, []), method).rejects.toEqual(code('not-found'))
  })

  test('and other apps bring in what no app can look into, stop or end', async () => {
    const desk = await openDesk()
    await desk.house.drive.makeFolder('/in')
    const folder = await desk.house.give('notes', '/in')
    const notes = desk.house.app('notes')
    const { bring } = await notes.call<{ bring: string }>('bring.begin', folder, { name: 'it' })
    const rest = { look: [[]], upload: [{ path: ['a'], size: 1 }], report: [{}], end: ['done'] }
    for (const method of ['look', 'upload', 'report', 'end', 'url'] as const) {
      const more: readonly unknown[] = method === 'url' ? [] : rest[method]
      const asked = desk.evil.call(`bring.${method}`, bring, ...more)
      await expect(asked, method).rejects.toEqual(code('not-found'))
    }
    for (const method of ['pause', 'resume', 'cancel', 'forget'])
      await expect(desk.evil.call(`transfers.${method}`, bring), method).rejects.toEqual(
        code('not-found'),
      )
    expect(await desk.evil.call('transfers.list')).toEqual([])
    expect(await notes.call('transfers.list')).toMatchObject([{ id: bring, state: 'running' }])
  })

  test('sees what was done under the name it had, whatever it looks like', async () => {
    const desk = await openDesk()
    const name = 'x","app":"notes"}\n{"app":"notes'
    await desk.evil.call('files.child', desk.given, name, { create: 'folder' })
    const lines = await desk.house.owner.call<ActivityLine[]>('activity.list', {})
    expect(new Set(lines.map(({ app }) => app.label))).toEqual(new Set(['evil']))
  })
})

describe('the wire', () => {
  test.each([
    ['__proto__.toString'],
    ['constructor.constructor'],
    ['files.__proto__'],
    ['files.constructor'],
    ['files.toString'],
    ['files.hasOwnProperty'],
    ['files.stat.call'],
    ['files.stat.constructor'],
    ['files'],
    ['files.'],
    ['.files'],
    ['toString'],
    [''],
    ['files.stat '],
    ['FILES.STAT'],
  ])('%j is no function', async (method) => {
    const desk = await openDesk()
    const { endpoint } = openWire(desk.house, 'evil')
    await expect(endpoint.call(method, [desk.given])).rejects.toEqual(code('not-found'))
    // and the connection goes on
    expect(await endpoint.call('files.stat', [desk.given])).toMatchObject({ name: 'given' })
  })

  test('nothing that is offered can be changed, and it has no prototype', async () => {
    const desk = await openDesk()
    const session = desk.house.api.openApp('evil')
    if (session === undefined) throw new Error('not installed')
    for (const facet of [session.facets, ...Object.values(session.facets)]) {
      expect(Object.isFrozen(facet)).toBe(true)
      expect(Object.getPrototypeOf(facet)).toBeNull()
    }
  })

  test.each([
    ['no list', { 0: 1 }],
    ['null', null],
    ['a long list', Array.from({ length: 1000 }, () => null)],
    ['a very long text', ['x'.repeat(900_000)]],
    ['a deep nest', [JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown]],
    ['a wide map', [Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i]))]],
  ])('%s as parameters is bad input everywhere, and harms nothing', async (_, params) => {
    const desk = await openDesk()
    const { endpoint } = openWire(desk.house, 'evil')
    const session = desk.house.api.openApp('evil')
    const facets = Object.entries(session?.facets ?? {})
    const quiet = new Set(['info', 'did', 'directory', 'usage', 'watch', 'list', 'abort', 'commit'])
    for (const [facet, functions] of facets)
      for (const name of Object.keys(functions)) {
        if (quiet.has(name) && facet !== 'files') continue
        if (name === 'watch') continue
        const said = await wordsOf(endpoint.call(`${facet}.${name}`, params))
        expect(said, `${facet}.${name}`).toMatch(/bad-input|too-large|404/u)
      }
    expect(await endpoint.call('files.stat', [desk.given])).toMatchObject({ name: 'given' })
    await desk.demandUntouched()
  })

  test('a flood of calls is refused while it lasts, and the person is served', async () => {
    const desk = await openDesk()
    const said: string[] = []
    for (let i = 0; i < 12_000; i += 100) {
      const some = Array.from({ length: 100 }, () =>
        wordsOf(desk.evil.call('files.stat', desk.given)),
      )
      said.push(...(await Promise.all(some)))
    }
    expect(said.filter((one) => one.includes('busy')).length).toBe(2001)
    expect(await desk.house.owner.call('grants.list')).toHaveLength(1)
  })

  test('streams that nobody reads are few, and hold a bounded number of changes', async () => {
    const desk = await openDesk()
    const watched = Array.from({ length: 64 }, () =>
      desk.evil.stream('files.watch', [desk.given], none)[Symbol.asyncIterator](),
    )
    for (const one of watched) await one.next()
    const first = watched.map((one) => one.next())
    const more = desk.evil.stream('files.watch', [desk.given], none)[Symbol.asyncIterator]()
    await expect(more.next()).rejects.toEqual(code('busy'))
    await desk.evil.call('files.child', desk.given, 'new', { create: 'folder' })
    for (const next of await Promise.all(first)) expect(next.value).toMatchObject({ kind: 'added' })
    await desk.house.owner.call('grants.revoke', desk.given.grant)
    for (const one of watched) await expect(one.next()).rejects.toEqual(code('grant-revoked'))
  })

  test('a pattern made to take for ever is answered', async () => {
    const desk = await openDesk()
    await save(desk.house.drive, `/given/${'a'.repeat(200)}`, 'x')
    const found = await desk.evil.call('files.search', desk.given, {
      text: `${'*a'.repeat(100)}*b`,
    })
    expect(found).toEqual([])
  })
})

describe('apps', () => {
  test('of one name are two, with two folders, two DIDs and two sets of grants', async () => {
    const desk = await openDesk()
    const [one, two] = await Promise.all(
      ['notes', 'photos'].map((app) => desk.house.app(app).call<{ did: string }>('identity.did')),
    )
    expect(one?.did).not.toBe(two?.did)
    expect(await desk.house.app('photos').call('grants.list')).toEqual([])
  })

  test('that were uninstalled have nothing when they come back', async () => {
    const desk = await openDesk()
    const own = await desk.evil.call<Handle>('data.directory')
    desk.house.api.forgetApp('evil')
    const again = desk.house.app('evil')
    expect(await again.call('grants.list')).toEqual([])
    for (const handle of [own, desk.given])
      await expect(again.call('files.list', handle, {})).rejects.toEqual(code('grant-denied'))
  })

  test('on trial reach neither the folder itself nor other trials', async () => {
    const desk = await openDesk()
    const onCopy = await desk.house.give('evil', '/given', { trial: true })
    await desk.house.give('notes', '/taxes', { trial: true })
    const other = await desk.house.drive.stat('/Trials/taxes – notes')
    expect(await desk.evil.call('grants.list')).toMatchObject([{ id: onCopy.grant }])
    for (const entry of [desk.given.entry, other.id])
      await expect(desk.evil.call('files.list', { ...onCopy, entry }, {})).rejects.toEqual(
        code('not-found'),
      )
    // what it was given of the folder itself before ended with that answer
    await expect(desk.evil.call('files.list', desk.given, {})).rejects.toEqual(
      code('grant-revoked'),
    )
  })
})
