import { expect, test } from 'vitest'
import { apply, EMPTY, fromText, judge, type Op, type Seen, toText } from './model.ts'

const write = (path: string, sha: string): Op => ({ kind: 'write', path, sha })
const seen = (files: Record<string, string>, trash: string[] = []): Seen => ({
  files: new Map(Object.entries(files)),
  trash: new Set(trash),
})

test('an acknowledged file that is gone, older or changed is a loss', () => {
  const state = apply(apply(EMPTY, write('/a', '1')), write('/a', '2'))
  expect(judge(state, undefined, seen({ '/a': '2' }))).toEqual({ state })
  expect(judge(state, undefined, seen({}))).toEqual({ lost: ['/a is gone'] })
  expect(judge(state, undefined, seen({ '/a': '1' }))).toEqual({ lost: ['/a is an older version'] })
  expect(judge(state, undefined, seen({ '/a': '3' }))).toEqual({ lost: ['/a has other bytes'] })
})

test('a pending move may be done or not, but never half', () => {
  const state = apply(EMPTY, write('/a', '1'))
  const move: Op = { kind: 'move', from: '/a', to: '/b' }
  expect(judge(state, move, seen({ '/a': '1' }))).toEqual({ state })
  expect(judge(state, move, seen({ '/b': '1' }))).toEqual({ state: apply(state, move) })
  expect(judge(state, move, seen({ '/a': '1', '/b': '1' }))).toHaveProperty('lost')
  expect(judge(state, move, seen({}))).toHaveProperty('lost')
})

test('a pending import may have come in part, with right bytes only', () => {
  const files = [
    { path: '/in/a', sha: '1' },
    { path: '/in/b', sha: '2' },
  ]
  const op: Op = { kind: 'import', to: '/in', files }
  expect(judge(EMPTY, op, seen({ '/in/b': '2' }))).toMatchObject({
    state: { files: new Map([['/in/b', ['2']]]) },
  })
  expect(judge(EMPTY, op, seen({ '/in/b': '1' }))).toHaveProperty('lost')
})

test('what is in the trash is acknowledged too', () => {
  const state = apply(apply(EMPTY, write('/a', '1')), { kind: 'remove', path: '/a' })
  expect(judge(state, undefined, seen({}, ['/a']))).toEqual({ state })
  expect(judge(state, undefined, seen({}))).toHaveProperty('lost')
  expect(judge(state, { kind: 'empty' }, seen({}))).toHaveProperty('state')
})

test('a state comes back from its text', () => {
  const state = apply(apply(EMPTY, write('/a\n', '1')), { kind: 'remove', path: '/a\n' })
  expect(fromText(toText(state))).toEqual(state)
})
