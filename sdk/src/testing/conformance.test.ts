import { expect, test } from 'vitest'
import { conformance } from './conformance.ts'
import { createTestHost } from './host.ts'

const checks = conformance(async () => {
  const { connect, person, fetch } = createTestHost()
  return { space: await connect(), person, fetch, async [Symbol.asyncDispose]() {} }
})

test.each(checks)('$name', async ({ run }) => {
  await run()
})

test('names no check twice', () => {
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
})
