import fc from 'fast-check'
import { expect, test } from 'vitest'
import { literalOf, matchesGlob } from './glob.ts'

test.each([
  ['*.jpg', 'a.jpg', true],
  ['*.jpg', '.jpg', true],
  ['*.jpg', 'a.jpg.txt', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a?c', 'a👩c', true],
  ['*', '', true],
  ['?', '', false],
  ['a*b*c', 'a-b-b-c', true],
  ['**a**', 'xax', true],
  ['[a]*', '[a]b', true],
])('%s and %j: %s', (pattern, name, matches) => {
  expect(matchesGlob(pattern, name)).toBe(matches)
})

test('means what the regular expression means', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 })
  fc.assert(
    fc.property(
      text,
      fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 }),
      (p, name) => {
        const source = p.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
        expect(matchesGlob(p, name)).toBe(new RegExp(`^${source}$`, 'u').test(name))
        if (matchesGlob(p, name)) expect(name).toContain(literalOf(p))
      },
    ),
  )
})

test('a pattern made to be slow is not', () => {
  expect(matchesGlob('*a'.repeat(120), 'a'.repeat(255).replace(/a$/u, 'b'))).toBe(false)
})
