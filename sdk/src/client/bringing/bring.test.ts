import { expect, test } from 'vitest'
import type { BringItem } from '../../bringing.ts'
import { createTestHost } from '../../testing/index.ts'

const MIB = 2 ** 20

/** A host whose app was given the folder `Box`. */
async function stage() {
  const host = createTestHost({ files: { 'Box/': '' }, grants: [{ path: 'Box', mode: 'change' }] })
  const space = await host.connect()
  const [grant] = await space.grants.list()
  if (grant === undefined) throw new Error('nothing was given')
  const box = await space.grants.open(grant)
  if (box.kind === 'file') throw new Error('it is a file')
  return { host, space, box, grant }
}

const item = (path: string, content: BlobPart = 'x'): BringItem => ({
  path: path.split('/'),
  file: new File([content], path, { lastModified: 1000 }),
})

test('it waits while Space is away and goes on by itself, without anything twice', async () => {
  const { host, space, box } = await stage()
  async function* given(): AsyncGenerator<BringItem> {
    for (let n = 0; n < 500; n++) yield item(`f${n}`)
    host.offline(true)
    yield item('last')
  }
  const bringing = space.transfers.bring(given(), box)
  for await (const { phase, problem } of bringing.watch()) {
    if (phase !== 'waiting') continue
    expect(problem?.code).toBe('offline')
    host.offline(false)
    break
  }
  expect(await bringing.ended).toMatchObject({ phase: 'done', doneFiles: 501, failedFiles: 0 })
  expect((await Array.fromAsync(box.keys())).length).toBe(501)
})

test('a grant that ended stops it with the cause; given again it goes on where it was', async () => {
  const { host, space, box, grant } = await stage()
  async function* given(): AsyncGenerator<BringItem> {
    for (let n = 0; n < 500; n++) yield item(`f${n}`)
    await host.person.revoke(grant.id)
    yield item('last')
  }
  const bringing = space.transfers.bring(given(), box)
  for await (const { phase, problem } of bringing.watch()) {
    if (phase !== 'stopped') continue
    expect(problem?.code).toBe('grant-revoked')
    bringing.cancel()
  }
  expect(await bringing.ended).toMatchObject({ phase: 'cancelled' })
})

test('answers of the wrong kind, or none, leave what is there', async () => {
  const { host, space, box } = await stage()
  await host.person.write('Box/a', 'mine')
  const given = [item('a', 'theirs')]
  const merged = await space.transfers.bring(given, box, { conflicts: async () => ['merge'] }).ended
  expect(merged).toMatchObject({ phase: 'done', skippedFiles: 1 })
  expect((await space.transfers.bring(given, box).ended).skippedFiles).toBe(1)
  const refusing = space.transfers.bring(given, box, {
    conflicts: async () => Promise.reject(new Error('closed')),
  })
  expect((await refusing.ended).phase).toBe('cancelled')
  expect(await host.person.read('Box/a')).toBe('mine')
})

test('a large file that was taken up by another name meanwhile is asked about', async () => {
  const { host, space, box } = await stage()
  const bytes = new Uint8Array(MIB)
  const asked: string[] = []
  const given = [item('large', bytes)]
  await host.person.write('Box/large', 'mine')
  const { doneFiles } = await space.transfers.bring(given, box, {
    conflicts: async (list) => {
      asked.push(...list.map(({ path }) => path.join('/')))
      return list.map(() => 'keep-both' as const)
    },
  }).ended
  expect([asked, doneFiles]).toEqual([['large'], 1])
  expect(await Array.fromAsync(box.keys())).toEqual(['large', 'large (2)'])
})

test('items that cannot be listed any further cancel it, and say why', async () => {
  const { space, box } = await stage()
  async function* given(): AsyncGenerator<BringItem> {
    yield item('a')
    throw new Error('the disk was pulled out')
  }
  const state = await space.transfers.bring(given(), box).ended
  expect(state).toMatchObject({ phase: 'cancelled', problem: { code: 'internal' } })
})

test('nothing given is nothing done', async () => {
  const { space, box } = await stage()
  const state = await space.transfers.bring([], box).ended
  expect(state).toMatchObject({ phase: 'done', totalFiles: 0, isCounted: true })
})
