import type { SpaceDirectory } from '@space/sdk'
import { createTestHost } from '@space/sdk/testing'
import { expect, test } from 'vitest'
import { openBringMemory } from './bring-memory.ts'

const folder = {} as SpaceDirectory
const pathOf = async (): Promise<readonly string[]> => ['Travel', 'Lisbon']

test('what was brought where is known again at the next visit', async () => {
  const host = createTestHost()
  const before = openBringMemory(await host.connect(), pathOf)
  await before.put('t1', { folder, name: 'Lisbon' })
  const after = openBringMemory(await host.connect(), pathOf)
  await after.loaded
  expect(after.get('t1')).toEqual({ name: 'Lisbon', path: ['Travel', 'Lisbon'] })
  expect(after.get('t2')).toBeUndefined()
})

test('the last fifty are kept', async () => {
  const host = createTestHost()
  const memory = openBringMemory(await host.connect(), pathOf)
  for (let at = 0; at < 60; at += 1) await memory.put(`t${at}`, { folder, name: 'Lisbon' })
  expect([memory.get('t9'), memory.get('t10')?.name]).toEqual([undefined, 'Lisbon'])
})

test('what someone else put into the file is left out', async () => {
  const host = createTestHost()
  const space = await host.connect()
  const home = await space.data.directory()
  const file = await home.getFileHandle('bringing.json', { create: true })
  const writable = await file.createWritable()
  await writable.write('[["t1",{"name":1}],["t2",{"name":"B","path":["B"]}],7]')
  await writable.close()
  const memory = openBringMemory(space, pathOf)
  await memory.loaded
  expect([memory.get('t1'), memory.get('t2')?.name]).toEqual([undefined, 'B'])
})
