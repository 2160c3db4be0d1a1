import { expect, test } from 'vitest'
import * as sdk from './index.ts'

// A name that stands here once is kept for every app that uses it.
test('what runs in the SDK is offered to apps on purpose; all else is types', () => {
  expect(Object.keys(sdk).sort()).toEqual(['ERROR_CODES', 'SpaceError', 'connect', 'isSpaceError'])
})
