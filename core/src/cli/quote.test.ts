import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteForShell } from '@space/sdk/quote'

test('plain paths stay as they are', () => {
  expect(quoteForShell('/photos/2024-01_a.jpg')).toBe('/photos/2024-01_a.jpg')
  expect(quoteForShell('')).toBe("''")
  expect(quoteForShell('a b')).toBe("'a b'")
  expect(quoteForShell("it's")).toBe(String.raw`'it'\''s'`)
})

test('whatever the words are, bash reads them back and nothing hidden is in them', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 20 })
  const evil = fc.constantFrom(
    '\u001b[2J1',
    '\u202egpj',
    'a\nb',
    '$(id)',
    '`id`',
    '!x',
    '~',
    '\u{e0041}f',
    '\u00859',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(word, evil), { minLength: 1, maxLength: 50 }), (words) => {
      const plain = words.map((text) => text.replaceAll('\0', ''))
      const quoted = plain.map(quoteForShell)
      for (const text of quoted) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
      const said = execFileSync('bash', ['-c', `printf '%s\\0' ${quoted.join(' ')}`], {
        env: { LC_ALL: 'C.UTF-8' },
        encoding: 'utf8',
      })
      expect(said).toBe(plain.map((text) => `${text}\0`).join(''))
    }),
    { numRuns: 50 },
  )
})
