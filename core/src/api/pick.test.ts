import { expect, test } from 'vitest'
import type { ConsentAnswer, ConsentRequest, Grant } from '@space/sdk/host'
import type { GivenGrant } from '@space/sdk'
import { newPlace, save, text } from '../drive/drive.samples.ts'
import { appFacts, openHouse, testSettings, type Handle, type House } from './api.samples.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

const pick = { open: 'directory', mode: 'change', label: 'Your photos', id: 'library' }

async function filled(): Promise<House> {
  const house = await openHouse()
  await save(house.drive, '/photos/a.jpg', 'aaa')
  await save(house.drive, '/taxes/secret.txt', 'secret')
  return house
}

async function asked(
  house: House,
  request: unknown,
  answer: (request: ConsentRequest) => ConsentAnswer,
): Promise<Handle[]> {
  const picked = house.app('notes').call<Handle[]>('pick.open', request)
  const answered = house.answerNext(answer)
  const [handles] = await Promise.all([picked, answered])
  return handles
}

test('the person sees who asks, for what, in which words; what they choose is what the app gets', async () => {
  const house = await filled()
  const { id } = await house.drive.stat('/photos')
  let shown: ConsentRequest | undefined
  const [handle] = await asked(house, pick, (request) => {
    shown = request
    return { kind: 'picked', entries: [id], mode: 'read', lasting: 'day' }
  })
  expect(shown).toMatchObject({
    app: { label: 'notes', name: 'notes' },
    kind: 'pick',
    open: 'directory',
    mode: 'change',
    label: 'Your photos',
    startIn: null,
  })
  expect(handle).toMatchObject({ entry: id, kind: 'folder', name: 'photos' })
  const [grant] = await house.owner.call<Grant[]>('grants.list')
  expect(grant).toMatchObject({ mode: 'read', label: 'Your photos', resource: { kind: 'entry' } })
  expect(grant?.until).toBe(house.clock.now() + 86_400_000)
})

test('the picker begins where the same purpose was answered last', async () => {
  const house = await filled()
  const { id } = await house.drive.stat('/photos')
  const seen: unknown[] = []
  for (let i = 0; i < 2; i++)
    await asked(house, pick, (request) => {
      seen.push(request.kind === 'pick' ? (request.startIn?.path ?? null) : undefined)
      return { kind: 'picked', entries: [id], mode: 'read', lasting: 'session' }
    })
  expect(seen).toEqual([null, '/photos'])
})

test.each([
  ['more than the app asked for', { mode: 'read' }, { mode: 'change' }],
  ['adding where only looking was asked for', { mode: 'read' }, { mode: 'add' }],
  ['a folder where a file was asked for', { open: 'file', mode: 'read' }, { mode: 'read' }],
  ['nothing', {}, { entries: [] }],
  ['what is not there', {}, { entries: ['f'.repeat(32)] }],
  ['two folders', {}, { entries: ['0'.repeat(32), '1'.repeat(32)] }],
])(
  'an answer of the shell that gives %s is refused, and the question stays',
  async (_, ask, say) => {
    const house = await filled()
    const { id } = await house.drive.stat('/photos')
    const picked = house.app('notes').call('pick.open', { ...pick, ...ask })
    const answer = { kind: 'picked', entries: [id], mode: 'read', lasting: 'day', ...say } as const
    await expect(house.answerNext(() => answer as ConsentAnswer)).rejects.toThrow()
    expect(await house.owner.call('grants.list')).toEqual([])
    await house.answerNext(() => ({ kind: 'refused' }))
    await expect(picked).rejects.toEqual(code('grant-denied'))
  },
)

test('what the manifest does not list is not even asked', async () => {
  const requests = [{ type: 'directory', mode: 'read', reason: 'to look' }] as const
  const house = await openHouse({ apps: [appFacts('notes', { requests })] })
  const notes = house.app('notes')
  for (const [method, request] of [
    ['pick.open', pick],
    ['pick.open', { ...pick, open: 'file' }],
    ['pick.open', { open: 'save', label: 'x' }],
    ['net.ask', { host: 'x.example', reason: 'x' }],
    ['identity.ask', { reason: 'x' }],
  ] as const)
    await expect(notes.call(method, request)).rejects.toEqual(code('not-asked'))
  const stop = new AbortController()
  const requestsNow = house.owner.stream('consent.requests', [], stop.signal)
  expect((await requestsNow[Symbol.asyncIterator]().next()).value).toBeNull()
  stop.abort()
})

test('"save as" makes an empty file where the person wants it, and gives that file alone', async () => {
  const house = await filled()
  const { id } = await house.drive.stat('/taxes')
  const [file] = await asked(
    house,
    { open: 'save', label: 'Your letter', suggestedName: 'letter.md' },
    (request) => {
      expect(request).toMatchObject({ kind: 'pick', open: 'save', suggestedName: 'letter.md' })
      return { kind: 'picked', entries: [id], name: 'mine.md', mode: 'change', lasting: 'day' }
    },
  )
  expect(file).toMatchObject({ kind: 'file', name: 'mine.md' })
  expect(await text(house.drive, '/taxes/mine.md')).toBe('')
  const inFolder = { ...file, entry: id }
  await expect(house.app('notes').call('files.list', inFolder, {})).rejects.toEqual(
    code('not-found'),
  )
})

test('a revoked folder is gone at once: calls, streams and URLs, also after a restart', async () => {
  const place = newPlace()
  const settings = testSettings()
  const house = await openHouse({ place, settings })
  await save(house.drive, '/photos/a.jpg', 'aaa')
  const folder = await house.give('notes', '/photos')
  const notes = house.app('notes')
  const file = await notes.call('files.child', folder, 'a.jpg', {})
  const { url } = await notes.call<{ url: string }>('files.url', file, {})
  const changes = notes.stream('files.watch', [folder], new AbortController().signal)
  const told = changes[Symbol.asyncIterator]()
  expect((await told.next()).value).toEqual({ kind: 'resync' })
  const next = told.next()
  const { upload } = await notes.call<{ upload: string }>('files.upload', file, { size: 3 })
  await house.owner.call('grants.revoke', folder.grant)
  await expect(next).rejects.toEqual(code('grant-revoked'))
  await expect(notes.call('files.list', folder, {})).rejects.toEqual(code('grant-revoked'))
  await expect(house.urls.get('notes', url)).rejects.toThrow('404')
  await expect(notes.call('files.commit', upload)).rejects.toThrow('404')
  house.api[Symbol.dispose]()
  const again = await openHouse({ settings })
  const call = again.app('notes').call('files.list', folder, {})
  await expect(call).rejects.toEqual(code('grant-revoked'))
})

test('the same choice again is the same grant, and a wider one is another', async () => {
  const house = await filled()
  const one = await house.give('notes', '/photos', { mode: 'read' })
  const again = await house.give('notes', '/photos', { mode: 'read' })
  const wider = await house.give('notes', '/photos', { mode: 'change' })
  expect(again).toEqual(one)
  expect(wider.grant).not.toBe(one.grant)
  expect(await house.owner.call('grants.list')).toHaveLength(2)
})

test('a revoke can be taken back for a minute', async () => {
  const house = await filled()
  const folder = await house.give('notes', '/photos')
  await house.owner.call('grants.revoke', folder.grant)
  await house.owner.call('grants.reinstate', folder.grant)
  expect(await house.app('notes').call('files.list', folder, {})).toMatchObject({ next: null })
  await house.owner.call('grants.revoke', folder.grant)
  house.clock.pass(61_000)
  await expect(house.owner.call('grants.reinstate', folder.grant)).rejects.toEqual(
    code('not-found'),
  )
})

test('closing an app ends what it had for the session and what runs, and keeps the rest', async () => {
  const house = await filled()
  const session = await house.give('notes', '/photos', { lasting: 'session' })
  const lasting = await house.give('notes', '/taxes')
  const notes = house.app('notes')
  const ended = Array.fromAsync(
    notes.stream('files.watch', [lasting], new AbortController().signal),
  )
  await house.owner.call('apps.close', 'notes')
  const again = house.app('notes')
  await expect(again.call('files.list', session, {})).rejects.toEqual(code('grant-expired'))
  expect(await again.call('files.list', lasting, {})).toMatchObject({ next: null })
  await house.owner.call('grants.revoke', lasting.grant)
  await expect(ended).rejects.toEqual(code('grant-revoked'))
})

test('an app sees its own grants, is told of changes, and gives them back itself', async () => {
  const house = await filled()
  const notes = house.app('notes')
  const stop = new AbortController()
  const told = notes.stream<GivenGrant[]>('grants.watch', [], stop.signal)
  const watched = told[Symbol.asyncIterator]()
  expect((await watched.next()).value).toEqual([])
  const next = watched.next()
  await house.give('photos', '/taxes')
  const folder = await house.give('notes', '/photos')
  expect((await next).value).toMatchObject([
    { id: folder.grant, kind: 'directory', name: 'photos' },
  ])
  await notes.call('grants.release', folder.grant)
  expect((await watched.next()).value).toEqual([])
  stop.abort()
})

test('uninstalling ends every grant; the private folder stays unless it is to go', async () => {
  const house = await filled()
  const folder = await house.give('notes', '/photos')
  await house.app('notes').call('data.directory')
  await house.app('photos').call('data.directory')
  await house.owner.call('apps.uninstall', 'notes', { removeFiles: true })
  await house.owner.call('apps.uninstall', 'photos', { removeFiles: false })
  expect(await house.owner.call('grants.list')).toEqual([])
  expect((await house.drive.list('/Apps')).map(({ name }) => name)).toEqual(['photos'])
  expect(house.api.openApp('notes')).toBeUndefined()
  expect(folder.name).toBe('photos')
})
