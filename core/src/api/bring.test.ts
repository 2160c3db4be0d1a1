import { expect, test } from 'vitest'
import type { BringTicket, Brought, Coming, EntryStat, Sight, UploadTicket } from '@space/sdk/calls'
import type { Transfer } from '@space/sdk'
import { newPlace } from '../drive/drive.samples.ts'
import { openHouse, testSettings, type Handle, type House } from './api.samples.ts'

const MIB = 2 ** 20

/** A pack as the SDK makes it; files are text by path, and a path that ends in `/` is a folder. */
function packOf(files: Readonly<Record<string, string>>, how: Partial<Coming> = {}): Buffer {
  const coming = Object.entries(files).map(([path, content]) => {
    if (path.endsWith('/')) return { path: path.split('/').slice(0, -1), size: null }
    return { path: path.split('/'), size: Buffer.byteLength(content), mtime: 1000, ...how }
  })
  return framed(JSON.stringify(coming), Object.values(files).join(''))
}

function framed(list: string, rest: string, length = Buffer.byteLength(list)): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(length)
  return Buffer.concat([head, Buffer.from(list), Buffer.from(rest)])
}

/** A house with a folder `/in` that `notes` may change, and what it begins to bring there. */
async function stage(house: House, path = '/in', how: Parameters<House['give']>[2] = {}) {
  await house.drive.makeFolder(path, { parents: true })
  const folder = await house.give('notes', path, how)
  return begun(house, folder)
}

async function begun(house: House, folder: Handle, name = 'Photos') {
  const app = house.app('notes')
  const ticket = await app.call<BringTicket>('bring.begin', folder, { name })
  const send = (pack: Uint8Array) => house.urls.pack<Brought[]>('notes', ticket.url, pack)
  return { app, folder, ticket, send }
}

const names = async (house: House, path = '/in') =>
  (await house.drive.list(path)).map(({ name }) => name)
const transfers = (house: House) => house.app('notes').call<Transfer[]>('transfers.list')

test('packs are durable when they are answered, and counted for the person', async () => {
  await using house = await openHouse()
  const { send, ticket, app } = await stage(house)
  expect(await send(packOf({ 'a/1': 'one', 'a/2': 'two', 'b/': '' }))).toMatchObject([
    { is: 'brought', name: '1' },
    { is: 'brought', name: '2' },
    { is: 'brought', name: 'b' },
  ])
  expect(await names(house, '/in/a')).toEqual(['1', '2'])
  expect(await transfers(house)).toMatchObject([
    { name: 'Photos', state: 'running', doneFiles: 2, doneBytes: 6 },
  ])
  await app.call('bring.report', ticket.bring, { totalFiles: 2, totalBytes: 6 })
  await app.call('bring.end', ticket.bring, 'done')
  expect(await transfers(house)).toMatchObject([{ state: 'done', totalFiles: 2 }])
  await expect(send(packOf({ c: 'c' }))).resolves.toBeDefined()
})

test.each([
  ['nothing', Buffer.alloc(0)],
  ['less than a length', Buffer.from([0, 0, 1])],
  ['a list that is longer than the pack', framed('[]', '', 2 ** 31)],
  ['a list that is no JSON', framed('[{', '')],
  ['a list that is no UTF-8', Buffer.from([0, 0, 0, 3, 0x22, 0xff, 0x22])],
  ['something else than a list', framed('{"length":1}', '')],
  ['more than a thousand', framed(JSON.stringify(Array.from({ length: 1001 }, () => ({}))), '')],
  ['a path that is no list', framed('[{"path":"a","size":0}]', '')],
  ['a name that is none', framed('[{"path":[1],"size":0}]', '')],
  ['a size below nothing', framed('[{"path":["a"],"size":-1}]', '')],
  ['a size that is no whole number', framed('[{"path":["a"],"size":0.5}]', 'x')],
  ['no size', framed('[{"path":["a"]}]', '')],
  ['a size without an end', framed('[{"path":["a"],"size":9007199254740991}]', 'x')],
  [
    'sizes that overflow together',
    framed(`[${'{"path":["a"],"size":9007199254740991},'.repeat(2).slice(0, -1)}]`, 'x'),
  ],
  ['a time that is none', framed('[{"path":["a"],"size":0,"mtime":"now"}]', '')],
  ['a time beyond all', framed('[{"path":["a"],"size":0,"mtime":1e300}]', '')],
  ['an unknown way', framed('[{"path":["a"],"size":0,"how":"overwrite"}]', '')],
  ['bytes that are left over', framed('[{"path":["a"],"size":1}]', 'xy')],
  ['bytes that are missing', framed('[{"path":["a"],"size":3}]', 'xy')],
  ['a prototype', framed('[{"__proto__":{"path":["a"],"size":0}}]', '')],
])('a pack with %s is refused, and nothing of it is there', async (_, pack) => {
  await using house = await openHouse()
  const { send } = await stage(house)
  await expect(send(pack)).rejects.toMatchObject({ code: 'bad-input' })
  expect(await names(house)).toEqual([])
})

test('nobody brings into what was not given, nor through the bringing of another app', async () => {
  await using house = await openHouse()
  const { folder, ticket } = await stage(house)
  const evil = house.app('evil')
  await expect(evil.call('bring.begin', folder, { name: 'x' })).rejects.toThrowError()
  for (const [method, ...more] of [
    ['look', [{ path: ['a'], size: 1 }]],
    ['url'],
    ['upload', { path: ['a'], size: 1 }],
    ['report', {}],
    ['end', 'done'],
  ] as const)
    await expect(evil.call(`bring.${method}`, ticket.bring, ...more)).rejects.toMatchObject({
      code: 'not-found',
    })
  for (const method of ['pause', 'resume', 'cancel', 'forget'])
    await expect(evil.call(`transfers.${method}`, ticket.bring)).rejects.toMatchObject({
      code: 'not-found',
    })
  expect(await house.app('evil').call('transfers.list')).toEqual([])
})

test('who may only add never brings over what is there', async () => {
  await using house = await openHouse()
  await house.drive.write(
    '/in/f',
    ['mine'].map((one) => Buffer.from(one)),
  )
  const { version } = await house.drive.stat('/in/f')
  const { send, app, ticket } = await stage(house, '/in', { mode: 'add' })
  const replacing = { how: 'replace', ifVersion: version ?? '' } as const
  await expect(send(packOf({ f: 'theirs' }, replacing))).rejects.toMatchObject({
    code: 'grant-denied',
  })
  const large = { path: ['f'], size: 6, ...replacing }
  await expect(app.call('bring.upload', ticket.bring, large)).rejects.toMatchObject({
    code: 'grant-denied',
  })
  // what it added itself it sees, and there it may go on adding
  expect(await send(packOf({ 'own/1': 'x' }))).toMatchObject([{ is: 'brought' }])
  expect(await send(packOf({ 'own/2': 'x' }))).toMatchObject([{ is: 'brought' }])
  expect((await house.drive.versions('/in/f')).length).toBe(1)
  expect(await app.call('bring.end', ticket.bring, 'done')).toEqual({ undo: null })
})

test('a grant that ends takes the URL of packs along', async () => {
  await using house = await openHouse()
  const { send, folder } = await stage(house)
  await house.owner.call('grants.revoke', folder.grant)
  await expect(send(packOf({ a: 'x' }))).rejects.toThrowError('404')
  expect(await names(house)).toEqual([])
})

test('a private folder holds no more than it may, however small the files are', async () => {
  await using house = await openHouse({ privateBytes: 100_000 })
  const app = house.app('notes')
  const { send } = await begun(house, await app.call<Handle>('data.directory'))
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}`, '']))
  await expect(send(packOf(many))).rejects.toMatchObject({ code: 'quota' })
  await expect(send(packOf({ large: 'x'.repeat(100_000) }))).rejects.toMatchObject({
    code: 'quota',
  })
  expect((await app.call<{ usedBytes: number }>('data.usage')).usedBytes).toBeLessThan(100_000)
})

test('all that was brought is taken back at once, folders as they came', async () => {
  await using house = await openHouse()
  const { send, app, ticket } = await stage(house)
  await send(packOf({ 'a/1': 'x', 'a/2': 'x' }))
  await send(packOf({ 'a/b/3': 'x', top: 'x' }))
  const { undo } = await app.call<{ undo: string }>('bring.end', ticket.bring, 'done')
  expect(await app.call('files.undo', undo)).toMatchObject({ done: 2, kept: [] })
  expect(await names(house)).toEqual([])
  expect((await house.drive.trash()).map(({ from }) => from).toSorted()).toEqual([
    '/in/a',
    '/in/top',
  ])
})

/** Sends a file to its end; `broken` after so many bytes it is cut off. */
async function sendLarge(
  house: House,
  { bring }: BringTicket,
  coming: Coming,
  bytes: Buffer,
  broken?: number,
) {
  const app = house.app('notes')
  const ticket = await app.call<UploadTicket & { offset: number }>('bring.upload', bring, coming)
  const { url, upload, offset } = ticket
  for (let at = offset; at < Math.min(bytes.length, broken ?? Infinity); at += MIB)
    house.urls.put('notes', url, bytes.subarray(at, at + MIB))
  if (broken === undefined)
    return { offset, saved: await app.call<EntryStat>('files.commit', upload) }
  house.urls.break('notes', upload)
  await expect(app.call('files.commit', upload)).rejects.toThrowError('broken off')
  return { offset }
}

test('what was brought before Space was killed needs not come again', async () => {
  const place = newPlace()
  const settings = testSettings()
  const bytes = Buffer.from(Uint8Array.from({ length: 40 * MIB }, (_, i) => (i * i) % 251))
  const large = { path: ['Photos', 'large'], size: bytes.length, mtime: 5 }
  {
    await using house = await openHouse({ place, settings })
    const { send, ticket } = await stage(house)
    await send(packOf({ 'Photos/1': 'one', 'Photos/2': 'two' }))
    await sendLarge(house, ticket, large, bytes, 36 * MIB)
    // nothing half is there
    expect(await names(house, '/in/Photos')).toEqual(['1', '2'])
    await house.end()
  }
  await using house = await openHouse({ place, settings })
  expect(await transfers(house)).toMatchObject([{ name: 'Photos', state: 'stopped' }])
  const [grant] = await house.app('notes').call<{ id: string }[]>('grants.list')
  const folder = await house.app('notes').call<Handle>('grants.open', grant?.id)
  const { app, ticket } = await begun(house, folder)
  expect(ticket.goesOn).toBe(true)
  const coming = [
    { path: ['Photos', '1'], size: 3, mtime: 1000 },
    { path: ['Photos', '2'], size: 3, mtime: 1001 },
    { path: ['Photos', '3'], size: 3, mtime: 1000 },
  ]
  const sights = await app.call<Sight[]>('bring.look', ticket.bring, coming)
  expect(sights.map(({ is }) => is)).toEqual(['there', 'taken', 'free'])
  const { offset, saved } = await sendLarge(house, ticket, large, bytes)
  expect(offset).toBeGreaterThan(32 * MIB)
  expect(saved).toMatchObject({ size: bytes.length, mtime: 5 })
  const read = await Array.fromAsync(house.drive.read('/in/Photos/large'))
  expect(Buffer.concat(read).equals(bytes)).toBe(true)
  await app.call('bring.end', ticket.bring, 'done')
  expect((await house.drive.versions('/in/Photos/1')).length).toBe(1)
})

test('another bringing of the same name is not mistaken for the one that is over', async () => {
  await using house = await openHouse()
  const { send, app, folder, ticket } = await stage(house)
  await send(packOf({ 'Photos/1': 'one' }))
  await app.call('bring.end', ticket.bring, 'done')
  house.clock.pass(60_000)
  const again = await begun(house, folder)
  expect(again.ticket.goesOn).toBe(false)
  const coming = [{ path: ['Photos', '1'], size: 3, mtime: 1000 }]
  const sights = await app.call<Sight[]>('bring.look', again.ticket.bring, coming)
  expect(sights).toMatchObject([{ is: 'taken', existing: { size: 3, lastModified: 1000 } }])
})

test('two windows that bring the same send each file once, and a large one only one of them at a time', async () => {
  await using house = await openHouse()
  const one = await stage(house)
  const stop = new AbortController()
  const running = one.app.stream('bring.watch', [one.ticket.bring], stop.signal)
  await running[Symbol.asyncIterator]().next()
  await one.send(packOf({ 'Photos/1': 'one' }))
  const other = await begun(house, one.folder)
  expect(other.ticket.bring).not.toBe(one.ticket.bring)
  expect(await other.send(packOf({ 'Photos/1': 'one' }))).toEqual([{ is: 'there' }])
  expect((await house.drive.versions('/in/Photos/1')).length).toBe(1)
  stop.abort()
})

test('what the person wishes reaches whoever runs it, and it counts as stopped when nobody does', async () => {
  await using house = await openHouse()
  const { app, ticket } = await stage(house)
  const stop = new AbortController()
  const told = app.stream<string>('bring.watch', [ticket.bring], stop.signal)
  const wishes = told[Symbol.asyncIterator]()
  expect((await wishes.next()).value).toBe('run')
  await app.call('transfers.pause', ticket.bring)
  expect((await wishes.next()).value).toBe('pause')
  expect(await transfers(house)).toMatchObject([{ state: 'paused' }])
  await app.call('transfers.resume', ticket.bring)
  expect((await wishes.next()).value).toBe('run')
  await house.owner.call('transfers.cancel', ticket.bring)
  expect((await wishes.next()).value).toBe('cancel')
  stop.abort()
  await wishes.next()
  expect(await transfers(house)).toMatchObject([{ state: 'stopped' }])
  await app.call('transfers.forget', ticket.bring)
  expect(await transfers(house)).toEqual([])
})

test('the person pauses, goes on and puts away beside the address, and sees what nobody sends any more', async () => {
  await using house = await openHouse()
  const { app, ticket } = await stage(house)
  const stop = new AbortController()
  const told = app.stream<string>('bring.watch', [ticket.bring], stop.signal)
  const wishes = told[Symbol.asyncIterator]()
  await wishes.next()
  await house.owner.call('transfers.pause', ticket.bring)
  expect((await wishes.next()).value).toBe('pause')
  await house.owner.call('transfers.resume', ticket.bring)
  expect((await wishes.next()).value).toBe('run')
  stop.abort()
  await wishes.next()
  const seen = new AbortController()
  const rows = house.owner.stream<Transfer[]>('transfers.watch', [], seen.signal)
  for await (const shown of rows) {
    expect(shown).toMatchObject([{ id: ticket.bring, state: 'stopped', app: { label: 'notes' } }])
    break
  }
  await house.owner.call('transfers.forget', ticket.bring)
  expect(await transfers(house)).toEqual([])
  const gone = house.owner.call('transfers.pause', ticket.bring)
  await expect(gone).rejects.toMatchObject({ code: 'not-found' })
})
