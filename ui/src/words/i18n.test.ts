import { expect, test } from 'vitest'
import { i18n } from './i18n.ts'

test('a message is its own id, with amounts and names put in', () => {
  const message = 'Moved {count, plural, one {# item} other {# items}} to {folder}'
  expect(i18n.t(message, { count: 1, folder: 'Lisbon' })).toBe('Moved 1 item to Lisbon')
  expect(i18n.t(message, { count: 3, folder: '{x}' })).toBe('Moved 3 items to {x}')
})
