import { test } from 'vitest'
import { viewChecks } from './checks-views.ts'
import { createTestHost } from './host.ts'

test.each(viewChecks)('$name', async ({ run }) => {
  const { connect, person, fetch } = createTestHost()
  await run({ space: await connect(), person, fetch, async [Symbol.asyncDispose]() {} })
})
