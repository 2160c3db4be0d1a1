import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkFragment, spaceLinkOf } from './links.ts'

test.each([
  ['space://files', { id: 'files', path: [] }],
  ['space:files/', { id: 'files', path: [] }],
  ['SPACE://files/Photos/2026', { id: 'files', path: ['Photos', '2026'] }],
  ['space://files/a%20b/100%25', { id: 'files', path: ['a b', '100%'] }],
  ['space://settings/about', { id: 'settings', path: ['about'] }],
])('%s is a link', (text, link) => {
  expect(spaceLinkOf(text)).toEqual(link)
})

test.each([
  '',
  'files',
  'space://',
  'space://app/abc',
  'space://Files',
  'space://-x',
  'space://../x',
  'space://files/../x',
  'space://files/%2E%2E/x',
  'space://files/a%2Fb',
  'space://files/%00',
  'space://files/%',
  'space://files//a',
  'javascript:alert(1)',
  `space://files/${'x'.repeat(256)}`,
  `space://files${'/x'.repeat(201)}`,
  `space://files/${'x'.repeat(9000)}`,
])('%j is none', (text) => {
  expect(spaceLinkOf(text)).toBeUndefined()
})

test('what is written for an address is read back, whatever the names', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((text) => !/^\.{1,2}$/.test(text) && !/[/\0]/.test(text))
  fc.assert(
    fc.property(fc.array(name, { maxLength: 5 }), (path) => {
      const link = { id: 'files', path }
      const written = linkFragment(link)
      expect(spaceLinkOf(`space://${written}`)).toEqual(link)
      // It stays one fragment of one address.
      expect(written).not.toMatch(/[\s#?&"<>\\]/)
    }),
  )
})
