/** The red-team list of the host API: an app hears nothing of where the person keeps what they gave. */
import { expect, test } from 'vitest'
import type { BringTicket, Done, RowsPage, UploadTicket, UrlTicket } from '@space/sdk/calls'
import { toWireError } from '../../sdk/src/wire-error.ts'
import { openHouse, type Handle, type House } from '../../core/src/api/api.samples.ts'
import { save } from '../../core/src/drive/drive.samples.ts'

const NOWHERE = 'f'.repeat(32)
/** In every name that the app was not given. */
const CANARY = /canary/iu

/** Calls as the app, and keeps every word of every answer. */
function ears(house: House, label: string) {
  const said: string[] = []
  const called = new Set<string>()
  const failed = new Set<string>()
  const hear = (method: string, value: unknown): void => {
    said.push(`${method}: ${JSON.stringify(value) ?? ''}`)
  }
  const caught = (method: string, error: unknown): void => {
    const words = toWireError(error)
    failed.add(`${method} ${words.code}`)
    hear(method, words)
  }
  return {
    said,
    called,
    failed,
    async call<T>(method: string, ...params: unknown[]): Promise<T | undefined> {
      called.add(method)
      // its budget is not what is attacked here
      house.clock.pass(1000)
      try {
        const answer = await house.app(label).call<T>(method, ...params)
        hear(method, answer)
        return answer
      } catch (error) {
        caught(method, error)
        return undefined
      }
    },
    /** Listens until `signal` fires; resolves when the first item is there. */
    async listen(method: string, params: unknown[], signal: AbortSignal): Promise<void> {
      called.add(method)
      const first = Promise.withResolvers<void>()
      void (async () => {
        try {
          for await (const item of house.app(label).stream(method, params, signal)) {
            hear(method, item)
            first.resolve()
          }
        } catch (error) {
          caught(method, error)
        }
        first.resolve()
      })()
      await first.promise
    },
    /** Calls for a URL, and reads what is there. */
    async get(method: string, ...params: unknown[]): Promise<void> {
      const ticket = await this.call<UrlTicket>(method, ...params)
      if (ticket === undefined) return
      await house.urls.get(label, ticket.url).then(
        (bytes) => hear(method, bytes),
        (error: unknown) => caught(method, error),
      )
    },
    /** The bytes come, and are committed after `between`. */
    async send(target: object, options: object, between: () => Promise<unknown> = async () => 0) {
      const ticket = await this.call<UploadTicket>('files.upload', target, options)
      if (ticket === undefined) return
      house.urls.put(label, ticket.url, 'x')
      await between()
      await this.call('files.commit', ticket.upload)
    },
  }
}

type Ears = ReturnType<typeof ears>

const NAMES = ['a.txt', 'b.txt', 'sub', 'sub/c.txt', '..', '', 'x/y', 'x'.repeat(300), 'new']

/** Many at once: views of now, of the past and of the trash, changes of what they show, and their undo. */
async function callMany(app: Ears, handles: readonly Handle[], version: string): Promise<void> {
  for (const handle of handles) {
    const views = [{}, { trash: true }, { at: Date.now() }, { at: 1 }, { find: { text: 'a' } }]
    for (const how of [...views, { find: { duplicates: true } }, { at: 1e15, inside: NOWHERE }]) {
      const view = { folder: handle, ...how }
      const page = await app.call<RowsPage>('files.rows', view, { from: 0, count: 100 })
      await app.call('files.rowOf', view, { startsWith: 'c' })
      await app.call('files.rowOf', view, { entry: NOWHERE })
      const stop = new AbortController()
      await app.listen('files.watchRows', [view], stop.signal)
      stop.abort()
      if (page === undefined) continue
      const chosen = { view, ranges: [[0, Math.min(page.total, 3)]], revision: page.revision }
      await app.call('files.tally', chosen)
      for (const kind of ['mark', 'restore', 'remove']) {
        const done = await app.call<Done>('files.change', chosen, { kind, mark: { tags: ['t'] } })
        await app.call('files.undo', done?.undo ?? NOWHERE)
      }
    }
    for (const name of NAMES)
      await app.call('files.change', { entries: [handle] }, { kind: 'rename', name })
    for (const folder of handles) {
      const done = await app.call<Done>(
        'files.change',
        { entries: [handle] },
        { kind: 'move', folder },
      )
      await app.call('files.undo', done?.undo ?? NOWHERE)
      await app.call('files.copyVersion', handle, version, folder, 'a.txt')
    }
    await app.call('files.tally', { entries: [handle, { ...handle, entry: NOWHERE }] })
    await app.call('files.storage', handle)
    await app.call('files.days', handle, {})
    for (const at of [1, Date.now()]) await app.call('files.restoreAt', handle, at)
    await bringAll(app, handle)
  }
  for (const method of ['pause', 'resume', 'cancel', 'forget'])
    await app.call(`transfers.${method}`, NOWHERE)
}

/** Looks where things would come to be, and begins to bring them. */
async function bringAll(app: Ears, handle: Handle): Promise<void> {
  const ticket = await app.call<BringTicket>('bring.begin', handle, { name: 'it' })
  const bring = ticket?.bring ?? NOWHERE
  const coming = NAMES.map((name) => ({ path: name.split('/'), size: 1 }))
  await app.call('bring.look', bring, [...coming, { path: ['can'], size: null }])
  for (const one of coming) await app.call('bring.upload', bring, one)
  await app.call('bring.report', bring, { totalFiles: 1, state: 'waiting' })
  await app.call('bring.url', bring)
  const stop = new AbortController()
  await app.listen('bring.watch', [bring], stop.signal)
  stop.abort()
  const ended = await app.call<{ undo: string | null }>('bring.end', bring, 'cancelled')
  await app.call('files.undo', ended?.undo ?? NOWHERE)
}

/** Everything that an app can call with what it was given, well and badly. */
async function callAll(app: Ears, handles: readonly Handle[], version: string): Promise<void> {
  await callMany(app, handles, version)
  for (const handle of handles) {
    for (const method of ['stat', 'list', 'versions', 'trash', 'usage', 'search'])
      await app.call(`files.${method}`, handle, {})
    for (const method of ['files.url', 'files.zip']) await app.get(method, handle, {})
    await app.call('files.search', handle, { text: 'a*' })
    await app.get('files.url', handle, { version: 'none.0' })
    await app.call('files.restore', handle, 'none.0')
    await app.call('files.restore', handle, version)
    await app.call('files.restoreTrashed', handle, NOWHERE)
    await app.call('files.mark', handle, { starred: true, tags: ['x'.repeat(39), 'tag'] })
    await app.call('files.mark', handle, { tags: [''] })
    await app.call('grants.open', handle.grant)
    for (const other of handles) {
      await app.call('files.resolve', handle, other)
      for (const method of ['files.move', 'files.copy'])
        for (const name of NAMES) await app.call(method, handle, other, name)
    }
    for (const name of NAMES) {
      await app.call('files.move', handle, null, name)
      for (const create of [undefined, 'file', 'folder'])
        await app.call('files.child', handle, name, create === undefined ? {} : { create })
      await app.send({ parent: handle, name }, {})
      await app.send({ parent: handle, name }, { ifVersion: 'none.0' })
    }
    await app.send(handle, { ifVersion: 'none.0' })
    await app.send(handle, {})
    const begun = await app.call<UploadTicket>('files.upload', handle, { size: 10 })
    await app.call('files.abort', begun?.upload ?? 'none')
    await app.call('files.commit', begun?.upload ?? 'none')
  }
  for (const method of ['app.info', 'data.directory', 'data.usage', 'identity.did', 'grants.list'])
    await app.call(method)
  await app.call('recent.list', {})
  await app.call('transfers.list')
  await app.call('net.fetch', { url: 'https://api.example.com/x', method: 'GET', headers: {} })
  await app.call('net.ask', { host: 'other.example.com', reason: 'why not' })
  await app.call('identity.ask', {})
  await app.call('grants.release', NOWHERE)
  await app.call('grants.open', NOWHERE)
}

/** Where it lies, who is beside it, and where it goes: all of it is the canary's. */
async function openCanary() {
  const house = await openHouse()
  const { drive } = house
  const top = '/Canary lawyer/canary plan/notes'
  await save(drive, `${top}/a.txt`, '1')
  await save(drive, `${top}/a.txt`, '2')
  await save(drive, `${top}/b.txt`, 'b')
  await save(drive, `${top}/sub/c.txt`, 'c')
  await save(drive, '/Canary lawyer/canary plan/canary beside.txt', 'x')
  await save(drive, '/Canary lawyer/inbox/canary there.txt', 'x')
  await drive.makeFolder('/Canary lawyer/canary plan/new')
  const app = ears(house, 'evil')
  const version = (await drive.versions(`${top}/a.txt`)).at(-1)?.id ?? ''
  const given = await house.give('evil', top)
  const a = await app.call<Handle>('files.child', given, 'a.txt', {})
  const sub = await app.call<Handle>('files.child', given, 'sub', {})
  if (a === undefined || sub === undefined) throw new Error('they are there')
  const lone = await house.give('evil', `${top}/b.txt`)
  const looking = await house.give('evil', `${top}/sub`, { mode: 'read' })
  const inbox = await house.give('evil', '/Canary lawyer/inbox', { mode: 'add' })
  return { house, drive, app, version, given, handles: [given, a, sub, lone, looking, inbox] }
}

test('whatever it calls, and however that fails, no name outside of what it was given is heard', async () => {
  const { house, drive, app, version, given, handles } = await openCanary()
  const stop = new AbortController()
  for (const handle of handles) await app.listen('files.watch', [handle], stop.signal)
  await app.listen('grants.watch', [], stop.signal)
  await app.listen('transfers.watch', [], stop.signal)
  // nothing was opened with it, so nothing comes
  void app.listen('launches.watch', [], stop.signal)

  await callAll(app, handles, version)
  // a folder of the name is in the way of the file that the person chose to save
  for (const name of ['new', 'x/y', 'fresh.txt']) {
    const wish = { open: 'save', mode: 'change', label: 'Save it', suggestedName: name }
    const folder = await drive.stat('/Canary lawyer/canary plan')
    const [picked] = await Promise.all([
      app.call('pick.open', wish),
      house.answerNext(() => ({
        kind: 'picked',
        entries: [folder.id],
        lasting: 'session',
        mode: 'change',
        name,
      })),
    ])
    expect(picked !== undefined, name).toBe(name === 'fresh.txt')
  }
  const rename = async () => drive.move(['/Canary lawyer'], '/Canary divorce')
  await app.send({ parent: given, name: 'between.txt' }, {}, rename)
  await callAll(app, handles, version)

  const toTrash = async () => drive.remove(['/Canary divorce/canary plan'])
  await app.send({ parent: given, name: 'late.txt' }, {}, toTrash)
  expect(await drive.trash()).not.toEqual([])
  await callAll(app, handles, version)
  await drive.restoreTrashed('/Canary divorce/canary plan')
  await app.call('files.remove', handles[0])
  await app.call('files.remove', handles[1])
  await app.call('files.remove', { ...given, entry: NOWHERE })
  for (const { grant } of handles) await house.owner.call('grants.revoke', grant)
  await callAll(app, handles, version)
  stop.abort()

  const facets = house.api.openApp('evil')?.facets ?? {}
  const all = Object.entries(facets).flatMap(([facet, calls]) =>
    Object.keys(calls).map((name) => `${facet}.${name}`),
  )
  expect([...app.called].sort()).toEqual(all.sort())
  expect([...app.failed]).toEqual(
    expect.arrayContaining([
      'files.move exists',
      'files.copy exists',
      'files.commit conflict',
      'files.restore not-found',
      'files.child bad-input',
      'files.stat not-found',
      'files.stat grant-revoked',
      'pick.open is-folder',
    ]),
  )
  expect(app.said.filter((words) => CANARY.test(words))).toEqual([])
  // nor a path of any other name: what is sent by the app itself and URLs have none but these
  expect(app.said.filter((words) => /\/(?:notes|inbox|Apps|Trials)\b/u.test(words))).toEqual([])
})
