import { expect, test } from 'vitest'
import { conformance } from '@space/sdk/testing'
import { openHostStage } from './host-stage.ts'

const checks = conformance(openHostStage)

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined()
})
