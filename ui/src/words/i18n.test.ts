import { compileMessage } from '@lingui/message-utils/compileMessage'
import { expect, test } from 'vitest'
import { i18n } from './i18n.ts'
import { pseudoOf } from './pseudo.ts'

const MOVED = 'Moved {count, plural, one {# item} other {# items}} to {folder}'

test('a message is its own id, with amounts and names put in', () => {
  expect(i18n.t(MOVED, { count: 1, folder: 'Lisbon' })).toBe('Moved 1 item to Lisbon')
  expect(i18n.t(MOVED, { count: 3, folder: '{x}' })).toBe('Moved 3 items to {x}')
  expect(i18n.t(MOVED, { count: 3, folder: '{x}' })).toBe('Moved 3 items to {x}')
})

test('in the language that nobody speaks each message is longer, and marked at both ends', () => {
  const said = (message: string): string => JSON.stringify(pseudoOf(compileMessage(message)))
  expect(said('Put back')).toBe('["⟦","Put back"," ~~~⟧"]')
  expect(said('<0>{app}</0> asks')).toBe('["⟦","<0>",["app"],"</0> asks"," ~~⟧"]')
  expect(pseudoOf(compileMessage(MOVED)).at(-1)).toBe(' ~~~~~⟧')
  expect(said('{size}/s')).toBe('["⟦",["size"],"/s"," ~⟧"]')
})
