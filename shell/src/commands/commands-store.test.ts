import { expect, test } from 'vitest'
import { createCommandsStore } from './commands-store.ts'

test('what a person chooses reaches the app that said it, and no other', async () => {
  const store = createCommandsStore().getState()
  const stop = new AbortController()
  const files = store.chosen('files', stop.signal)[Symbol.asyncIterator]()
  const ledger = store.chosen('ledger', stop.signal)[Symbol.asyncIterator]()
  const [first, other] = [files.next(), ledger.next()]
  store.run('files', 'new-folder')
  store.run('files', 'upload')
  expect((await first).value).toBe('new-folder')
  expect((await files.next()).value).toBe('upload')
  stop.abort()
  expect(await other).toEqual({ done: true, value: undefined })
})

test('the words of an app are one line of what can be seen', () => {
  const store = createCommandsStore()
  store.getState().set('files', [{ id: 'a', title: `New\n\u202efolder ${'x'.repeat(99)}` }])
  const title = store.getState().commands['files']?.[0]?.title ?? ''
  expect(title.startsWith('New folder x')).toBe(true)
  expect(title.length).toBe(60)
})

test.each([
  ['no list', { 0: { id: 'a', title: 'A' } }],
  ['too many', Array.from({ length: 101 }, (_, id) => ({ id: String(id), title: 'A' }))],
  ['no title', [{ id: 'a', title: ' \u200b ' }]],
  ['no id', [{ title: 'A' }]],
  [
    'one id twice',
    [
      { id: 'a', title: 'A' },
      { id: 'a', title: 'B' },
    ],
  ],
  ['nothing', [null]],
])('%s is refused, and what was there stays', (_what, commands) => {
  const store = createCommandsStore()
  store.getState().set('files', [{ id: 'old', title: 'Old' }])
  expect(() => store.getState().set('files', commands)).toThrowError(
    expect.objectContaining({ code: 'bad-input' }),
  )
  expect(store.getState().commands['files']).toEqual([{ id: 'old', title: 'Old' }])
})

test('an app that is closed leaves no command', () => {
  const store = createCommandsStore()
  store.getState().set('files', [{ id: 'a', title: 'A' }])
  store.getState().forget('files')
  expect(store.getState().commands).toEqual({})
})
