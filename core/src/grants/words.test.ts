import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { notFound, withoutPaths } from './words.ts'

test.each([
  new SpaceError('exists', '/private/b.jpg is there already', {
    facts: { path: '/private/b.jpg' },
  }),
  new SpaceError('conflict', 'changed', { why: '/private/a was saved', facts: { version: 'v1' } }),
  new SpaceError('bad-input', 'no', { try: 'space versions /private' }),
  new SpaceError('not-found', 'gone', { facts: { id: 'private' } }),
])('%s says nothing of where it is, and keeps its code', (error) => {
  const plain = withoutPaths(error) as SpaceError
  expect(plain.code).toBe(error.code)
  expect(JSON.stringify([plain, plain.message])).not.toContain('private')
  expect(plain.facts['version']).toBe(error.facts['version'])
})

test('what is gone and what lies outside are told in the same words', () => {
  const gone = new SpaceError('not-found', 'gone', { facts: { id: 'x' } })
  expect(JSON.stringify(withoutPaths(gone))).toBe(JSON.stringify(notFound()))
})

test('what names no place is told as it is', () => {
  const error = new SpaceError('quota', 'There is no room', { why: 'it is full' })
  expect(withoutPaths(error)).toBe(error)
})
