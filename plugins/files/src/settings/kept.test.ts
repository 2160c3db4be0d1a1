import { createTestHost } from '@space/sdk/testing'
import { expect, test } from 'vitest'
import { readKept, writeKept } from './kept.ts'

test('what was kept is read at the next visit', async () => {
  const host = createTestHost()
  await writeKept(await host.connect(), 'looks.json', '{}')
  expect(await readKept(await host.connect(), 'looks.json')).toBe('{}')
})

test('looking for what was never kept makes no folder in a new space', async () => {
  const space = await createTestHost().connect()
  let asked = 0
  const directory = (): ReturnType<typeof space.data.directory> => {
    asked += 1
    return space.data.directory()
  }
  expect(await readKept({ data: { ...space.data, directory } }, 'looks.json')).toBeUndefined()
  expect(asked).toBe(0)
})
