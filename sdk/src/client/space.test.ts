import { expect, test } from 'vitest'
import type { AppRelay } from '../relay.ts'
import { createTestHost } from '../testing/index.ts'
import { openSpace } from './space.ts'

test('what the manifest does not ask for is never shown to the person', async () => {
  const host = createTestHost({
    requests: [{ type: 'directory', mode: 'read', reason: 'To look' }],
    files: { 'Box/': '' },
  })
  const { pick } = await host.connect()
  await host.person.answer({ paths: ['Box'] })
  await expect(pick.directory({ mode: 'change', label: 'A box' })).rejects.toMatchObject({
    code: 'not-asked',
  })
  expect((await pick.directory({ mode: 'read', label: 'A box' })).name).toBe('Box')
})

test('a grant whose time is over says so', async () => {
  const host = createTestHost({ files: { 'Box/a': '' }, grants: [{ path: 'Box', mode: 'read' }] })
  const { grants } = await host.connect()
  const [grant] = await grants.list()
  if (grant === undefined) throw new Error('there is no grant')
  const box = await grants.open(grant)
  await host.person.expire?.(grant.id)
  await expect(box.stat()).rejects.toMatchObject({ code: 'grant-expired' })
  expect(box.isRevoked).toBe(true)
})

test('a handle that was not told learns at its next call that its grant is over', async () => {
  const host = createTestHost({ files: { 'Box/a': '' }, grants: [{ path: 'Box', mode: 'read' }] })
  const deaf = {
    ...host.relay,
    open: async () => ({
      ok: false as const,
      error: { code: 'not-found' as const, message: 'There are no streams', facts: {} },
    }),
  }
  const { grants } = await openSpace(deaf, { request: host.fetch, wait: async () => undefined })
  const [grant] = await grants.list()
  if (grant === undefined) throw new Error('there is no grant')
  const box = await grants.open(grant)
  await host.person.revoke(grant.id)
  expect(box.isRevoked).toBe(false)
  await expect(box.stat()).rejects.toMatchObject({ code: 'grant-revoked' })
  expect(box.isRevoked).toBe(true)
})

test('a busy daemon is asked again, but not when another question is open', async () => {
  const host = createTestHost({ files: { 'Box/a': '' }, grants: [{ path: 'Box', mode: 'read' }] })
  const waits: number[] = []
  let refusals = 0
  const busy = {
    ok: false as const,
    error: { code: 'busy' as const, message: 'The app asks too often', facts: {} },
  }
  const relay: AppRelay = {
    ...host.relay,
    async call(id, method, params) {
      if (refusals === 0) return host.relay.call(id, method, params)
      refusals -= 1
      return busy
    },
  }
  const space = await openSpace(relay, {
    request: host.fetch,
    wait: async (ms) => void waits.push(ms),
  })
  const [grant] = await space.grants.list()
  if (grant === undefined) throw new Error('there is no grant')
  const box = await space.grants.open(grant)
  refusals = 3
  expect((await box.stat()).name).toBe('Box')
  expect(waits).toEqual([100, 200, 400])
  refusals = 1
  const asked = space.pick.directory({ mode: 'read', label: 'A box' })
  await expect(asked).rejects.toMatchObject({ code: 'busy' })
  refusals = Infinity
  await expect(box.stat()).rejects.toMatchObject({ code: 'busy' })
  expect(waits).toHaveLength(3 + 9)
})

test('while the daemon is away calls say offline; streams go on when it is back', async () => {
  const host = createTestHost({ files: { 'Box/a': '' }, grants: [{ path: 'Box', mode: 'read' }] })
  const { grants } = await host.connect()
  const [grant] = await grants.list()
  if (grant === undefined) throw new Error('there is no grant')
  const box = await grants.open(grant)
  const changes = box.watch()[Symbol.asyncIterator]()
  expect((await changes.next()).value).toEqual({ kind: 'resync' })
  host.offline(true)
  await expect(box.stat()).rejects.toMatchObject({ code: 'offline' })
  expect(box.isRevoked).toBe(false)
  const next = changes.next()
  host.offline(false)
  expect((await next).value).toEqual({ kind: 'resync' })
  await host.person.write('Box/a', 'more')
  expect((await changes.next()).value).toMatchObject({ kind: 'changed', path: ['a'] })
  const ended = new Promise((resolve) => box.addEventListener('revoked', resolve))
  await host.person.revoke(grant.id)
  await ended
})

test('change events leave out the beginning and tell of what comes', async () => {
  const host = createTestHost({ files: { 'Box/a': '' }, grants: [{ path: 'Box', mode: 'read' }] })
  const { grants } = await host.connect()
  const [grant] = await grants.list()
  if (grant === undefined) throw new Error('there is no grant')
  const box = await grants.open(grant)
  const told = new Promise<CustomEvent>((resolve) => box.addEventListener('change', resolve))
  // Whoever listens is told of what happens once the daemon knows of the listener.
  await box.stat()
  await host.person.write('Box/b', '')
  expect((await told).detail).toMatchObject({ kind: 'added', path: ['b'], handle: { name: 'b' } })
})

test('a call that is stopped ends at once with aborted', async () => {
  const host = createTestHost({
    net: { 'slow.example': () => new Promise<Response>(() => undefined) },
  })
  const { net } = await host.connect()
  await host.person.answer({})
  await net.ask({ host: 'slow.example', reason: 'to wait' })
  const stop = new AbortController()
  const reply = net.fetch('https://slow.example/', { signal: stop.signal })
  stop.abort()
  await expect(reply).rejects.toMatchObject({ code: 'aborted' })
})

test('a granted host answers with status, headers and body', async () => {
  const host = createTestHost({
    net: {
      'api.example': async (request) =>
        new Response(`${request.method} ${await request.text()}`, {
          status: 201,
          headers: { 'x-said': request.headers.get('x-asked') ?? '' },
        }),
    },
  })
  const { net } = await host.connect()
  await host.person.answer({})
  await net.ask({ host: 'api.example', reason: 'to post' })
  const reply = await net.fetch(new URL('https://api.example/a'), {
    method: 'POST',
    headers: { 'X-Asked': 'yes' },
    body: 'words',
  })
  expect([reply.status, reply.headers.get('x-said'), await reply.text()]).toEqual([
    201,
    'yes',
    'POST words',
  ])
})

test('the shell is asked to show things, and commands come back', async () => {
  const host = createTestHost({ files: { a: '' }, grants: [{ path: 'a', mode: 'read' }] })
  const space = await host.connect()
  const chosen = Promise.withResolvers<string>()
  await space.commands.set([
    { id: 'new', title: 'Make a note', keys: 'Ctrl+N', run: () => chosen.resolve('new') },
  ])
  await space.ui.openLink(new URL('https://example.org/'))
  await host.person.answer({})
  const undone = Promise.withResolvers<void>()
  await space.ui.toast('Removed', { undo: undone.resolve })
  await undone.promise
  expect(host.shown).toEqual([
    { method: 'commands.set', params: [[{ id: 'new', title: 'Make a note', keys: 'Ctrl+N' }]] },
    { method: 'ui.openLink', params: ['https://example.org/'] },
    { method: 'ui.toast', params: [{ text: 'Removed', undo: true }] },
  ])
  host.command('no such command')
  host.command('new')
  expect(await chosen.promise).toBe('new')
})

test('a handle of another space is refused', async () => {
  const [one, other] = [createTestHost(), createTestHost()]
  const foreign = { kind: 'directory', name: 'Box' }
  const { data } = await one.connect()
  const mine = await data.directory()
  await expect(mine.resolve(foreign as never)).rejects.toMatchObject({ code: 'bad-input' })
  const theirs = await (await other.connect()).data.directory()
  await other.person.write('Apps/Test/x', '')
  expect(await mine.isSameEntry(mine)).toBe(true)
  expect(await theirs.resolve(await theirs.getFileHandle('x'))).toEqual(['x'])
})

test('an app says where it is, and follows the person back and to what they type', async () => {
  const host = createTestHost()
  const { address } = await host.connect()
  const stop = new AbortController()
  const heard = address.watch({ signal: stop.signal })[Symbol.asyncIterator]()
  expect((await heard.next()).value).toEqual([])
  await address.set(['Photos'])
  await address.set(['Photos', '2026'], { replace: true })
  expect((await heard.next()).value).toEqual(['Photos'])
  expect((await heard.next()).value).toEqual(['Photos', '2026'])
  host.address.back()
  expect((await heard.next()).value).toEqual([])
  host.address.go(['Books'])
  expect((await heard.next()).value).toEqual(['Books'])
  expect(await address.get()).toEqual(['Books'])
  await expect(address.set([''])).rejects.toMatchObject({ code: 'bad-input' })
})
