import { expect, test } from 'vitest'
import { SpaceError } from '@space/sdk'
import { testClock } from '../grants/grants.samples.ts'
import { openProgress } from './progress.ts'
import { openTransfers } from './transfers.ts'

test('an app that reads of a change that failed learns no path of the person', () => {
  const clock = testClock(1000)
  const newId = (): string => 'id'
  const transfers = openTransfers(clock, newId)
  const progress = openProgress(
    { app: { label: 'notes' }, powers: { clock, transfers, newId } },
    'Photos',
  )
  clock.pass(2000)
  progress.onProgress(1, 2)
  progress.end(new SpaceError('missing-block', '/taxes/secret.txt cannot be read whole'))
  const said = JSON.stringify(transfers.list())
  expect(said).toContain('missing-block')
  expect(said).not.toContain('secret')
})
